// @ts-check
/** Draws lines, arrows and labels on a canvas. */

/** @typedef {CanvasRenderingContext2D} G @typedef {import("./types.js").Look} Look */

/** For a canvas that changes only with the view: WebKit paints it into the page. Every other one, and each part above it,
 * is a layer there, and all layers are laid over one another again in every frame. */
export const RESTS = { willReadFrequently: true };
/** Lines are clipped at this many pixels, beyond which a canvas loses precision. */
const FAR = 20000;

/** The first index in a sorted list whose value is at least `value`. @param {number[]} list @param {number} value */
function seek(list, value) {
  let low = 0,
    high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The part of a segment within FAR, or null. Liang and Barsky, 1984.
 * @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 @returns {number[] | null} */
export function clipSegment(x0, y0, x1, y1) {
  const dx = x1 - x0,
    dy = y1 - y0;
  let from = 0,
    to = 1;
  for (const [p, q] of [
    [-dx, x0 + FAR],
    [dx, FAR - x0],
    [-dy, y0 + FAR],
    [dy, FAR - y0],
  ]) {
    if (p === 0 && q < 0) return null;
    if (p < 0) from = Math.max(from, q / p);
    if (p > 0) to = Math.min(to, q / p);
  }
  return from <= to ? [x0 + from * dx, y0 + from * dy, x0 + to * dx, y0 + to * dy] : null;
}

/**
 * Stroke the points of a line between two steps, and on to `end` if there is one.
 * @param {G} g @param {{ points: Float64Array, keep: number[] }} line @param {number} from @param {number} to
 * @param {number} drawn pixels already drawn, so that a dashed line goes on where it stopped
 * @param {[number, number]} [end] @param {string} [casing] a border below everything that is there
 * @returns {number} pixels drawn in all
 */
export function stroke(g, { points, keep }, from, to, drawn, end, casing) {
  g.lineDashOffset = drawn;
  g.beginPath();
  let x = points[2 * from],
    y = points[2 * from + 1],
    down = false;
  const go = (/** @type {number} */ px, /** @type {number} */ py) => {
    const near = Math.abs(x) + Math.abs(y) + Math.abs(px) + Math.abs(py) < FAR;
    const piece = near ? [x, y, px, py] : clipSegment(x, y, px, py);
    if (Number.isNaN(x + y + px + py) || !piece) down = false;
    else {
      if (!down || !near) g.moveTo(piece[0], piece[1]);
      g.lineTo(piece[2], piece[3]);
      drawn += Math.hypot(piece[2] - piece[0], piece[3] - piece[1]);
      down = near;
    }
    [x, y] = [px, py];
  };
  for (let k = seek(keep, from + 1); k < keep.length && keep[k] < to; k++)
    go(points[2 * keep[k]], points[2 * keep[k] + 1]);
  if (to > from) go(points[2 * to], points[2 * to + 1]);
  if (end) go(...end);
  g.stroke();
  if (casing) {
    const { strokeStyle, lineWidth } = g;
    Object.assign(g, { globalCompositeOperation: "destination-over", strokeStyle: casing, lineWidth: lineWidth + 2 });
    g.stroke();
    Object.assign(g, { globalCompositeOperation: "source-over", strokeStyle, lineWidth });
  }
  return drawn;
}

/** @param {G} g @param {{ left: number, top: number }} from @param {number} angle
 * @param {number} length 0: the point only
 * @param {string} colour @param {string} casing @param {number} [head] how far the point reaches beyond that */
export function arrow(g, from, angle, length, colour, casing, head = 7) {
  const at = (/** @type {number} */ reach, /** @type {number} */ turn) =>
    /** @type {[number, number]} */ ([
      tip[0] + reach * Math.cos(angle + turn),
      tip[1] + reach * Math.sin(angle + turn),
    ]);
  const tip = [from.left + length * Math.cos(angle), from.top + length * Math.sin(angle)];
  for (const [paint, extra] of /** @type {[string, number][]} */ ([
    [casing, 2.6],
    [colour, 0],
  ])) {
    g.strokeStyle = g.fillStyle = paint;
    g.lineWidth = 2.2 + extra;
    g.beginPath();
    if (length) {
      g.moveTo(from.left, from.top);
      g.lineTo(tip[0], tip[1]);
      g.stroke();
    }
    g.beginPath();
    g.moveTo(...at(head, 0));
    g.lineTo(...at(Math.min(head, 7), 2.4));
    g.lineTo(...at(Math.min(head, 7), -2.4));
    g.closePath();
    g.lineWidth = 2 * extra;
    if (extra) g.stroke();
    g.fill();
  }
}

/** An arrow whose tip is exactly at its target. @param {G} g @param {[number, number]} from
 * @param {[number, number]} to @param {string} colour @param {string} casing */
export function arrowTo(g, from, to, colour, casing) {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]),
    angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  if (!(length > 0.5) || length > FAR) return;
  const head = Math.min(10, 0.5 * length);
  arrow(g, { left: from[0], top: from[1] }, angle, length - head, colour, casing, head);
}

/** The mark of a run that has diverged. @param {G} g @param {number} left @param {number} top @param {Look} look */
export function cross(g, left, top, look) {
  g.beginPath();
  for (const [dx, dy] of [
    [1, 1],
    [1, -1],
  ]) {
    g.moveTo(left - 4 * dx, top - 4 * dy);
    g.lineTo(left + 4 * dx, top + 4 * dy);
  }
  g.strokeStyle = look.casing;
  g.lineWidth = 2;
  g.stroke();
}

/** The height in pixels of a label, and the room above and below it. */
const LABEL = 16;

/** Whether a label from one end to the other, at a height, covers a place. @param {import("./types.js").Place} place
 * @param {number} a @param {number} b @param {number} top */
const covered = ({ left, width, top: roof }, a, b, top) =>
  Math.min(a, b) < left + width && Math.max(a, b) > left && top > roof - LABEL / 2;

/** A label next to a point, on the side where there is room. @param {G} g @param {string} text
 * @param {import("./types.js").Frame} frame @param {number} left @param {number} top @param {Look} look
 * @param {import("./types.js").Place | null} [taken] where it does not go, but above */
export function label(g, text, frame, left, top, look, taken = null) {
  const right = left > frame.left + frame.width / 2;
  g.font = `12px ${getComputedStyle(g.canvas).fontFamily}`;
  g.textAlign = right ? "right" : "left";
  g.textBaseline = "middle";
  g.lineWidth = 4;
  g.strokeStyle = look.casing;
  g.fillStyle = look.ink;
  const x = left + (right ? -18 : 18),
    within = Math.min(Math.max(top, frame.top + 10), frame.top + frame.height - 10),
    covers = taken && covered(taken, x, x + (right ? -1 : 1) * g.measureText(text).width, within),
    y = covers ? taken.top - LABEL / 2 : within;
  g.strokeText(text, x, y);
  g.fillText(text, x, y);
}
