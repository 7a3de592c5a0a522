// @ts-check
/** How a guess is judged: whether it counts as right, and how far off it is, in a sentence. Without the browser. */
import { short, trimmed } from "./number.js";

/** @typedef {{ kind: "choose" | "place" | "number" | "sketch" | "rate", ask: string, options?: string[], unit?: string,
 *   goal?: "quickest" | "largest", rates?: number[], columns?: number, steps?: number, top?: string }} Question  top: the loss at the upper end of a sketch */
/** @typedef {number | number[]} Guess  the index of what was chosen, a number, a place, or the heights of a sketch */
/** @typedef {{ page: string, link: string, surfaces: string[] }} Shown */
/** @typedef {{ value: number | number[], low: number, high: number, within?: number, why: string, after: string,
 *   formulas: string, links?: Shown[], ends?: string[] }} Answer  ends: the losses at the upper and the lower end of a sketch */
/** @typedef {{ right: boolean, said: string }} Verdict */

/** A number with its thousands apart, for a sentence. @param {number} value */
export const told = (value) => (Math.abs(value) >= 1000 && Math.abs(value) < 1e7 ? Math.round(value).toLocaleString("en") : trimmed(value, 3));

/** A share in percent, which is never rounded to nothing. @param {number} share */
const percent = (share) => (share > 0 && share < 0.01 ? "less than 1\u00a0%" : `${Math.round(100 * share)}\u00a0%`);

/** @param {number[]} one @param {number[]} other */
export const meanDistance = (one, other) => one.reduce((sum, height, i) => sum + Math.abs(height - other[i]), 0) / one.length;

/** Judge a guess. @param {Question} question @param {Answer} answer @param {Guess} guess @returns {Verdict} */
export function judged(question, answer, guess) {
  return JUDGES[question.kind](question, answer, /** @type {any} */ (guess));
}

/** @type {Record<Question["kind"], (question: Question, answer: Answer, guess: any) => Verdict>} */
const JUDGES = {
  choose: ({ options = [] }, { value }, /** @type {number} */ guess) => ({
    right: guess === value,
    said: guess === value ? "" : `The right answer: ${plainText(options[Number(value)])}.`,
  }),
  number: ({ unit }, { value, low, high }, /** @type {number} */ guess) => {
    const right = low <= guess && guess <= high,
      it = `It is ${told(Number(value))}${unit ? ` ${unit}` : ""}.`;
    if (told(guess) === told(Number(value))) return { right, said: `${it} That is your number.` };
    return { right, said: `${it} ${offBy(guess, Number(value))}${right ? ", which is close enough" : ""}.` };
  },
  place: (_, { value, high, within = 1 }, /** @type {number[]} */ guess) => {
    const [x, y] = /** @type {number[]} */ (value),
      away = Math.hypot(guess[0] - x, guess[1] - y);
    return {
      right: away <= high,
      said: `Your pin is ${short(away, 2)} away from the end. That is ${percent((away * within) / high)} of the map's diagonal.`,
    };
  },
  sketch: (_, { value, high }, /** @type {number[]} */ guess) => {
    const off = meanDistance(guess, /** @type {number[]} */ (value));
    return { right: off <= high, said: `Your curve is ${percent(off)} of the chart's height away on average. Up to ${percent(high)} counts as right.` };
  },
  rate: ({ rates = [], goal }, { value, low, high }, /** @type {number} */ guess) => {
    const right = low <= guess && guess <= high,
      best = goal === "largest" ? "largest one that holds" : "quickest one";
    if (guess === value) return { right, said: `${told(rates[guess])} is the ${best}.` };
    const off = Math.abs(guess - Number(value));
    return { right, said: `You chose ${told(rates[guess])}. The ${best} is ${told(rates[Number(value)])}, ${off === 1 ? "one notch" : `${off} notches`} away.` };
  },
};

/** How far a number is off, without a full stop. @param {number} guess @param {number} value */
function offBy(guess, value) {
  const way = guess > value ? "too high" : "too low";
  if (guess * value > 0) {
    const ratio = Math.max(guess / value, value / guess);
    if (ratio >= 2) return `Your ${told(guess)} is ${way} by a factor of ${trimmed(ratio, 2)}`;
    return `Your ${told(guess)} is ${percent(Math.abs(guess / value - 1))} ${way}`;
  }
  return `Your ${told(guess)} is ${told(Math.abs(guess - value))} ${way}`;
}

/** A sentence of HTML as text. @param {string} html */
export const plainText = (html) =>
  html
    .replace(/<[^>]*>/g, "")
    .replace(/&#x([0-9A-Fa-f]+);/g, (_, code) => String.fromCodePoint(parseInt(code, 16)))
    .replace(/&(lt|gt|amp|quot|#39);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'" })[/** @type {"lt"} */ (name)]);
