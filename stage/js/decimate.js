// @ts-check
/** Decimates a path: selects the points worth drawing, none denser than pixels, and never more than a cap. */

/** The least distance in pixels at which the eye can tell two points apart. */
const NEAR = 0.7;

/**
 * @param {Float64Array} points interleaved pixels; NaN where the path is interrupted
 * @param {import("./types.js").Place} place what lies far outside it is not worth its points
 * @param {number} cap
 * @returns {number[]} indices, rising; the first and the last are always among them
 */
export function decimate(points, place, cap) {
  const near = dense(points, place);
  return near.length > cap ? extremes(points, near, cap) : near;
}

/** @param {Float64Array} p @param {import("./types.js").Place} place @returns {number[]} */
function dense(p, place) {
  const n = p.length / 2,
    keep = [];
  const left = place.left - place.width,
    right = place.left + 2 * place.width;
  const top = place.top - place.height,
    bottom = place.top + 2 * place.height;
  let x = NaN,
    y = NaN,
    last = -1;
  for (let i = 0; i < n; i++) {
    const px = Math.min(Math.max(p[2 * i], left), right),
      py = Math.min(Math.max(p[2 * i + 1], top), bottom);
    const gap = Number.isNaN(px + py),
      was = Number.isNaN(x + y);
    if (i && i < n - 1 && (gap ? was : Math.abs(px - x) < NEAR && Math.abs(py - y) < NEAR)) continue;
    // Far outside, points are dropped whatever their distance, except the last one before the line comes back.
    const far = Math.max(Math.abs(p[2 * i - 2] - p[2 * last]), Math.abs(p[2 * i - 1] - p[2 * last + 1]));
    if (last < i - 1 && far >= NEAR) keep.push(i - 1);
    keep.push(i);
    [x, y, last] = [px, py, i];
  }
  return keep;
}

/** The first point and the four extreme ones of every stretch, so that an oscillation keeps its envelope.
 * @param {Float64Array} p @param {number[]} from @param {number} cap */
function extremes(p, from, cap) {
  const size = Math.ceil((5 * from.length) / cap),
    keep = new Set([0]);
  for (let start = 0; start < from.length; start += size) {
    const stretch = from.slice(start, start + size);
    const ends = [0, 1].flatMap((axis) => {
      let low = stretch[0],
        high = stretch[0];
      for (const i of stretch) {
        if (p[2 * i + axis] < p[2 * low + axis]) low = i;
        if (p[2 * i + axis] > p[2 * high + axis]) high = i;
      }
      return [low, high];
    });
    for (const i of [stretch[0], ...ends]) keep.add(i);
  }
  keep.add(from[from.length - 1]);
  return [...keep].sort((a, b) => a - b);
}
