// @ts-check
/** Decodes what the route of trainings answers with: stage/wire.py packs it. */
import { unpack } from "./wire.js";

/** @typedef {{ shape: number[], values: Float32Array | Uint8Array }} Table  numbers, the last index fastest */
/** @typedef {{ key: string, name: string, note: string, style: number }} Method */
/** @typedef {{ done: boolean, progress: number, state: string, remarks: string[], said: string[],
 *   arrays: Record<string, Table> }} Growing  what all answers have: whether all is there, which share of it, what is
 *   being done in words, and sentences */
/** @typedef {{ cells: string[], missing: boolean }} Row  of the table, one for every method */
/**
 * @typedef {Growing & { methods: Method[], steps: number, perEpoch: number, batch: number, seeds: number,
 *   columns: { title: string, help: string }[], rows: Row[], order: number[], costs: number[],
 *   wrong?: { at: number, label: number, guess: number }[][], mistakes: number[], alive: boolean[], side: number,
 *   frames: number[], judged: number, link?: string, unit: "pictures" | "filters" }} Curves  from `wrong` on only when all is there; link: that of the training where it differs from what was asked
 *   order: the methods from the best to the worst; costs: the time of a step in units of the shortest one.
 *   Arrays: steps [T], and train_loss, train_accuracy, loss, accuracy [M, 3, T] with mean, lowest and highest of the
 *   seeds, NaN where there is nothing yet
 */

/** @param {Uint8Array} bytes @returns {any} the head, with its arrays */
export function readArrays(bytes) {
  const { head, block } = unpack(bytes);
  const arrays = Object.fromEntries(
    Object.entries(/** @type {Record<string, [string, number, number[]]>} */ (head.arrays)).map(([name, [kind, from, shape]]) => {
      const count = shape.reduce((a, b) => a * b, 1),
        values = kind === "f" ? new Float32Array(block, from, count) : new Uint8Array(block, from, count);
      return [name, { shape, values }];
    }),
  );
  return { ...head, arrays };
}

/** The numbers of an array at these first indices. @param {Table} table @param {number[]} at
 * @returns {Float32Array | Uint8Array} */
export function rowOf({ shape, values }, ...at) {
  const width = shape.slice(at.length).reduce((a, b) => a * b, 1),
    from = at.reduce((sum, i, k) => sum * shape[k] + i, 0) * width;
  return values.subarray(from, from + width);
}
