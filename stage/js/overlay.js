// @ts-check
/** Draws what moves on canvases above the plot: new paths while Plotly lags behind, the trails, the heads. */
import { inside, project, toLeft } from "./axes.js";
import { costs } from "./cost.js";
import { decimate } from "./decimate.js";
import { RESTS, stroke } from "./drawing.js";
import { DIM } from "./figure.js";
import { drawHeads, headAt, STAR, starsOf } from "./heads.js";
import { covered } from "./layout.js";
import { traceShape } from "./marks.js";
import { colourOf, dashed } from "./palette.js";
import { trailWidths } from "./widths.js";

/** @typedef {import("./types.js").Frame} Frame @typedef {import("./types.js").Picture} Picture */
/** @typedef {import("./types.js").Track} Track @typedef {CanvasRenderingContext2D} G */
/**
 * @typedef {{ frame: Frame, points: Float64Array, last: number, keep: number[], style: number, map: boolean,
 *   track: Track | undefined, drawn: number, upto: number, inSpace?: boolean }} Line  upto: the step up to which its trail
 *   is drawn, drawn: the pixels of that, inSpace: on the 3D surface
 */

/** The opacity of the paths from before a change. */
const GHOST = 0.85;
/** The most points of a line on the canvas. */
const CAP = 4000;
/** A curve is drawn at once up to where it is, and in so many pieces while it plays on. Where pieces meet, their edges are
 * drawn twice: piece by piece for each step, a thin curve would look dashed. */
const PIECES = 12;

export class Overlay {
  /** @param {HTMLCanvasElement} still @param {HTMLCanvasElement} trail @param {HTMLCanvasElement} moves
   * @param {boolean} [carries] the trails are shown by `moves`: a page that WebKit lays out in layers has one less */
  constructor(still, trail, moves, carries = false) {
    this.canvases = [still, trail, moves];
    this.carries = carries;
    this.lines = /** @type {Line[]} */ ([]);
    this.picture = /** @type {Picture | null} */ (null);
    this.look = /** @type {import("./types.js").Look | null} */ (null);
    this.frames = /** @type {Frame[]} */ ([]);
    this.size = { width: 0, height: 0 };
    this.drawnStep = 0;
    this.guides = /** @type {Line[]} */ ([]);
    this.widths = /** @type {ReturnType<typeof trailWidths>} */ (new Map());
    this.spots = /** @type {import("./types.js").Spot[]} */ ([]);
    this.stars = /** @type {[number, number][]} */ ([]); // pixels of those that stand still
    this.taken = /** @type {import("./types.js").Place | null} */ (null); // where no label goes
    this.arrows = /** @type {import("./arrows.js").Arrows | null} */ (null); // which of them are shown, and how long
    // Parts that are loaded when a picture needs them. Contours and clouds draw on a fourth canvas, below the plot.
    this.space = /** @type {import("./space.js").Space | null} */ (null);
    this.contours = /** @type {import("./contours.js").Contours | null} */ (null);
    this.clouds = /** @type {import("./cloud.js").Clouds | null} */ (null);
    this.legend = /** @type {import("./legend.js").Legend | null} */ (null); // names on the map
    this.lit = /** @type {import("./lit.js").Lit | null} */ (null); // what belongs to a symbol of a formula
    this.density = 1; // device pixels per pixel
    this.lineScale = 1; // a factor on all line widths
  }

  /** Prepare everything that depends on ranges, size or data but not on the playhead. Called once per view.
   * @param {Picture} picture @param {Frame[]} frames @param {import("./types.js").Look} look
   * @param {{ width: number, height: number }} size @param {boolean} stale draw the complete paths, Plotly's are old
   * @param {Picture | null} [ghost] the picture of before a change, drawn as dots */
  view(picture, frames, look, size, stale, ghost) {
    Object.assign(this, { picture, frames, look, size, drawnStep: -1 });
    this.lines = this.linesOf(picture);
    this.widths = trailWidths(picture);
    this.stars = starsOf(picture, frames);
    this.guides = picture.guides.flatMap(({ pane, x, y, style = STAR }) =>
      this.line(frames[pane], picture.series[x]?.[0], picture.series[y]?.[0], style, undefined),
    );
    const g = this.clearedContext(0);
    if (ghost)
      this.each(g, this.linesOf(ghost), (line) => {
        g.globalAlpha = GHOST;
        g.lineWidth = 1.8;
        g.setLineDash([0.1, 4.5]);
        stroke(g, line, 0, line.last, 0);
      });
    this.each(
      g,
      this.lines.filter((line) => stale || line.inSpace), // Plotly has no paths in space
      (line) => {
        g.globalAlpha = DIM;
        g.lineWidth = line.track?.selected ? 2 : 1.4;
        stroke(g, line, 0, line.last, 0);
      },
    );
    this.legend?.view();
  }

  /** The paths and curves of all runs that are shown. @param {Picture} picture */
  linesOf(picture) {
    const { frames } = this,
      hidden = new Set(this.picture?.tracks.filter((t) => t.hidden).map((t) => t.run)),
      tracks = picture.tracks.filter((t) => !hidden.has(t.run)),
      panes = this.picture?.panes ?? [];
    const lines = [
      ...panes.flatMap((p, i) => {
        const mine = p.kind === "space" ? tracks.filter((t) => t.pane === p.of) : [];
        return frames[i] ? (this.space?.lines(frames[i], picture, mine) ?? []) : [];
      }),
      ...tracks
        .filter((t) => !covered(panes, t.pane))
        .flatMap((t) => this.line(frames[t.pane], picture.series.x?.[t.run], picture.series.y?.[t.run], t.style, t)),
      ...picture.curves
        .filter((c) => !c.hidden && !hidden.has(c.run))
        .flatMap(({ pane, run, style }) => {
          const chart = picture.panes[pane],
            ys = chart.kind === "chart" ? picture.series[chart.of]?.[run] : undefined;
          return this.line(frames[pane], null, ys, style, tracks.find((t) => t.run === run), costs(picture, run)); // prettier-ignore
        }),
    ];
    return lines.sort((a, b) => +!!a.track?.selected - +!!b.track?.selected); // the selected runner lies on top
  }

  /** @param {Frame} frame @param {Float32Array | null | undefined} xs @param {Float32Array | undefined} ys
   * @param {number} style @param {Track | undefined} track @param {Float64Array | null} [cost] of every step, in a chart
   * @returns {Line[]} */
  line(frame, xs, ys, style, track, cost = null) {
    if (!frame || xs === undefined || !ys?.length) return [];
    const points = project(frame, xs ?? cost, ys);
    const keep = decimate(points, frame, CAP);
    return [{ frame, points, last: ys.length - 1, keep, style, map: xs !== null, track, drawn: 0, upto: 0 }];
  }

  /** A cleared canvas of the right size and density. @param {number} which @returns {G} */
  clearedContext(which) {
    const canvas = this.canvases[which],
      g = /** @type {G} */ (canvas.getContext("2d", which ? {} : RESTS)),
      k = this.density;
    const w = Math.round(this.size.width * k),
      h = Math.round(this.size.height * k);
    if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
    g.setTransform(k, 0, 0, k, 0, 0);
    g.clearRect(0, 0, this.size.width, this.size.height);
    g.lineJoin = g.lineCap = "round";
    return g;
  }

  /** Lines, each clipped to its pane and in its colour.
   * @param {G} g @param {Line[]} lines @param {(line: Line) => void} draw */
  each(g, lines, draw) {
    for (const line of lines) {
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
    this.drawTrail(Math.floor(time));
    this.spots = [];
    if (this.canvases[3]) {
      const under = this.clearedContext(3);
      this.contours?.draw(under, this, time);
      this.clouds?.drawBelow(under, this, time);
    }
    const g = this.clearedContext(2);
    if (this.carries) pixelByPixel(g, this.canvases[1]);
    const heads = this.lines.map((line) => headAt(line, time));
    this.hairlines(g, time, heads);
    this.lit?.draw(g, this, time);
    for (const guide of this.guides) this.drawGuide(g, guide, headAt(guide, time));
    this.tails(g, time, heads);
    this.vectors(g, Math.floor(time));
    drawHeads(g, this, time, heads);
    this.clouds?.drawAbove(g, this, time);
    this.legend?.draw(time);
  }

  /** Draw the trail up to a step: going forwards only the new part, going backwards all of it. @param {number} step */
  drawTrail(step) {
    if (step === this.drawnStep) return;
    const back = step < this.drawnStep || this.drawnStep < 0;
    const g = back ? this.clearedContext(1) : /** @type {G} */ (this.canvases[1].getContext("2d"));
    // The complete path of one run would hide a cloud, so only its last steps are shown.
    const lines = this.lines.filter((line) => !line.map || !this.picture?.clouds[0]);
    this.each(g, lines, (line) => {
      const now = Math.min(step, line.last),
        piece = Math.ceil(line.last / PIECES),
        to = line.map || back || now === line.last ? now : Math.max(line.upto, piece * Math.floor(now / piece)),
        wide = line.map ? this.widths.get(line.track?.run ?? -1) : undefined;
      if (back) line.drawn = line.upto = 0;
      const from = line.upto;
      line.upto = to;
      // If the thickness carries information, each stretch of equal thickness is one stroke.
      for (let a = from, b = to; a < to; a = b, b = to) {
        if (wide) for (b = a + 1; b < to && wide[b] === wide[a];) b++;
        g.lineWidth = wide ? this.lineScale * wide[a] : this.trailWidth(line);
        line.drawn = stroke(g, line, a, b, line.drawn, undefined, line.map ? this.look?.casing : undefined);
      }
    });
    this.drawnStep = step;
  }

  /** @param {Line} line */
  trailWidth = ({ map, track }) => this.lineScale * ((map ? 1.6 : 2) + (track?.selected ? 0.8 : 0));

  /** A vertical line through all charts; if the axis counts cost, one line per run.
   * @param {G} g @param {number} time @param {[number, number][]} heads */
  hairlines(g, time, heads) {
    const { look, picture } = this;
    if (!look || !picture) return;
    const draw = (/** @type {Frame} */ f, /** @type {number} */ at) => {
      const left = Math.round(at - 0.5) + 0.5;
      if (!inside(f, left, f.top, 1)) return;
      g.beginPath();
      g.moveTo(left, f.top);
      g.lineTo(left, f.top + f.height);
      g.stroke();
    };
    g.strokeStyle = look.faint;
    g.lineWidth = 1;
    if (picture.against === "steps") for (const f of this.frames) if (f.chart) draw(f, toLeft(f, time));
    if (picture.against === "steps") return;
    g.globalAlpha = 0.6;
    this.lines.forEach((line, i) => {
      g.strokeStyle = colourOf(look, line.style);
      if (!line.map) draw(line.frame, heads[i][0]);
    });
    g.globalAlpha = 1;
  }

  /** Where a point that moves with time is now. @param {G} g @param {Line} guide @param {[number, number]} at */
  drawGuide(g, { frame, style }, [left, top]) {
    const { look } = this;
    if (!look || !inside(frame, left, top)) return;
    if (style === STAR) this.spots.push({ left, top, word: "moving minimum" });
    g.beginPath();
    traceShape(g, style, left, top, 6.5);
    g.strokeStyle = look.ink;
    g.fillStyle = look.paper;
    g.lineWidth = 1.5;
    g.fill();
    g.stroke();
  }

  /** @param {G} g @param {number} time @param {[number, number][]} heads */
  tails(g, time, heads) {
    const { look, picture } = this,
      step = Math.floor(time);
    if (!look || !picture) return;
    const tail = Math.max(24, Math.round(0.05 * picture.steps));
    const ends = new Map(this.lines.map((line, i) => [line, heads[i]]));
    this.each(g, this.lines, (line) => {
      if (line.map && this.widths.size) return; // the trail itself has its thickness up to the head
      const upto = Math.min(step, line.last),
        colour = g.strokeStyle,
        width = this.lineScale * (line.track?.selected ? 3.4 : 2.6);
      if (!line.map) {
        g.lineWidth = this.trailWidth(line);
        return void stroke(g, line, line.upto, upto, line.drawn, ends.get(line)); // what is missing of the last piece
      }
      g.setLineDash([]);
      for (const [paint, wide] of /** @type {[string, number][]} */ ([[look.casing, width + 2.4], [colour, width]])) {
        g.strokeStyle = paint;
        g.lineWidth = wide;
        stroke(g, line, Math.max(0, upto - tail), upto, 0, ends.get(line));
      }
    });
  }

  /** Arrows at the heads. @param {G} g @param {number} step */
  vectors(g, step) {
    const { picture, look, arrows } = this;
    if (!picture || !look || !arrows) return;
    for (const line of this.lines) {
      const at = Math.min(step, line.last),
        head = /** @type {[number, number]} */ ([line.points[2 * at], line.points[2 * at + 1]]);
      if (line.map && inside(line.frame, ...head))
        arrows.draw(g, picture, {
          run: line.track?.run ?? -1,
          at,
          frame: line.frame,
          frames: this.frames,
          head,
          look,
          lit: this.lit,
        });
    }
  }
}

/** Copy what is on a canvas of the same size. @param {G} g @param {HTMLCanvasElement} from */
function pixelByPixel(g, from) {
  g.save();
  g.resetTransform();
  g.drawImage(from, 0, 0);
  g.restore();
}
