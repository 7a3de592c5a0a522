// @ts-check
/** Paints the ground from heights: a tint, slight hillshading, anti-aliased level lines. Pure functions to pixels. */
import { rgb } from "./palette.js";

/** @typedef {import("./types.js").Surface} Surface */

/** Level lines from the lowest to the highest height of a box. */
export const LEVELS = 18;

/** The weights of a cubic through four neighbours (Catmull and Rom), which keeps level lines smooth at any zoom.
 * @param {number} t @returns {[number, number, number, number]} */
const cubic = (t) => [
  t * (-0.5 + t * (1 - 0.5 * t)),
  1 + t * t * (1.5 * t - 2.5),
  t * (0.5 + t * (2 - 1.5 * t)),
  t * t * (0.5 * t - 0.5),
];

/** The four lattice neighbours of a coordinate (repeated at the ends) and their weights.
 * @param {number} u @param {number} n @returns {{ at: number[], by: number[] } | null} null outside */
function neighbours(u, n) {
  if (!(u >= -1e-9 && u <= n - 1 + 1e-9)) return null;
  const i = Math.min(Math.max(Math.floor(u), 0), n - 2),
    clamp = (/** @type {number} */ k) => Math.min(Math.max(k, 0), n - 1);
  return { at: [clamp(i - 1), i, i + 1, clamp(i + 2)], by: cubic(u - i) };
}

/** The loss at a point, NaN outside the surface. @param {Surface} s @param {number} x @param {number} y */
export function lossAt(s, x, y) {
  const [x0, x1, y0, y1] = s.box;
  const c = neighbours(((x - x0) / (x1 - x0)) * (s.n - 1), s.n),
    r = neighbours(((y - y0) / (y1 - y0)) * (s.n - 1), s.n);
  if (!c || !r) return NaN;
  let sum = 0;
  for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) sum += r.by[i] * c.by[j] * s.z[r.at[i] * s.n + c.at[j]];
  return s.scale === "log" ? Math.max(sum, 0) + s.lowest : sum;
}

/** The lowest and highest height in a view, for its own level lines; those of the surface if the view is flat.
 * @param {Surface} s @param {import("./types.js").Range} x @param {import("./types.js").Range} y */
export function heightRange(s, x, y) {
  const SIDE = 24,
    at = (/** @type {[number, number]} */ [a, b], /** @type {number} */ k) => a + (k / SIDE) * (b - a);
  let low = Infinity,
    high = -Infinity;
  for (let i = 0; i <= SIDE; i++)
    for (let j = 0; j <= SIDE; j++) {
      const loss = lossAt(s, at(x, i), at(y, j));
      const height = s.scale === "log" ? Math.log10(s.soft + loss - s.lowest) : loss;
      if (height < low) low = height;
      if (height > high) high = height;
    }
  return high > low ? { low, high } : s;
}

/** The heights along a row of pixels, in units of level lines: interpolated first in y, then in x, 4 + 4 products each.
 * @param {Surface} s @param {{ at: number[], by: number[] }} r
 * @param {({ at: number[], by: number[] } | null)[]} columns
 * @param {{ low: number, step: number }} levels @param {Float64Array} lattice @param {Float64Array} out */
function heights({ n, z, scale, soft }, r, columns, levels, lattice, out) {
  const [a, b, c, d] = r.at.map((row) => row * n),
    [p, q, t, u] = r.by,
    log = scale === "log";
  for (let i = 0; i < n; i++) lattice[i] = p * z[a + i] + q * z[b + i] + t * z[c + i] + u * z[d + i];
  for (let i = 0; i < out.length; i++) {
    const column = columns[i];
    if (!column) {
      out[i] = NaN;
      continue;
    }
    const { at, by } = column;
    const loss = by[0] * lattice[at[0]] + by[1] * lattice[at[1]] + by[2] * lattice[at[2]] + by[3] * lattice[at[3]];
    out[i] = ((log ? Math.log10(soft + (loss > 0 ? loss : 0)) : loss) - levels.low) / levels.step;
  }
}

/**
 * Paint what a view shows of a surface; pixels outside it stay transparent.
 * @param {Surface} s @param {import("./types.js").Range} x @param {import("./types.js").Range} y the ranges in view
 * @param {{ width: number, height: number, data: Uint8ClampedArray }} image
 * @param {import("./types.js").Look["ground"]} look
 * @param {{ low: number, high: number }} scale heights of the palest and the darkest tint
 */
export function paint(s, x, y, image, look, scale = s) {
  const { width: w, height: h } = image,
    { n } = s,
    [x0, x1, y0, y1] = s.box;
  const levels = { low: scale.low, step: (scale.high - scale.low) / LEVELS },
    lattice = new Float64Array(n);
  const columns = Array.from({ length: w }, (_, i) =>
    neighbours(((x[0] + ((i + 0.5) / w) * (x[1] - x[0]) - x0) / (x1 - x0)) * (n - 1), n),
  );
  const colours = tints(look);
  let above = new Float64Array(w).fill(NaN),
    row = new Float64Array(w);
  for (let j = 0; j < h; j++) {
    const r = neighbours(((y[1] - ((j + 0.5) / h) * (y[1] - y[0]) - y0) / (y1 - y0)) * (n - 1), n);
    if (r) {
      heights(s, r, columns, levels, lattice, row);
      shade(row, above, image.data, 4 * j * w, colours, look);
      [above, row] = [row, above];
    }
  }
  return image;
}

/** @param {import("./types.js").Look["ground"]} look */
function tints(look) {
  const low = rgb(look.low),
    high = rgb(look.high),
    ink = rgb(look.ink);
  return { low, rise: [high[0] - low[0], high[1] - low[1], high[2] - low[2]], ink };
}

/** Colour one row of pixels from its heights and those of the row above.
 * @param {Float64Array} row @param {Float64Array} above @param {Uint8ClampedArray} out @param {number} from
 * @param {ReturnType<typeof tints>} colours @param {import("./types.js").Look["ground"]} look */
function shade(row, above, out, from, { low, rise, ink }, look) {
  let before = NaN,
    k = from;
  for (let i = 0; i < row.length; i++, k += 4) {
    const q = row[i];
    let dx = q - before,
      dy = q - above[i];
    before = q;
    if (q !== q) continue;
    if (dx !== dx) dx = 0;
    if (dy !== dy) dy = 0;
    const mean = q - (dx + dy) / 4; // a mean of neighbours, or a valley narrower than a pixel looks like beads
    const steep = Math.sqrt(dx * dx + dy * dy) + 1e-6,
      away = Math.abs(q - Math.round(q)) / steep; // pixels to a level
    // Lines are a pixel and a half wide, and fade where they are too dense to be told apart.
    const edge = (away < 1.1 ? Math.min(1, 1.1 - away) : 0) * look.line * Math.min(1, 0.22 / steep);
    const t = mean < 0 ? 0 : mean > LEVELS ? 1 : mean / LEVELS;
    const lit = 1 + look.shade * ((dx + dy) / (Math.abs(dx) + Math.abs(dy) + 0.12)),
      keep = (1 - edge) * lit;
    out[k] = (low[0] + rise[0] * t) * keep + ink[0] * edge;
    out[k + 1] = (low[1] + rise[1] * t) * keep + ink[1] * edge;
    out[k + 2] = (low[2] + rise[2] * t) * keep + ink[2] * edge;
    out[k + 3] = 255;
  }
}
