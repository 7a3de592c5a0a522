// @ts-check
/** Decodes the maps that stage/wire.py packs, and what they say about a cell. */
import { trimmed } from "./number.js";
import { unpack } from "./wire.js";

/** @typedef {import("./mapscale.js").Side} Side */
/** @typedef {{ code: number, hue: number, name: string, note: string, counts: number[], shares: string[] }} Kind  hue: the
 *   number of the minimum, or -1; counts, shares: of every map that is shown */
/** @typedef {{ name: string, at: [number, number] }} Mark  at: the values of both sides */
/** @typedef {{ name: string, parts: [number, number][][], note: string }} Line  parts: values of both sides along each */
/**
 * @typedef {{ name: string, low: number, high: number, log: boolean, percent: boolean, whole: boolean, starts: number }} Measure  a number
 *   for every setting; low, high: the least and the most of them, or the powers of ten that these are
 * @typedef {{ n: number, steps: number, measure: Measure | null, arriving: number[], leaving: number[], between: number[], classes: Uint8Array,
 *   values: Float32Array }} Plane  arriving, leaving, between: the steps with the lightest and the darkest tone; classes
 *   and values: row by row from below
 * @typedef {{ name: string, style: number, note: string, dials: import("./types.js").Dial[], lines: Line[],
 *   marks: Mark[] }} Runner
 * @typedef {{ of: string, n: number, starts: boolean, steps: number, per: number, sides: [Side, Side], kinds: Kind[],
 *   minima: [number, number, number][], arriving: number[], leaving: number[], between: number[], said: string, facts: string[],
 *   limits: string[], surface: string, box: import("./types.js").Box, start: [number, number], race: string,
 *   title: string, measure: Measure | null, runners: Runner[], difference: boolean, tolerance: number,
 *   query: string, moving: boolean, remarks: string[], rules?: import("./types.js").Rules,
 *   places: [Float64Array, Float64Array], planes: Plane[] }} MapPicture
 *   of: the question without what does not change it; places: the values from left to right and from below to above;
 *   planes: one for every runner, and last their difference if that is shown
 */

/** The classes of a cell that are no minimum, and the first that is one. */
export const MOVING = 0;
export const RESTING = 1;
export const LEFT = 2;
export const FIRST = 3;
/** Those of a difference: at the same minimum at the same step, sooner, later, at different minima, only one arrives, only
 * the other one, neither. */
export const EVEN = 243;
export const SOONER = 244;
export const LATER = 245;
export const ELSEWHERE = 246;
export const ONLY = 247;
export const ONLY_OTHER = 248;
export const NEITHER = 249;
/** That of a map of numbers. */
export const VALUE = 250;

/** @param {Uint8Array} bytes @returns {MapPicture} */
export function readMap(bytes) {
  const { head, block } = unpack(bytes),
    { n, per, steps, measure, arriving, leaving, between } = head,
    count = n * n,
    many = head.runners.length + (head.difference ? 1 : 0);
  const planes = Array.from({ length: many }, (_, k) => {
    const from = 16 * n + 3 * count * k,
      classes = new Uint8Array(block, from, count),
      bytes = new Uint8Array(block, from + count, 2 * count),
      values = new Float32Array(count);
    for (let i = 0, sum = 0; i < count; i++) {
      const u = bytes[i] | (bytes[count + i] << 8);
      sum = ((i % n ? sum : 0) + ((u >>> 1) ^ -(u & 1))) & 0xffff;
      values[i] = sum / per;
    }
    return { n, steps, measure, arriving, leaving, between, classes, values };
  });
  const places = [new Float64Array(block, 0, n), new Float64Array(block, 8 * n, n)];
  return { ...head, places, planes };
}

/** The planes that are drawn: one for every runner, or only their difference. @param {MapPicture} map */
export const shownOf = ({ planes, difference }) => (difference ? planes.slice(-1) : planes);

/** How the run of a cell ends, in words. @param {Pick<Plane, "classes" | "values" | "steps" | "measure">} plane
 * @param {number} cell row * n + column @param {Pick<Kind, "code" | "name">[]} kinds the classes with names of their own */
export function outcomeOf({ classes, values, steps, measure }, cell, kinds) {
  const code = classes[cell],
    step = Math.ceil(values[cell]),
    steady = step === 1 ? "1 step" : `${step} steps`;
  if (measure) {
    const { name, low, high, log, percent, whole, starts } = measure,
      place = low + (high - low) * values[cell],
      text = percent ? `${Math.round(100 * place)} %` : whole ? String(Math.ceil(place - 1e-3)) : trimmed(log ? 10 ** place : place, 3);
    if (code === VALUE) return `${name} ${text}`;
    return `${starts > 1 ? "most runs have " : ""}${code === LEFT ? "diverged" : `not arrived after ${steps} steps`}`;
  }
  if (code === MOVING) return `not there after ${steps} steps`;
  if (code === RESTING) return `at rest after ${steady}, at no known minimum`;
  if (code === LEFT) return `diverged at step ${step}`;
  return `${kinds.find((kind) => kind.code === code)?.name ?? `minimum ${code - FIRST + 1}`} after ${steady}`;
}
