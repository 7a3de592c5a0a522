// @ts-check
/** Creates the stage's elements. They are made here because Streamlit sends the markup again with every change, so that
 * is only an empty box. */

/**
 * @param {string} tag @param {Record<string, string>} [attributes] @param {(Node | string)[]} [children]
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, children = []) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A 24 x 24 icon, or the mark of a run. @param {string} d @param {string} [box] */
export function icon(d, box = "0 0 24 24") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", box);
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", d);
  svg.append(path);
  return svg;
}

/** The path of a cross, the icon for closing, removing, and diverged runs. */
export const CROSS =
  "M19 6.4 17.6 5 12 10.6 6.4 5 5 6.4l5.6 5.6L5 17.6 6.4 19l5.6-5.6 5.6 5.6 1.4-1.4-5.6-5.6z";

/** When what is there by now has been painted and the browser has a moment, but half a second later at the latest. */
export const afterPaint = () =>
  new Promise((done) => {
    const idle = window.requestIdleCallback ?? setTimeout; // Safari has none
    requestAnimationFrame(() => setTimeout(() => idle(done, /** @type {any} */ ({ timeout: 500 }))));
  });

/** The end of the sentences about something that could not be loaded. */
export const RELOAD = " could not be loaded from the server. Reload the page to try again.";

/** @param {string} kind @param {(Node | string)[]} [children] @param {Record<string, string>} [attributes]
 * @returns {HTMLButtonElement} */
export const button = (kind, children, attributes) =>
  /** @type {any} */ (make("button", { type: "button", class: kind, ...attributes }, children));

/** @param {string} name @param {string} d what it shows @param {string} [kind] */
export const iconButton = (name, d, kind = "") =>
  button(`tw-button ${kind}`, [icon(d)], { "aria-label": name, title: name });

/** Switch a button off and say why, or on. @param {HTMLButtonElement} made @param {string | false | undefined} why */
export function off(made, why) {
  made.disabled = !!why;
  made.title = why || made.ariaLabel || "";
}

/** Whether this browser can draw in three dimensions. */
export const hasWebGL = () => !!document.createElement("canvas").getContext("webgl");

/** The element in a box that has the focus. In a shadow tree only that tree knows it. @param {HTMLElement} box
 * @returns {HTMLElement | null} */
export function focusedIn(box) {
  const { activeElement } = /** @type {Document | ShadowRoot} */ (box.getRootNode());
  return activeElement instanceof HTMLElement && box.contains(activeElement) ? activeElement : null;
}

/** Make the parts of a stage. They are not seen before `reveal`: without a picture nothing has a place, and there is
 * nothing to play. What is wrong is told all the same. @param {HTMLElement} root */
export function build(root) {
  const canvas = (/** @type {string} */ name) =>
    /** @type {HTMLCanvasElement} */ (make("canvas", { class: name, "aria-hidden": "true" }));
  const parts = {
    ground: canvas("tw-ground"),
    figure: make("div", { class: "tw-figure" }),
    still: canvas("tw-over"),
    // It is never seen itself. In WebKit a canvas that is not in the page costs more to draw from.
    trail: /** @type {HTMLCanvasElement} */ (make("canvas", { hidden: "" })),
    moves: /** @type {HTMLCanvasElement} */ (
      make("canvas", { class: "tw-over", role: "img", "aria-label": "Paths of the runners" })
    ),
    labels: make("div", { class: "tw-labels" }),
    titles: make("div", { class: "tw-titles" }),
    pins: make("div", { class: "tw-pins" }),
    readout: make("div", { class: "tw-readout", "aria-hidden": "true" }),
    ghost: button("tw-ghost", ["before the change", icon(CROSS)], {
      hidden: "",
      title: "Remove the paths from before the change",
    }),
    lost: make("p", { class: "tw-lost", role: "status" }),
    zoom: make("div", { class: "tw-zoom", role: "group", "aria-label": "View of the map" }),
    bar: make("div", { class: "tw-bar", role: "group", "aria-label": "Playback" }),
    panel: make("div", { class: "tw-panel", hidden: "" }),
    anatomy: make("section", { class: "tw-anatomy", "aria-label": "The step in numbers", tabindex: "0", hidden: "" }),
    table: make("div", { class: "tw-standings", role: "region", "aria-label": "Standings", tabindex: "0" }),
    marklist: make("p", { class: "tw-marklist", hidden: "" }),
    live: make("p", { class: "tw-live", "aria-live": "polite" }),
    error: make("p", { class: "tw-error", role: "alert", hidden: "" }),
  };
  const { bar, panel, anatomy, table, marklist, live, error, ...over } = parts;
  const plot = make("div", { class: "tw-plot" }, Object.values(over)); // from below to above
  const controls = make("div", { class: "tw-controls" }, [bar, panel]);
  root.replaceChildren(error, plot, controls, anatomy, table, marklist, live);
  root.style.visibility = "hidden";
  for (const told of [error, over.lost]) told.style.visibility = "visible";
  return { ...parts, plot, controls };
}

/** Show a stage, whose picture has a height of its own. @param {HTMLElement} root @param {number} rev the picture's number */
export function reveal({ style, dataset }, rev) {
  style.visibility = style.minHeight = "";
  dataset.rev = String(rev);
}
