// @ts-check
/** The cross at the present start or setting of a runner: dragging it turns two dials at once. */
import { button } from "./dom.js";
import { pythonNumber } from "./links.js";
import { ARROWS, FAR } from "./mapkeys.js";
import { shareOf, valueAt } from "./mapscale.js";

/** @typedef {import("./mapstage.js").MapStage} MapStage */

/** The shares of a side that an arrow key passes. */
const PRESS = 1 / 200;

/** A number to the precision of a drag: three digits of what is in view. @param {number} value @param {number} grain */
const rounded = (value, grain) => {
  const digits = Math.max(Math.ceil(Math.log10(Math.abs(value) / grain || 1)), 0) + 1;
  return Number(value.toPrecision(Math.min(Math.max(digits, 1), 17)));
};
/** @param {number} share */
const within = (share) => Math.min(Math.max(share, 0), 1);

export class Cross {
  /** @param {MapStage} stage @param {number} runner */
  constructor(stage, runner) {
    this.stage = stage;
    this.runner = runner;
    this.held = false;
    const element = (this.element = button("tw-pin tw-map-cross", [], { "aria-label": "The present place, to be dragged", hidden: "" }));
    element.onpointerdown = (event) => this.take(event);
    element.onpointermove = (event) => this.held && this.carry(event, false);
    element.onpointerup = (event) => this.held && this.carry(event, true);
    element.onkeydown = (event) => this.nudge(event);
  }

  /** The map on which it is: that of its runner, or the only one. */
  get frame() {
    const { frames } = this.stage;
    return frames[Math.min(this.runner, frames.length - 1)];
  }

  /** Whether the map has this cross. On a difference of starts both runners have the same. */
  get exists() {
    const { map } = this.stage;
    return !!map && this.runner < map.runners.length && !(this.runner && map.starts && map.difference);
  }

  /** Show it where it is. */
  place() {
    const { map, sides } = this.stage,
      { element, frame, held, runner } = this;
    if (!map || held) return;
    element.hidden = !this.exists;
    if (!this.exists) return;
    const [u, v] = sides.map((side) => shareOf(side, side.present[runner])),
      what = map.starts ? "The present start" : "The present setting",
      whose = map.runners.length > 1 && !map.starts ? ` of ${map.runners[runner].name}` : "";
    element.hidden = !(u >= 0 && u <= 1 && v >= 0 && v <= 1);
    element.ariaLabel = `${what}${whose}: ${map.sides.map(({ symbol, present }) => `${symbol} ${present[runner]}`).join(", ")}. Arrow keys move it.`;
    this.move(frame.left + u * frame.size, frame.top + (1 - v) * frame.size);
  }

  /** @param {number} left @param {number} top */
  move(left, top) {
    this.element.style.transform = `translate(${left - 22}px, ${top - 22}px)`;
  }

  get locked() {
    return this.stage.map?.rules?.off.includes("start");
  }

  /** @param {PointerEvent} event */
  take(event) {
    if (this.locked) return;
    this.held = true;
    this.element.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event @param {boolean} final */
  carry({ clientX, clientY }, final) {
    const { frame } = this,
      { left, top } = this.stage.over.getBoundingClientRect(),
      u = within((clientX - left - frame.left) / frame.size),
      v = within(1 - (clientY - top - frame.top) / frame.size);
    if (final) this.held = false;
    this.move(frame.left + u * frame.size, frame.top + (1 - v) * frame.size);
    this.put([u, v], final);
  }

  /** Make this place the present one. @param {number[]} shares @param {boolean} final */
  put(shares, final) {
    const { map, sides, source } = this.stage;
    if (!map) return;
    const words = sides.map((side, i) => {
      const value = valueAt(side, shares[i]),
        near = side.scale === "log" ? value : side.scale === "one-minus-log" ? 1 - value : side.high - side.low,
        text = pythonNumber(side.integer ? Math.round(value) : rounded(value, near / 400));
      return /** @type {[string, string]} */ ([side.words[this.runner], text]);
    });
    source.write(words, final);
    this.stage.run(words);
  }

  /** @param {KeyboardEvent} event */
  nudge(event) {
    const way = ARROWS[event.key];
    if (!way || !this.exists || this.locked) return;
    event.preventDefault();
    const far = event.shiftKey ? FAR : 1;
    this.put(this.stage.sides.map((side, i) => within(shareOf(side, side.present[this.runner]) + far * way[i] * PRESS)), true);
  }
}
