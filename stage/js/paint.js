// @ts-check
/** Paints the ground from heights: a tint, a light from the north-west, and anti-aliased level lines that are fine and
 * pale where the slope faces it, wide and dark where it turns away. Pure functions to pixels. */
import { heightsIn, placeOf, rowBetween } from "./lattice.js";
import { rgb } from "./palette.js";

/** @typedef {import("./types.js").Surface} Surface @typedef {import("./types.js").Range} Range */
/** @typedef {import("./types.js").GroundLook} GroundLook */

/** Level lines from the lowest to the highest height of a box. Every fifth is stronger. */
export const LEVELS = 18;
export const FIFTH = 5;
/** Slopes in levels per pixel: where the ground has half of the full light; the mean of a view that is too busy for all
 * of the light; and, to the fourth power, where lines are half as strong because they are too dense to be told apart
 * (every fifth fades later). */
const HALF = 0.03;
const BUSY = 0.1;
const DENSE = [0.3 ** 4, 0.5 ** 4];
/** What is flatter than this, in the same unit, is no line, though it may be exactly at a level. */
const FLAT = 1e-4;
/** Pixels from a level to where its line has ended at the latest. */
const REACH = 2.1;
/** The share of the light that the lowest ground gets. It is calm there, where paths end. */
const FLOOR = 0.25;
/** Entries of the tables: of heights and lights, of directions and distances. */
const TALL = 128;
const SHADES = 64;
const TURNS = 32;
const AWAY = 64;

/** A number that changes evenly from a slope that turns away from the light (-1) to one that faces it (1).
 * @param {Range} ends @param {number} facing */
const turned = ([away, lit], facing) => away + ((lit - away) * (1 + facing)) / 2;

/** The colour of the ground at a height from 0 to 1, lit from -1 (turned away) to 1, as it may be at that height.
 * @param {GroundLook} look @param {number} height @param {number} light */
export function tone({ low, high, relief }, height, light) {
  const [a, b] = [rgb(low), rgb(high)];
  return a.map((v, k) => Math.min((v + (b[k] - v) * height) * (1 + relief * (FLOOR + (1 - FLOOR) * height) * light), 255));
}

/** What a level line does to the ground at a distance uphill from its level: the share of the ground that it covers,
 * and the colour with which it does so, times that share.
 * @param {GroundLook} look @param {number} facing @param {number} away pixels @param {boolean} fifth
 * @param {number} density device pixels per pixel @returns {number[]} */
export function lineAt({ lines, fifth: stronger }, facing, away, fifth, density) {
  return lines.reduce(
    (all, { ink, alpha, width, shift }) => {
      const more = fifth ? stronger : 1,
        wide = turned(width, facing) * more,
        edge = (wide / 2 - Math.abs(away - shift)) * density + 0.5,
        share = Math.max(Math.min(edge, 1, wide * density), 0) * Math.min(turned(alpha, facing) * more, 1);
      return [1, ...rgb(ink)].map((v, k) => all[k] + (v - all[k]) * share);
    },
    [0, 0, 0, 0],
  );
}

/** The colours of the ground: a row of lights for each height. @param {GroundLook} look */
const tintsOf = (look) =>
  Int32Array.from({ length: TALL * SHADES }, (_, k) => {
    const [r, g, b] = tone(look, Math.floor(k / SHADES) / (TALL - 1), (2 * (k % SHADES)) / (SHADES - 2) - 1);
    return 0xff000000 | ((b + 0.5) << 16) | ((g + 0.5) << 8) | (r + 0.5);
  });

/** The colours of level lines, by the turn of the slope and the distance from the line. @param {GroundLook} look
 * @param {number} density */
const linesOf = (look, density) =>
  Int32Array.from({ length: 2 * (TURNS + 1) * AWAY }, (_, k) => {
    const [turn, away] = [(k >> 1) / AWAY, (((k >> 1) % AWAY) + 0.5) / AWAY],
      [share, ...ink] = lineAt(look, (2 * Math.floor(turn)) / TURNS - 1, (2 * away - 1) * REACH, k % 2 > 0, density),
      [r, g, b] = ink.map((v) => v / (share || 1) + 0.5);
    return (Math.round(255 * share) << 24) | (b << 16) | (g << 8) | r;
  });

/** Those of every look that was painted: a picture and what is behind it have looks that take turns, and a ground is
 * painted coarsely before it is sharp.
 * @type {WeakMap<GroundLook, { tints: Int32Array, lines: Map<number, Int32Array> }>} */
const made = new WeakMap();

/** @param {GroundLook} look @param {number} density */
function tablesOf(look, density) {
  const known = made.get(look) ?? { tints: tintsOf(look), lines: new Map() },
    lines = known.lines.get(density) ?? linesOf(look, density);
  made.set(look, known);
  known.lines.set(density, lines);
  return { tints: known.tints, lines };
}

/** Natural logarithms of 1 + k / LOGS, from which those of all numbers follow in a third of the time of `Math.log`. */
const LOGS = 4096;
const logs = Float64Array.from({ length: LOGS + 1 }, (_, k) => Math.log1p(k / LOGS));
const number = new Float64Array(1);
const bits = new Int32Array(number.buffer);

/** The light on a slope, from -1 to 1: full light only where it is steep. @param {number} dx levels per pixel to the right
 * @param {number} dy and downwards @param {number} steep their length */
export const lightOn = (dx, dy, steep) => (Math.SQRT1_2 * (dx + dy)) / (steep + HALF);

/** The share of the light that a view gets: less where slopes are so steep and short that it would be busy.
 * @param {Surface} s @param {Range} x @param {Range} y @param {Range} levels per pixel for a height per lattice point */
export function calm(s, x, y, [right, down]) {
  const found = heightsIn(s, x, y),
    steep = found.reduce((sum, [, dx, dy]) => sum + Math.min(1, Math.hypot(dx * right, dy * down)), 0);
  return Math.min(1, (BUSY * found.length) / (steep || 1));
}

/**
 * Paint what a view shows of a surface; pixels outside it stay transparent. The slope is the derivative of the cubics
 * that give the heights, so that no lattice is seen.
 * @param {Surface} s @param {Range} x @param {Range} y the ranges in view
 * @param {{ width: number, height: number, data: Uint8ClampedArray }} image
 * @param {GroundLook} look
 * @param {{ low: number, high: number }} scale heights of the palest and the darkest tint
 * @param {number} density device pixels per pixel
 */
export function paint(s, x, y, image, look, scale = s, density = 1) {
  const { width: w, height: h } = image,
    { n, soft } = s,
    [x0, x1, y0, y1] = s.box,
    log = s.scale === "log",
    step = (scale.high - scale.low) / LEVELS,
    zero = scale.low / step,
    per = 1 / (log ? step * Math.LN10 : step);
  // From one device pixel to the next, in lattice points.
  const right = (((x[1] - x[0]) / (x1 - x0)) * (n - 1)) / w,
    down = (((y[0] - y[1]) / (y1 - y0)) * (n - 1)) / h,
    light = calm(s, x, y, [(right * density) / step, (down * density) / step]),
    [perX, perY] = [per * right * density, per * down * density];
  const at = new Int32Array(w).fill(-1),
    weights = new Float64Array(8 * w);
  for (let i = 0; i < w; i++) {
    const place = placeOf(((x[0] - x0) / (x1 - x0)) * (n - 1) + (i + 0.5) * right, n);
    if (!place) continue;
    at[i] = place.at;
    weights.set(place.by, 8 * i);
    weights.set(place.slope, 8 * i + 4);
  }
  const { tints, lines } = tablesOf(look, density),
    pixels = new Int32Array(image.data.buffer, image.data.byteOffset, w * h),
    across = new Float64Array(n + 2),
    along = new Float64Array(n + 2),
    heights = new Float64Array(w).fill(NaN),
    quiet = FLOOR + (1 - FLOOR) * light,
    shine = (SHADES / 2 - 1) * light;
  for (let j = 0; j < h; j++) {
    const place = placeOf(((y[1] - y0) / (y1 - y0)) * (n - 1) + (j + 0.5) * down, n);
    if (!place) continue;
    rowBetween(s, place, across, along);
    for (let i = 0, k = 0, o = j * w, before = NaN; i < w; i++, k += 8, o++) {
      const a = at[i];
      if (a < 0) continue;
      const p = weights[k],
        q = weights[k + 1],
        r = weights[k + 2],
        t = weights[k + 3],
        z0 = across[a],
        z1 = across[a + 1],
        z2 = across[a + 2],
        z3 = across[a + 3];
      const loss = p * z0 + q * z1 + r * z2 + t * z3;
      let dx = perX * (weights[k + 4] * z0 + weights[k + 5] * z1 + weights[k + 6] * z2 + weights[k + 7] * z3),
        dy = perY * (p * along[a] + q * along[a + 1] + r * along[a + 2] + t * along[a + 3]),
        height = loss * per - zero;
      if (log) {
        const above = soft + (loss > 0 ? loss : 0);
        number[0] = above;
        const high = bits[1],
          m = (high >> 8) & (LOGS - 1),
          ln = ((high >> 20) - 1023) * Math.LN2 + logs[m] + (logs[m + 1] - logs[m]) * (high & 255) * (1 / 256);
        height = ln * per - zero;
        dx /= above;
        dy /= above;
      }
      const flat = dx * dx + dy * dy,
        steep = Math.sqrt(flat),
        tall = height * ((TALL - 1) / LEVELS),
        row = tall > 0 ? (tall < TALL - 1 ? tall + 0.5 : TALL - 1) | 0 : 0;
      let colour = tints[(row * SHADES + SHADES / 2 - 0.5 + shine * lightOn(dx, dy, steep)) | 0];
      const level = Math.floor(height + 0.5),
        away = height - level; // in levels
      if ((away < 0 ? -away : away) < REACH * steep && steep > FLAT && level !== 0) {
        const fifth = level % FIFTH === 0 ? 1 : 0,
          per = 1 / steep,
          turn = ((TURNS / 2) * (1 + Math.SQRT1_2 * (dx + dy) * per) + 0.5) | 0,
          line = lines[2 * (turn * AWAY + ((away * per * (AWAY / 2 / REACH) + AWAY / 2) | 0)) + fifth],
          dense = DENSE[fifth];
        let fade = (quiet * dense) / (dense + flat * flat);
        if (log) {
          // In a valley narrower than a pixel a line would look like beads.
          const over = (heights[i] - height) * density,
            aside = (before - height) * density,
            sharp = over * over + aside * aside;
          if (sharp > flat) fade *= flat / sharp;
        }
        // Red and blue together, then green: what is left of the ground and what comes of the line, in 256ths.
        const share = ((line >>> 24) * fade * (256 / 255) + 0.5) | 0,
          left = 256 - share;
        colour =
          0xff000000 |
          (((Math.imul(colour & 0xff00ff, left) + Math.imul(line & 0xff00ff, share)) >>> 8) & 0xff00ff) |
          (((Math.imul(colour & 0xff00, left) + Math.imul(line & 0xff00, share)) >>> 8) & 0xff00);
      }
      pixels[o] = colour;
      heights[i] = before = height;
    }
  }
  return image;
}
