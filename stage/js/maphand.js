// @ts-check
/** What a hand does with a map: point, open, and zoom by wheel, pinch, rectangle and keys. Two maps have one view, so it
 * does not matter on which of them. */
import { iconButton, button } from "./dom.js";
import { ARROWS, FAR } from "./mapkeys.js";
import { cased } from "./mappaint.js";
import { shareOf, valueAt } from "./mapscale.js";

/** @typedef {import("./mapstage.js").MapStage} MapStage @typedef {import("./mapstage.js").View} View */
/** @typedef {{ id: number, x: number, y: number }} Finger */

const NEARER = "M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z";
const FARTHER = "M5 11h14v2H5z";
const WHOLE = "M4 4h6v2H6v4H4zM14 4h6v6h-2V6h-4zM4 14h2v4h4v2H4zM18 14h2v6h-6v-2h4z";
const BACK = "M11 5 4 12l7 7 1.4-1.4L7.8 13H20v-2H7.8l4.6-4.6z";

/** How much nearer a press of a key or button goes, how much a turn of the wheel, and after how many milliseconds the
 * wheel rests. */
const STEP = 2;
const TURN = 0.0016;
const RESTS = 200;
/** Pixels that a press may move, and the smallest rectangle. */
const SLACK = 6;

export class Hand {
  /** @param {MapStage} stage */
  constructor(stage) {
    this.stage = stage;
    this.fingers = /** @type {Finger[]} */ ([]);
    this.begun = /** @type {Finger | null} */ (null); // of a rectangle, in shares
    this.rectangle = /** @type {number[] | null} */ (null);
    this.views = /** @type {View[]} */ ([]); // those before this one
    this.wheel = 0;
    this.pinched = false;
    this.on = 0; // the map on which the pointer is, or was last
    const { over, zoom } = stage;
    this.back = iconButton("Back to the view before", BACK);
    this.fine = button("tw-map-word", ["Finer"], { "aria-pressed": "false", title: "Computes four times as many points" });
    const nearer = iconButton("Zoom in", NEARER),
      farther = iconButton("Zoom out", FARTHER),
      whole = iconButton("Show the whole map", WHOLE);
    zoom.append(nearer, farther, whole, this.back, this.fine);
    nearer.onclick = () => this.zoom(0.5, 0.5, 1 / STEP, true);
    farther.onclick = () => this.zoom(0.5, 0.5, STEP, true);
    whole.onclick = () => this.showWhole();
    this.back.onclick = () => this.goBack();
    this.fine.onclick = () => stage.source.write([["fine", this.fine.ariaPressed === "true" ? "off" : "on"]], true);
    over.onpointerdown = (event) => this.down(event);
    over.onpointermove = (event) => this.move(event);
    over.onpointerup = (event) => this.up(event);
    over.onpointercancel = () => this.cancel();
    over.onpointerleave = (event) => event.pointerType === "mouse" && !this.begun && stage.point(-1, false);
    over.onkeydown = (event) => this.key(event);
    over.addEventListener("wheel", (event) => this.turn(event), { passive: false });
  }

  /** Show in the buttons what is possible. */
  update() {
    const { map, root, source } = this.stage;
    if (!map) return;
    this.back.disabled = !this.views.length;
    this.fine.ariaPressed = String(new URLSearchParams(source.link).get("fine") === "on");
    root.toggleAttribute("data-settings", !map.starts);
  }

  /** The shares of an event's place, on the map on which the gesture began.
   * @param {PointerEvent | WheelEvent | MouseEvent} event @returns {[number, number]} */
  at({ clientX, clientY }) {
    const { left, top } = this.stage.over.getBoundingClientRect(),
      { frames } = this.stage,
      [x, y] = [clientX - left, clientY - top];
    if (!this.fingers.length) {
      const under = frames.findIndex((one) => x >= one.left && x < one.left + one.size && y >= one.top && y < one.top + one.size);
      this.on = under < 0 ? Math.min(this.on, frames.length - 1) : under;
    }
    const frame = frames[this.on];
    return [(x - frame.left) / frame.size, 1 - (y - frame.top) / frame.size];
  }

  /** The cell at these shares, -1 outside. @param {number} u @param {number} v */
  cellAt(u, v) {
    const { map, sides } = this.stage;
    if (!map || !(u >= 0 && u < 1 && v >= 0 && v < 1)) return -1;
    const [column, row] = [u, v].map((share, i) => Math.floor(map.n * shareOf(map.sides[i], valueAt(sides[i], share))));
    return column >= 0 && column < map.n && row >= 0 && row < map.n ? row * map.n + column : -1;
  }

  /** @param {PointerEvent} event */
  down(event) {
    const [x, y] = this.at(event);
    this.stage.over.setPointerCapture(event.pointerId);
    this.fingers.push({ id: event.pointerId, x, y });
    this.begun = event.pointerType === "mouse" && event.button === 0 && this.cellAt(x, y) >= 0 ? { id: event.pointerId, x, y } : null;
    if (event.pointerType !== "mouse" && this.fingers.length === 1) this.stage.point(this.cellAt(x, y), true);
  }

  /** @param {PointerEvent} event */
  move(event) {
    const [x, y] = this.at(event),
      finger = this.fingers.find(({ id }) => id === event.pointerId);
    if (this.fingers.length === 2 && finger) return this.pinch(finger, x, y);
    if (finger) Object.assign(finger, { x, y });
    const { begun, stage } = this;
    if (begun && Math.max(Math.abs(x - begun.x), Math.abs(y - begun.y)) * stage.frames[0].size > SLACK) {
      this.rectangle = [begun.x, x, begun.y, y].map((share) => Math.min(Math.max(share, 0), 1));
      return stage.redraw();
    }
    const cell = this.cellAt(x, y);
    if (!begun && cell !== stage.cell && (event.pointerType === "mouse" || finger)) stage.point(cell, false);
  }

  /** @param {PointerEvent} event */
  up(event) {
    const { begun, rectangle, stage } = this,
      several = this.fingers.length > 1;
    this.fingers = this.fingers.filter(({ id }) => id !== event.pointerId);
    this.begun = this.rectangle = null;
    if (several) {
      if (this.pinched) stage.lookAt(this.view(), true);
      this.pinched = false;
    } else if (rectangle) {
      const [a, b, c, d] = rectangle;
      this.go([Math.min(a, b), Math.max(a, b), Math.min(c, d), Math.max(c, d)], true);
    } else if (begun) {
      stage.point(this.cellAt(begun.x, begun.y), false);
      if (!stage.map?.rules?.off.includes("panes")) stage.open();
    }
  }

  cancel() {
    this.pinched = false;
    this.fingers = [];
    this.begun = this.rectangle = null;
    this.stage.redraw();
  }

  /** Two fingers move: what was between them stays between them. @param {Finger} finger @param {number} x @param {number} y */
  pinch(finger, x, y) {
    const other = /** @type {Finger} */ (this.fingers.find((one) => one !== finger)),
      [before, now] = [Math.hypot(finger.x - other.x, finger.y - other.y), Math.hypot(x - other.x, y - other.y)];
    if (!(now > 0.02)) return;
    if (!this.pinched) this.remember();
    this.pinched = true;
    this.zoom(other.x, other.y, before / now, false);
    Object.assign(finger, { x, y });
  }

  /** The view as it is. @returns {View} */
  view() {
    const [across, down] = this.stage.sides;
    return [across.low, across.high, down.low, down.high];
  }

  remember() {
    this.views.push(this.view());
    this.back.disabled = false;
  }

  /** Go to what is between these shares. @param {number[]} shares left, right, bottom, top @param {boolean} final */
  go([left, right, bottom, top], final) {
    const [across, down] = this.stage.sides;
    if (final) this.remember();
    this.stage.lookAt([valueAt(across, left), valueAt(across, right), valueAt(down, bottom), valueAt(down, top)], final);
  }

  /** @param {number} u @param {number} v the place that stays @param {number} factor of the width @param {boolean} final */
  zoom(u, v, factor, final) {
    this.go([u - u * factor, u + (1 - u) * factor, v - v * factor, v + (1 - v) * factor], final);
  }

  showWhole() {
    const { map } = this.stage;
    if (!map) return;
    this.remember();
    this.stage.lookAt([...map.sides[0].whole, ...map.sides[1].whole], true);
  }

  goBack() {
    const before = this.views.pop();
    if (before) this.stage.lookAt(before, true);
    this.back.disabled = !this.views.length;
  }

  /** @param {WheelEvent} event */
  turn(event) {
    const [u, v] = this.at(event);
    if (!(u >= 0 && u <= 1 && v >= 0 && v <= 1)) return;
    event.preventDefault();
    if (!this.wheel) this.remember();
    clearTimeout(this.wheel);
    this.zoom(u, v, Math.exp(Math.min(Math.max(event.deltaY, -200), 200) * TURN), false);
    this.wheel = window.setTimeout(() => {
      this.wheel = 0;
      this.stage.lookAt(this.view(), true);
    }, RESTS);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { stage } = this,
      { map } = stage,
      way = ARROWS[event.key];
    if (!map || event.ctrlKey || event.metaKey || event.altKey) return;
    const [column, row] = stage.cell < 0 ? [map.n >> 1, map.n >> 1] : [stage.cell % map.n, Math.floor(stage.cell / map.n)],
      [u, v] = stage.sides.map((side, i) => shareOf(side, map.places[i][i ? row : column]));
    if (way) {
      const far = event.shiftKey ? FAR : 1,
        [x, y] = [column + far * way[0], row + far * way[1]].map((at) => Math.min(Math.max(at, 0), map.n - 1));
      stage.point(y * map.n + x, true);
    } else if (event.key === "Enter") stage.open();
    else if (event.key === "+" || event.key === "=") this.zoom(u, v, 1 / STEP, true);
    else if (event.key === "-") this.zoom(u, v, STEP, true);
    else if (event.key === "0") this.showWhole();
    else if (event.key === "Backspace") this.goBack();
    else if (event.key === "Escape") stage.point(-1, true);
    else return;
    event.preventDefault();
  }

  /** The cell that is pointed at, and the rectangle. @param {CanvasRenderingContext2D} g
   * @param {import("./mapdraw.js").Scene} scene */
  draw(g, { map, sides, frame: { left, top, size }, look }) {
    const { cell } = this.stage;
    if (cell >= 0) {
      const [x, y] = [map.places[0][cell % map.n], map.places[1][Math.floor(cell / map.n)]],
        [px, py] = [left + size * shareOf(sides[0], x), top + size * (1 - shareOf(sides[1], y))],
        half = Math.max(size / map.n / 2, 4);
      cased(g, () => g.rect(px - half, py - half, 2 * half, 2 * half), look.ink, look.casing, 1.5);
    }
    if (this.rectangle) {
      const [a, b, c, d] = this.rectangle;
      cased(g, () => g.rect(left + a * size, top + (1 - c) * size, (b - a) * size, (c - d) * size), look.ink, look.casing, 1.5);
    }
  }

  close() {
    clearTimeout(this.wheel);
  }
}
