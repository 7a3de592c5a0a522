// @ts-check
/** A slice through the space of weights, and the path as it is seen from there: not on the contours. */
import { make } from "./dom.js";
import { Feed } from "./networkfeed.js";
import { axisOf, CONFIG, layoutOf, NARROW } from "./networkfigure.js";
import { readArrays, rowOf } from "./networkwire.js";

/** @typedef {import("./networkwire.js").Growing & { kind: string, names: string[], path: boolean }} Slice
 * @typedef {import("./networkstage.js").NetworkStage} NetworkStage @typedef {import("./types.js").Look} Look */

/** From a low loss to a high one. */
const SCALES = {
  light: [[0, "#0b3c6e"], [0.35, "#3f86c4"], [0.7, "#b7d3ea"], [1, "#f4f6f7"]],
  dark: [[0, "#8fd0ff"], [0.35, "#3f86c4"], [0.7, "#1d3d59"], [1, "#151b22"]],
}; // prettier-ignore
/** How faint the farthest dot is. */
const FAINTEST = 0.3;

/** The opacity of dots at these distances from the plane. @param {number[]} far */
export function fading(far) {
  const most = Math.max(...far, 1e-300);
  return far.map((distance) => 1 - (1 - FAINTEST) * (distance / most));
}

/** @param {Slice} slice @param {Look} look @param {string} font @param {number} width @param {boolean} coarse */
export function sliceFigure({ arrays, path, names }, look, font, width, coarse) {
  const logs = (/** @type {ArrayLike<number>} */ values) => Array.from(values, (v) => (v > 0 && Number.isFinite(v) ? Math.log10(v) : null)),
    x = [...rowOf(arrays.x)],
    y = [...rowOf(arrays.y)],
    z = y.map((_, k) => logs(rowOf(arrays.z, k))),
    at = Array.from({ length: arrays.at.shape[0] }, (_, k) => rowOf(arrays.at, k)),
    heights = [...z.flat().filter((v) => v !== null), ...logs(rowOf(arrays.true)).filter((v) => v !== null)],
    [zmin, zmax] = [Math.min(...heights), Math.max(...heights)],
    colorscale = SCALES[look.dark ? "dark" : "light"],
    size = Math.min(width, 560),
    shown = { x: at.map((p) => p[0]), y: at.map((p) => p[1]) },
    far = [...rowOf(arrays.far)],
    losses = [...rowOf(arrays.true)];
  const line = path ? [{ type: "scatter", mode: "lines", ...shown, line: { color: look.ink, width: 1, dash: "dot" }, opacity: 0.5, hoverinfo: "skip" }] : [];
  const ticks = Array.from({ length: Math.floor(zmax) - Math.ceil(zmin) + 1 }, (_, k) => Math.ceil(zmin) + k);
  return {
    traces: [
      {
        type: "contour", x, y, z, zmin, zmax, colorscale, ncontours: 24, contours: { coloring: "heatmap" }, line: { color: look.ink, width: 0.4 },
        colorbar: { thickness: 12, len: 0.9, outlinewidth: 0, tickvals: ticks.length > 1 ? ticks : [zmin, zmax], ticktext: (ticks.length > 1 ? ticks : [zmin, zmax]).map((v) => (10 ** v).toPrecision(2)), tickfont: { color: look.faint }, title: { text: "loss", font: { color: look.faint } } },
        hovertemplate: "loss %{customdata:.3g}<extra></extra>", customdata: z.map((row) => row.map((v) => (v === null ? null : 10 ** v))),
      },
      ...line,
      {
        type: "scatter", mode: path ? "markers" : "markers+text", ...shown, text: path ? [] : names, textposition: "top center", textfont: { color: look.ink },
        marker: { size: path ? 8 : 12, color: logs(losses), cmin: zmin, cmax: zmax, colorscale, opacity: path ? fading(far) : 1, line: { color: look.ink, width: 1 } },
        customdata: losses.map((loss, k) => [loss, far[k]]), hovertemplate: "true loss %{customdata[0]:.3g}<br>%{customdata[1]:.3g} from the plane<extra></extra>",
      },
    ],
    layout: {
      ...layoutOf(look, font, coarse), width: size, height: width < NARROW ? size : size - 60, margin: { l: 46, r: 8, t: 8, b: 34 },
      xaxis: { ...axisOf(look), showgrid: false, range: [x[0], x.at(-1)] }, yaxis: { ...axisOf(look), showgrid: false, range: [y[0], y.at(-1)] },
    },
  }; // prettier-ignore
}

export class Landscape {
  /** @param {NetworkStage} stage */
  constructor(stage) {
    this.stage = stage;
    this.slice = /** @type {Slice | null} */ (null);
    this.title = make("h3", {}, ["Its landscape"]);
    this.state = make("p", { class: "tn-state", role: "status" });
    this.plot = make("div", { class: "tn-chart", role: "img", "aria-label": "The loss in a plane through the space of weights" });
    this.said = make("div", { class: "tn-said" });
    this.element = make("section", { class: "tn-part tn-landscape", "aria-label": "Its landscape", hidden: "" }, [
      this.title,
      this.state,
      make("div", { class: "tn-row" }, [this.plot, this.said]),
    ]);
    this.feed = new Feed(readArrays, (found) => this.show(found), (sentence) => stage.complain(sentence));
    this.asked = "";
  }

  /** Ask for a plane. @param {string} path "" for none */
  want(path) {
    this.element.hidden = !path;
    if (path === this.asked) return;
    this.asked = path;
    this.feed.stop();
    delete this.element.dataset.done;
    if (!path) return;
    this.state.hidden = false;
    this.state.textContent = "The server begins.";
    this.feed.want(path);
  }

  /** @param {Slice} slice */
  show(slice) {
    this.slice = slice;
    this.state.textContent = slice.state;
    this.state.hidden = !slice.state;
    this.title.textContent = slice.path ? `The landscape around the end of ${slice.names[0]}` : `The landscape between ${slice.names.slice(0, -1).join(", ")} and ${slice.names.at(-1)}`;
    this.said.replaceChildren(...slice.said.map((text) => make("p", {}, [text])));
    this.plot.hidden = !slice.arrays.z;
    this.element.dataset.done = String(slice.done);
    this.stage.draw();
  }

  /** @param {any} plotly */
  async draw(plotly) {
    const { stage, slice } = this,
      width = this.element.clientWidth;
    if (!slice?.arrays.z || this.element.hidden || !width) return;
    const { traces, layout } = sliceFigure(slice, stage.look, stage.font, width, stage.coarse);
    await plotly.react(this.plot, traces, layout, CONFIG);
  }
}
