// @ts-check
/** Handles the pointer and the keyboard: clicks, peeking at another step, keys. */
import { stepAt } from "./cost.js";
import { meaning, ours } from "./keys.js";
import { listen, nearest, tell } from "./pointer.js";

/** @typedef {import("./pointer.js").Spot} Spot */

export class Hands {
  /** @param {import("./stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.peek = /** @type {number | null} */ (null); // the step under the pointer, shown instead of the playhead's
    const unlisten = listen(stage.parts.plot, {
      frames: () => stage.frames(),
      over: (spot) => this.over(spot),
      click: (spot) => this.click(spot),
    });
    const key = (/** @type {KeyboardEvent} */ event) => this.key(event),
      fit = () => stage.fit();
    addEventListener("keydown", key);
    addEventListener("resize", fit);
    this.close = () => {
      unlisten();
      removeEventListener("keydown", key);
      removeEventListener("resize", fit);
    };
  }

  /** Whether a link hides or locks a control. @param {string} name */
  bars(name) {
    return this.stage.picture?.rules?.off.includes(name);
  }

  /** @param {Spot} spot */
  click(spot) {
    const { picture, clock, transport, pins } = this.stage,
      chart = picture?.panes[spot.pane].kind === "chart";
    if (this.bars(chart ? "time" : "start")) return;
    if (!chart) return pins.call(spot);
    const step = this.stepAt(spot);
    this.glance(null);
    transport.go((step ?? 0) - clock.step);
  }

  /** The step under the pointer: in a chart there is always one, on a map only near a path. @param {Spot} spot */
  stepAt({ pane, left, top, x }) {
    const { picture, overlay } = this.stage,
      chart = picture?.panes[pane].kind === "chart";
    if (picture && chart && picture.against === "steps") return Math.round(x);
    return nearest(overlay.lines, overlay.frames[pane], left, top) ?? (picture && chart ? stepAt(picture, x) : null);
  }

  /** @param {Spot | null} spot */
  over(spot) {
    const { picture, parts, places, surfaces, clock } = this.stage,
      { readout } = parts;
    const text = spot && picture?.panes[spot.pane].kind === "map" ? tell(spot, surfaces?.[spot.pane] ?? null) : "";
    if (readout.textContent !== text) readout.textContent = text;
    if (spot && picture?.grid) {
      const { left, top } = places[spot.pane];
      Object.assign(readout.style, { left: `${left + 5}px`, right: "auto", top: `${top + 4}px` });
    }
    this.glance(!spot || clock.playing || this.bars("time") ? null : this.stepAt(spot));
  }

  /** @param {number | null} step */
  glance(step) {
    const { clock, root } = this.stage,
      next = step === null ? null : Math.min(Math.max(step, 0), clock.last);
    if (next === this.peek) return;
    this.peek = next;
    if (next === null) delete root.dataset.peek;
    else root.dataset.peek = String(next);
    this.stage.show();
  }

  /** Show a runner, or hide it, until the next picture comes.
   * @param {import("./types.js").Picture} picture @param {import("./types.js").Track} track */
  flip(picture, track) {
    track.hidden = !track.hidden;
    for (const curve of picture.curves) if (curve.run === track.run) curve.hidden = track.hidden;
    this.stage.take(picture, false);
    this.stage.settle(0);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { root, picture, transport } = this.stage,
      own = ours(root, event) && picture,
      track = own && picture.rules?.present && picture.tracks[+event.key - 1],
      act = own ? meaning(event) : null;
    if (track) this.flip(picture, track);
    if (act === null || this.bars(act === "toggle" ? "play" : "step")) return;
    event.preventDefault();
    this.glance(null);
    if (act === "toggle") transport.toggle();
    else transport.go(act);
  }
}
