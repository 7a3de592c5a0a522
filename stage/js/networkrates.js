// @ts-check
/** The final accuracy of every method against its learning rate. It is trained when a link or a switch asks for it. */
import { make } from "./dom.js";
import { Feed } from "./networkfeed.js";
import { axisOf, CONFIG, faded, layoutOf, NARROW, SYMBOLS } from "./networkfigure.js";
import { readArrays, rowOf } from "./networkwire.js";
import { colourOf, dashed } from "./palette.js";

/** @typedef {import("./networkwire.js").Growing & { methods: import("./networkwire.js").Method[], seeds: number,
 *   present: number[] }} Rates
 * @typedef {import("./networkstage.js").NetworkStage} NetworkStage */

/** @param {Rates} rates @param {import("./types.js").Look} look @param {string} font @param {number} width @param {boolean} coarse */
export function ratesFigure(rates, look, font, width, coarse) {
  const { arrays, methods, present, seeds } = rates;
  const traces = methods.flatMap(({ name, style }, m) => {
    const colour = colourOf(look, style),
      of = (/** @type {string} */ what) => Array.from(rowOf(arrays[what], m), (v) => (Number.isFinite(v) ? v : null)),
      x = of("rates"),
      accuracy = of("accuracy");
    const near = x.map((rate, k) => (rate === null || accuracy[k] === null ? Infinity : Math.abs(Math.log(rate / present[m])))),
      here = near.indexOf(Math.min(...near));
    const common = { type: "scatter", x, name };
    const bands = seeds > 1 ? [
      { ...common, mode: "lines", y: of("low"), line: { width: 0 }, hoverinfo: "skip" },
      { ...common, mode: "lines", y: of("high"), line: { width: 0 }, fill: "tonexty", fillcolor: faded(colour, 0.14), hoverinfo: "skip" },
    ] : []; // prettier-ignore
    return [
      ...bands,
      {
        ...common, mode: "lines+markers", y: accuracy, line: { color: colour, width: 2, dash: dashed(style) ? "dash" : "solid" },
        marker: { color: colour, symbol: SYMBOLS[style % SYMBOLS.length], size: 6 },
        hovertemplate: `<b>${name}</b><br>η %{x:.3g}: %{y:.4f}<extra></extra>`,
      },
      {
        ...common, mode: "markers", x: [present[m]], y: [Number.isFinite(near[here]) ? accuracy[here] : null], hoverinfo: "skip",
        marker: { color: "rgba(0,0,0,0)", size: 15, line: { color: colour, width: 2.2 } },
      },
    ]; // prettier-ignore
  });
  const height = width < NARROW ? 300 : 360;
  return {
    traces,
    layout: {
      ...layoutOf(look, font, coarse), width, height, margin: { l: 46, r: 8, t: 24, b: 42 },
      xaxis: { ...axisOf(look), type: "log", title: { text: "learning rate η", standoff: 4 }, minexponent: 3, dtick: 1 },
      yaxis: { ...axisOf(look), range: [0, 1.02] },
      annotations: [{ text: "Accuracy at the end", showarrow: false, xref: "paper", yref: "paper", xanchor: "left", yanchor: "bottom", x: 0, y: 1.005, font: { size: 13, color: look.ink } }],
    },
  }; // prettier-ignore
}

export class RateCurves {
  /** @param {NetworkStage} stage */
  constructor(stage) {
    this.stage = stage;
    this.rates = /** @type {Rates | null} */ (null);
    this.state = make("p", { class: "tn-state", role: "status" });
    this.plot = make("div", { class: "tn-chart", role: "img", "aria-label": "Accuracy at the end against the learning rate, a curve for every method" });
    this.said = make("div", { class: "tn-said" });
    this.element = make("section", { class: "tn-part", "aria-label": "At other rates", hidden: "" }, [
      make("h3", {}, ["At other rates"]),
      make("p", {}, ["Each method was trained with thirteen rates. A ring marks the rate in the table."]),
      this.state,
      this.plot,
      this.said,
    ]);
    this.feed = new Feed(readArrays, (found) => this.show(found), (sentence) => stage.complain(sentence));
    this.asked = "";
  }

  /** Train at other rates, if that is wanted. @param {boolean} wanted @param {string} path */
  want(wanted, path) {
    this.element.hidden = !wanted;
    const asked = wanted ? path : "";
    if (asked === this.asked) return;
    this.asked = asked;
    this.rates = null;
    this.feed.stop();
    if (asked) {
      this.state.textContent = "The training at other rates begins.";
      this.feed.want(asked);
    }
  }

  /** @param {Rates} rates */
  show(rates) {
    this.rates = rates;
    this.state.textContent = rates.state;
    this.state.hidden = !rates.state;
    this.said.replaceChildren(...rates.said.map((text) => make("p", {}, [text])));
    this.element.dataset.done = String(rates.done);
    this.stage.draw();
  }

  /** @param {any} plotly */
  async draw(plotly) {
    const { stage, rates } = this,
      width = this.plot.clientWidth;
    if (!rates || this.element.hidden || !width) return;
    const { traces, layout } = ratesFigure(rates, stage.look, stage.font, width, stage.coarse);
    await plotly.react(this.plot, traces, layout, CONFIG);
  }
}
