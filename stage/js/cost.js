// @ts-check
/** The horizontal axis of the charts, which counts steps, gradients, samples, or the length of the path. */

/** @typedef {import("./types.js").Picture} Picture */

export const UNIT = {
  steps: "step",
  evaluations: "gradient evaluations",
  length: "path length",
  epochs: "epochs",
  samples: "gradients of single samples",
};

/** Gradients of single samples in so many steps. The last batch of an epoch may be shorter.
 * @param {import("./types.js").Track} track @param {number} steps */
function sampled({ evaluations, batch, epoch, whole }, steps) {
  const each = batch || whole,
    round = epoch ? Math.ceil(epoch / each) : Infinity;
  return evaluations * (epoch * Math.floor(steps / round) + Math.min((steps % round) * each, epoch || Infinity));
}

/** @type {WeakMap<Picture, Map<number, Float64Array>>} */
const counted = new WeakMap();

/** The cost of a run up to each of its steps; null if the axis counts steps.
 * @param {Picture} picture @param {number} run @returns {Float64Array | null} */
export function costs(picture, run) {
  if (picture.against === "steps") return null;
  let rows = counted.get(picture);
  if (!rows) counted.set(picture, (rows = new Map()));
  const known = rows.get(run);
  if (known) return known;
  const [xs, ys] = [picture.series.x?.[run] ?? [], picture.series.y?.[run] ?? []],
    out = new Float64Array(xs.length),
    track = picture.tracks.find((t) => t.run === run),
    each = track?.evaluations ?? 1,
    all = picture.against === "epochs" ? each * (track?.whole || 1) : 1;
  for (let i = 1; i < out.length; i++)
    if (picture.against === "length") out[i] = out[i - 1] + Math.hypot(xs[i] - xs[i - 1], ys[i] - ys[i - 1]);
    else out[i] = picture.against === "evaluations" || !track ? i * each : sampled(track, i) / all;
  rows.set(run, out);
  return out;
}

/** The end of the axis. A diverged run leaves the chart, as it leaves the map.
 * @param {Picture} picture */
export function largestCost(picture) {
  const { against, steps, tracks } = picture;
  if (against === "steps") return Math.max(steps, 1);
  const ends = (/** @type {typeof tracks} */ of) => of.map((t) => costs(picture, t.run)?.at(-1) ?? 0);
  const shown = tracks.filter((t) => !t.hidden);
  return Math.max(0, ...ends(shown.filter((t) => t.status !== "diverged"))) || Math.min(...ends(shown)) || 1;
}

/** The step at which the selected runner reaches this cost. @param {Picture} picture @param {number} cost */
export function stepAt(picture, cost) {
  const shown = picture.tracks.filter((t) => !t.hidden),
    row = costs(picture, (shown.find((t) => t.selected) ?? shown[0])?.run ?? 0);
  if (!row) return Math.round(cost);
  const after = row.findIndex((c) => c >= cost);
  if (after < 1) return after ? row.length - 1 : 0;
  return cost - row[after - 1] < row[after] - cost ? after - 1 : after;
}
