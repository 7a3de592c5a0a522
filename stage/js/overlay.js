// @ts-check
/** What moves, drawn on three canvases above the plot: new paths while Plotly lags, the trail so far, the heads. */
import { lay } from "./arrows.js";
import { edge, inside, project, toLeft } from "./axes.js";
import { DIM } from "./figure.js";
import { trace } from "./marks.js";
import { colourOf, dashed } from "./palette.js";
import { arrow, cross, label, shaft, stroke } from "./pens.js";
import { spread } from "./spread.js";
import { thin } from "./thin.js";

/** @typedef {import("./types.js").Frame} Frame @typedef {import("./types.js").Picture} Picture */
/** @typedef {import("./types.js").Track} Track @typedef {CanvasRenderingContext2D} G */
/**
 * @typedef {{ frame: Frame, points: Float64Array, last: number, keep: number[], style: number, map: boolean,
 *   track: Track | undefined, walked: number }} Line
 */

/** Points of one line on the canvas. */
const CAP = 4000;

export class Overlay {
  /** @param {HTMLCanvasElement} still @param {HTMLCanvasElement} trail @param {HTMLCanvasElement} moves */
  constructor(still, trail, moves) {
    this.canvases = [still, trail, moves];
    this.lines = /** @type {Line[]} */ ([]);
    this.picture = /** @type {Picture | null} */ (null);
    this.look = /** @type {import("./types.js").Look | null} */ (null);
    this.frames = /** @type {Frame[]} */ ([]);
    this.size = { width: 0, height: 0 };
    this.upto = 0;
    this.arrows = /** @type {import("./arrows.js").Arrows | null} */ (null); // which of them are shown, and how long
  }

  /** Once per view: all that depends on ranges, size or data, and not on the playhead.
   * @param {Picture} picture @param {Frame[]} frames @param {import("./types.js").Look} look
   * @param {{ width: number, height: number }} size @param {boolean} stale draw the complete paths, Plotly's are old */
  view(picture, frames, look, size, stale) {
    Object.assign(this, { picture, frames, look, size, upto: -1 });
    const tracks = picture.tracks.filter((t) => !t.hidden);
    this.lines = [
      ...tracks.flatMap((t) =>
        this.line(frames[t.pane], picture.series.x?.[t.run], picture.series.y?.[t.run], t.style, t),
      ),
      ...picture.curves
        .filter((c) => !c.hidden)
        .flatMap((c) => {
          const pane = picture.panes[c.pane],
            ys = pane.kind === "chart" ? picture.series[pane.of]?.[c.run] : undefined;
          return this.line(
            frames[c.pane],
            null,
            ys,
            c.style,
            tracks.find((t) => t.run === c.run),
          );
        }),
    ];
    this.lines.sort((a, b) => +!!a.track?.selected - +!!b.track?.selected); // the selected runner lies on top
    const g = this.pen(0);
    if (stale)
      this.each(g, (line) => {
        g.globalAlpha = DIM;
        g.lineWidth = line.track?.selected ? 2 : 1.4;
        stroke(g, line, 0, line.last, 0);
        g.globalAlpha = 1;
      });
  }

  /** @param {Frame} frame @param {Float32Array | null | undefined} xs @param {Float32Array | undefined} ys
   * @param {number} style @param {Track | undefined} track @returns {Line[]} */
  line(frame, xs, ys, style, track) {
    if (xs === undefined || !ys?.length) return [];
    const points = project(frame, xs, ys);
    const keep = thin(points, frame, CAP);
    return [{ frame, points, last: ys.length - 1, keep, style, map: xs !== null, track, walked: 0 }];
  }

  /** A cleared canvas of the right size and density. @param {number} which @returns {G} */
  pen(which) {
    const canvas = this.canvases[which],
      g = /** @type {G} */ (canvas.getContext("2d")),
      k = devicePixelRatio || 1;
    const w = Math.round(this.size.width * k),
      h = Math.round(this.size.height * k);
    if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
    g.setTransform(k, 0, 0, k, 0, 0);
    g.clearRect(0, 0, this.size.width, this.size.height);
    g.lineJoin = g.lineCap = "round";
    return g;
  }

  /** Every line, clipped to its pane and in its colour. @param {G} g @param {(line: Line) => void} draw */
  each(g, draw) {
    for (const line of this.lines) {
      const f = line.frame;
      g.save();
      g.beginPath();
      g.rect(f.left, f.top - 1, f.width, f.height + 2);
      g.clip();
      g.strokeStyle = colourOf(/** @type {any} */ (this.look), line.style);
      g.setLineDash(dashed(line.style) ? [7, 6] : []);
      draw(line);
      g.restore();
    }
  }

  /** @param {number} time the playhead, fractional while it moves */
  draw(time) {
    if (!this.picture) return;
    this.walk(Math.floor(time));
    const g = this.pen(2),
      heads = this.lines.map((line) => headAt(line, time));
    this.hairlines(g, time);
    this.tails(g, time, heads);
    this.vectors(g, Math.floor(time));
    this.heads(g, time, heads);
  }

  /** Lengthen the trail to a step: forwards only what is new, backwards all of it again. @param {number} step */
  walk(step) {
    if (step === this.upto) return;
    const back = step < this.upto || this.upto < 0,
      from = back ? 0 : this.upto;
    const g = back ? this.pen(1) : /** @type {G} */ (this.canvases[1].getContext("2d"));
    this.each(g, (line) => {
      g.lineWidth = (line.map ? 1.6 : 2) + (line.track?.selected ? 0.8 : 0);
      line.walked = stroke(g, line, from, Math.min(step, line.last), back ? 0 : line.walked);
    });
    this.upto = step;
  }

  /** @param {G} g @param {number} time */
  hairlines(g, time) {
    const { look, picture } = this;
    if (!look || !picture) return;
    g.strokeStyle = look.faint;
    g.lineWidth = 1;
    this.frames.forEach((f, i) => {
      const left = Math.round(toLeft(f, time) - 0.5) + 0.5;
      if (picture.panes[i]?.kind !== "chart" || !inside(f, left, f.top, 1)) return;
      g.beginPath();
      g.moveTo(left, f.top);
      g.lineTo(left, f.top + f.height);
      g.stroke();
    });
  }

  /** @param {G} g @param {number} time @param {[number, number][]} heads */
  tails(g, time, heads) {
    const { look, picture } = this,
      step = Math.floor(time);
    if (!look || !picture) return;
    const tail = Math.max(24, Math.round(0.05 * picture.steps));
    const ends = new Map(this.lines.map((line, i) => [line, heads[i]]));
    this.each(g, (line) => {
      const upto = Math.min(step, line.last),
        colour = g.strokeStyle,
        width = line.track?.selected ? 3.4 : 2.6;
      for (const [paint, wide] of line.map
        ? [
            [look.casing, width + 2.4],
            [colour, width],
          ]
        : [[colour, width - 0.6]]) {
        g.strokeStyle = /** @type {string} */ (paint);
        g.lineWidth = /** @type {number} */ (wide);
        g.setLineDash([]);
        stroke(g, line, line.map ? Math.max(0, upto - tail) : upto, upto, 0, ends.get(line));
      }
    });
  }

  /** Arrows at the heads. @param {G} g @param {number} step */
  vectors(g, step) {
    const { picture, look, arrows } = this;
    if (!picture || !look) return;
    for (const line of this.lines) {
      const f = line.frame,
        at = Math.min(step, line.last),
        [left, top] = [line.points[2 * at], line.points[2 * at + 1]];
      const mine = line.map
        ? picture.vectors.filter((v) => v.run === line.track?.run && this.frames[v.pane] === f)
        : [];
      if (!mine.length || !inside(f, left, top)) continue;
      const steps = mine.map((v) => {
        const [dx, dy] = [v.x, v.y].map((name) => picture.series[name]?.[v.run]?.[at] ?? 0),
          across = f.width / (f.x[1] - f.x[0]),
          up = f.height / (f.y[1] - f.y[0]);
        return { ...v, size: Math.hypot(dx, dy), dx: dx * across, dy: -dy * up };
      });
      // Without a switch an arrow says a direction: its length grows with the logarithm, so that a small one is seen.
      for (const { label, size, dx, dy, style } of steps)
        if (!label && size > 0)
          arrow(
            g,
            { left, top },
            Math.atan2(dy, dx),
            14 + 9 * Math.max(0, Math.log10(size) + 2),
            colourOf(look, style),
            look.casing,
          );
      g.save();
      g.beginPath();
      g.rect(f.left, f.top, f.width, f.height);
      g.clip();
      for (const { step: v, from, to } of lay(
        steps.filter((s) => s.label),
        arrows?.toScale ?? false,
      ))
        if (arrows?.shows(v))
          shaft(g, [left + from[0], top + from[1]], [left + to[0], top + to[1]], colourOf(look, v.style), look.casing);
      g.restore();
    }
  }

  /** Heads above every line; what has left its map is an arrow at the edge. @param {G} g @param {number} time
   * @param {[number, number][]} heads */
  heads(g, time, heads) {
    const { look } = this,
      outside = [];
    if (!look) return;
    for (const [i, line] of this.lines.entries()) {
      const [left, top] = heads[i],
        gone = line.map ? edge(line.frame, left, top, 13) : null;
      if (gone) outside.push({ ...gone, line });
      else if (inside(line.frame, left, top, 1)) this.head(g, line, left, top, time);
    }
    for (const { line, left, top, angle } of spread(outside)) {
      const colour = colourOf(look, line.style),
        tip = { left: left + 7 * Math.cos(angle), top: top + 7 * Math.sin(angle) };
      arrow(g, tip, angle, 0, colour, look.casing);
      this.head(g, line, left, top, time);
      if (lost(line, time) && !this.picture?.grid)
        label(g, `diverged at step ${line.track?.at}`, line.frame, left, top, look);
    }
  }

  /** @param {G} g @param {Line} line @param {number} left @param {number} top @param {number} time */
  head(g, line, left, top, time) {
    const look = /** @type {import("./types.js").Look} */ (this.look);
    g.beginPath();
    trace(g, line.style, left, top, (line.map ? 5.6 : 3.6) + (line.track?.selected ? 1 : 0));
    g.lineWidth = 3;
    g.strokeStyle = look.casing;
    g.fillStyle = colourOf(look, line.style);
    g.stroke();
    g.fill();
    if (line.map && lost(line, time)) cross(g, left, top, look);
  }
}

/** @param {Line} line @param {number} time */
const lost = ({ track }, time) => track?.status === "diverged" && track.at !== null && time >= track.at;

/** Between two steps a head glides; after its run's end it stays. @param {Line} line @param {number} time
 * @returns {[number, number]} */
export function headAt({ points, last }, time) {
  const i = Math.min(Math.floor(time), last),
    u = i < last ? time - i : 0;
  const [x, y] = [points[2 * i], points[2 * i + 1]];
  return u ? [x + u * (points[2 * i + 2] - x), y + u * (points[2 * i + 3] - y)] : [x, y];
}
