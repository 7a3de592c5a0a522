// @ts-check
/** The charts of the page Network, as Plotly draws them: pure functions of what the server has answered. */
import { colourOf, dashed } from "./palette.js";
import { rowOf } from "./networkwire.js";

/** @typedef {import("./networkwire.js").Curves} Curves @typedef {import("./types.js").Look} Look */
/** @typedef {{ look: Look, font: string, width: number, against: string, coarse: boolean }} Setting  against: what the
 *   curves are drawn against; coarse: a finger, for which a chart must not trap a swipe */

/** The width in pixels below which charts stand below each other. */
export const NARROW = 620;
const MEAN = 0;
const LOWEST = 1;
const HIGHEST = 2;
/** Plotly's names of the shapes in palette.js. */
export const SYMBOLS = ["circle", "square", "triangle-up", "diamond", "x-thin", "star", "pentagon", "triangle-down"];
/** What curves may be drawn against: the title of the axis, and the length of a step. @type {Record<string,
 *   { title: string, unit: (curves: Curves, method: number) => number }>} */
export const AGAINST = {
  steps: { title: "steps", unit: () => 1 },
  epochs: { title: "epochs", unit: ({ perEpoch }) => 1 / perEpoch },
  samples: { title: "images seen", unit: ({ batch }) => batch },
  time: { title: "time, in steps of the fastest method", unit: ({ costs }, method) => costs[method] ?? 1 },
};
const CHARTS = [
  { title: "Loss", names: ["loss", "train_loss"], log: true },
  { title: "Accuracy", names: ["accuracy", "train_accuracy"], log: false },
];

/** @param {Look} look @param {string} font @param {boolean} coarse */
export const layoutOf = (look, font, coarse) => ({
  autosize: false,
  showlegend: false,
  paper_bgcolor: "rgba(0,0,0,0)",
  plot_bgcolor: "rgba(0,0,0,0)",
  hovermode: "closest",
  hoverdistance: 14,
  dragmode: coarse ? false : "zoom",
  font: { color: look.faint, family: font, size: 12 },
  hoverlabel: { bgcolor: look.paper, font: { color: look.ink, family: font, size: 13 } },
});

/** @param {Look} look */
export const axisOf = (look) => ({
  color: look.faint,
  gridcolor: look.line,
  linecolor: look.line,
  showline: true,
  mirror: true,
  zeroline: false,
  exponentformat: "power",
  ticks: "",
  ticklabelstandoff: 4,
});

export const CONFIG = { displayModeBar: false, displaylogo: false, responsive: false, doubleClick: "reset" };

/** Curves of loss and accuracy. @param {Curves} curves @param {Setting} setting */
export function curvesFigure(curves, setting) {
  const { look, font, width, against, coarse } = setting,
    narrow = width < NARROW,
    height = narrow ? 520 : 330,
    left = 46,
    { title } = AGAINST[against],
    long = Math.max(...curves.methods.map((_, m) => curves.steps * AGAINST[against].unit(curves, m)), 1);
  const traces = CHARTS.flatMap((chart, place) => curves.methods.flatMap((_, m) => tracesOf(curves, setting, chart, place, m)));
  const gap = 64 / (width - left - 8);
  const axes = CHARTS.map((chart, place) => {
    const n = place ? "2" : "",
      last = !narrow || place === CHARTS.length - 1;
    return {
      ["xaxis" + n]: {
        ...axisOf(look),
        anchor: "y" + n,
        domain: narrow ? [0, 1] : place ? [0.5 + gap / 2, 1] : [0, 0.5 - gap / 2],
        range: [0, long],
        title: { text: last ? title : "", standoff: 4 },
        showticklabels: last,
        nticks: Math.max(3, Math.round(width / (narrow ? 90 : 180))),
        ...(place ? { matches: "x" } : {}),
      },
      ["yaxis" + n]: {
        ...axisOf(look),
        anchor: "x" + n,
        domain: narrow ? (place ? [0, 0.44] : [0.56, 1]) : [0, 1],
        type: chart.log ? "log" : "linear",
        ...(chart.log ? { autorange: true, minexponent: 3, dtick: "D2" } : { range: [0, 1.02] }),
      },
    };
  });
  const titles = CHARTS.map((chart, place) => ({
    text: chart.title, showarrow: false, xref: "paper", yref: "paper", xanchor: "left", yanchor: "bottom",
    x: narrow || !place ? 0 : 0.5 + gap / 2, y: narrow && place ? 0.445 : 1.005, font: { size: 13, color: look.ink },
  })); // prettier-ignore
  return {
    traces,
    layout: { ...layoutOf(look, font, coarse), width, height, margin: { l: left, r: 8, t: 24, b: 42 }, annotations: titles, ...Object.assign({}, ...axes) },
  };
}

/** @param {Curves} curves @param {Setting} setting @param {{ title: string, names: string[], log: boolean }} chart
 * @param {number} place @param {number} m */
function tracesOf(curves, { look, against }, { title, names, log }, place, m) {
  const { methods, arrays, seeds } = curves,
    { name, style } = methods[m],
    colour = colourOf(look, style),
    unit = AGAINST[against].unit(curves, m),
    steps = rowOf(arrays.steps),
    [xaxis, yaxis] = place ? ["x2", "y2"] : ["x", "y"],
    x = Array.from(steps, (step) => step * unit);
  const y = (/** @type {string} */ of, /** @type {number} */ which) =>
    Array.from(rowOf(arrays[of], m, which), (v) => (Number.isFinite(v) && !(log && v <= 0) ? v : null));
  const common = { type: "scatter", mode: "lines", xaxis, yaxis, name };
  const [validation, training] = names;
  const band = { ...common, line: { width: 0 }, hoverinfo: "skip" };
  const bands = seeds > 1 ? [
    { ...band, x, y: y(validation, LOWEST) },
    { ...band, x, y: y(validation, HIGHEST), fill: "tonexty", fillcolor: faded(colour, 0.16) },
  ] : []; // prettier-ignore
  return [
    ...bands,
    { ...common, x, y: y(training, MEAN), line: { color: colour, width: 1.2, dash: "dot" }, opacity: 0.75, hovertemplate: `<b>${name}</b>, training<br>${title} %{y:.4g}<extra></extra>` },
    { ...common, x, y: y(validation, MEAN), line: { color: colour, width: 2.2, dash: dashed(style) ? "dash" : "solid" }, hovertemplate: `<b>${name}</b>, validation<br>${title} %{y:.4g}<extra></extra>` },
  ];
}

/** A colour that lets through what is below it. @param {string} hex @param {number} alpha */
export const faded = (hex, alpha) => `${hex}${Math.round(alpha * 255).toString(16).padStart(2, "0")}`;
