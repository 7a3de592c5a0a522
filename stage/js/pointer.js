// @ts-check
/** Mouse and touch over the plot: the readout, the peek, and telling a click from the end of a pan. */
import { inside, toData } from "./axes.js";
import { short } from "./number.js";
import { lossAt } from "./lattice.js";

/** @typedef {import("./types.js").Frame} Frame */
/** @typedef {{ pane: number, left: number, top: number, x: number, y: number }} Spot */

/** The most pixels that the pointer may move in a click, and the most milliseconds that a click may take. */
export const STILL = 5;
const QUICK = 700;
/** Pixels around a path within which the pointer peeks at its steps. */
const NEAR = 14;
/** Elements that handle the pointer themselves. */
const OWN = "button, .tw-space, .tw-term";

/** @param {Frame[]} frames @param {number} left @param {number} top @returns {Spot | null} */
export function spotAt(frames, left, top) {
  const pane = frames.findIndex((f) => inside(f, left, top));
  if (pane < 0) return null;
  const [x, y] = toData(frames[pane], left, top);
  return { pane, left, top, x, y };
}

/** The readout under the pointer, in words, which says that the loss is interpolated.
 * @param {{ x: number, y: number }} spot @param {import("./types.js").Surface | null} ground */
export function readoutText({ x, y }, ground) {
  const loss = ground ? lossAt(ground, x, y) : NaN;
  return `x ${short(x)}   y ${short(y)}` + (Number.isNaN(loss) ? "" : `   f ≈ ${short(loss, 3)}`);
}

/** The step of the path nearest to a point, or null if none is near.
 * @param {{ points: Float64Array, frame: Frame }[]} lines @param {Frame} frame
 * @param {number} left @param {number} top */
export function nearestStep(lines, frame, left, top) {
  let best = NEAR * NEAR,
    step = /** @type {number | null} */ (null);
  for (const { points, frame: of } of lines) {
    if (of !== frame) continue;
    for (let i = 0; i < points.length; i += 2) {
      const dx = points[i] - left,
        dy = points[i + 1] - top,
        away = dx * dx + dy * dy;
      if (away < best) [best, step] = [away, i / 2];
    }
  }
  return step;
}

/** The element that an event happened to, which outside a shadow tree is not its target. @param {Event} event */
function hit(event) {
  const [first] = event.composedPath();
  return first instanceof Element ? first : null;
}

/** The pointer's position in an element, in the element's own pixels, which are larger in a presentation.
 * @param {HTMLElement} element @param {MouseEvent} event @returns {[number, number]} */
export function positionIn(element, { clientX, clientY }) {
  const { left, top, width } = element.getBoundingClientRect(),
    k = element.offsetWidth / width;
  return [k * (clientX - left), k * (clientY - top)];
}

/**
 * @param {HTMLElement} plot
 * @param {{ frames: () => Frame[], hover: (spot: Spot | null) => void, click: (spot: Spot) => void }} act
 * @returns {() => void} stop listening
 */
export function listenToPointer(plot, act) {
  let down = /** @type {{ x: number, y: number, at: number, id: number } | null} */ (null);
  const spot = (/** @type {PointerEvent} */ event) => {
    return spotAt(act.frames(), ...positionIn(plot, event));
  };
  const away = (/** @type {PointerEvent} */ event) =>
    down && Math.hypot(event.clientX - down.x, event.clientY - down.y) > STILL;
  const press = (/** @type {PointerEvent} */ event) => {
    const own = event.target instanceof Element && event.target.closest(OWN);
    down =
      event.button || own || !event.isPrimary
        ? null
        : { x: event.clientX, y: event.clientY, at: event.timeStamp, id: event.pointerId };
  };
  const move = (/** @type {PointerEvent} */ event) => {
    if (away(event)) down = null;
    if (event.pointerType !== "mouse" || event.buttons) return;
    const over = hit(event),
      free = over && plot.contains(over) && !over.closest(OWN);
    act.hover(free ? spot(event) : null);
  };
  const lift = (/** @type {PointerEvent} */ event) => {
    const here = spot(event);
    if (down?.id === event.pointerId && !away(event) && event.timeStamp - down.at < QUICK && here) act.click(here);
    down = null;
  };
  const drop = () => {
    down = null;
  };
  // These listen in the capture phase on the window, since Plotly covers the whole page during a pan.
  plot.addEventListener("pointerdown", press, true);
  addEventListener("pointermove", move, true);
  addEventListener("pointerup", lift, true);
  addEventListener("pointercancel", drop, true);
  return () => {
    removeEventListener("pointermove", move, true);
    removeEventListener("pointerup", lift, true);
    removeEventListener("pointercancel", drop, true);
  };
}
