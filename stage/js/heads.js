// @ts-check
/** The heads: the marks of the runners where they are now, above all lines, on the map or at its edge. */
import { edge, inside, toLeft, toTop } from "./axes.js";
import { dodge } from "./dodge.js";
import { arrow, cross, label } from "./drawing.js";
import { signsOf } from "./figure.js";
import { traceShape } from "./marks.js";
import { colourOf, SHAPES } from "./palette.js";

/** @typedef {import("./overlay.js").Overlay} Overlay @typedef {import("./overlay.js").Line} Line */
/** @typedef {CanvasRenderingContext2D} G @typedef {[number, number]} Point */

/** The style whose shape is a star. */
export const STAR = SHAPES.indexOf("star");
/** A star opens around a runner that would cover it: pixels from which on and at which it is open, and its sizes then. */
const OPENS = [16, 9];
const SIZES = [7, 12.5];

/** The size of a star that has a runner so near, 0 if it stays as it is. @param {number} away pixels */
export function opened(away) {
  const share = Math.min(Math.max((OPENS[0] - away) / (OPENS[0] - OPENS[1]), 0), 1);
  return share && SIZES[0] + share * (SIZES[1] - SIZES[0]);
}

/** Where the stars of the maps are that stand still. @param {import("./types.js").Picture} picture
 * @param {import("./types.js").Frame[]} frames @returns {Point[]} */
export const starsOf = ({ panes }, frames) =>
  panes.flatMap((pane, i) => {
    const marks = (pane.kind === "map" && frames[i] && pane.marks) || [],
      signs = signsOf(marks);
    return marks.flatMap((m, k) => (signs[k].symbol === "star" ? [/** @type {Point} */ ([toLeft(frames[i], m.x), toTop(frames[i], m.y)])] : []));
  });

/** A head outside its map is an arrow at the edge. @param {G} g @param {Overlay} overlay @param {number} time
 * @param {Point[]} heads */
export function drawHeads(g, overlay, time, heads) {
  const { look, picture, lines, lineScale, spots, stars, taken } = overlay;
  if (!look) return;
  const moving = spots.filter((spot) => spot.word === "moving minimum").map(({ left, top }) => /** @type {Point} */ ([left, top]));
  const near = lines.flatMap(({ map, inSpace, frame }, i) => (map && !inSpace && inside(frame, ...heads[i]) ? [heads[i]] : []));
  Object.assign(g, { fillStyle: look.casing, strokeStyle: look.ink, lineWidth: 1.5 });
  for (const [x, y] of near.length ? [...stars, ...moving] : []) {
    const size = opened(Math.min(...near.map(([left, top]) => Math.hypot(x - left, y - top))));
    if (!size) continue;
    g.beginPath();
    traceShape(g, STAR, x, y, lineScale * size);
    g.fill();
    g.stroke();
  }
  for (const { line, left, top, angle } of seenHeads(lines, heads)) {
    if (angle !== null) {
      const tip = { left: left + 7 * Math.cos(angle), top: top + 7 * Math.sin(angle) };
      arrow(g, tip, angle, 0, colourOf(look, line.style), look.casing);
    }
    drawHead(g, overlay, line, left, top, time);
    if (angle === null) continue;
    if (!hasDiverged(line, time)) spots.push({ left, top, word: "outside the map" });
    else if (!picture?.grid) label(g, `diverged at step ${line.track?.at}`, line.frame, left, top, look, taken);
  }
}

/** @param {G} g @param {Overlay} overlay @param {Line} line @param {number} left @param {number} top
 * @param {number} time */
function drawHead(g, overlay, line, left, top, time) {
  const look = /** @type {import("./types.js").Look} */ (overlay.look);
  g.beginPath();
  traceShape(g, line.style, left, top, overlay.lineScale * ((line.map ? 5.6 : 3.6) + (line.track?.selected ? 1 : 0)));
  g.lineWidth = 3;
  g.strokeStyle = look.casing;
  g.fillStyle = colourOf(look, line.style);
  g.stroke();
  g.fill();
  if (!line.map || !hasDiverged(line, time)) return;
  overlay.spots.push({ left, top, word: "diverged" });
  cross(g, left, top, look);
}

/** @param {Line} line @param {number} time */
export const hasDiverged = ({ track }, time) => track?.status === "diverged" && track.at !== null && time >= track.at;

/** The position of a head, interpolated between steps, or that of its end. @param {Line} line @param {number} time
 * @returns {[number, number]} */
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
