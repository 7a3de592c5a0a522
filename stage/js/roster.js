// @ts-check
/** The list of runners in the sidebar: one row per runner, with its mark, and buttons in the selected row. */
import { button, CROSS, iconButton, make, off } from "./dom.js";
import { mark } from "./marks.js";
import { colourOf, lookFor } from "./palette.js";
import { style } from "./style.js";

const ICONS = {
  shown: "M12 5C7 5 2.7 8.1 1 12c1.7 3.9 6 7 11 7s9.3-3.1 11-7c-1.7-3.9-6-7-11-7zm0 11.5a4.5 4.5 0 1 1 0-9 4.5 4.5 0 0 1 0 9zm0-2a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  struck: "M3.4 2.2 2 3.6 20.4 22l1.4-1.4z",
  duplicate: "M16 1H4a2 2 0 0 0-2 2v14h2V3h12zm3 4H8a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2V7a2 2 0 0 0-2-2zm0 16H8V7h11z",
  add: "M19 13h-6v6h-2v-6H5v-2h6V5h2v6h6z",
};

/** @typedef {{ name: string, note: string, style: number, selected: boolean, hidden: boolean, needed: string }} Row */

/**
 * @param {{ data: { rows: Row[], full: string, acknowledged: number, rules?: import("./types.js").Rules }, parentElement: Element,
 *   setStateValue: (name: string, value: object) => void }} context
 */
export async function roster({ data, parentElement, setStateValue }) {
  const root = /** @type {HTMLElement | null} */ (parentElement.querySelector(".tw-roster"));
  if (!root) return;
  await style(root);
  const look = lookFor(getComputedStyle(root).getPropertyValue("--st-background-color").trim());
  let seq = data.acknowledged; // every click is a new message, even if it says the same as the last
  const act = (/** @type {string} */ what, /** @type {number} */ run) => () => setStateValue("act", { do: what, run, seq: ++seq });
  const held = document.activeElement instanceof HTMLElement && root.contains(document.activeElement) ? document.activeElement.dataset.what : undefined;
  const actionButton = (/** @type {string} */ name, /** @type {string} */ d, /** @type {string} */ what, /** @type {number} */ i, why = "") => {
    const made = iconButton(name, d, "tw-action");
    off(made, why);
    made.dataset.what = `${what} ${i}`;
    made.onclick = act(what, i);
    return made;
  };
  const rows = data.rows.map((row, i) => {
    const pick = button("tw-roster-pick", [
      mark(row.style, 6, colourOf(look, row.style)), make("span", { class: "tw-roster-name" }, [row.name]), make("span", { class: "tw-roster-note" }, [row.note]),
    ], { "aria-pressed": String(row.selected) });
    pick.dataset.what = `select ${i}`;
    pick.title = `${row.name}, ${row.note}`;
    pick.onclick = act("select", i);
    const eye = actionButton(`${row.hidden ? "Show" : "Hide"} ${row.name}`, ICONS.shown + (row.hidden ? ICONS.struck : ""), "hide", i);
    const kind = `${row.selected ? "tw-roster-selected" : ""} ${row.hidden ? "tw-roster-hidden" : ""}`;
    return make("li", { class: kind }, [pick, eye]);
  });
  const chosen = data.rows.findIndex((row) => row.selected), { name: named, needed } = data.rows[chosen];
  const actions = make("div", { class: "tw-roster-actions" }, [
    actionButton("Add a runner", ICONS.add, "add", -1, data.full),
    actionButton(`Duplicate ${named}`, ICONS.duplicate, "duplicate", chosen, data.full),
    actionButton(`Remove ${named}`, CROSS, "remove", chosen, needed),
  ]);
  ["Add", "Duplicate", "Remove"].forEach((word, i) => actions.children[i].append(word));
  root.replaceChildren(make("h2", { class: "tw-roster-title" }, ["Runners"]), make("ul", { "aria-label": "Runners" }, rows), actions, make("p", { class: "tw-note" }, [`${data.full} ${needed}`]));
  if (data.rules) (await import("./rules.js")).applyRules(root, data.rules);
  if (held) /** @type {HTMLElement | null} */ (root.querySelector(`[data-what="${held}"]`))?.focus();
}
