// @ts-check
/** Trails whose thickness shows a quantity. */

/** The thickness of every run's trail from each step on, 1 to 5 in halves of a pixel, relative to the largest value.
 * @param {import("./types.js").Picture} picture @returns {Map<number, number[]>} */
export function trailWidths({ thick, series, tracks }) {
  const rows = tracks
      .filter((t) => thick && !t.hidden && series[thick]?.[t.run])
      .map((t) => ({ run: t.run, row: series[thick][t.run] })),
    most = rows.reduce((high, { row }) => row.reduce((a, v) => (v > a && v < Infinity ? v : a), high), 0);
  const wide = (/** @type {number} */ v) => (most && v > 0 ? Math.round(2 + (8 * Math.min(v, most)) / most) / 2 : 1);
  return new Map(rows.map(({ run, row }) => [run, Array.from(row, wide)]));
}
