// @ts-check
/** The colours of a map: the hue says which minimum was reached, the lightness after how many steps. Lightness is that of
 * OKLCH, in which equal steps look equal. */
import { ELSEWHERE, EVEN, FIRST, LATER, LEFT, MOVING, NEITHER, ONLY, ONLY_OTHER, RESTING, SOONER, VALUE } from "./mapwire.js";

/** @typedef {import("./mapwire.js").Plane} Plane */

/** The hues of minima in degrees, in an order in which neighbours differ. With further minima they come again, paler. */
export const HUES = [255, 62, 158, 328, 100, 205, 22, 292];
/** How pale the colours of every further turn are. */
const CHROMA = [0.125, 0.06, 0.09];
/** Lightness after few and after many steps; of a run that is not there yet, at rest elsewhere, gone soon, gone late. Of a
 * difference: by few and by many steps, at different minima, only one arrives. In the dark few is dark, as the page is. */
const TONES = {
  light: { arrived: [0.93, 0.46], moving: 0.965, resting: 0.8, left: [0.24, 0.44], by: [0.93, 0.56], elsewhere: 0.8, only: 0.36 },
  dark: { arrived: [0.88, 0.36], moving: 0.27, resting: 0.47, left: [0.06, 0.19], by: [0.32, 0.66], elsewhere: 0.52, only: 0.86 },
};
/** The hues of the first and of the second method, and of different minima. */
const [ONE, OTHER, APART] = [255, 62, 328];
/** The hue and the strength of the colour of numbers, which fill the whole map. */
const [VALUES, CALM] = [240, 0.07];
/** Tones of a table. */
const SHADES = 96;

/** A colour of OKLCH (Ottosson, 2020) as red, green and blue from 0 to 255. If it is none that a screen has, it becomes
 * paler. @param {number} light @param {number} chroma @param {number} hue degrees @returns {[number, number, number]} */
export function oklch(light, chroma, hue) {
  const turn = (hue * Math.PI) / 180,
    [a, b] = [chroma * Math.cos(turn), chroma * Math.sin(turn)],
    l = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3,
    m = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3,
    s = (light - 0.0894841775 * a - 1.291485548 * b) ** 3,
    linear = [
      4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
      -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
      -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
    ];
  if (chroma > 0.002 && linear.some((v) => v < -0.0005 || v > 1.0005)) return oklch(light, chroma * 0.93, hue);
  const encoded = linear.map((v) => {
    const u = Math.min(Math.max(v, 0), 1);
    return Math.round(255 * (u <= 0.0031308 ? 12.92 * u : 1.055 * u ** (1 / 2.4) - 0.055));
  });
  return [encoded[0], encoded[1], encoded[2]];
}

/** The colour of a class at a share of the way from few steps to many. @param {number} code @param {number} share
 * @param {boolean} dark @returns {[number, number, number]} */
export function toneOf(code, share, dark) {
  const tones = TONES[dark ? "dark" : "light"],
    at = (/** @type {number[]} */ [few, many]) => few + (many - few) * Math.min(Math.max(share, 0), 1);
  if (code === MOVING) return oklch(tones.moving, 0.004, 250);
  if (code === RESTING) return oklch(tones.resting, 0.004, 250);
  if (code === LEFT) return oklch(at(tones.left), 0.012, 250);
  if (code === EVEN) return oklch(tones.moving, 0.004, 250);
  if (code === NEITHER) return oklch(tones.resting, 0.004, 250);
  if (code === SOONER || code === LATER) return oklch(at(tones.by), 0.04 + 0.09 * Math.min(Math.max(share, 0), 1), code === SOONER ? ONE : OTHER);
  if (code === ELSEWHERE) return oklch(tones.elsewhere, 0.1, APART);
  if (code === ONLY || code === ONLY_OTHER) return oklch(tones.only, 0.09, code === ONLY ? ONE : OTHER);
  if (code === VALUE) return oklch(at(tones.arrived), CALM, VALUES);
  const k = code - FIRST;
  return oklch(at(tones.arrived), CHROMA[Math.floor(k / HUES.length) % CHROMA.length], HUES[k % HUES.length]);
}

/** @param {[number, number, number]} colour */
export const css = ([r, g, b]) => `rgb(${r},${g},${b})`;

/** The share of a number of steps on the way from few to many. @param {number[]} ends @param {number} steps */
const shareIn = ([low, high] = [0, 1], steps) => (steps - low) / (high - low);

/** The colours of every cell, row by row from above. @param {Plane} plane @param {boolean} dark
 * @param {Uint32Array} pixels of an image of n x n, which are written */
export function paintMap({ n, classes, values, arriving, leaving, between }, dark, pixels) {
  const tables = /** @type {Map<number, Uint32Array>} */ (new Map());
  for (let row = 0; row < n; row++) {
    const from = row * n,
      to = (n - 1 - row) * n;
    for (let i = 0; i < n; i++) {
      const code = classes[from + i];
      let table = tables.get(code);
      if (!table) {
        table = Uint32Array.from({ length: SHADES }, (_, k) => {
          const [r, g, b] = toneOf(code, k / (SHADES - 1), dark);
          return (0xff000000 | (b << 16) | (g << 8) | r) >>> 0;
        });
        tables.set(code, table);
      }
      const share = shareIn(code === LEFT ? leaving : code >= EVEN ? between : arriving, values[from + i]);
      pixels[to + i] = table[share > 0 ? (share < 1 ? (share * (SHADES - 1)) | 0 : SHADES - 1) : 0];
    }
  }
}

/** White where a cell has this class, elsewhere nothing. @param {Plane} plane @param {number} code
 * @param {Uint32Array} pixels @returns {boolean} whether there is any */
export function paintMask({ n, classes }, code, pixels) {
  let any = false;
  for (let row = 0; row < n; row++)
    for (let i = 0; i < n; i++) {
      const is = classes[row * n + i] === code;
      pixels[(n - 1 - row) * n + i] = is ? 0xffffffff : 0;
      any ||= is;
    }
  return any;
}

/** The classes that have a pattern as well: lines up for what rests elsewhere and for different minima, dots for what has
 * diverged and where only one method arrives. */
export const PATTERNED = [RESTING, LEFT, ELSEWHERE, ONLY, ONLY_OTHER];
const HATCHED = [RESTING, ELSEWHERE];

/** Draw the pattern of a class on a tile of 8 x 8. @param {CanvasRenderingContext2D} g @param {number} code @param {boolean} dark */
export function tile(g, code, dark) {
  g.clearRect(0, 0, 8, 8);
  if (HATCHED.includes(code)) {
    g.strokeStyle = dark ? "rgba(0,0,0,.55)" : "rgba(0,0,0,.34)";
    g.lineWidth = 1.3;
    g.beginPath();
    for (const x of [-8, 0, 8]) {
      g.moveTo(x, 8);
      g.lineTo(x + 8, 0);
    }
    g.stroke();
  } else {
    const only = code !== LEFT;
    g.fillStyle = only && dark ? "rgba(0,0,0,.6)" : `rgba(255,255,255,${only ? 0.6 : dark ? 0.22 : 0.3})`;
    const wide = only ? 1.8 : 1.3;
    for (const [x, y] of [[2, 2], [6, 6]]) g.fillRect(x - wide / 2, y - wide / 2, wide, wide);
  }
}

/** Light with dark around it, or the other way: seen on every tone. @param {CanvasRenderingContext2D} g
 * @param {() => void} trace @param {string} inner @param {string} outer @param {number} wide pixels */
export function cased(g, trace, inner, outer, wide) {
  g.lineJoin = g.lineCap = "round";
  for (const [colour, width] of /** @type {[string, number][]} */ ([[outer, wide + 2.4], [inner, wide]])) {
    g.beginPath();
    trace();
    g.strokeStyle = colour;
    g.lineWidth = width;
    g.stroke();
  }
}
