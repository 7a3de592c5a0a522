// @ts-check
/** Loss, height and slope between the points of a surface. */

/** @typedef {import("./types.js").Surface} Surface @typedef {import("./types.js").Range} Range */
/** @typedef {{ at: number, by: number[], slope: number[] }} Place  the lattice point before a coordinate, and weights of
 *   the four points around it: for the value, and for its change from one lattice point to the next */

/** The weights of a cubic through four neighbours (Catmull and Rom), which keeps level lines smooth at any zoom, and
 * their derivatives. @param {number} t */
const cubic = (t) => [
  [t * (-0.5 + t * (1 - 0.5 * t)), 1 + t * t * (1.5 * t - 2.5), t * (0.5 + t * (2 - 1.5 * t)), t * t * (0.5 * t - 0.5)],
  [-0.5 + t * (2 - 1.5 * t), t * (4.5 * t - 5), 0.5 + t * (4 - 4.5 * t), t * (1.5 * t - 1)],
];

/** Where a coordinate is on a lattice of n points, which goes on beyond its ends as a straight line.
 * @param {number} u @param {number} n @returns {Place | null} null outside */
export function placeOf(u, n) {
  if (!(u >= -1e-9 && u <= n - 1 + 1e-9)) return null;
  const at = Math.min(Math.max(Math.floor(u), 0), n - 2),
    [by, slope] = cubic(u - at).map(([a, b, c, d]) => {
      if (at === 0) [a, b, c] = [0, b + 2 * a, c - a];
      return at === n - 2 ? [a, b - d, c + 2 * d, 0] : [a, b, c, d];
    });
  return { at, by, slope };
}

/** The number of a surface at a point, and its changes per lattice point in x and y; null outside.
 * @param {Surface} s @param {number} x @param {number} y */
function interpolated({ n, z, box: [x0, x1, y0, y1] }, x, y) {
  const c = placeOf(((x - x0) / (x1 - x0)) * (n - 1), n),
    r = placeOf(((y - y0) / (y1 - y0)) * (n - 1), n);
  if (!c || !r) return null;
  const found = [0, 0, 0];
  for (let i = 0; i < 4; i++)
    for (let j = 0; j < 4; j++) {
      const at = z[(r.at + i - 1) * n + c.at + j - 1] || 0; // outside the lattice the weights are 0
      found[0] += r.by[i] * c.by[j] * at;
      found[1] += r.by[i] * c.slope[j] * at;
      found[2] += r.slope[i] * c.by[j] * at;
    }
  return found;
}

/** The loss at a point, NaN outside the surface. @param {Surface} s @param {number} x @param {number} y */
export function lossAt(s, x, y) {
  const loss = interpolated(s, x, y)?.[0] ?? NaN;
  return s.scale === "log" ? Math.max(loss, 0) + s.lowest : loss;
}

/** The height at a point, on the scale on which it is shown, and its changes per lattice point in x and y; null outside.
 * @param {Surface} s @param {number} x @param {number} y */
export function heightAt(s, x, y) {
  const found = interpolated(s, x, y);
  if (!found || s.scale !== "log") return found;
  const above = s.soft + Math.max(found[0], 0);
  return [Math.log10(above), found[1] / above / Math.LN10, found[2] / above / Math.LN10];
}

/** The same at 13 x 13 points of a view, as far as there is ground. @param {Surface} s @param {Range} x @param {Range} y */
export function heightsIn(s, [x0, x1], [y0, y1]) {
  const SIDE = 13,
    at = (/** @type {number} */ k) => (k % SIDE) / (SIDE - 1);
  return Array.from({ length: SIDE * SIDE }, (_, k) =>
    heightAt(s, x0 + at(k) * (x1 - x0), y0 + at(Math.floor(k / SIDE)) * (y1 - y0)),
  ).filter((found) => found !== null);
}

/** The lowest and highest height in a view, for its own level lines; those of the surface if the view is flat.
 * @param {Surface} s @param {Range} x @param {Range} y */
export function heightRange(s, x, y) {
  const heights = heightsIn(s, x, y).map(([height]) => height),
    [low, high] = [Math.min(...heights), Math.max(...heights)];
  return high > low ? { low, high } : s;
}

/** The numbers between two rows of a surface, and their changes from row to row, with one more at either end.
 * @param {Surface} s @param {Place} place @param {Float64Array} across @param {Float64Array} along */
export function rowBetween({ n, z }, { at, by: [a, b, c, d], slope: [p, q, r, u] }, across, along) {
  const own = at * n,
    before = at > 0 ? own - n : own, // beyond the ends the weights are 0
    next = own + n,
    after = at < n - 2 ? next + n : next;
  for (let i = 0; i < n; i++) {
    const z0 = z[before + i],
      z1 = z[own + i],
      z2 = z[next + i],
      z3 = z[after + i];
    across[i + 1] = a * z0 + b * z1 + c * z2 + d * z3;
    along[i + 1] = p * z0 + q * z1 + r * z2 + u * z3;
  }
}
