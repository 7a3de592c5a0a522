// @ts-check
/** Ensembles of runs: a density with its ellipse on the map, bands and lines in the charts, shares at the minima. This
 * module is loaded when a picture contains one of these. */
import { inside, toLeft, toTop } from "./axes.js";
import { label } from "./drawing.js";
import { DIM, suffix } from "./figure.js";
import { covered } from "./layout.js";
import { traceShape } from "./marks.js";
import { short } from "./number.js";
import { colourOf, rgb } from "./palette.js";

/** @typedef {CanvasRenderingContext2D} G @typedef {import("./types.js").Frame} Frame */
/** @typedef {import("./types.js").Picture} Picture @typedef {import("./types.js").Look} Look */
/** @typedef {import("./overlay.js").Overlay} Overlay @typedef {[number, number]} Point */
/** @typedef {{ g: G, f: Frame, picture: Picture, look: Look, at: number }} Scene  at: the entry at the playhead */

/** The opacity of a cloud's densest cell, and the radius of its ellipse in standard deviations. */
const DENSE = 0.8;
const AWAY = 2;
/** The relative opacity of an area that the playhead has not reached. */
const AHEAD = 0.4;
/** Pixels between two labels, and the width of a share's label. */
const APART = 15;
const WIDE = 46;

/** Where a step lies among the entries of a series: 2.5 is halfway from the third to the fourth.
 * @param {Picture} picture @param {number} time */
export function entryAt({ every, steps }, time) {
  const i = Math.floor(time / every),
    from = i * every;
  return i + Math.min((time - from) / (Math.min(from + every, steps) - from || 1), 1);
}

/** The first row of a series, interpolated between two entries; after its end, the last entry.
 * @param {Picture} picture @param {string} name @param {number} at */
export function interpolated({ series }, name, at) {
  const row = series[name]?.[0] ?? [NaN],
    i = Math.min(Math.floor(at), row.length - 1);
  return row[i] + (at - i || 0) * ((row[i + 1] ?? row[i]) - row[i]);
}

/** A frame of a density, cross-faded with the next one. @param {Float32Array} density @param {number} size
 * @param {number} at */
export function crossFaded(density, size, at) {
  const i = Math.min(Math.floor(at), density.length / size - 1),
    next = density.subarray((i + 1) * size);
  return density.slice(i * size, (i + 1) * size).map((v, k) => v + (at - i) * ((next[k] ?? v) - v));
}

/** Points on the ellipse of a covariance. @param {number} x @param {number} y @param {number} xx @param {number} xy
 * @param {number} yy @returns {Point[]} */
export function ellipse(x, y, xx, xy, yy) {
  const a = Math.sqrt(xx),
    b = a && xy / a,
    c = Math.sqrt(Math.max(yy - b * b, 0));
  return Array.from({ length: 64 }, (_, i) => {
    const [u, v] = [Math.cos((Math.PI * i) / 32), Math.sin((Math.PI * i) / 32)];
    return [x + AWAY * a * u, y + AWAY * (b * u + c * v)];
  });
}

/** The tops of labels, moved apart so that no label covers another. @param {number[]} tops @param {Frame} f */
export function separated(tops, f) {
  const order = [...tops.keys()].sort((i, k) => tops[i] - tops[k]),
    out = [...tops];
  let end = f.top + 8;
  for (const i of order) end = (out[i] = Math.max(out[i], end)) + APART;
  end = f.top + f.height - 8;
  for (const i of order.reverse()) end = (out[i] = Math.min(out[i], end)) - APART;
  return out;
}

/** The position nearest to `top` at which a share's label covers no other one. It is then added to `taken`.
 * @param {Point[]} taken @param {number} left @param {number} top @param {Frame} f */
export function freePlace(taken, left, top, f) {
  const bare = (/** @type {number} */ y) =>
    !taken.some(([x, other]) => Math.abs(x - left) < WIDE && Math.abs(other - y) < APART);
  const lows = Array.from({ length: 40 }, (_, k) => top + APART * (k % 2 ? (k + 1) / 2 : -k / 2)),
    low = lows.find((y) => y > f.top + 8 && y < f.top + f.height - 8 && bare(y)) ?? top;
  taken.push([left, low]);
  return low;
}

/** A share in per cent: whole numbers, unless it is close to none or all. @param {number} share */
export const percent = (share) =>
  `${share > 0 && share < 0.01 ? "< 1" : share > 0.99 && share < 1 ? "> 99" : Math.round(100 * share)} %`;

/** The pixels of a series in a chart. Values that a logarithmic axis cannot show are placed below it.
 * @param {Scene} scene @param {string} name */
const pointsOf = ({ f, picture: { series, every, steps } }, name) =>
  Array.from(series[name]?.[0] ?? [], (v, i) => {
    const top = f.log && v <= 0 ? Infinity : toTop(f, v);
    return /** @type {Point} */ ([
      toLeft(f, Math.min(i * every, steps)),
      Math.min(Math.max(top, f.top - 9), f.top + f.height + 9),
    ]);
  });

/** The part of a line up to an entry. @param {Point[]} points @param {number} at @returns {Point[]} */
function partUpTo(points, at) {
  const i = Math.min(Math.floor(at), points.length - 1),
    [a, b] = [points[i], points[i + 1] ?? points[i]];
  return a ? [...points.slice(0, i + 1), [a[0] + (at - i) * (b[0] - a[0]), a[1] + (at - i) * (b[1] - a[1])]] : [];
}

/** Add points to the path; the canvas skips those that are NaN. @param {G} g @param {Point[]} points */
function tracePoints(g, points) {
  g.beginPath();
  for (const point of points) g.lineTo(...point);
}

/** @param {G} g @param {number} style @param {Point} at @param {number} r @param {Look} look */
function dot(g, style, [x, y], r, look) {
  g.beginPath();
  traceShape(g, style, x, y, r);
  Object.assign(g, { strokeStyle: look.casing, fillStyle: colourOf(look, style), lineWidth: 2.5 });
  g.stroke();
  g.fill();
}

export class Clouds {
  constructor() {
    this.canvas = document.createElement("canvas");
  }

  /** What lies under the paths. @param {G} g @param {Overlay} overlay @param {number} time */
  drawBelow(g, { picture, frames, look }, time) {
    if (!picture || !look) return;
    const at = entryAt(picture, time);
    frames.forEach((f, pane) => {
      if (covered(picture.panes, pane)) return;
      const scene = { g, f, picture, look, at };
      g.save();
      g.beginPath();
      g.rect(f.left, f.top, f.width, f.height);
      g.clip();
      for (const cloud of picture.clouds) if (cloud.pane === pane) this.cloud(scene, cloud);
      for (const band of picture.bands) if (band.pane === pane) this.band(scene, band);
      for (const line of picture.lines) if (line.pane === pane) this.line(scene, line);
      g.restore();
    });
  }

  /** @param {Scene} scene @param {Picture["clouds"][0]} cloud */
  cloud({ g, f, picture, look, at }, { box, bins, density, mean, spread, style }) {
    const colour = colourOf(look, style),
      context = /** @type {G} */ (Object.assign(this.canvas, { width: bins, height: bins }).getContext("2d")),
      image = context.createImageData(bins, bins),
      grains = crossFaded(picture.series[density]?.[0] ?? new Float32Array(bins * bins), bins * bins, at),
      ink = rgb(colour);
    grains.forEach((v, k) => {
      const row = bins - 1 - Math.floor(k / bins); // the image has its first row above
      image.data.set([...ink, 255 * DENSE * Math.sqrt(v / 255)], 4 * (row * bins + (k % bins)));
    });
    context.putImageData(image, 0, 0);
    const [left, right, low, high] = [toLeft(f, box[0]), toLeft(f, box[1]), toTop(f, box[2]), toTop(f, box[3])],
      now = [...mean, ...spread].map((name) => interpolated(picture, name, at)),
      ring = ellipse(...(/** @type {Parameters<typeof ellipse>} */ (now)));
    g.imageSmoothingQuality = "high";
    g.drawImage(this.canvas, left, high, right - left, low - high);
    tracePoints(
      g,
      ring.map(([x, y]) => [toLeft(f, x), toTop(f, y)]),
    );
    g.closePath();
    for (const [strokeStyle, lineWidth] of [
      [look.casing, 3.6],
      [colour, 1.6],
    ]) {
      Object.assign(g, { strokeStyle, lineWidth });
      g.stroke();
    }
    dot(g, style, [toLeft(f, now[0]), toTop(f, now[1])], 5, look);
  }

  /** @param {Scene} scene @param {Picture["bands"][0]} band */
  band(scene, { low, high, style, alpha }) {
    const { g, look, at } = scene,
      [below, above] = [low, high].map((name) => pointsOf(scene, name));
    g.fillStyle = colourOf(look, style);
    g.globalAlpha = alpha * AHEAD;
    tracePoints(g, [...above, ...below.reverse()]);
    g.fill();
    g.globalAlpha = alpha * (1 - AHEAD);
    tracePoints(g, [...partUpTo(above, at), ...partUpTo(below.reverse(), at).reverse()]);
    g.fill();
    g.globalAlpha = 1;
  }

  /** @param {Scene} scene @param {Picture["lines"][0]} line */
  line(scene, { of, style, dash }) {
    const { g, look, at } = scene,
      points = pointsOf(scene, of),
      reached = partUpTo(points, at);
    Object.assign(g, { strokeStyle: colourOf(look, style), lineWidth: 1.8, globalAlpha: DIM });
    g.setLineDash(dash ? [6, 5] : []);
    for (const part of [points, reached]) {
      tracePoints(g, part);
      g.stroke();
      g.globalAlpha = 1;
    }
    g.setLineDash([]);
    dot(g, style, reached.at(-1) ?? [NaN, NaN], 3.6, look);
  }

  /** What lies above the paths. @param {G} g @param {Overlay} overlay @param {number} time */
  drawAbove(g, { picture, frames, look }, time) {
    if (!picture || !look) return;
    frames.forEach((f, pane) => {
      const lines = picture.lines.filter((line) => line.pane === pane),
        scene = { g, f, picture, look, at: 0 };
      const tops = lines.map(({ of }) => (pointsOf(scene, of).at(-1) ?? [0, 0])[1] - 9);
      separated(tops, f).forEach((top, i) => {
        dot(g, lines[i].style, [f.left + f.width - 9, top], 3.6, look);
        label(g, lines[i].label, f, f.left + f.width, top, look);
      });
    });
    const at = Math.floor(entryAt(picture, time)),
      taken = /** @type {Point[]} */ ([]);
    for (const { pane, x, y, of, style } of picture.shares) {
      const f = frames[pane],
        [left, top] = [toLeft(f, x), toTop(f, y)],
        side = left > f.left + f.width / 2 ? -1 : 1;
      if (covered(picture.panes, pane) || !inside(f, left, top)) continue;
      const low = freePlace(taken, left + (side * WIDE) / 2, top, f);
      if (picture.clouds.length > 1) dot(g, style, [left + 13 * side, low], 3.4, look);
      label(g, percent(interpolated(picture, of, at)), f, left, low, look);
    }
  }

  /** Plotly's traces: the lines, drawn invisibly, so that hovering shows their numbers.
   * @param {Picture} picture @param {Look} look */
  traces({ lines, series, every, steps }, look) {
    return lines.map(({ pane, style, of, label: name }) => {
      const y = [...(series[of]?.[0] ?? [])];
      return {
        type: "scatter",
        mode: "lines",
        name,
        opacity: 0,
        xaxis: "x" + suffix(pane),
        yaxis: "y" + suffix(pane),
        x: y.map((_, i) => Math.min(i * every, steps)),
        y,
        customdata: y.map((v) => short(v)),
        hovertemplate: "<b>%{fullData.name}</b> step %{x}<br>%{customdata}<extra></extra>",
        hoverlabel: { bgcolor: look.paper, bordercolor: colourOf(look, style) },
      };
    });
  }
}
