// @ts-check
/** The shapes of the runs, for canvas and SVG: anything with moveTo, lineTo and closePath can draw them. */
import { icon } from "./dom.js";
import { SHAPES } from "./palette.js";

/** @typedef {{ moveTo(x: number, y: number): void, lineTo(x: number, y: number): void, closePath(): void }} Pen */

/** Corners, turn and inner radius of each shape; a circle is a polygon of 24. @type {Record<string, number[]>} */
const FORMS = {
  circle: [24, 0, 1],
  square: [4, Math.PI / 4, 1.12],
  triangle: [3, -Math.PI / 2, 1.2],
  diamond: [4, 0, 1.2],
  pentagon: [5, -Math.PI / 2, 1.1],
  wedge: [3, Math.PI / 2, 1.2],
};
const STARS = /** @type {Record<string, number[]>} */ ({ cross: [4, 0, 0.42], star: [5, -Math.PI / 2, 0.5] });

/** @param {Pen} pen @param {number} style @param {number} x @param {number} y @param {number} r */
export function traceShape(pen, style, x, y, r) {
  const name = SHAPES[style % SHAPES.length];
  const star = name in STARS,
    [corners, turn, size] = star ? STARS[name] : FORMS[name];
  const count = star ? 2 * corners : corners;
  for (let i = 0; i < count; i++) {
    const angle = turn + (2 * Math.PI * i) / count,
      reach = star ? 1.3 * r * (i % 2 ? size : 1) : r * size;
    const px = x + reach * Math.cos(angle),
      py = y + reach * Math.sin(angle);
    i ? pen.lineTo(px, py) : pen.moveTo(px, py);
  }
  pen.closePath();
}

/** The same as the `d` of an SVG path. @param {number} style @param {number} r */
export function svgPath(style, r) {
  const parts = /** @type {string[]} */ ([]);
  const at = (/** @type {string} */ letter) => (/** @type {number} */ x, /** @type {number} */ y) =>
    void parts.push(`${letter}${x.toFixed(2)} ${y.toFixed(2)}`);
  traceShape({ moveTo: at("M"), lineTo: at("L"), closePath: () => void parts.push("Z") }, style, 0, 0, r);
  return parts.join("");
}

/** The same as an element. @param {number} style @param {number} r @param {string} [colour] */
export function mark(style, r, colour = "") {
  const made = icon(svgPath(style, r), "-9 -9 18 18");
  made.style.fill = colour;
  return made;
}
