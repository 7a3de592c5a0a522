// @ts-check
/** One step in numbers: the lines of an algorithm, filled at the playhead, and its memory as bars with their history. */
import { make } from "./dom.js";
import { short, trimmed } from "./number.js";
import { colourOf, lookFor } from "./palette.js";

/** @typedef {import("./types.js").Picture} Picture @typedef {import("./types.js").Look} Look */
/** @typedef {{ text: Element, row: Float32Array, held: boolean }} Spot  held: it may need brackets */
/** @typedef {{ canvas: HTMLCanvasElement, row: Float32Array }} History */

/** The style of what only this module draws. */
const STYLE = `
.tw-anatomy p { margin: 0; font-size: 13px; color: var(--tw-faint); }
.tw-anatomy .tw-now {
  margin-top: 6px; font-size: 15px; font-weight: 600; color: var(--tw-ink); font-variant-numeric: tabular-nums;
}
.tw-line {
  display: grid; grid-template-columns: minmax(0, 1fr) auto; margin: 5px 0; padding-left: 10px; line-height: 1.25;
  border-left: 3px solid var(--tw-role, var(--tw-line));
}
.tw-line > * { grid-column: 1; }
.tw-line > .tw-rows { display: flex; flex-wrap: wrap; align-items: baseline; grid-column: 1 / -1; gap: 0 22px; }
.tw-line math {
  justify-self: start; max-width: 100%; overflow: auto hidden; padding: 1px 0;
  font-family: "STIX Two Math", "Cambria Math", math; font-size: 15px; text-align: left; math-style: normal;
}
.tw-line .tw-row {
  padding: 0; color: var(--tw-faint); font-family: inherit; font-size: 13px; font-variant-numeric: tabular-nums;
}
.tw-line mn[data-of] { color: var(--tw-ink); }
.tw-row > mrow > mrow > mn:last-child { font-weight: 600; }
.tw-history {
  display: flex; grid-area: 1 / 2 / 3; align-items: end; gap: 3px; padding-bottom: 4px; font-size: 12px;
  color: var(--tw-faint);
}
.tw-history canvas { width: 72px; height: 22px; border-bottom: 1px solid var(--tw-line); }
.tw-history i:not(:first-child) { margin-left: 7px; }
.tw-anatomy .tw-apart p { margin-top: 16px; font-size: 15px; font-weight: 600; color: var(--tw-ink); }
@media (max-width: 640px) { .tw-line > .tw-history { grid-area: auto; } }`;

const WIDE = 144;
const HIGH = 44;
const COUNT = 36;
const NONE = new Float32Array(0);

/** Whether a number may need brackets, since it follows an operator or has a power. @param {Element} spot */
const mayNeedBrackets = (spot) =>
  /^[+−·]$/.test(spot.previousElementSibling?.textContent ?? "") ||
  (spot.parentElement?.localName === "msup" && !spot.previousElementSibling);

/** The last `count` numbers up to a step, the newest one last. @param {Float32Array} row @param {number} step
 * @param {number} count */
export const recent = (row, step, count) => row.slice(Math.max(step + 1 - count, 0), Math.max(step + 1, 0));

/** A number as it is written in a formula, such as 0.001 or 41, without trailing zeros.
 * @param {number} value @param {boolean} held */
export function formatted(value, held) {
  const brief = Number(value.toPrecision(3)),
    exact = brief === Number(value.toPrecision(7)) || (Number.isInteger(value) && Math.abs(value) < 1e5),
    plain = trimmed(value, 7);
  const text = exact && plain.length < 7 && !/10[⁻⁰¹-⁹]/.test(plain) ? plain : short(value);
  return held && /[−·]/.test(text) ? `(${text})` : text;
}

export class Anatomy {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.spots = /** @type {Spot[]} */ ([]);
    this.histories = /** @type {History[]} */ ([]);
    this.picture = /** @type {Picture | null} */ (null);
    this.look = lookFor("");
    this.step = -1;
    this.key = "";
    this.head = make("p", { class: "tw-now" });
  }

  /** @param {Picture} picture @param {number} step */
  show(picture, step) {
    const fresh = picture !== this.picture;
    if (!fresh && step === this.step) return;
    this.step = step;
    if (fresh) this.rebuild(picture);
    if (!picture.formulas.length) return;
    const last = Math.max(picture.series.x[0].length - 1, 0);
    this.head.textContent =
      step < last
        ? `Step ${step + 1}: from θ${subscript(step)} to θ${subscript(step + 1)}`
        : `The run ends at θ${subscript(last)}`;
    for (const { text, row, held } of this.spots) text.textContent = formatted(row[step] ?? NaN, held);
    for (const history of this.histories) draw(history, step, this.look);
  }

  /** Rebuild the elements if the lines have changed, and look up the rows of numbers. @param {Picture} picture */
  rebuild(picture) {
    const { formulas, bars, series } = picture;
    this.picture = picture;
    this.look = lookFor(getComputedStyle(this.element).getPropertyValue("--st-background-color"));
    this.element.hidden = !formulas.length;
    const key = JSON.stringify([formulas, bars, this.look.dark]);
    if (key !== this.key) this.element.replaceChildren(make("style", {}, [STYLE]), this.head, ...formulas.map((f) => this.line(f, bars)));
    this.key = key;
    const row = (/** @type {string | null} */ name) => series[name ?? ""]?.[0] ?? NONE;
    this.spots = [...this.element.querySelectorAll("[data-of]")].map((text) => ({
      text,
      row: row(text.getAttribute("data-of")),
      held: mayNeedBrackets(text),
    }));
    this.histories = [...this.element.querySelectorAll("canvas")].map((canvas) => ({
      canvas,
      row: row(canvas.dataset.row ?? ""),
    }));
  }

  /** A line with symbols and numbers and, if the method keeps its result, bars of its history.
   * @param {Picture["formulas"][0]} formula @param {Picture["bars"]} bars */
  line({ mathml, lead, style }, bars) {
    const line = make("div", { class: mathml ? "tw-line" : "tw-apart" }, [make("p", {}, [lead])]);
    if (style !== null) line.style.setProperty("--tw-role", colourOf(this.look, style));
    line.insertAdjacentHTML("beforeend", mathml);
    line.append(make("div", { class: "tw-rows" }, [...line.querySelectorAll(".tw-row")]));
    const result = [...(line.querySelector(".tw-row")?.querySelectorAll("[data-of]") ?? [])].pop(),
      bar = bars.find(({ x }) => x === result?.getAttribute("data-of"));
    if (bar)
      line.append(
        make(
          "div",
          { class: "tw-history", role: "img", "aria-label": `History of ${bar.label}, along x and along y` },
          ["x", "y"].flatMap((axis, i) => [
            make("i", {}, [axis]),
            make("canvas", { "data-row": [bar.x, bar.y][i], width: String(WIDE), height: String(HIGH) }),
          ]),
        ),
      );
    return line;
  }
}

/** A number in subscript digits. @param {number} n */
const subscript = (n) => [...String(n)].map((d) => "₀₁₂₃₄₅₆₇₈₉"[+d]).join("");

/** Draw the last steps as bars up and down from zero, the present one dark, scaled so that the largest fits.
 * @param {History} history @param {number} step @param {Look} look */
function draw({ canvas, row }, step, look) {
  const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")),
    bars = recent(row, step, COUNT),
    lowest = Math.min(0, ...bars);
  const scale = (HIGH - 2) / (Math.max(0, ...bars) - lowest || 1),
    zero = HIGH - 1 + lowest * scale,
    wide = WIDE / COUNT;
  g.clearRect(0, 0, WIDE, HIGH);
  bars.forEach((value, k) => {
    g.fillStyle = k + 1 === bars.length ? look.ink : look.ground.ink;
    g.fillRect((COUNT - bars.length + k) * wide, Math.min(zero, zero - value * scale), wide - 1, Math.max(1, Math.abs(value * scale)));
  });
}
