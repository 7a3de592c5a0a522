// @ts-check
/** The bar below the map: play, step, scrub, speed, loop. It controls the clock and shows its position. */
import { SPEEDS } from "./clock.js";
import { icon, iconButton, make } from "./dom.js";

const ICONS = {
  start: "M6 5h2.4v14H6zM19 5v14L9.4 12z",
  back: "M7 7h2v10H7zM17.5 6v12L10 12z",
  play: "M8 5v14l11-7z",
  pause: "M7 5h3.6v14H7zM13.4 5H17v14h-3.6z",
  forward: "M15 7h2v10h-2zM6.5 6v12l7.5-6z",
  end: "M15.6 5H18v14h-2.4zM5 5v14l9.6-7z",
  loop: "M17 2l4 4-4 4V7H7v4H5V7a2 2 0 012-2h10zM7 22l-4-4 4-4v3h10v-4h2v4a2 2 0 01-2 2H7z",
};

export class Transport {
  /** @param {HTMLElement} bar @param {import("./clock.js").Clock} clock */
  constructor(bar, clock) {
    this.clock = clock;
    this.play = iconButton("Play", ICONS.play, "tw-main");
    this.scrub = /** @type {HTMLInputElement} */ (
      make("input", { type: "range", min: "0", step: "1", class: "tw-scrub", "aria-label": "Step" })
    );
    this.output = make("output", { class: "tw-step" });
    this.goes = /** @type {{ made: HTMLButtonElement, steps: number, name: string }[]} */ ([]);
    this.speed = /** @type {HTMLSelectElement} */ (
      make(
        "select",
        { class: "tw-speed", "aria-label": "Speed", title: "Speed" },
        SPEEDS.map((s) => make("option", { value: String(s) }, [`${s}×`])),
      )
    );
    this.loop = iconButton("Loop", ICONS.loop, "tw-loop");
    const goButton = (/** @type {string} */ name, /** @type {string} */ d, /** @type {number} */ steps) => {
      const made = iconButton(name, d);
      made.onclick = () => this.go(steps);
      this.goes.push({ made, steps, name });
      return made;
    };
    const [start, back] = [goButton("To the start", ICONS.start, -Infinity), goButton("One step back", ICONS.back, -1)],
      [forward, end] = [goButton("One step forward", ICONS.forward, 1), goButton("To the end", ICONS.end, Infinity)];
    this.shown = this.at = "";
    this.play.onclick = () => this.toggle();
    this.loop.onclick = () => this.turn(!clock.loop);
    this.scrub.oninput = () => this.go(+this.scrub.value - clock.step);
    this.speed.onchange = () => {
      clock.speed = +this.speed.value;
    };
    this.turn(false);
    this.marks = make("div", { class: "tw-events", hidden: "" });
    bar.replaceChildren(
      make("div", { class: "tw-buttons" }, [start, back, this.play, forward, end]),
      make("div", { class: "tw-track" }, [this.marks, this.scrub]),
      this.output,
      make("div", { class: "tw-buttons" }, [this.speed, this.loop]),
    );
  }

  toggle() {
    this.clock.playing ? this.clock.pause() : this.clock.play();
  }

  /** Go some steps forwards or backwards and pause. @param {number} steps */
  go(steps) {
    const at = this.clock.step + steps;
    if (this.clock.playing) this.clock.pause();
    this.clock.seek(at);
  }

  /** @param {boolean} on */
  turn(on) {
    this.clock.loop = on;
    this.loop.setAttribute("aria-pressed", String(on));
  }

  /** @param {number} step what is shown, which a peek may move away from the playhead */
  show(step) {
    const { clock } = this,
      last = String(clock.last);
    if (this.scrub.max !== last) this.scrub.max = last;
    if (this.scrub.value !== String(step)) this.scrub.value = String(step);
    const at = String(clock.last ? step / clock.last : 0);
    if (this.at !== at) this.scrub.style.setProperty("--at", (this.at = at));
    const text = `${step} / ${last}`;
    if (this.output.textContent !== text) {
      this.output.textContent = text;
      this.scrub.setAttribute("aria-valuetext", `step ${step} of ${last}`);
    }
    for (const { made, steps, name } of this.goes) {
      const vain = !clock.playing && (steps < 0 ? clock.t <= 0 : clock.step >= clock.last);
      if (made.ariaDisabled === String(vain)) continue;
      made.ariaDisabled = String(vain);
      made.title = vain ? `This is the ${steps < 0 ? "start" : "last step"}` : name;
    }
    const face = clock.playing ? "Pause" : "Play";
    if (this.shown !== face) {
      this.shown = face;
      this.play.replaceChildren(icon(clock.playing ? ICONS.pause : ICONS.play));
      this.play.setAttribute("aria-label", face);
      this.play.title = face;
    }
    if (this.speed.value !== String(clock.speed)) this.speed.value = String(clock.speed);
  }
}
