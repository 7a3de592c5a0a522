// @ts-check
/** Arrows that add up: where each starts and ends, and the switches that show and hide them. Loaded when a picture has
 * any. */
import { button, make } from "./dom.js";
import { arrow, arrowTo } from "./drawing.js";
import { colourOf } from "./palette.js";

/** @typedef {import("./types.js").Vector} Vector @typedef {import("./types.js").Frame} Frame */
/** @typedef {{ name: string, chain: string, dx: number, dy: number }} Step  in pixels */

/** The length in pixels of the longest arrow in the last group when arrows are normalised. Earlier groups are longer by
 * some pixels each, so that an arrow stays visible behind another one that points the same way. */
const LONG = 80;
const LONGER = 18;
/** The opacity of the others while one is lit. */
const BACK = 0.3;

/**
 * Where arrows start and end, in pixels from the head. When arrows are normalised, those that add up must share one
 * factor: the arrows of a chain, and a single arrow that ends where the chain ends.
 * @template {Step} T @param {T[]} steps @param {boolean} toScale
 * @returns {{ step: T, from: [number, number], to: [number, number] }[]}
 */
export function layoutArrows(steps, toScale) {
  const named = new Map(steps.map((s) => [s.name, s]));
  const made = steps.map((step) => {
    let root = /** @type {Step} */ (step),
      x = 0,
      y = 0;
    for (let n = 0; root.chain && named.has(root.chain) && n < steps.length; n++) {
      root = /** @type {Step} */ (named.get(root.chain));
      x += root.dx;
      y += root.dy;
    }
    return { step, root, x, y };
  });
  for (const one of made) {
    const { dx, dy } = one.step,
      near = 1e-3 * Math.hypot(dx, dy);
    const sum = made.find((m) => m.root !== m.step && Math.hypot(m.x + m.step.dx - dx, m.y + m.step.dy - dy) <= near);
    if (sum && one.root === one.step) one.root = sum.root;
  }
  const groups = [...new Set(made.map((m) => m.root))].reverse();
  return made.map(({ step, root, x, y }) => {
    const longest = Math.max(...made.filter((m) => m.root === root).map((m) => Math.hypot(m.step.dx, m.step.dy)));
    const k = toScale || !longest ? 1 : (LONG + LONGER * groups.indexOf(root)) / longest;
    return { step, from: [k * x, k * y], to: [k * (x + step.dx), k * (y + step.dy)] };
  });
}

export class Arrows {
  /** @param {HTMLElement} box @param {() => void} changed */
  constructor(box, changed) {
    this.box = box;
    this.changed = changed;
    this.chosen = /** @type {Map<string, boolean>} */ (new Map()); // by name, kept from picture to picture
    this.toScale = false;
    this.key = "";
  }

  /** @param {Vector} vector */
  shows = (vector) => this.chosen.get(vector.name) ?? vector.on;

  /**
   * Draw the arrows of one run at a step.
   * @param {CanvasRenderingContext2D} g @param {import("./types.js").Picture} picture
   * @param {{ run: number, at: number, frame: Frame, frames: Frame[], head: [number, number],
   *   look: import("./types.js").Look, lit?: import("./lit.js").Lit | null }} where
   */
  draw(g, picture, { run, at, frame: f, frames, head: [left, top], look, lit }) {
    const steps = picture.vectors
      .filter((v) => v.run === run && frames[v.pane] === f)
      .map((v) => {
        const [dx, dy] = [v.x, v.y].map((name) => picture.series[name]?.[run]?.[at] ?? 0),
          [across, up] = [f.width / (f.x[1] - f.x[0]), f.height / (f.y[1] - f.y[0])];
        return { ...v, colour: colourOf(look, v.style), size: Math.hypot(dx, dy), dx: dx * across, dy: -dy * up };
      });
    // An arrow without a switch shows a direction. Its length is logarithmic, so that small ones are visible.
    for (const { label, size, dx, dy, colour } of steps) {
      const length = 14 + 9 * Math.max(0, Math.log10(size) + 2);
      if (!label && size > 0) arrow(g, { left, top }, Math.atan2(dy, dx), length, colour, look.casing);
    }
    const laid = layoutArrows(
      steps.filter((s) => s.label),
      this.toScale,
    );
    g.save();
    g.beginPath();
    g.rect(f.left, f.top, f.width, f.height);
    g.clip();
    for (const { step, from, to } of laid) {
      const shines = lit?.arrow(step, steps) ?? null;
      if (!this.shows(step) && !shines) continue;
      g.globalAlpha = shines === false ? BACK : 1;
      arrowTo(g, [left + from[0], top + from[1]], [left + to[0], top + to[1]], (shines && lit?.colour) || step.colour, look.casing);
    }
    g.restore();
  }

  /** @param {import("./types.js").Picture} picture @param {import("./types.js").Look} look */
  view(picture, look) {
    const vectors = picture.vectors.filter((v) => v.label),
      key = JSON.stringify([vectors.map((v) => [v.name, v.label, v.style]), look.dark]);
    if (key === this.key) return;
    this.key = key;
    this.box.replaceChildren(
      ...vectors.map((v) =>
        this.switch(
          v.label,
          colourOf(look, v.style),
          () => this.chosen.set(v.name, !this.shows(v)),
          () => this.shows(v),
        ),
      ),
      ...(vectors.length
        ? [
            make("span", { class: "tw-either", role: "group", "aria-label": "Length of the arrows" }, [
              this.switch(
                "normalised",
                "",
                () => (this.toScale = false),
                () => !this.toScale,
              ),
              this.switch(
                "true to scale",
                "",
                () => (this.toScale = true),
                () => this.toScale,
              ),
            ]),
          ]
        : []),
    );
  }

  /** @param {string} text @param {string} colour @param {() => void} change @param {() => boolean} state */
  switch(text, colour, change, state) {
    const made = /** @type {HTMLButtonElement & { update: () => void }} */ (
      button("tw-switch", [text])
    );
    if (colour) made.style.setProperty("--tw-role", colour);
    made.update = () => made.setAttribute("aria-pressed", String(state()));
    made.update();
    made.onclick = () => {
      change();
      for (const other of this.box.querySelectorAll("button")) /** @type {typeof made} */ (other).update();
      this.changed();
    };
    return made;
  }
}
