// @ts-check
/** One step in numbers: the lines of an algorithm, filled at the playhead, and its memory as bars with their history. */
import { make } from "./dom.js";
import { short } from "./number.js";
import { colourOf, lookFor } from "./palette.js";

/** @typedef {import("./types.js").Picture} Picture */
/** @typedef {{ text: Element, row: Float32Array, held: boolean }} Spot  held: a negative number needs brackets */

const WIDE = 132;
const HIGH = 30;

/** What follows an operator or is raised to a power holds together only in brackets. @param {Element} spot */
const bound = (spot) =>
  /^[+−·]$/.test(spot.previousElementSibling?.textContent ?? "") ||
  (spot.parentElement?.localName === "msup" && !spot.previousElementSibling);

/** The largest number of each of `count` equal stretches of a row, with its sign. @param {Float32Array} row
 * @param {number} count */
export function columns(row, count) {
  const out = new Float32Array(Math.min(count, row.length));
  row.forEach((value, i) => {
    const k = Math.floor((i * out.length) / row.length);
    if (Math.abs(value) > Math.abs(out[k])) out[k] = value;
  });
  return out;
}

export class Anatomy {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.spots = /** @type {Spot[]} */ ([]);
    this.bars = /** @type {{ canvas: HTMLCanvasElement, row: Float32Array, colour: string, faint: string }[]} */ ([]);
    this.picture = /** @type {Picture | null} */ (null);
    this.step = -1;
    this.told = "";
    this.head = make("p", { class: "tw-now" });
  }

  /** @param {Picture} picture @param {number} step */
  show(picture, step) {
    const fresh = picture !== this.picture;
    if (!fresh && step === this.step) return;
    if (fresh) this.take(picture);
    this.step = step;
    if (!picture.formulas.length) return;
    const { status, at } = picture.tracks[0],
      last = (picture.series.t?.[0]?.length ?? 0) - 1;
    this.head.textContent =
      step <= last
        ? `Step ${step + 1}, from state ${step} to state ${step + 1}`
        : `After state ${last + 1} there is no further step${status === "diverged" ? `: diverged at step ${at}` : ""}`;
    for (const { text, row, held } of this.spots) {
      const value = row[step] ?? NaN,
        now = short(value);
      text.textContent = held && (value < 0 || (now.includes("·") && text.parentElement?.localName === "msup")) ? `(${now})` : now;
    }
    for (const bar of this.bars) draw(bar, step);
  }

  /** Make the elements anew where lines or slots have changed, and find the rows of numbers. @param {Picture} picture */
  take(picture) {
    const { formulas, bars, series } = picture,
      look = lookFor(getComputedStyle(this.element).getPropertyValue("--st-background-color"));
    const told = JSON.stringify([formulas, bars, look.dark]);
    this.picture = picture;
    this.element.hidden = !formulas.length;
    if (told !== this.told) {
      const lines = formulas.map(({ mathml, lead, style }) => {
        const line = make("div", { class: mathml ? "tw-line" : "tw-line tw-apart" }, [make("p", {}, [lead])]);
        if (style !== null) line.style.setProperty("--tw-role", colourOf(look, style));
        line.insertAdjacentHTML("beforeend", mathml);
        return line;
      });
      const slots = bars.map(({ label, x, y }) =>
        make("div", { class: "tw-slot" }, [make("b", {}, [label]), ...[x, y].map((of, i) => this.bar(of, "xy"[i]))]),
      );
      this.element.replaceChildren(this.head, ...lines, ...(slots.length ? [make("h3", {}, ["Memory"]), ...slots] : []));
      this.told = told;
    }
    this.spots = [...this.element.querySelectorAll("[data-of]")].map((text) => {
      const row = series[text.getAttribute("data-of") ?? ""]?.[0] ?? new Float32Array(0);
      return { text, row, held: bound(text) };
    });
    this.bars = [...this.element.querySelectorAll("canvas")].map((canvas) => ({
      canvas,
      row: series[canvas.dataset.row ?? ""]?.[0] ?? new Float32Array(0),
      colour: look.ink,
      faint: look.line,
    }));
  }

  /** A small bar chart of one coordinate, and the number of now. @param {string} of @param {string} axis */
  bar(of, axis) {
    const canvas = make("canvas", { "data-row": of, width: String(2 * WIDE), height: String(2 * HIGH), "aria-hidden": "true" });
    return make("span", {}, [make("i", {}, [axis]), canvas, make("span", { "data-of": of })]);
  }
}

/** @param {{ canvas: HTMLCanvasElement, row: Float32Array, colour: string, faint: string }} bar @param {number} step */
function draw({ canvas, row, colour, faint }, step) {
  const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")),
    bars = columns(row, WIDE);
  const low = Math.min(0, ...bars),
    scale = (2 * HIGH - 2) / (Math.max(0, ...bars) - low || 1);
  const zero = 2 * HIGH - 1 + low * scale,
    wide = (2 * WIDE) / bars.length;
  g.clearRect(0, 0, 2 * WIDE, 2 * HIGH);
  bars.forEach((value, k) => {
    g.fillStyle = k * row.length <= step * bars.length ? colour : faint;
    g.fillRect(k * wide, Math.min(zero, zero - value * scale), Math.max(1, wide - 1), Math.max(1, Math.abs(value * scale)));
  });
}
