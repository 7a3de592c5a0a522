// @ts-check
/** A pad on which a loss curve is drawn, by pointer or by arrow keys, at a few columns. */
import { make } from "./dom.js";

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [400, 200, 14, 14, 14, 14];
/** How much an arrow key changes a height, without and with shift. */
const [STEP, LEAP] = [0.05, 0.2];
const NS = "http://www.w3.org/2000/svg";

/** The heights after a stroke from one place to another: columns between them lie on the line.
 * @param {number[]} heights @param {[number, number]} from column and height @param {[number, number]} to */
export function stroked(heights, from, to) {
  const [a, b] = from[0] <= to[0] ? [from, to] : [to, from];
  return heights.map((height, i) => {
    if (i < Math.round(a[0]) || i > Math.round(b[0])) return height;
    const share = b[0] === a[0] ? 1 : Math.min(Math.max((i - a[0]) / (b[0] - a[0]), 0), 1);
    return Math.min(Math.max(a[1] + share * (b[1] - a[1]), 0), 1);
  });
}

/** A column and a height, of a point in the pad's own units. @param {number} x @param {number} y @param {number} columns
 * @returns {[number, number]} */
export const placeOf = (x, y, columns) => [
  Math.min(Math.max(((x - LEFT) / (WIDTH - LEFT - RIGHT)) * (columns - 1), 0), columns - 1),
  Math.min(Math.max(1 - (y - TOP) / (HEIGHT - TOP - BOTTOM), 0), 1),
];

/** @param {number} column @param {number} height @param {number} columns */
const pointOf = (column, height, columns) => [
  LEFT + (column / (columns - 1)) * (WIDTH - LEFT - RIGHT),
  TOP + (1 - height) * (HEIGHT - TOP - BOTTOM),
];

/** @param {number[]} heights */
const pathOf = (heights) =>
  heights.map((height, i) => `${i ? "L" : "M"}${pointOf(i, height, heights.length).map((v) => v.toFixed(1)).join(" ")}`).join("");

/** @param {string} tag @param {Record<string, string>} attributes */
function drawn(tag, attributes) {
  const made = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

export class Pad {
  /** @param {{ columns: number, steps: number, top?: string, foot?: string, heights?: number[], right?: number[] }} given
   *   top, foot: the highest and the lowest loss, where they are known; heights: a sketch that is there already; right: the
   *   curve itself, with which nothing can be drawn any more
   * @param {(heights: number[]) => void} changed */
  constructor({ columns, steps, top = "", foot = "", heights, right }, changed) {
    this.columns = columns;
    this.steps = steps;
    this.changed = changed;
    this.heights = heights ?? Array.from({ length: columns }, () => 0.5);
    this.from = /** @type {[number, number] | null} */ (null);
    this.svg = drawn("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "tl-pad", role: "group", "aria-label": "Your sketch of the loss" });
    const grid = [0, 0.25, 0.5, 0.75, 1].map((h) => `M${LEFT} ${pointOf(0, h, columns)[1]}H${WIDTH - RIGHT}`).join("");
    this.svg.append(drawn("path", { d: grid, class: "tl-grid" }));
    if (right) this.svg.append(drawn("path", { d: pathOf(right), class: "tl-right" }));
    this.line = drawn("path", { class: "tl-drawn" });
    this.svg.append(this.line);
    this.knots = /** @type {Element[]} */ ([]);
    if (!right) this.listen();
    const axis = make("div", { class: "tl-axis" }, ["step 0", ...[0.25, 0.5, 0.75].map((share) => String(Math.round(share * steps))), `step ${steps}`].map((text) => make("span", {}, [text])));
    this.element = make("div", { class: "tl-sketch" }, [
      make("div", { class: "tl-heights", "aria-hidden": "true" }, [make("span", {}, [`highest loss ${top}`.trim()]), make("span", {}, [`lowest loss ${foot}`.trim()])]),
      this.svg, axis,
    ]); // prettier-ignore
    this.draw();
  }

  listen() {
    this.knots = this.heights.map((_, i) => {
      const knot = drawn("circle", { r: "7", class: "tl-knot", role: "slider", tabindex: i ? "-1" : "0", "aria-orientation": "vertical", "aria-valuemin": "0", "aria-valuemax": "100" });
      knot.setAttribute("aria-label", `Loss at step ${Math.round((i * this.steps) / (this.columns - 1))}`);
      knot.addEventListener("keydown", (event) => this.key(/** @type {KeyboardEvent} */ (event), i));
      return knot;
    });
    this.svg.append(...this.knots);
    const spot = (/** @type {PointerEvent} */ { clientX, clientY }) => {
      const box = this.svg.getBoundingClientRect();
      return placeOf(((clientX - box.left) / box.width) * WIDTH, ((clientY - box.top) / box.height) * HEIGHT, this.columns);
    };
    this.svg.addEventListener("pointerdown", (event) => {
      const down = /** @type {PointerEvent} */ (event);
      this.svg.setPointerCapture(down.pointerId);
      this.stroke((this.from = spot(down)));
      down.preventDefault();
    });
    this.svg.addEventListener("pointermove", (event) => this.from && this.stroke(spot(/** @type {PointerEvent} */ (event))));
    for (const end of ["pointerup", "pointercancel"]) this.svg.addEventListener(end, () => (this.from = null));
  }

  /** @param {[number, number]} to */
  stroke(to) {
    this.set(stroked(this.heights, this.from ?? to, to));
    this.from = to;
  }

  /** @param {KeyboardEvent} event @param {number} i */
  key(event, i) {
    const up = { ArrowUp: 1, ArrowDown: -1 }[event.key],
      along = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (up === undefined && along === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (up !== undefined) {
      const height = Math.min(Math.max(this.heights[i] + up * (event.shiftKey ? LEAP : STEP), 0), 1);
      return this.set(this.heights.map((old, k) => (k === i ? height : old)));
    }
    const to = this.knots[Math.min(Math.max(i + (along ?? 0), 0), this.columns - 1)];
    this.knots.forEach((knot) => knot.setAttribute("tabindex", knot === to ? "0" : "-1"));
    /** @type {SVGElement} */ (to).focus();
  }

  /** @param {number[]} heights */
  set(heights) {
    this.heights = heights;
    this.draw();
    this.changed(heights);
  }

  draw() {
    this.line.setAttribute("d", pathOf(this.heights));
    this.knots.forEach((knot, i) => {
      const [x, y] = pointOf(i, this.heights[i], this.columns),
        share = Math.round(100 * this.heights[i]);
      knot.setAttribute("cx", x.toFixed(1));
      knot.setAttribute("cy", y.toFixed(1));
      knot.setAttribute("aria-valuenow", String(share));
      knot.setAttribute("aria-valuetext", `${share} % of the way from the lowest to the highest loss`);
    });
  }
}
