// @ts-check
/** The list of runners in the sidebar: one row a runner, with its mark; the selected row carries its buttons. */
import { button, icon, make } from "./dom.js";
import { svgPath } from "./marks.js";
import { colourOf, lookFor } from "./palette.js";
import { style } from "./style.js";

const ICONS = {
  shown: "M12 5C7 5 2.7 8.1 1 12c1.7 3.9 6 7 11 7s9.3-3.1 11-7c-1.7-3.9-6-7-11-7zm0 11.500a4.5 4.5 0 1 1 0-9 4.5 4.5 0 0 1 0 9zm0-2a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  hidden: "M3.3 2 2 3.300l3.7 3.700A12 12 0 0 0 1 12c1.7 3.9 6 7 11 7 1.7 0 3.3-.4 4.7-1l4 4 1.3-1.300zM12 17a5 5 0 0 1-4.6-6.900l1.6 1.600V12a3 3 0 0 0 3.3 3l1.6 1.600A5 5 0 0 1 12 17zm0-10a5 5 0 0 1 4.7 6.600l2.9 2.900A12 12 0 0 0 23 12c-1.7-3.9-6-7-11-7-1.3 0-2.6.2-3.8.600l2.2 2.200A5 5 0 0 1 12 7z",
  duplicate: "M16 1H4a2 2 0 0 0-2 2v14h2V3h12zm3 4H8a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2V7a2 2 0 0 0-2-2zm0 16H8V7h11z",
  remove: "M19 6.4 17.6 5 12 10.6 6.4 5 5 6.400l5.6 5.600L5 17.6 6.4 19l5.6-5.6 5.6 5.6 1.4-1.4-5.6-5.600z",
  add: "M19 13h-6v6h-2v-6H5v-2h6V5h2v6h6z",
};

/** @typedef {{ name: string, note: string, style: number, selected: boolean, hidden: boolean }} Row */

/** @param {Row} row @param {import("./types.js").Look} look */
function mark(row, look) {
  const drawn = icon(svgPath(row.style, 6), "-9 -9 18 18");
  drawn.classList.add("tw-roster-mark");
  drawn.style.fill = colourOf(look, row.style);
  return drawn;
}

/**
 * @param {{ data: { rows: Row[], full: boolean, heard: number }, parentElement: Element,
 *   setStateValue: (name: string, value: object) => void }} context
 */
export async function mount({ data, parentElement, setStateValue }) {
  const root = /** @type {HTMLElement | null} */ (parentElement.querySelector(".tw-roster"));
  if (!root) return;
  await style();
  const look = lookFor(getComputedStyle(root).getPropertyValue("--st-background-color").trim());
  let seq = data.heard; // every click is a message of its own, also one that says the same as the last
  const act = (/** @type {string} */ what, /** @type {number} */ run) => () => setStateValue("act", { do: what, run, seq: ++seq });
  const held = document.activeElement instanceof HTMLElement && root.contains(document.activeElement) ? document.activeElement.dataset.what : undefined;
  const deed = (/** @type {string} */ name, /** @type {string} */ d, /** @type {string} */ what, /** @type {number} */ i, off = false) => {
    const made = button(name, d, "tw-deed");
    made.disabled = off;
    made.dataset.what = `${what} ${i}`;
    made.onclick = act(what, i);
    return made;
  };
  const rows = data.rows.map((row, i) => {
    const pick = make("button", { type: "button", class: "tw-roster-pick", "aria-pressed": String(row.selected) }, [
      mark(row, look), make("span", { class: "tw-roster-name" }, [row.name]), make("span", { class: "tw-roster-note" }, [row.note]),
    ]);
    pick.dataset.what = `select ${i}`;
    pick.title = `${row.name}, ${row.note}`;
    pick.onclick = act("select", i);
    const eye = deed(`${row.hidden ? "Show" : "Hide"} ${row.name}`, row.hidden ? ICONS.hidden : ICONS.shown, "hide", i);
    const kind = `${row.selected ? "tw-roster-selected" : ""} ${row.hidden ? "tw-roster-hidden" : ""}`;
    return make("li", { class: kind }, [pick, eye]);
  });
  const chosen = data.rows.findIndex((row) => row.selected), named = data.rows[chosen]?.name ?? "";
  const deeds = make("div", { class: "tw-roster-deeds" }, [
    deed("Add a runner", ICONS.add, "add", -1, data.full),
    deed(`Duplicate ${named}`, ICONS.duplicate, "duplicate", chosen, data.full),
    deed(`Remove ${named}`, ICONS.remove, "remove", chosen, data.rows.length === 1),
  ]);
  ["Add", "Duplicate", "Remove"].forEach((word, i) => deeds.children[i].append(word));
  root.replaceChildren(make("h2", { class: "tw-roster-title" }, ["Runners"]), make("ul", { "aria-label": "Runners" }, rows), deeds);
  if (held) /** @type {HTMLElement | null} */ (root.querySelector(`[data-what="${held}"]`))?.focus();
}
