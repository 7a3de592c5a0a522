// @ts-check
/** Decodes the maps that stage/wire.py packs, and what they say about a cell. */
import { unpack } from "./wire.js";

/** @typedef {import("./mapscale.js").Side} Side */
/** @typedef {{ code: number, hue: number, name: string, note: string, count: number, share: string }} Kind  hue: the
 *   number of the minimum, or -1 */
/** @typedef {{ name: string, points: [number, number][], note: string }} Line  points: values of both sides */
/**
 * @typedef {{ of: string, n: number, starts: boolean, steps: number, per: number, sides: [Side, Side], kinds: Kind[],
 *   minima: [number, number, number][], arriving: number[], leaving: number[], said: string, facts: string[], limits: string[],
 *   lines: Line[], surface: string, box: import("./types.js").Box, start: [number, number], race: string,
 *   title: string, note: string, name: string, style: number, dials: import("./types.js").Dial[], tolerance: number,
 *   query: string, moving: boolean, remarks: string[], rules?: import("./types.js").Rules,
 *   places: [Float64Array, Float64Array], classes: Uint8Array, values: Float32Array }} MapPicture
 *   of: the question without what does not change it; arriving, leaving: the steps with the lightest and the darkest
 *   tone; places: the values from left to right and from below to above; classes and values: row by row from below
 */

/** The classes of a cell that are no minimum, and the first that is one. */
export const MOVING = 0;
export const RESTING = 1;
export const LEFT = 2;
export const FIRST = 3;

/** @param {Uint8Array} bytes @returns {MapPicture} */
export function readMap(bytes) {
  const { head, block } = unpack(bytes),
    { n, per } = head,
    count = n * n,
    planes = new Uint8Array(block, 16 * n + count),
    values = new Float32Array(count);
  for (let i = 0, sum = 0; i < count; i++) {
    const u = planes[i] | (planes[count + i] << 8);
    sum = ((i % n ? sum : 0) + ((u >>> 1) ^ -(u & 1))) & 0xffff;
    values[i] = sum / per;
  }
  const places = [new Float64Array(block, 0, n), new Float64Array(block, 8 * n, n)];
  return { ...head, places, classes: new Uint8Array(block, 16 * n, count), values };
}

/** How the run of a cell ends, in words. @param {MapPicture} map @param {number} cell row * n + column */
export function outcomeOf({ classes, values, kinds, steps }, cell) {
  const code = classes[cell],
    step = Math.ceil(values[cell]),
    steady = step === 1 ? "1 step" : `${step} steps`;
  if (code === MOVING) return `not there after ${steps} steps`;
  if (code === RESTING) return `at rest after ${steady}, at no known minimum`;
  if (code === LEFT) return `diverged at step ${step}`;
  return `${kinds.find((kind) => kind.code === code)?.name} after ${steady}`;
}
