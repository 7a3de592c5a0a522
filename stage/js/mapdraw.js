// @ts-check
/** Draws a map on its two canvases: the cells with level lines and axes, and above them what moves. */
import { cased, css, paintMap, paintMask, PATTERNED, tile, toneOf } from "./mappaint.js";
import { shareOf, ticksOf } from "./mapscale.js";
import { FIRST } from "./mapwire.js";
import { traceShape } from "./marks.js";
import { paint } from "./paint.js";
import { colourOf, unlit } from "./palette.js";

/** @typedef {import("./mapwire.js").MapPicture} MapPicture @typedef {import("./mapwire.js").Plane} Plane */
/** @typedef {import("./mapscale.js").Side} Side */
/** @typedef {import("./types.js").Look} Look @typedef {CanvasRenderingContext2D} G */
/** @typedef {{ left: number, top: number, size: number, width: number, height: number }} Frame  pixels of the square, and
 *   of the canvas around it */
/** @typedef {{ map: MapPicture, plane: Plane, lines: import("./mapwire.js").Line[], sides: [Side, Side], frame: Frame,
 *   look: Look }} Scene  sides: with the ends in view */
/** @typedef {{ x: ArrayLike<number>, y: ArrayLike<number> }} Track */

const FONT = "12.5px ";
/** Level lines: one in two of the ground's, as opaque as this. */
const COARSER = 2;
const QUIET = { light: 0.42, dark: 0.5 };
const MASK = unlit("#000", "#fff", 1);
/** Lattice points of a surface that a view must show for its level lines to be true. */
const FEWEST = 6;
const STAR = 5;
const PATH_DASH = [5, 4];
export const DASHES = [[9, 5], [2, 5]];

/** @param {number} width @param {number} height */
function offscreen(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return { canvas, g: /** @type {G} */ (canvas.getContext("2d")) };
}

/** The pixels of a place of the map. @param {Scene} scene @param {number} x @param {number} y @returns {[number, number]} */
export function pixelOf({ sides: [across, down], frame: { left, top, size } }, x, y) {
  return [left + size * shareOf(across, x), top + size * (1 - shareOf(down, y))];
}

/** The picture of the cells, kept as long as it is the same. */
export class Cells {
  constructor() {
    this.plane = /** @type {Plane | null} */ (null);
    this.dark = false;
    this.canvas = /** @type {HTMLCanvasElement | null} */ (null);
    this.masks = /** @type {{ code: number, canvas: HTMLCanvasElement }[]} */ ([]);
  }

  /** @param {Plane} plane @param {boolean} dark */
  of(plane, dark) {
    if (plane === this.plane && dark === this.dark) return;
    this.plane = plane;
    this.dark = dark;
    const fill = (/** @type {(pixels: Uint32Array) => boolean | void} */ write) => {
      const { canvas, g } = offscreen(plane.n, plane.n),
        image = g.createImageData(plane.n, plane.n);
      const any = write(new Uint32Array(image.data.buffer));
      g.putImageData(image, 0, 0);
      return any === false ? null : canvas;
    };
    this.canvas = fill((pixels) => paintMap(plane, dark, pixels));
    this.masks = PATTERNED.flatMap((code) => {
      const canvas = fill((pixels) => paintMask(plane, code, pixels));
      return canvas ? [{ code, canvas }] : [];
    });
  }

  /** @param {G} g @param {Scene} scene @param {number} density */
  draw(g, { map, plane, sides: [across, down], frame, look }, density) {
    this.of(plane, look.dark);
    const { left, top, size } = frame,
      [x0, x1] = [map.sides[0].low, map.sides[0].high].map((v) => left + size * shareOf(across, v)),
      [y0, y1] = [map.sides[1].low, map.sides[1].high].map((v) => top + size * (1 - shareOf(down, v)));
    g.save();
    g.beginPath();
    g.rect(left, top, size, size);
    g.clip();
    g.fillStyle = css(toneOf(0, 0, look.dark));
    g.fillRect(left, top, size, size);
    g.imageSmoothingEnabled = false;
    const place = /** @type {[number, number, number, number]} */ ([x0, y1, x1 - x0, y0 - y1]);
    if (this.canvas) g.drawImage(this.canvas, ...place);
    for (const { code, canvas } of this.masks) {
      const all = offscreen(frame.width * density, frame.height * density),
        small = offscreen(8, 8);
      tile(small.g, code, look.dark);
      all.g.scale(density, density);
      all.g.imageSmoothingEnabled = false;
      all.g.drawImage(canvas, ...place);
      all.g.globalCompositeOperation = "source-in";
      all.g.fillStyle = /** @type {CanvasPattern} */ (all.g.createPattern(small.canvas, "repeat"));
      all.g.fillRect(0, 0, frame.width, frame.height);
      g.drawImage(all.canvas, 0, 0, frame.width, frame.height);
    }
    g.restore();
  }
}

/** The level lines of the ground, quiet, unless the view is too small for its lattice.
 * @param {G} g @param {import("./types.js").Surface} ground @param {Scene} scene */
export function drawLevels(g, ground, { sides: [across, down], frame: { left, top, size }, look }) {
  const [x0, x1, y0, y1] = ground.box,
    seen = Math.min((across.high - across.low) / (x1 - x0), (down.high - down.low) / (y1 - y0)) * (ground.n - 1);
  if (seen < FEWEST) return;
  const { canvas, g: own } = offscreen(Math.round(size), Math.round(size)),
    image = own.createImageData(canvas.width, canvas.height),
    { low, high } = ground,
    ink = look.dark ? 255 : 0;
  paint(ground, [across.low, across.high], [down.low, down.high], image, MASK, { low, high: low + COARSER * (high - low) });
  for (let k = 0; k < image.data.length; k += 4) {
    image.data[k + 3] = image.data[k];
    image.data[k] = image.data[k + 1] = image.data[k + 2] = ink;
  }
  own.putImageData(image, 0, 0);
  g.globalAlpha = QUIET[look.dark ? "dark" : "light"];
  g.drawImage(canvas, left, top, size, size);
  g.globalAlpha = 1;
}

/** The pixels that the labels of an axis need. @param {G} g @param {Side} down @param {number} most @param {string} font */
export function widthOfLabels(g, down, most, font) {
  g.font = FONT + font;
  return Math.max(...ticksOf(down, most).map(({ text }) => g.measureText(text).width), 24) + 30;
}

/** The name of a runner above its map. @param {G} g @param {Scene} scene @param {import("./mapwire.js").Runner} runner
 * @param {string} font */
export function drawTitle(g, { frame: { left, top, size }, look }, { name, style }, font) {
  g.font = `600 14px ${font}`;
  g.textAlign = "left";
  g.textBaseline = "middle";
  g.beginPath();
  traceShape(g, style, left + 6, top - 13, 5);
  g.fillStyle = colourOf(look, style);
  g.fill();
  g.fillStyle = look.ink;
  g.fillText(name, left + 18, top - 12, size - 18);
}

/** Ticks and names of both sides. @param {G} g @param {Scene} scene @param {string} font */
export function drawAxes(g, { sides: [across, down], frame: { left, top, size }, look }, font) {
  g.font = FONT + font;
  g.fillStyle = g.strokeStyle = look.faint;
  g.lineWidth = 1;
  g.textBaseline = "top";
  g.textAlign = "center";
  const widest = Math.max(...ticksOf(across, 6).map(({ text }) => g.measureText(text).width), 1),
    edge = (/** @type {number} */ at, /** @type {number} */ half) => Math.min(Math.max(at, left + half - 20), left + size - half + 8);
  for (const { at, text } of ticksOf(across, Math.min(6, Math.max(2, Math.floor(size / (widest + 18)))))) {
    const x = left + size * at;
    g.fillRect(Math.round(x) - 0.5, top + size, 1, 5);
    g.fillText(text, edge(x, g.measureText(text).width / 2), top + size + 8);
  }
  g.textAlign = "right";
  g.textBaseline = "middle";
  for (const { at, text } of ticksOf(down, 6)) {
    const y = top + size * (1 - at);
    g.fillRect(left - 5, Math.round(y) - 0.5, 5, 1);
    g.fillText(text, left - 8, y);
  }
  g.fillStyle = look.ink;
  g.textAlign = "center";
  g.textBaseline = "bottom";
  g.fillText(across.name, left + size / 2, top + size + 42);
  g.save();
  g.translate(12, top + size / 2);
  g.rotate(-Math.PI / 2);
  g.textBaseline = "middle";
  g.fillText(down.name, 0, 0);
  g.restore();
}

/** The stars of the minima, in their hues and with their numbers. @param {G} g @param {Scene} scene @param {string} font */
export function drawMinima(g, scene, font) {
  const { map, frame, look } = scene;
  if (!map.starts) return;
  g.font = `600 12px ${font}`;
  for (const [x, y, hue] of map.minima) {
    const [px, py] = pixelOf(scene, x, y);
    if (px < frame.left || px > frame.left + frame.size || py < frame.top || py > frame.top + frame.size) continue;
    cased(g, () => traceShape(g, 5, px, py, STAR), look.ink, look.casing, 2);
    g.beginPath();
    traceShape(g, 5, px, py, STAR);
    g.fillStyle = css(toneOf(FIRST + hue, 0.15, look.dark));
    g.fill();
    if (map.minima.length > 12) continue;
    g.textAlign = "left";
    g.textBaseline = "bottom";
    g.strokeStyle = look.casing;
    g.lineWidth = 3;
    g.strokeText(String(hue + 1), px + 7, py - 3);
    g.fillStyle = look.ink;
    g.fillText(String(hue + 1), px + 7, py - 3);
  }
}

/** The lines of theory, dashed. @param {G} g @param {Scene} scene */
export function drawLines(g, scene) {
  scene.lines.forEach(({ parts }, i) => {
    g.setLineDash(DASHES[i % DASHES.length]);
    const trace = () =>
      parts.forEach((points) => points.forEach(([x, y], k) => (k ? g.lineTo(...pixelOf(scene, x, y)) : g.moveTo(...pixelOf(scene, x, y)))));
    cased(g, trace, scene.look.ink, scene.look.casing, 1.8);
    g.setLineDash([]);
  });
}

/** A path, and its head after a share of its steps. @param {G} g @param {Track} track
 * @param {(x: number, y: number) => [number, number]} pixel @param {number} share @param {Look} look
 * @param {number} style the shape of the head @param {boolean} dashed */
export function drawPath(g, { x, y }, pixel, share, look, style, dashed) {
  const last = x.length - 1,
    head = Math.min(Math.floor(share * last), last),
    points = new Float64Array(2 * x.length);
  if (last < 0) return;
  for (let i = 0; i <= last; i++) points.set(pixel(x[i], y[i]), 2 * i);
  const trace = (/** @type {number} */ to) => () => {
    for (let i = 0; i <= to; i++) g.lineTo(points[2 * i], points[2 * i + 1]);
  };
  g.setLineDash(dashed ? PATH_DASH : []);
  g.globalAlpha = 0.55;
  cased(g, trace(last), look.ink, look.casing, 1);
  g.globalAlpha = 1;
  cased(g, trace(head), look.ink, look.casing, 2);
  g.setLineDash([]);
  g.beginPath();
  traceShape(g, style, points[2 * head], points[2 * head + 1], 5);
  g.fillStyle = look.ink;
  g.strokeStyle = look.casing;
  g.lineWidth = 2;
  g.fill();
  g.stroke();
}
