// @ts-check
/** The settings that are known to be best, as buttons on a map: a click makes one the present setting. */
import { button, make } from "./dom.js";
import { pythonNumber } from "./links.js";
import { pixelOf } from "./mapdraw.js";

/** @typedef {import("./mapstage.js").MapStage} MapStage */

/** The marks that a map shows, with the runner and the map they belong to, in the order of their numbers.
 * @param {import("./mapwire.js").MapPicture} map @returns {{ runner: number, name: string, at: [number, number] }[]} */
export const marksOf = ({ difference, runners }) =>
  difference ? [] : runners.flatMap(({ marks }, runner) => marks.map((mark) => ({ ...mark, runner })));

/** Half of the size of a button, in pixels. */
const HALF = 14;

export class Marks {
  /** @param {MapStage} stage */
  constructor(stage) {
    this.stage = stage;
    this.element = make("div", { class: "tw-map-marks" });
  }

  /** Show them where they are, those in view. */
  place() {
    const { map, scenes } = this.stage;
    if (!map) return;
    this.element.replaceChildren(
      ...marksOf(map).flatMap(({ runner, name, at }, k) => {
        const scene = scenes[runner],
          [left, top] = pixelOf(scene, ...at),
          { frame } = scene,
          seen = left >= frame.left && left <= frame.left + frame.size && top >= frame.top && top <= frame.top + frame.size;
        if (!seen) return [];
        const made = button("tw-map-mark", [String(k + 1)], { "aria-label": `Go there: ${name}`, title: name });
        made.style.transform = `translate(${left - HALF}px, ${top - HALF}px)`;
        made.disabled = !!map.rules?.off.includes("start");
        made.onclick = () => this.take(runner, at);
        return [made];
      }),
    );
  }

  /** Make this the present setting of a runner. @param {number} runner @param {[number, number]} at */
  take(runner, at) {
    const { sides, source } = this.stage,
      words = sides.map(({ words }, i) => /** @type {[string, string]} */ ([words[runner], pythonNumber(at[i])]));
    source.write(words, true);
    this.stage.run(words);
  }
}
