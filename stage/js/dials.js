// @ts-check
/** Dials: sliders on the stage for numbers of the selected runner, or of all runners. */
import { make } from "./dom.js";
import { mark } from "./marks.js";
import { short } from "./number.js";
import { colourOf } from "./palette.js";
import { term } from "./terms.js";

/** @typedef {import("./types.js").Dial} Dial */

/** The number of stops of a dial. */
const STOPS = 400;

/** Functions from a value to its position between the ends, 0 to 1, and back. Equal steps multiply the value on a log
 * scale, and its distance from one on a one-minus-log scale.
 * @param {Dial} dial @returns {[(value: number) => number, (place: number) => number]} */
export function scaleOf({ scale, low, high }) {
  const log = scale === "log" && low > 0,
    rest = scale === "one-minus-log" && high < 1;
  const bend = (/** @type {number} */ v) => (log ? Math.log(v) : rest ? -Math.log(1 - v) : v),
    unbend = (/** @type {number} */ v) => (log ? Math.exp(v) : rest ? 1 - Math.exp(-v) : v);
  const [a, b] = [bend(low), bend(high)];
  return [
    (value) => Math.min(Math.max((bend(value) - a) / (b - a), 0), 1),
    (place) => (place <= 0 ? low : place >= 1 ? high : unbend(a + place * (b - a))),
  ];
}

/** A value rounded to the precision of a drag. On a one-minus-log scale the distance from one is rounded.
 * @param {number} value @param {Dial} dial */
export const rounded = (value, { scale }) =>
  Number(
    (scale === "one-minus-log" ? 1 - Number((1 - value).toPrecision(2)) : Number(value.toPrecision(3))).toPrecision(12),
  );

/** The text of a dial's value, without trailing zeros. @param {number} value */
const read = (value) => (Math.abs(value) < 1e-5 && value ? short(value, 3) : String(value).replace("-", "−"));

/** Whose numbers the dials show. One that writes several words is for all. @param {Pick<import("./types.js").Picture, "dials" | "tracks">} of */
export const ownerOf = ({ dials, tracks }) =>
  dials.some(({ words }) => words.length > 1) ? "all runners" : (tracks.find((t) => t.selected)?.name ?? "");

export class Dials {
  /** @param {HTMLElement} box @param {(name: string, value: number, final: boolean) => void} changed */
  constructor(box, changed) {
    this.box = box;
    this.changed = changed;
    this.held = false;
    this.key = "";
    this.setters = /** @type {((value: number) => void)[]} */ ([]);
  }

  /** @param {import("./types.js").Picture} picture @param {import("./types.js").Look} look
   * @param {boolean} keep leave them where they were put, since a newer picture is on its way */
  view({ dials, tracks }, look, keep) {
    const whose = ownerOf({ dials, tracks }),
      style = tracks.find((t) => t.selected && t.name === whose)?.style ?? -1,
      key = JSON.stringify([whose, style, look.dark, dials.map((d) => [d.name, d.label, d.low, d.high, d.scale])]);
    // A dial that is held stays, or nobody would hear of its end. The picture of that end makes the new ones.
    if (key !== this.key && !this.held) {
      this.key = key;
      const made = dials.map((dial) => this.dial(dial, whose));
      const owner = make("span", { class: "tw-owner" }, [...(style < 0 ? [] : [mark(style, 6, colourOf(look, style))]), whose]);
      this.box.replaceChildren(...(made.length ? [owner] : []), ...made.map((d) => d.element));
      this.setters = made.map((d) => d.set);
      keep = false;
    }
    if (!keep && !this.held) dials.forEach((dial, i) => this.setters[i](dial.value));
  }

  /** @param {Dial} dial @param {string} whose */
  dial(dial, whose) {
    const [place, value] = scaleOf(dial);
    const input = /** @type {HTMLInputElement} */ (
      make("input", { type: "range", min: "0", max: String(STOPS), step: "1", "aria-label": `${dial.label}, ${whose}` })
    );
    const output = make("output");
    let now = dial.value;
    const show = (/** @type {number} */ next) => {
      now = next;
      input.style.setProperty("--at", String(+input.value / STOPS));
      output.textContent = read(now);
      input.setAttribute("aria-valuetext", read(now));
    };
    const set = (/** @type {number} */ next) => {
      input.value = String(Math.round(place(next) * STOPS));
      show(next);
    };
    input.oninput = () => {
      show(rounded(value(+input.value / STOPS), dial));
      this.changed(dial.name, now, !this.held);
    };
    input.onpointerdown = () => (this.held = true);
    input.onpointerup = input.onpointercancel = () => {
      if (this.held) this.changed(dial.name, now, true);
      this.held = false;
    };
    const element = make("div", { class: "tw-dial", "data-dial": dial.name }, [term(dial.label), input, output]);
    return { element, set };
  }
}
