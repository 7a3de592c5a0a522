// @ts-check
/** Pins: draggable points. A pin is a real button, so that it can be touched, focused, and moved by the arrow keys. */
import { inside, toData, toLeft, toTop } from "./axes.js";
import { button } from "./dom.js";
import { ARROWS } from "./keys.js";
import { short } from "./number.js";
import { positionIn, STILL } from "./pointer.js";

/** @typedef {import("./types.js").Pin} Pin @typedef {import("./types.js").Frame} Frame */

/** What the box of the pins tells when somebody moves one: by a drag, the keys, or a click on the map. */
export const MOVED = "tw-moved";

/** A place on an axis as a value: a logarithmic axis counts in decades. @param {Frame} f @param {[number, number]} at
 * @returns {[number, number]} */
export const dataValue = (f, [x, y]) => [x, f.log ? 10 ** y : y];

/** The decimals of a pin in a view: those that the link has, or more where they are coarser than a pixel.
 * @param {Frame} f @param {Pick<Pin, "unit" | "digits">} pin @returns {[number, number]} */
export function digitsIn(f, { unit, digits }) {
  const pixels = [(f.x[1] - f.x[0]) / f.width, (f.y[1] - f.y[0]) / f.height],
    needed = pixels.map((size, i) => (f.log && i ? 0 : Math.ceil(-Math.log10(size / unit[i]))));
  return [Math.max(digits[0], needed[0]), Math.max(digits[1], needed[1])];
}

export class Pins {
  /** @param {HTMLElement} box @param {(pin: Pin, final: boolean) => void} moved final: the drag has ended */
  constructor(box, moved) {
    this.box = box;
    this.moved = moved;
    this.pins = /** @type {Pin[]} */ ([]);
    this.frames = /** @type {Frame[]} */ ([]);
    this.held = -1;
  }

  /** @param {Pin[]} pins @param {Frame[]} frames
   * @param {boolean} keep leave them where they were put, since a newer picture is on its way */
  view(pins, frames, keep) {
    this.frames = frames;
    if (!keep || pins.length !== this.pins.length) this.pins = pins.map((pin) => ({ ...pin }));
    while (this.box.children.length < pins.length) this.box.append(this.button(this.box.children.length));
    while (this.box.children.length > pins.length) this.box.lastElementChild?.remove();
    this.pins.forEach((_, i) => this.place(i));
  }

  /** @param {number} i */
  place(i) {
    const pin = this.pins[i],
      f = this.frames[pin.pane],
      element = /** @type {HTMLElement} */ (this.box.children[i]);
    const left = toLeft(f, pin.x),
      top = toTop(f, pin.y);
    element.classList.toggle("tw-knot", !!f.chart);
    element.dataset.term = f.chart ? "knot" : "start";
    element.style.transform = `translate(${left - 22}px, ${top - 22}px)`;
    element.style.visibility = inside(f, left, top) || this.held === i ? "" : "hidden";
    const [x, y] = f.chart ? ["step", "value"] : ["x", "y"];
    const name = `${pin.label}: ${x} ${short(pin.x)}, ${y} ${short(pin.y)}. The arrow keys move it.`;
    if (element.getAttribute("aria-label") !== name) element.setAttribute("aria-label", name);
  }

  /** Move a pin, within its allowed range.
   * @param {number} i @param {number} x @param {number} y @param {boolean} final */
  move(i, x, y, final) {
    const pin = this.pins[i],
      before = [pin.x, pin.y];
    pin.x = Math.min(Math.max(x, pin.low[0]), pin.high[0]);
    pin.y = Math.min(Math.max(y, pin.low[1]), pin.high[1]);
    // Panes may share a start, whose pins then move together.
    this.pins.forEach((other, k) => {
      if (other.name !== pin.name) return;
      Object.assign(other, { x: pin.x, y: pin.y });
      this.place(k);
    });
    if (pin.x !== before[0] || pin.y !== before[1]) this.box.dispatchEvent(new Event(MOVED));
    this.moved({ ...pin, digits: digitsIn(this.frames[pin.pane], pin) }, final);
  }

  /** Move the nearest pin of a pane to a place in it. @param {import("./pointer.js").Spot} spot */
  moveNearest({ pane, left, top, x, y }) {
    const f = this.frames[pane],
      away = (/** @type {Pin} */ p) =>
        p.pane === pane ? Math.hypot(toLeft(f, p.x) - left, toTop(f, p.y) - top) : Infinity;
    const nearest = this.pins.reduce((best, p) => (away(p) < away(best) ? p : best), this.pins[0]);
    if (nearest?.pane === pane) this.move(this.pins.indexOf(nearest), x, y, true);
  }

  /** @param {number} i */
  button(i) {
    const element = button("tw-pin");
    let pressed = [0, 0],
      dragged = false;
    const follow = (/** @type {PointerEvent} */ event) => {
      const [left, top] = positionIn(this.box, event),
        f = this.frames[this.pins[i].pane];
      const x = Math.min(Math.max(left, f.left), f.left + f.width);
      return dataValue(f, toData(f, x, Math.min(Math.max(top, f.top), f.top + f.height)));
    };
    // It explains itself, but not at the end of a drag.
    element.addEventListener("click", (event) => dragged && event.stopPropagation());
    element.addEventListener("pointerdown", (event) => {
      if (event.button || element.disabled) return;
      pressed = [event.clientX, event.clientY];
      dragged = false;
      element.setPointerCapture(event.pointerId);
      this.held = i;
      event.preventDefault();
    });
    // A mouse press does not focus a pin, so that after a drag the arrow keys still step. The tab key still reaches it.
    element.addEventListener("mousedown", (event) => event.preventDefault());
    element.addEventListener("pointermove", (event) => {
      if (this.held !== i) return;
      dragged ||= Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) > STILL;
      this.move(i, ...follow(event), false);
    });
    for (const end of ["pointerup", "pointercancel"])
      element.addEventListener(end, () => {
        if (this.held !== i) return;
        this.held = -1;
        this.move(i, this.pins[i].x, this.pins[i].y, true);
      });
    element.addEventListener("keydown", (event) => {
      dragged = false;
      this.key(event, i);
    });
    return element;
  }

  /** Move a pin by a hundredth of the view, or a tenth with shift. @param {KeyboardEvent} event @param {number} i */
  key(event, i) {
    const way = ARROWS[event.key],
      pin = this.pins[i],
      f = this.frames[pin.pane],
      k = event.shiftKey ? 0.1 : 0.01;
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const [x, y] = [pin.x, f.log ? Math.log10(pin.y) : pin.y];
    this.move(i, ...dataValue(f, [x + way[0] * k * (f.x[1] - f.x[0]), y + way[1] * k * (f.y[1] - f.y[0])]), true);
  }
}
