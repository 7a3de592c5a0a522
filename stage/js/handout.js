// @ts-check
/** What a teacher hands out of a step: its link, and the HTML that shows the step or its picture on another page. Loaded
 * when somebody asks for it. */
import { button, CROSS, iconButton, make } from "./dom.js";
import { STEP, withParams, without } from "./links.js";
import { copy } from "./share.js";

/** @typedef {{ place: string, frame: string, element: string, framed: string, embedded: string }} Handed
 *   the HTML for a frame and for an element, both to be completed (ui/handout/link.py), and where they work */

const STYLE = `
.tl-handout { box-sizing: border-box; width: min(640px, calc(100vw - 24px)); max-height: calc(100vh - 24px); padding: 18px 20px; overflow: auto; border: 1px solid var(--tl-line); border-radius: 10px; background: var(--tl-paper); color: var(--tl-ink); font-size: 15px; line-height: 1.45; box-shadow: 0 4px 24px rgb(0 0 0 / .3); }
.tw-learn .tl-handout:focus-visible { outline: none; }
.tw-learn .tl-handout h2 { padding: 0 44px 0 0; font-size: 18px; font-weight: 700; }
.tw-learn .tl-handout h3 { padding: 14px 0 4px; font-size: 15px; font-weight: 600; }
.tl-handout > div { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 8px; align-items: start; }
.tl-handout pre { margin: 0; max-height: 7.5em; padding: 8px 10px; overflow: auto; border-radius: 6px; background: var(--tl-wash); font: 13px / 1.45 monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.tw-learn .tl-handout > div button { min-width: 76px; min-height: 36px; padding: 0 12px; border: 1px solid var(--tl-edge); border-radius: 18px; background: none; }
.tl-handout > p { margin-top: 4px; color: var(--tl-faint); font-size: 14px; }
.tw-learn .tl-handout > button { position: absolute; top: 10px; right: 10px; width: 44px; height: 44px; padding: 0; border: 0; border-radius: 22px; background: none; }
.tl-handout > button svg { width: 24px; height: 24px; fill: currentColor; }
@media (hover: hover) { .tw-learn .tl-handout button:hover { background: var(--tl-wash); } }
@media (pointer: coarse) { .tw-learn .tl-handout > div button { min-height: 44px; } }`;

/** What of an address goes with the link of a step: neither the notes of a teacher nor the presentation. */
const OWN = ["notes", "present", "embed", "embed_options"];

/** A text as it stands in an attribute. @param {string} text */
const escaped = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** What is handed out of a step. The place at which a run ends is asked for on other pages too.
 * @param {Handed} handed @param {string} root the address of the app @param {string} search that of the step
 * @param {import("./scoring.js").Shown} shown @param {string} kind of its question, "" for none */
export function handedOut({ place, frame, element }, root, search, { page, link }, kind) {
  const own = without(search.replace(/^\?/, ""), OWN),
    asks = kind === "place" && page === "race" ? withParams(without(link, [STEP]), [["ask", "end"]]) : link,
    picture = `${page === "race" ? "" : page}?${asks}`,
    html = (/** @type {string} */ text) => text.replaceAll(place, escaped(root)).replace("{words}", () => escaped(own)).replace("{link}", () => escaped(picture));
  return { link: `${root}learn?${own}`, frame: html(frame), element: html(element) };
}

/** Open the dialog for the step that is shown. @param {import("./lesson.js").Lesson} lesson @param {string} root
 * @param {string} search */
export function handOut(lesson, root, search) {
  const { at, board } = lesson,
    { title, question } = lesson.step(at),
    { handed } = lesson.given,
    { link, frame, element } = handedOut(handed, root, search, board.ruled(lesson.step(at).shown), question?.kind ?? "");
  const row = (/** @type {string} */ name, /** @type {string} */ text, /** @type {string} */ where) => {
    const copies = button("", ["Copy"], { "aria-label": `Copy: ${name}`, "aria-live": "polite" });
    copies.onclick = async () => {
      copies.textContent = (await copy(text)) ? "Copied" : "Mark it by hand";
    };
    return [make("h3", {}, [name]), make("div", {}, [make("pre", { tabindex: "0", "aria-label": name }, [text]), copies]), ...(where ? [make("p", {}, [where])] : [])];
  };
  const leave = iconButton("Close", CROSS),
    box = make("section", { class: "tl-handout", popover: "auto", role: "dialog", tabindex: "-1", "aria-label": `Share step ${at}` }, [
      make("style", {}, [STYLE]), make("h2", {}, [`Share step ${at}: ${title}`]), leave,
      ...row("Link", link, ""),
      ...row("The chapter at this step, in a frame", frame, handed.framed),
      ...row("The picture alone, as a part of your page", element, handed.embedded),
    ]); // prettier-ignore
  leave.onclick = () => box.hidePopover();
  box.addEventListener("toggle", () => box.matches(":popover-open") || box.remove());
  lesson.root.append(box);
  box.showPopover();
  box.focus();
}
