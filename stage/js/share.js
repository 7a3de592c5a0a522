// @ts-check
/** The button that copies the permalink. */
import { iconButton, make } from "./dom.js";
import { style } from "./style.js";

const LINK = "M3.9 12A3.1 3.1 0 0 1 7 8.9h4V7H7a5 5 0 0 0 0 10h4v-1.9H7A3.1 3.1 0 0 1 3.9 12zM8 13h8v-2H8zm9-6h-4v1.9h4a3.1 3.1 0 0 1 0 6.2h-4V17h4a5 5 0 0 0 0-10z";

/** Copy a text. The clipboard API needs HTTPS, which a classroom's server may lack; then the old command still works.
 * @param {string} text @returns {Promise<boolean>} */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = /** @type {HTMLTextAreaElement} */ (make("textarea", { class: "tw-live", "aria-hidden": "true" }));
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

/** @param {string} query */
export const permalink = (query) => `${location.origin}${location.pathname}?${query}`;

/** @param {{ data: { query: string, rules?: import("./types.js").Rules }, parentElement: Element }} context */
export async function share({ data, parentElement }) {
  const root = /** @type {HTMLElement | null} */ (parentElement.querySelector(".tw-share"));
  if (!root) return;
  await style(root);
  root.dataset.query = data.query;
  if (root.firstChild) return;
  const word = make("span", { role: "status" }, ["Copy link"]);
  const made = iconButton("Copy link", LINK, "tw-share-button");
  made.removeAttribute("aria-label");
  made.append(word);
  made.onclick = async () => {
    // The stage may be ahead of the page.
    const stage = /** @type {import("./main.js").Root | null} */ (document.querySelector(".tw-stage"))?.stage,
      link = stage?.source.address ?? permalink(root.dataset.query ?? "");
    word.textContent = (await copy(link)) ? "Copied" : "Copy it from the address bar";
    made.focus();
    setTimeout(() => { word.textContent = "Copy link"; }, 2500);
  };
  root.append(made);
  if (data.rules) (await import("./rules.js")).applyRules(root, data.rules);
}
