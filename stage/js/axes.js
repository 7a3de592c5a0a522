// @ts-check
/** Converts data to pixels and back in float64. It needs no private fields of Plotly: we set the panes' positions, and
 * the axis ranges are public. */

/** @typedef {import("./types.js").Frame} Frame @typedef {import("./types.js").Range} Range */

/** @param {Frame} f @param {number} v */
export const toLeft = (f, v) => f.left + ((v - f.x[0]) / (f.x[1] - f.x[0])) * f.width;

/** NaN for a value that is not positive on a log axis. @param {Frame} f @param {number} v */
export function toTop(f, v) {
  const height = f.log ? (v > 0 ? Math.log10(v) : NaN) : v;
  return f.top + (1 - (height - f.y[0]) / (f.y[1] - f.y[0])) * f.height;
}

/** @param {Frame} f @param {number} left @param {number} top @returns {[number, number]} decades on a log axis */
export const toData = (f, left, top) => [
  f.x[0] + ((left - f.left) / f.width) * (f.x[1] - f.x[0]),
  f.y[0] + (1 - (top - f.top) / f.height) * (f.y[1] - f.y[0]),
];

/** @param {Frame} f @param {number} left @param {number} top @param {number} [slack] pixels */
export const inside = (f, left, top, slack = 0) =>
  left >= f.left - slack && left <= f.left + f.width + slack && top >= f.top - slack && top <= f.top + f.height + slack;

/** The pixels of a whole row, interleaved x and y. Computed once per view, not once per frame.
 * @param {Frame} f @param {ArrayLike<number> | null} xs null: the step itself @param {ArrayLike<number>} ys */
export function project(f, xs, ys) {
  const out = new Float64Array(2 * ys.length);
  for (let i = 0; i < ys.length; i++) {
    out[2 * i] = toLeft(f, xs ? xs[i] : i);
    out[2 * i + 1] = toTop(f, ys[i]);
  }
  return out;
}

/** How many times longer a unit is in x than in y, at which maps that may have equal axes still get them. */
const MOST = 2.5;
/** How many times as wide as the box the ground is. */
export const REACH = 4;

/** Whether a map in this place has equal axes. @param {import("./types.js").Picture["axes"]} wish
 * @param {import("./types.js").Box} box @param {import("./types.js").Place} place */
export function areEqual(wish, [x0, x1, y0, y1], place) {
  const ratio = place.width / (x1 - x0) / (place.height / (y1 - y0));
  return wish === "equal" || (wish === "fitting" && Math.max(ratio, 1 / ratio) <= MOST);
}

/** Ranges in which one unit has as many pixels in x as in y: those that are given, with more of the ground in one
 * direction, as far as there is ground.
 * @param {{ x: Range, y: Range }} given @param {import("./types.js").Box} box
 * @param {import("./types.js").Place} place @returns {{ x: Range, y: Range }} */
export function equalRanges({ x, y }, [x0, x1, y0, y1], { width, height }) {
  const most = Math.min((REACH * (x1 - x0)) / width, (REACH * (y1 - y0)) / height),
    unit = Math.min(Math.max((x[1] - x[0]) / width, (y[1] - y[0]) / height), most);
  const about = (/** @type {Range} */ [a, b], /** @type {number} */ low, /** @type {number} */ high, /** @type {number} */ pixels) => {
    const half = (unit * pixels) / 2,
      reach = (REACH / 2) * (high - low) - half,
      middle = (low + high) / 2;
    const at = Math.min(Math.max((a + b) / 2, middle - reach), middle + reach);
    return /** @type {Range} */ ([at - half, at + half]);
  };
  return { x: about(x, x0, x1, width), y: about(y, y0, y1, height) };
}

/** Where the ray from the centre of a frame to a point crosses the frame (less `pad` pixels); null if it is inside.
 * @param {Frame} f @param {number} left @param {number} top @param {number} pad */
export function edge(f, left, top, pad) {
  if (inside(f, left, top)) return null;
  const cx = f.left + f.width / 2,
    cy = f.top + f.height / 2,
    dx = left - cx,
    dy = top - cy;
  const k = Math.min(
    (f.width / 2 - pad) / Math.max(Math.abs(dx), 1e-9),
    (f.height / 2 - pad) / Math.max(Math.abs(dy), 1e-9),
  );
  return { left: cx + dx * k, top: cy + dy * k, angle: Math.atan2(dy, dx) };
}
