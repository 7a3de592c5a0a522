// @ts-check
/** The sides of a map: where a value is on the scale of its parameter, and the ticks. */
import { trimmed } from "./number.js";

/** @typedef {import("./types.js").Range} Range */
/** @typedef {{ name: string, symbol: string, scale: "linear" | "log" | "one-minus-log", low: number, high: number,
 *   whole: Range, valid: Range, integer: boolean, present: number[], words: string[] }} Side  present, words: of every
 *   runner */
/** @typedef {Pick<Side, "scale" | "low" | "high">} Scaled */
/** @typedef {{ at: number, text: string }} Tick  at: the share of the way from low to high */

/** Where a value is between low (0) and high (1), also beyond them; NaN where the scale ends.
 * @param {Scaled} side @param {number} value */
export function shareOf({ scale, low, high }, value) {
  if (scale === "log") return Math.log1p((value - low) / low) / Math.log1p((high - low) / low);
  if (scale === "one-minus-log") return Math.log1p((low - value) / (1 - low)) / Math.log1p((low - high) / (1 - low));
  return (value - low) / (high - low);
}

/** The value at a share. @param {Scaled} side @param {number} share */
export function valueAt({ scale, low, high }, share) {
  if (scale === "log") return low * Math.exp(share * Math.log1p((high - low) / low));
  if (scale === "one-minus-log") return 1 - (1 - low) * Math.exp(share * Math.log1p((low - high) / (1 - low)));
  return low + share * (high - low);
}

/** Two values as one range of valid values; null where float64 has too few numbers between them.
 * @param {Side} side @param {number} a @param {number} b @returns {Range | null} */
export function rangeOf({ scale, valid, integer }, a, b) {
  const least = scale === "log" ? Math.max(valid[0], 1e-300) : valid[0],
    ends = [Math.max(Math.min(a, b), least), Math.min(Math.max(a, b), valid[1])],
    [low, high] = integer ? [Math.floor(ends[0]), Math.ceil(ends[1])] : ends,
    grain = 2 ** (Math.floor(Math.log2(Math.max(Math.abs(low), Math.abs(high)))) - 52);
  return high - low >= 64 * grain ? [low, high] : null;
}

/** 1, 2 or 5 times a power of ten, at least this. @param {number} least */
function nice(least) {
  const decade = 10 ** Math.floor(Math.log10(least));
  return decade * ([1, 2, 5].find((digit) => digit * decade >= least * (1 - 1e-9)) ?? 10);
}

/** Evenly spaced values, with as many digits as tell them apart. @param {Scaled} side @param {number} most
 * @returns {Tick[]} */
function even(side, most) {
  const { low, high } = side,
    step = nice((high - low) / most),
    digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9)),
    first = Math.ceil(low / step - 1e-4);
  return Array.from({ length: Math.max(Math.floor(high / step + 1e-4) - first + 1, 0) }, (_, i) => {
    const value = (first + i) * step;
    const text = digits > 3 && Math.abs(value) < 1e-3 && high - low > 1e-4 * Math.abs(value) ? trimmed(value, 4) : value.toFixed(Math.min(digits, 20));
    return { at: shareOf(side, value), text: text.replace("-", "−").replace(/^−(0(\.0*)?)$/, "$1") };
  });
}

/** Values that people would name, those that are farthest apart first. @param {Scaled} side @returns {number[][]} */
function named({ scale, low, high }) {
  if (scale === "log") {
    const decades = Array.from({ length: 40 }, (_, k) => k - 20).filter((k) => 10 ** k <= high && 10 ** (k + 1) > low);
    const of = (/** @type {number[]} */ digits) => decades.flatMap((k) => digits.map((digit) => Number(`${digit}e${k}`)));
    return [of([1, 2, 5]), of([1, 3]), of([1])];
  }
  const nines = Array.from({ length: 8 }, (_, k) => Number((1 - 10 ** -k).toFixed(k)));
  return [[...nines, 0.5, 0.8, 0.95, 0.98].sort((a, b) => a - b), [...nines, 0.5].sort((a, b) => a - b), nines];
}

/** At most so many ticks, on the scale of the side. @param {Scaled} side @param {number} most @returns {Tick[]} */
export function ticksOf(side, most) {
  const { scale, low, high } = side,
    far = scale === "log" ? high / low : (1 - low) / (1 - high);
  if (scale === "linear" || far < 8) return even(side, most);
  for (const values of named(side)) {
    const ticks = values
      .filter((value) => value >= low && value <= high)
      .map((value) => ({ at: shareOf(side, value), text: trimmed(value, 4) }));
    if (ticks.length >= 2 && ticks.length <= most + 1) return ticks;
  }
  const ticks = (named(side).at(-1) ?? []).filter((value) => value >= low && value <= high),
    every = Math.ceil(ticks.length / most) || 1;
  return ticks.filter((_, i) => i % every === 0).map((value) => ({ at: shareOf(side, value), text: trimmed(value, 4) }));
}

/** A value with as many digits as tell it from its neighbours. @param {number} value @param {number} grain */
export function precise(value, grain) {
  const digits = Math.ceil(Math.log10(Math.max(Math.abs(value), grain) / grain)) + 1;
  return trimmed(value, Math.min(Math.max(digits, 2), 17));
}
