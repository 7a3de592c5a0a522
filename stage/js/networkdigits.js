// @ts-check
/** What one method gets wrong, and what its first layer looks like while it forms. */
import { make } from "./dom.js";
import { rgb } from "./palette.js";
import { rowOf } from "./networkwire.js";

/** @typedef {import("./networkwire.js").Curves} Curves @typedef {import("./types.js").Look} Look */

const MIDDLE = 128;
const SPAN = 127;
/** Pixels of the screen for a pixel of a small picture, and between two pictures. */
const ZOOM = 5;
const GAP = 4;
const COLUMNS = 8;
/** The colours of negative and positive weights. */
const SIGNS = { light: ["#a83400", "#0055a4"], dark: ["#df6717", "#56b4e9"] };

/** A small picture. @param {number} side @param {(i: number) => [number, number, number]} colour of each pixel */
function picture(side, colour) {
  const canvas = /** @type {HTMLCanvasElement} */ (make("canvas", { width: String(side), height: String(side), "aria-hidden": "true" }));
  paint(canvas, side, 0, 0, colour);
  return canvas;
}

/** @param {HTMLCanvasElement} canvas @param {number} side @param {number} x @param {number} y
 * @param {(i: number) => [number, number, number]} colour */
function paint(canvas, side, x, y, colour) {
  const g = canvas.getContext("2d");
  if (!g) return;
  const image = g.createImageData(side, side);
  for (let i = 0; i < side * side; i++) image.data.set([...colour(i), 255], 4 * i);
  g.putImageData(image, x, y);
}

/** A colour between two. @param {[number, number, number]} a @param {[number, number, number]} b @param {number} share
 * @returns {[number, number, number]} */
export const between = (a, b, share) => {
  const at = (/** @type {number} */ k) => Math.round(a[k] + (b[k] - a[k]) * share);
  return [at(0), at(1), at(2)];
};

export class Digits {
  constructor() {
    this.title = make("h3");
    this.matrix = make("div", { class: "tn-matrix", role: "region", "aria-label": "Confusion matrix", tabindex: "0" });
    this.wrong = make("ul", { class: "tn-wrong" });
    this.more = make("p", { class: "tn-key" });
    this.sheet = /** @type {HTMLCanvasElement} */ (make("canvas", { class: "tn-weights", role: "img" }));
    this.slider = /** @type {HTMLInputElement} */ (make("input", { type: "range", min: "0", step: "1", class: "tw-scrub", "aria-label": "Step of the first layer" }));
    this.when = make("span", { class: "tn-state" });
    this.layer = make("p");
    this.element = make("section", { class: "tn-part tn-digits", "aria-label": "Mistakes and first layer", hidden: "" }, [
      this.title,
      make("div", { class: "tn-row" }, [
        make("div", { class: "tn-cell" }, [make("h4", {}, ["Which digit is taken for which"]), this.matrix]),
        make("div", { class: "tn-cell" }, [make("h4", {}, ["Its first layer"]), this.sheet, make("div", { class: "tn-slide" }, [this.slider, this.when]), this.layer]),
        make("div", { class: "tn-cell tn-wide" }, [make("h4", {}, ["The images it gets wrong"]), this.wrong, this.more]),
      ]),
    ]);
    this.shown = /** @type {{ curves: Curves, method: number, look: Look } | null} */ (null);
    this.slider.oninput = () => this.drawWeights();
  }

  /** @param {Curves} curves @param {number} method @param {Look} look */
  show(curves, method, look) {
    this.element.hidden = !curves.wrong || !curves.alive[method];
    const before = this.shown;
    this.shown = { curves, method, look };
    if (this.element.hidden) return;
    const { mistakes, judged, frames } = curves;
    this.title.textContent = `${curves.methods[method].name}: ${mistakes[method]} of ${judged} wrong`;
    this.slider.max = String(frames.length - 1);
    if (before?.curves !== curves) this.slider.value = this.slider.max;
    this.showMatrix();
    this.showWrong();
    this.drawWeights();
  }

  showMatrix() {
    const { curves, method, look } = /** @type {NonNullable<Digits["shown"]>} */ (this.shown),
      counts = rowOf(curves.arrays.confusion, method),
      digits = Array.from({ length: 10 }, (_, k) => k),
      most = Math.max(1, ...digits.flatMap((i) => digits.filter((j) => j !== i).map((j) => counts[10 * i + j])));
    const head = make("tr", {}, [make("th", { scope: "col" }, ["true"]), ...digits.map((d) => make("th", { scope: "col" }, [String(d)]))]);
    const rows = digits.map((i) =>
      make("tr", {}, [
        make("th", { scope: "row" }, [String(i)]),
        ...digits.map((j) => {
          const count = counts[10 * i + j],
            cell = make("td", i === j ? { class: "tn-right" } : {}, [count ? String(count) : "·"]);
          if (i !== j && count) cell.style.background = `color-mix(in srgb, ${look.tracks[2]} ${Math.round(12 + (30 * count) / most)}%, transparent)`;
          return cell;
        }),
      ]),
    );
    this.matrix.replaceChildren(make("table", {}, [make("thead", {}, [head]), make("tbody", {}, rows)]));
  }

  showWrong() {
    const { curves, method, look } = /** @type {NonNullable<Digits["shown"]>} */ (this.shown),
      paper = rgb(look.paper),
      ink = rgb(look.ink),
      found = curves.wrong?.[method] ?? [];
    this.wrong.replaceChildren(
      ...found.map(({ at, label, guess }) => {
        const pixels = rowOf(curves.arrays.wrong, at);
        return make("li", {}, [picture(curves.side, (i) => between(paper, ink, pixels[i] / 255)), make("span", {}, [`${label}, read as ${guess}`])]);
      }),
    );
    const left = curves.mistakes[method] - found.length;
    this.more.textContent = left > 0 ? `And ${left} more.` : found.length ? "" : "None.";
  }

  drawWeights() {
    if (!this.shown) return;
    const { curves, method, look } = this.shown,
      { weights } = curves.arrays,
      [, , units, side] = weights.shape,
      frame = Number(this.slider.value),
      rows = Math.ceil(units / COLUMNS),
      zoom = Math.max(1, Math.round((ZOOM * 8) / side)),
      pitch = side + Math.ceil(GAP / zoom),
      paper = rgb(look.paper),
      [low, high] = SIGNS[look.dark ? "dark" : "light"].map(rgb);
    this.sheet.width = COLUMNS * pitch;
    this.sheet.height = rows * pitch;
    this.sheet.style.width = `${zoom * this.sheet.width}px`;
    for (let unit = 0; unit < units; unit++) {
      const bytes = rowOf(weights, method, frame, unit);
      paint(this.sheet, side, (unit % COLUMNS) * pitch, Math.floor(unit / COLUMNS) * pitch, (i) => {
        const share = (bytes[i] - MIDDLE) / SPAN;
        return between(paper, share < 0 ? low : high, Math.min(Math.abs(share), 1));
      });
    }
    const step = curves.frames[frame],
      said = `after ${step.toLocaleString("en")} steps`;
    this.when.textContent = said;
    this.slider.ariaValueText = said;
    this.slider.style.setProperty("--at", String(frame / Math.max(curves.frames.length - 1, 1)));
    this.sheet.setAttribute("aria-label", `The weights of ${units} units of the first layer, ${said}`);
    this.layer.textContent = curves.unit === "pictures"
      ? "Each square is a unit: blue where ink speaks for it, red where ink speaks against it."
      : "Each square is a filter of 3 x 3: blue weights are positive, red ones negative.";
  }
}
