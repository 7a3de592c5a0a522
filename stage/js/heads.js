// @ts-check
/** Where the heads of runs are seen: on the map, or at its edge if they are outside. */
import { edge, inside } from "./axes.js";
import { dodge } from "./dodge.js";

/** @typedef {import("./overlay.js").Line} Line @typedef {[number, number]} Point */

/** @param {Line} line @param {number} time */
export const hasDiverged = ({ track }, time) => track?.status === "diverged" && track.at !== null && time >= track.at;

/** The position of a head, interpolated between steps, or that of its end. @param {Line} line @param {number} time
 * @returns {Point} */
export function headAt({ points, last }, time) {
  const i = Math.min(Math.floor(time), last),
    u = i < last ? time - i : 0;
  const [x, y] = [points[2 * i], points[2 * i + 1]];
  return u ? [x + u * (points[2 * i + 2] - x), y + u * (points[2 * i + 3] - y)] : [x, y];
}

/** The heads that are seen, those at the edge of a map last, with the angle at which it was left. A chart has none there.
 * @template {Pick<Line, "frame" | "map">} T @param {T[]} lines @param {Point[]} heads */
export function seenHeads(lines, heads) {
  const outside = /** @type {{ line: T, left: number, top: number, angle: number }[]} */ ([]),
    within = /** @type {{ line: T, left: number, top: number, angle: number | null }[]} */ ([]);
  lines.forEach((line, i) => {
    const [left, top] = heads[i],
      gone = line.map ? edge(line.frame, left, top, 13) : null;
    if (gone) outside.push({ ...gone, line });
    else if (inside(line.frame, left, top, 1)) within.push({ line, left, top, angle: null });
  });
  return [...within, ...dodge(outside)];
}
