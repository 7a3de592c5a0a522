// @ts-check
/** Handles the pointer and the keyboard: clicks, peeking at another step, keys. */
import { stepAt } from "./cost.js";
import { actionOf, isForStage } from "./keys.js";
import { listenToPointer, nearestStep, readoutText } from "./pointer.js";
import { Terms } from "./terms.js";

/** @typedef {import("./pointer.js").Spot} Spot */

export class Interaction {
  /** @param {import("./stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.terms = new Terms(stage); // its keys come before those of the stage
    this.peek = /** @type {number | null} */ (null); // the step under the pointer, shown instead of the playhead's
    const unlisten = listenToPointer(stage.parts.plot, {
      frames: () => stage.frames(),
      hover: (spot) => this.hover(spot),
      click: (spot) => this.click(spot),
    });
    const key = (/** @type {KeyboardEvent} */ event) => this.key(event),
      fit = () => stage.fit();
    // On a page of another site there may be several stages, and the keys of the page are not theirs.
    const ear = stage.away ? stage.root : window;
    ear.addEventListener("keydown", /** @type {EventListener} */ (key));
    addEventListener("resize", fit);
    this.close = () => {
      unlisten();
      ear.removeEventListener("keydown", /** @type {EventListener} */ (key));
      removeEventListener("resize", fit);
    };
  }

  /** Whether a link hides or locks a control. @param {string} name */
  isBlocked(name) {
    return this.stage.picture?.rules?.off.includes(name);
  }

  /** @param {Spot} spot */
  click(spot) {
    const { picture, clock, transport, pins } = this.stage,
      chart = picture?.panes[spot.pane].kind === "chart";
    const asks = this.stage.root.classList.contains("tw-asking"); // a guess may lie on a star, which then explains nothing
    if (!asks && this.terms.place(spot)) return this.terms.explain(this.terms.spot, false);
    if (this.isBlocked(chart ? "time" : "start")) return;
    if (!chart) return pins.moveNearest(spot);
    const step = this.stepAt(spot);
    this.peekAt(null);
    transport.go((step ?? 0) - clock.step);
  }

  /** The step under the pointer: in a chart there is always one, on a map only near a path. @param {Spot} spot */
  stepAt({ pane, left, top, x }) {
    const { picture, overlay } = this.stage,
      chart = picture?.panes[pane].kind === "chart";
    if (picture && chart && picture.against === "steps") return Math.round(x);
    const near = nearestStep(overlay.lines, overlay.frames[pane], left, top);
    return near ?? (picture && chart ? stepAt(picture, x) : null);
  }

  /** @param {Spot | null} spot */
  hover(spot) {
    const { picture, parts, places, surfaces, clock } = this.stage,
      { readout } = parts;
    const onMap = spot && picture?.panes[spot.pane].kind === "map",
      text = onMap ? readoutText(spot, surfaces?.[spot.pane] ?? null) : "";
    if (readout.textContent !== text) readout.textContent = text;
    if (spot && picture?.grid) {
      const { left, top } = places[spot.pane];
      Object.assign(readout.style, { left: `${left + 5}px`, right: "auto", top: `${top + 4}px` });
    }
    this.terms.hover(spot);
    this.peekAt(!spot || clock.playing || this.isBlocked("time") ? null : this.stepAt(spot));
  }

  /** @param {number | null} step */
  peekAt(step) {
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
  toggleRunner(picture, track) {
    track.hidden = !track.hidden;
    for (const curve of picture.curves) if (curve.run === track.run) curve.hidden = track.hidden;
    this.stage.display(picture, false);
    this.stage.settle(0);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { root, picture, transport } = this.stage,
      own = isForStage(root, event) && picture,
      track = own && picture.rules?.present && picture.tracks[+event.key - 1],
      act = own ? actionOf(event) : null;
    if (track) this.toggleRunner(picture, track);
    if (act === null || this.isBlocked(act === "toggle" ? "play" : "step")) return;
    event.preventDefault();
    this.peekAt(null);
    if (act === "toggle") transport.toggle();
    else transport.go(act);
  }
}
