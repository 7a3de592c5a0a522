// @ts-check
/** Builds the Plotly figure of everything that stands still: axes, marks, complete dim paths and curves, hover. All of
 * these are pure functions of a picture. */
import { project, REACH } from "./axes.js";
import { costs, largestCost, UNIT } from "./cost.js";
import { decimate } from "./decimate.js";
import { covered, linked } from "./layout.js";
import { short } from "./number.js";
import { colourOf, dashed } from "./palette.js";

/** @typedef {import("./types.js").Picture} Picture @typedef {import("./types.js").Look} Look */
/** @typedef {import("./types.js").Mark} Mark */
/** @typedef {import("./types.js").Frame} Frame @typedef {import("./types.js").Place} Place */
/**
 * @typedef {{ width: number, height: number, places: Place[], frames: Frame[], look: Look, font: string,
 *   coarse: boolean, more?: object[] }} Setting  more: traces of what is loaded on demand
 */

/** The most points of a path that Plotly gets, so that eight runs of 10,000 steps stay usable. */
const CAP = 1500;
/** The mean width of a letter of a title, in pixels. */
export const LETTER = 6.5;
/** The opacity of a path where its runner has not been yet. */
export const DIM = 0.38;

/** Plotly numbers its axes from 1, and leaves the 1 out. @param {number} pane */
export const suffix = (pane) => (pane ? String(pane + 1) : "");

/** The ranges a pane shows when nobody has zoomed, in decades on a log axis.
 * @param {Picture} picture @param {number} pane @returns {{ x: [number, number], y: [number, number] }} */
export function initialRanges(picture, pane) {
  const p = picture.panes[pane];
  if (p.kind === "space") return initialRanges(picture, p.of);
  if (p.kind === "map") return { x: [p.box[0], p.box[1]], y: [p.box[2], p.box[3]] };
  const [low, high] = p.span;
  const y = p.log ? [Math.log10(Math.max(low, 1e-300)), Math.log10(Math.max(high, 1e-300))] : [low, high];
  return { x: [0, largestCost(picture)], y: [y[0], y[1] > y[0] ? y[1] : y[0] + 1] };
}

/** @param {Picture} picture @param {Setting} setting */
export function figure(picture, setting) {
  const { look, width, height, font } = setting;
  const traces = [
    ...picture.panes.flatMap((p, i) =>
      p.kind === "map" ? [marks(p.marks ?? [], i, look, picture.grid ? 0.75 : 1)] : [],
    ),
    ...picture.guides.flatMap((g) => guide(picture, g, setting)),
    ...picture.curves.flatMap((c) => curve(picture, c, setting)),
    ...picture.tracks.flatMap((t) => (picture.clouds[0] ? [] : path(picture, t, setting))),
    ...(setting.more ?? []),
  ];
  const layout = {
    width,
    height,
    margin: { l: 0, r: 0, t: 0, b: 0 },
    autosize: false,
    showlegend: false,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    hovermode: "closest",
    hoverdistance: 12,
    dragmode: setting.coarse ? false : "pan", // or the map traps a swipe
    font: { color: look.faint, family: font, size: 12 },
    hoverlabel: { font: { color: look.ink, family: font, size: 13 } },
    annotations: titles(picture, setting),
    shapes: levels(picture, look),
    ...Object.assign({}, ...picture.panes.map((_, i) => axes(picture, i, setting))),
  };
  const config = { displayModeBar: false, scrollZoom: true, responsive: false, doubleClick: false, displaylogo: false };
  return { traces, layout, config };
}

/** If there are more marks than this, the lowest minima are emphasised and the others are drawn small. */
export const MANY = 24;

/** The lowest of the known points. @param {Mark[]} points */
export function lowestOf(points) {
  const minima = points.filter((m) => m.kind === "minimum"),
    lowest = Math.min(...minima.map((m) => m.loss));
  return minima.filter((m) => m.loss <= lowest + 1e-9 * (1 + Math.abs(lowest)));
}

/** How the known points look, and their names. @param {Mark[]} points */
export function signsOf(points) {
  const lowest = lowestOf(points),
    crowded = points.length > MANY;
  return points.map((mark) => {
    if (mark.kind === "saddle") return { symbol: "x", size: crowded ? 4 : 9, name: "saddle" };
    if (lowest.includes(mark)) return { symbol: "star", size: 14, name: "lowest point" };
    return { symbol: "circle", size: crowded ? 5 : 9, name: "local minimum" };
  });
}

/** @param {Mark[]} points @param {number} pane @param {Look} look @param {number} size */
function marks(points, pane, look, size) {
  const signs = signsOf(points),
    loud = signs.map((s) => points.length <= MANY || s.symbol === "star");
  return {
    type: "scatter",
    mode: "markers",
    xaxis: "x" + suffix(pane),
    yaxis: "y" + suffix(pane),
    x: points.map((m) => m.x),
    y: points.map((m) => m.y),
    text: points.map((m, i) => `${signs[i].name} (${short(m.x)}, ${short(m.y)})<br>f = ${short(m.loss)}`),
    hovertemplate: "%{text}<extra></extra>",
    hoverlabel: { bgcolor: look.paper },
    marker: {
      symbol: signs.map((s) => s.symbol),
      size: signs.map((s) => size * s.size),
      color: look.paper,
      opacity: 1,
      line: { color: loud.map((l) => (l ? look.ink : look.faint)), width: loud.map((l) => (l ? 1.5 : 1)) },
    },
  };
}

/** @param {Picture} picture @param {import("./types.js").Track} track @param {Setting} setting */
function path(picture, track, setting) {
  const xs = picture.series.x?.[track.run],
    ys = picture.series.y?.[track.run];
  if (track.hidden || !xs || !ys) return [];
  const frame = setting.frames[track.pane],
    keep = decimate(project(frame, xs, ys), frame, CAP);
  const loss = picture.series.loss?.[track.run];
  return [
    {
      ...line(track.pane, track.style, setting.look, track.selected ? 2 : 1.4),
      name: track.name,
      x: keep.map((i) => xs[i]),
      y: keep.map((i) => ys[i]),
      customdata: keep.map((i) => [i, short(loss ? loss[i] : NaN)]),
      hovertemplate: "<b>%{fullData.name}</b> step %{customdata[0]}<br>loss %{customdata[1]}<extra></extra>",
    },
  ];
}

/** The path of a point that moves with time. @param {Picture} picture @param {import("./types.js").Guide} guide
 * @param {Setting} setting */
function guide(picture, { pane, x, y, label }, { look, frames }) {
  const xs = picture.series[x]?.[0],
    ys = picture.series[y]?.[0];
  if (!xs || !ys) return [];
  const keep = decimate(project(frames[pane], xs, ys), frames[pane], CAP);
  return [
    {
      ...line(pane, 0, look, 1.2),
      opacity: 0.7,
      line: { color: look.faint, width: 1.2, dash: "dot" },
      x: keep.map((i) => xs[i]),
      y: keep.map((i) => ys[i]),
      customdata: keep,
      hovertemplate: `${escape(label)}, step %{customdata}<extra></extra>`,
      hoverlabel: { bgcolor: look.paper },
    },
  ];
}

/** @param {Picture} picture @param {import("./types.js").Curve} curve @param {Setting} setting */
function curve(picture, { pane, run, style, hidden }, setting) {
  const chart = picture.panes[pane],
    ys = chart.kind === "chart" ? picture.series[chart.of]?.[run] : undefined;
  if (hidden || !ys || chart.kind !== "chart") return [];
  const frame = setting.frames[pane],
    cost = costs(picture, run),
    keep = decimate(project(frame, cost, ys), frame, CAP);
  const track = picture.tracks.find((t) => t.run === run);
  return [
    {
      ...line(pane, style, setting.look, track?.selected ? 2 : 1.4),
      name: track?.name ?? "",
      x: cost ? keep.map((i) => cost[i]) : keep,
      y: keep.map((i) => (chart.log && !(ys[i] > 0) ? null : ys[i])),
      customdata: keep.map((i) => [i, short(ys[i])]),
      hovertemplate: `<b>%{fullData.name}</b> step %{customdata[0]}<br>${escape(chart.title)} %{customdata[1]}<extra></extra>`,
    },
  ];
}

/** @param {number} pane @param {number} style @param {Look} look @param {number} width */
const line = (pane, style, look, width) => ({
  type: "scatter",
  mode: "lines",
  xaxis: "x" + suffix(pane),
  yaxis: "y" + suffix(pane),
  opacity: DIM,
  line: { color: colourOf(look, style), width, dash: dashed(style) ? "dash" : "solid" },
  hoverlabel: { bgcolor: look.paper, bordercolor: colourOf(look, style) },
});

/** Escape a text, since Plotly interprets some HTML. @param {string} text */
const escape = (text) => text.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c] ?? c);

/** The settings that all axes share. @param {Look} look @param {boolean} grid */
const axisDefaults = (look, grid) => ({
  color: look.faint,
  gridcolor: look.line,
  linecolor: look.line,
  showline: true,
  mirror: true,
  zeroline: false,
  showgrid: grid,
  automargin: false,
  exponentformat: "power",
  minexponent: 4, // 10,000 steps are written out
  ticks: "",
  ticklabelstandoff: 4,
});

/** @param {Picture} picture @param {number} pane @param {Setting} setting */
function axes(picture, pane, setting) {
  const { look, width, height, places, frames } = setting;
  const n = suffix(pane),
    f = frames[pane],
    p = picture.panes[pane];
  if (p.kind === "space") return {};
  const map = p.kind === "map",
    first = picture.panes.findIndex((q) => (map ? linked(q, p) : q.kind === "chart"));
  const bounds = map ? zoomLimits(initialRanges(picture, pane)) : { x: {}, y: {} };
  // Small multiples are too close together for labels at their corners.
  const ends = map && picture.grid ? { ticklabeloverflow: "hide past domain" } : {};
  // If charts are stacked, only the lowest one has step labels.
  const above = picture.panes.some((q, i) => i > pane && q.kind === "chart" && places[i].left === f.left);
  const x = {
    ...axisDefaults(look, !map),
    ...bounds.x,
    domain: [f.left / width, (f.left + f.width) / width],
    anchor: "y" + n,
    range: [...f.x],
    visible: !covered(picture.panes, pane),
    ...ends,
    nticks: Math.max(2, Math.round(f.width / (picture.grid ? (map && whole(f.x) ? 26 : 50) : 80))),
    showticklabels: map ? f.below !== false : !above,
    title: { text: map ? (picture.grid ? "" : "x") : above ? "" : UNIT[picture.against], standoff: 4 },
    ...(pane === first ? {} : { matches: "x" + suffix(first) }),
  };
  const y = {
    ...axisDefaults(look, !map),
    ...bounds.y,
    domain: [1 - (f.top + f.height) / height, 1 - f.top / height],
    anchor: "x" + n,
    range: [...f.y],
    visible: x.visible,
    ...ends,
    nticks: Math.max(2, Math.round(f.height / (map ? (picture.grid ? 26 : 55) : 34))),
    showticklabels: f.beside !== false,
    title: { text: map && !picture.grid ? "y" : "", standoff: 4 },
    ...(map && pane !== first ? { matches: "y" + suffix(first) } : {}),
    ...(p.kind === "chart" ? scale(p, f) : {}),
  };
  return { ["xaxis" + n]: x, ["yaxis" + n]: y };
}

/** Whether the labels of an axis have a few digits: they are whole numbers. @param {[number, number]} range */
const whole = ([a, b]) => Math.abs(b - a) >= 4;

/** The largest view: four times the box, which is as far as the ground reaches.
 * @param {{ x: [number, number], y: [number, number] }} box */
function zoomLimits(box) {
  const ends = (/** @type {[number, number]} */ [a, b]) => ({
    minallowed: a - ((REACH - 1) / 2) * (b - a),
    maxallowed: b + ((REACH - 1) / 2) * (b - a),
  });
  return { x: ends(box.x), y: ends(box.y) };
}

/** @param {import("./types.js").ChartPane} chart @param {Frame} f */
function scale(chart, f) {
  if (!chart.log) return { type: "linear" };
  const decades = Math.abs(f.y[1] - f.y[0]),
    ticks = Math.max(2, f.height / 26);
  // Plotly sets the 10 of a power a quarter larger than other labels.
  const even = decades >= 1.5 ? { dtick: Math.max(1, Math.ceil(decades / ticks)), tickfont: { size: 12 / 1.25 } } : {};
  return { type: "log", minexponent: 1, ...even };
}

/** The lines across charts. @param {Picture} picture @param {Look} look */
const levels = (picture, look) =>
  picture.panes.flatMap((p, i) =>
    p.kind === "chart" && typeof p.level === "number"
      ? [
          {
            type: "line",
            layer: "below",
            xref: `x${suffix(i)} domain`,
            x0: 0,
            x1: 1,
            yref: "y" + suffix(i),
            y0: p.level,
            y1: p.level,
            line: { color: look.ink, width: 1.2, dash: "dash" },
          },
        ]
      : [],
  );

/** @param {Picture} picture @param {Setting} setting */
const titles = (picture, { width, height, places, look }) =>
  picture.panes.flatMap((p, i) =>
    p.title && !(picture.grid && p.kind === "map")
      ? [
          {
            text: escape(p.title),
            showarrow: false,
            xref: "paper",
            yref: "paper",
            yanchor: "bottom",
            // What is too long for a narrow chart ends at the edge of the picture, and begins above the tick labels.
            ...(LETTER * p.title.length > width - places[i].left
              ? { xanchor: "right", x: 1 }
              : { xanchor: "left", x: places[i].left / width }),
            y: 1 - (places[i].top - 4) / height,
            font: { size: 13, color: look.ink },
          },
        ]
      : [],
  );
