// @ts-check
/** What is around a stage on a page of another site: its stylesheet, and its keyboard handling. */
import { actionOf } from "./keys.js";

/** Keys that leave a control. These also reach the page. */
const PASSED = ["Escape", "Tab"];
const STYLE = `
.frame {
  all: initial; display: block; position: relative; container-type: inline-size; box-sizing: border-box;
  padding: 10px 12px 6px; border-radius: 6px; --st-font: var(--thalweg-font, "Helvetica Neue", Helvetica, Arial, sans-serif);
  background: var(--st-background-color); color: var(--st-text-color); font: 14px/1.35 var(--st-font);
}
.frame [hidden] { display: none; }
.said { margin: 0 0 8px; white-space: pre-line; overflow-wrap: anywhere; }
.said strong { display: block; font-size: 17px; }
.footer { display: flex; justify-content: end; margin: 2px 0 0; }
.footer a { padding: 4px 0; color: var(--st-primary-color); font-size: 13px; }
.footer a:focus-visible { outline: 2px solid; outline-offset: 2px; }
.none :is(.tw-controls, .tw-zoom, .footer), .tw-marklist { display: none; }

/* The standings beside a text column: what is long takes two lines, and no row another height. */
@container (max-width: 860px) {
  .tw-stage:not(.tw-narrow) .tw-standings {
    & :is(th, td) { padding: 0 6px; }
    & :is(.tw-note, td.tw-status) { font-size: 12px; line-height: 1.1; white-space: normal; }
    & td.tw-status { width: 24%; min-width: 8em; }
    & td.tw-figure-cell { width: 10%; min-width: 5.4em; }
    & .tw-ruler { flex: none; }
  }
  .tw-dissected { grid-template-columns: minmax(0, 1fr); }
  .tw-dissected > :is(.tw-plot, .tw-anatomy) { grid-area: auto; contain: none; }
}
.tw-narrow .tw-name { line-height: 1.1; white-space: normal; }
.tw-narrow .tw-standings tbody tr { grid-template-rows: minmax(28px, auto) minmax(34px, auto); }
.tw-narrow .tw-standings td.tw-figure-cell { font-size: 12.5px; }

/* Without the controls that change anything, the standings are a legend in one line. */
:is(.play, .none) .tw-standings :is(thead, td) { display: none; }
:is(.play, .none) .tw-standings tbody { display: flex; flex-wrap: wrap; gap: 0 1.4em; }
:is(.play, .none) .tw-standings tbody :is(tr, th) {
  display: flex; align-items: center; height: 28px; padding: 0; border: 0;
}
:is(.play, .none) .tw-standings .tw-selected { background: none; box-shadow: none; }
:is(.play, .none) .tw-runner { display: inline-flex; padding-left: 20px; }
:is(.play, .none) .tw-note { margin-left: 8px; }
:is(.play, .none) .tw-gridded .tw-standings { display: none; }`;

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** Give a shadow tree the stylesheet, which all of them share. @param {ShadowRoot} shadow */
export function adoptStyles(shadow) {
  if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(STYLE);
  if (!shadow.adoptedStyleSheets.includes(sheet)) shadow.adoptedStyleSheets.push(sheet);
}

/** Keep the keys that the stage uses from the page, which may be a slide that turns over with them.
 * @param {KeyboardEvent} event */
export function containKeys(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const { target } = event,
    typing = target instanceof Element && target.matches("input, select");
  if (actionOf(event) !== null || (typing && !PASSED.includes(event.key))) event.stopPropagation();
}
