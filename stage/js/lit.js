// @ts-check
/** Lights what belongs to a symbol of a formula: its dial, its arrow, its curve, the paths. Tells whose dial is under the
 * pointer or has the focus. Loaded when a page asks for it: `stage.light(null)`. */
import { stroke } from "./drawing.js";
import { headAt } from "./heads.js";

/** @typedef {import("./overlay.js").Overlay} Overlay @typedef {import("./types.js").Picture} Picture */

/** What belongs to each symbol: dials by their names, charts by what they show, and whether the paths do. The arrows of a
 * picture say themselves whose they are. @type {Record<string, { dials?: string[], charts?: string[], paths?: true }>} */
export const BELONGS = {
  rate: { dials: ["rate"], charts: ["rate"] },
  momentum: { dials: ["momentum", "beta1", "beta"] },
  beta2: { dials: ["beta2"] },
  epsilon: { dials: ["eps"] },
  path: { paths: true },
  gradient: { charts: ["norm"] },
  memory: {},
  batch: { dials: ["batch"] },
  noise: { dials: ["noise"] },
};
/** The event that tells which symbol belongs to the dial under the pointer or with the focus; null: to none. */
export const TOLD = "tw-symbol";
/** Pixels by which the light is wider than a line, and its opacity. */
const WIDER = 9;
const FAINT = 0.4;

/** The symbol of a dial, or null. @param {string} dial */
export const symbolOf = (dial) => Object.keys(BELONGS).find((name) => BELONGS[name].dials?.includes(dial)) ?? null;

export class Lit {
  /** @param {import("./stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.symbol = /** @type {string | null} */ (null);
    this.colour = "";
    stage.overlay.lit = this;
    stage.panel.relit = () => this.mark();
    const { root } = stage;
    // The focus stays where the pointer only passes.
    for (const kind of ["pointerover", "focusin"]) root.addEventListener(kind, ({ target }) => this.tell(target));
    root.addEventListener("pointerleave", () => this.tell(root.ownerDocument.activeElement));
    root.addEventListener("focusout", () => this.tell(null));
    this.told = /** @type {string | null} */ (null);
  }

  /** @param {EventTarget | null} target */
  tell(target) {
    const dial = target instanceof Element && this.stage.root.contains(target) ? target.closest(".tw-dial") : null,
      symbol = symbolOf(dial?.getAttribute("data-dial") ?? "");
    if (symbol === this.told) return;
    this.told = symbol;
    this.stage.root.dispatchEvent(new CustomEvent(TOLD, { detail: symbol, bubbles: true, composed: true }));
  }

  /** Light what belongs to a symbol, and nothing else. @param {string | null} symbol null: nothing */
  light(symbol) {
    const { root } = this.stage;
    this.symbol = symbol !== null && symbol in BELONGS ? symbol : null;
    root.style.setProperty("--tw-lit", this.symbol ? `var(--tw-symbol-${this.symbol})` : "");
    this.colour = this.symbol ? resolved(root) : "";
    this.mark();
    if (this.stage.picture) this.stage.overlay.draw(this.stage.time);
  }

  /** Mark the dial, whenever dials may have been made anew. */
  mark() {
    const dials = this.symbol ? (BELONGS[this.symbol].dials ?? []) : [];
    for (const one of this.stage.root.querySelectorAll("[data-dial]"))
      one.classList.toggle("tw-lit", dials.includes(one.getAttribute("data-dial") ?? ""));
  }

  /** Whether an arrow is lit; null while no arrow is, so that none steps back.
   * @param {{ of: string }} vector @param {{ of: string }[]} all */
  arrow({ of }, all) {
    return all.some((one) => one.of === this.symbol) ? of === this.symbol : null;
  }

  /** The lines that are lit. @param {Overlay} overlay */
  lines({ lines, frames, picture }) {
    const { charts, paths } = BELONGS[this.symbol ?? ""] ?? {};
    return lines.filter((line) => {
      if (line.map) return paths;
      const pane = picture?.panes[frames.indexOf(line.frame)];
      return pane?.kind === "chart" && charts?.includes(pane.of);
    });
  }

  /** Below tails and heads: the light of the lines. @param {CanvasRenderingContext2D} g @param {Overlay} overlay @param {number} time */
  draw(g, overlay, time) {
    if (!this.symbol) return;
    const lit = this.lines(overlay);
    overlay.each(g, lit, (line) => {
      Object.assign(g, { strokeStyle: this.colour, globalAlpha: FAINT, lineWidth: overlay.lineScale * WIDER });
      g.setLineDash([]);
      stroke(g, line, 0, Math.min(Math.floor(time), line.last), 0, headAt(line, time));
    });
  }
}

/** The colour that `--tw-lit` has here, without functions of CSS, which a canvas does not read. @param {HTMLElement} root */
function resolved(root) {
  const probe = root.appendChild(document.createElement("i"));
  probe.style.color = "var(--tw-lit)";
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
