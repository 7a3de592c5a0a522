// @ts-check
/** The landscape as a surface in three dimensions. Plotly draws and rotates it; the paths are on the canvas above,
 * projected with its camera. Loaded when a picture contains a surface. */
import { decimate } from "./decimate.js";
import { hasWebGL, make } from "./dom.js";
import { PLAIN } from "./ground.js";
import { heightAt } from "./lattice.js";
import { calm, LEVELS, lightOn, tone } from "./paint.js";

/** @typedef {import("./types.js").Picture} Picture @typedef {import("./types.js").Frame} Frame */
/** @typedef {import("./types.js").Surface} Surface @typedef {import("./types.js").Look} Look */
/** @typedef {[number, number, number]} Point @typedef {number[]} Matrix  4 x 4, column by column */
/** @typedef {{ model: Matrix, view: Matrix, projection: Matrix, scale: Point }} Camera */

/** The initial camera, which shows the landscape as on the map: x to the right, y away from the viewer. */
const EYE = { x: -0.5, y: -1.37, z: 1.02 };
const SHAPE = { x: 1, y: 1, z: 0.6 };
const CAP = 2000;
/** Slopes are seen at an angle here, and all level lines are alike, so that the light must be stronger than on the map. */
const STRONGER = 2;
/** Points per side of the mesh, which Plotly draws twice per frame while it rotates. */
const MESH = 129;

/** The height at which a loss is shown. @param {Surface} s @param {number} above the loss, above the lowest if log */
const rise = (s, above) => (s.scale === "log" ? Math.log10(s.soft + Math.max(above, 0)) : above);

/** @param {Surface} s @param {number} loss */
const heightOf = (s, loss) => rise(s, s.scale === "log" ? loss - s.lowest : loss);

/** @param {Matrix} a @param {Matrix} b */
const times = (a, b) =>
  Array.from({ length: 16 }, (_, i) =>
    [0, 1, 2, 3].reduce((sum, k) => sum + a[(i % 4) + 4 * k] * b[4 * (i >> 2) + k], 0),
  );

/** The projection of a point to pixels; NaN behind the camera. @param {Camera} camera @param {Frame} f */
export function projector({ model, view, projection, scale }, f) {
  const m = times(projection, times(view, model));
  return (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ z) => {
    const at = (/** @type {number} */ k) =>
        m[k] * x * scale[0] + m[k + 4] * y * scale[1] + m[k + 8] * z * scale[2] + m[k + 12],
      w = at(3);
    if (!(w > 0)) return [NaN, NaN];
    return [f.left + f.width * (0.5 + at(0) / w / 2), f.top + f.height * (0.5 - at(1) / w / 2)];
  };
}

/** The ticks of the height axis. On a log scale they are decades above the minimum. @param {Surface} s */
export function ticks(s) {
  if (s.scale !== "log") return {};
  const first = Math.ceil(Math.log10(Math.max(10 ** s.low - s.soft, s.soft))),
    last = Math.floor(s.high),
    by = Math.max(1, Math.ceil((last - first) / 4));
  const powers = Array.from({ length: Math.max(0, Math.floor((last - first) / by) + 1) }, (_, k) => first + k * by);
  return {
    tickvals: powers.map((p) => rise(s, 10 ** p)),
    ticktext: powers.map((p) => (p ? `10<sup>${String(p).replace("-", "−")}</sup>` : "1")),
  };
}

/** The camera position from which everything is visible in a pane of this shape.
 * @param {Frame} f @returns {{ x: number, y: number, z: number }} */
function first({ width, height }) {
  const far = Math.max(1, 0.35 + (0.85 * height) / width);
  return { x: far * EYE.x, y: far * EYE.y, z: far * EYE.z };
}

/** The colours of the mesh: those of the map, in the light of the map. They are nearly one hue, so that a scale of two
 * colours holds them, by their green. @param {Surface} s @param {Look} look @param {number[][][]} mesh of heights, with
 * their slopes @param {Frame} f */
function tints(s, { ground }, mesh, f) {
  const look = { ...ground, relief: STRONGER * ground.relief },
    [x0, x1, y0, y1] = s.box,
    levels = LEVELS / (s.high - s.low),
    [right, down] = [((s.n - 1) / f.width) * levels, (-(s.n - 1) / f.height) * levels],
    light = calm(s, [x0, x1], [y0, y1], [right, down]);
  const green = mesh.map((row) =>
    row.map(([height, dx, dy]) => {
      const [x, y] = [dx * right, dy * down],
        tall = Math.min(Math.max((height - s.low) / (s.high - s.low), 0), 1);
      return tone(look, tall, light * lightOn(x, y, Math.hypot(x, y)))[1];
    }),
  );
  const ends = [0, 1].flatMap((height) => [-1, 1].map((lit) => tone(look, height, lit))).sort((a, b) => a[1] - b[1]),
    [[, cmin], , , [, cmax]] = ends;
  const colorscale = [ends[0], ends[3]].map((c, k) => [k, `rgb(${c.map(Math.round)})`]);
  return { surfacecolor: green, colorscale, cmin, cmax };
}

/** @param {Surface} s @param {Look} look @param {string} font @param {Frame} f */
export function surfaceFigure(s, look, font, f) {
  const { ground } = look,
    [x0, x1, y0, y1] = s.box,
    line = (/** @type {number} */ a, /** @type {number} */ b) =>
      Array.from({ length: MESH }, (_, i) => a + (i / (MESH - 1)) * (b - a)),
    [xs, ys] = [line(x0, x1), line(y0, y1)];
  const step = (s.high - s.low) / LEVELS,
    mesh = ys.map((y) => xs.map((x) => heightAt(s, x, y) ?? [NaN, NaN, NaN]));
  const trace = {
    type: "surface",
    x: xs,
    y: ys,
    z: mesh.map((row) => row.map(([height]) => height)),
    ...tints(s, look, mesh, f),
    showscale: false,
    hoverinfo: "skip",
    contours: {
      ...Object.fromEntries(["x", "y"].map((axis) => [axis, { highlight: false }])),
      z: { show: true, start: s.low + step, end: s.high, size: step, color: ground.ink, width: 1, highlight: false },
    },
    lighting: { ambient: 1, diffuse: 0, specular: 0, roughness: 1, fresnel: 0 }, // the light is in the colours
  };
  const axis = (/** @type {string} */ text, /** @type {number[]} */ range) => ({
    title: { text, font: { size: 12 } },
    range,
    color: look.faint,
    gridcolor: look.line,
    tickfont: { size: 10.5 },
    tickangle: 0,
    nticks: 5,
    showspikes: false,
    zeroline: false,
  });
  const layout = {
    width: f.width,
    height: f.height,
    margin: { l: 0, r: 0, t: 0, b: 0 },
    paper_bgcolor: look.paper,
    font: { family: font, color: look.faint },
    uirevision: "camera", // the visitor's rotation is kept, whatever is shown
    scene: {
      aspectmode: "manual",
      aspectratio: SHAPE,
      camera: { eye: first(f), center: { x: 0, y: 0, z: -0.12 } },
      dragmode: "turntable",
      hovermode: false,
      xaxis: axis("x", [x0, x1]),
      yaxis: axis("y", [y0, y1]),
      zaxis: { ...axis(s.scale === "log" && s.lowest ? "f − min f" : "f", [s.low, s.high]), ...ticks(s) },
    },
  };
  return { trace, layout };
}

export class Space {
  /** @param {HTMLElement} figure what it stands above @param {() => void} rotated the camera has moved */
  constructor(figure, rotated) {
    this.box = make("div", { class: "tw-space", role: "img" });
    this.box.setAttribute("aria-label", "The landscape in 3D, with the same paths.");
    this.hasWebGL = hasWebGL();
    this.rotated = rotated;
    this.plotly = /** @type {any} */ (null);
    this.ground = /** @type {Surface | null} */ (null);
    this.drawn = "";
    this.seen = "";
    this.first = EYE;
    figure.after(this.box);
    const look = () => {
      if (!this.box.isConnected) return;
      this.watch();
      requestAnimationFrame(look);
    };
    look();
  }

  /** Watch for camera moves. Plotly's events come too early, since its camera follows the pointer with a delay. */
  watch() {
    const camera = this.camera(),
      seen = camera ? [...camera.view, ...camera.projection, ...camera.model].join() : "";
    if (seen === this.seen) return;
    this.seen = seen;
    this.rotated();
  }

  /** The three matrices of Plotly's camera and the scale of its axes, which are private fields.
   * @returns {Camera | null} */
  camera() {
    const scene = /** @type {any} */ (this.box)._fullLayout?.scene?._scene;
    return scene?.glplot ? { ...scene.glplot.cameraParams, scale: scene.dataScale } : null;
  }

  /** Once per picture or size. @param {any} plotly @param {Picture} picture @param {Frame[]} frames
   * @param {(Surface | null)[]} surfaces @param {Look} look @param {string} font */
  async draw(plotly, { panes }, frames, surfaces, look, font) {
    const at = panes.findIndex((p) => p.kind === "space"),
      pane = panes[at],
      ground = pane?.kind === "space" ? surfaces[pane.of] : null,
      f = frames[at];
    this.box.hidden = !ground;
    if (!ground) return;
    const { left, top, width, height } = f;
    Object.assign(this.box.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
    const { matches } = matchMedia(PLAIN),
      key = [look.dark, matches, width, height].join();
    if (ground === this.ground && key === this.drawn) return;
    Object.assign(this, { plotly, ground, drawn: key });
    const { trace, layout } = surfaceFigure(ground, matches ? { ...look, ground: look.plain } : look, font, f);
    this.first = layout.scene.camera.eye;
    await plotly.react(this.box, [trace], layout, {
      displayModeBar: false,
      scrollZoom: true,
      plotGlPixelRatio: Math.min(devicePixelRatio || 1, 2),
    });
  }

  /** The surface in its present view, as an image element of an SVG. */
  async image() {
    if (this.box.hidden || !this.ground) return "";
    const { offsetLeft: x, offsetTop: y, offsetWidth: width, offsetHeight: height } = this.box,
      href = await this.plotly.toImage(this.box, { format: "png", scale: 2, width, height });
    return `<image href="${href}" x="${x}" y="${y}" width="${width}" height="${height}"/>`;
  }

  /** Zoom and rotate the camera; a factor of 0 resets it. @param {number} factor @param {number[]} way */
  zoom(factor, [right, up] = [0, 0]) {
    const { x, y, z } = /** @type {any} */ (this.box).layout?.scene?.camera?.eye ?? this.first,
      turn = right / 5,
      eye = { x: factor * (x - turn * y), y: factor * (y + turn * x), z: factor * z + up / 5 };
    this.plotly?.relayout(this.box, { "scene.camera.eye": factor ? eye : this.first });
  }

  /** Paths in space as lines on the screen. @param {Frame} f @param {Picture} picture
   * @param {import("./types.js").Track[]} tracks @returns {import("./overlay.js").Line[]} */
  lines(f, { series }, tracks) {
    const camera = this.camera(),
      { ground } = this;
    if (!camera || !ground) return [];
    const see = projector(camera, f);
    return tracks.flatMap((track) => {
      const [xs, ys, losses] = [series.x, series.y, series.loss].map((rows) => rows?.[track.run]);
      if (!xs || !ys || !losses) return [];
      const points = new Float64Array(2 * xs.length),
        zs = Float64Array.from(losses, (loss) => heightOf(ground, loss));
      for (let i = 0; i < xs.length; i++) points.set(see(xs[i], ys[i], zs[i]), 2 * i);
      const keep = decimate(points, f, CAP);
      return [{ frame: f, points, last: xs.length - 1, keep, style: track.style, map: true, track, drawn: 0, upto: 0, inSpace: true }];
    });
  }

  close() {
    this.plotly?.purge(this.box);
    this.box.remove();
  }
}
