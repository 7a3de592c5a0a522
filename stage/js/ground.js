// @ts-check
/** The canvas below the plot, which shows the ground. While the view moves, the last painting is stretched; when it
 * rests, the ground is painted anew. */
import { heightRange } from "./lattice.js";
import { paint } from "./paint.js";
import { RESTS } from "./drawing.js";
import { fetchSurface, widerUrl } from "./surface.js";

/** @typedef {import("./types.js").Frame} Frame @typedef {import("./types.js").Surface} Surface */
/** @typedef {{ canvas: HTMLCanvasElement, x: [number, number], y: [number, number] }} Painting */
/**
 * @typedef {{ fine: Surface | null, wide: Surface | null, url: string, painting: Painting | null,
 *   backdrop: Painting | null, key: string }} Field
 */

/** Milliseconds without a move before the ground is painted anew. */
const CALM = 110;
/** The same where pictures follow each other, and the share of the resolution at which a new ground is painted first. */
const [LATER, COARSE] = [400, 0.4];
/** The most paintings of grounds that are not shown now: those of before, and those that may come next. */
const KEPT = 4;
/** Where the ground is not lit: shading would cost ink, or disturb colours that somebody has chosen. */
export const PLAIN = "print, (forced-colors: active)";

/** @param {number} w @param {number} h @param {(image: ImageData) => void} fill */
function offscreen(w, h, fill) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(w));
  canvas.height = Math.max(1, Math.round(h));
  const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", RESTS));
  const image = g.createImageData(canvas.width, canvas.height);
  fill(image);
  g.putImageData(image, 0, 0);
  return canvas;
}

/** Looks without level lines, by the looks with them. @type {WeakMap<import("./types.js").GroundLook, import("./types.js").GroundLook>} */
const bare = new WeakMap();

/** @param {import("./types.js").GroundLook} look */
function lineless(look) {
  const known = bare.get(look) ?? { ...look, lines: [] };
  bare.set(look, known);
  return known;
}

export class Ground {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.fields = /** @type {(Field | null)[]} */ ([]);
    this.frames = /** @type {Frame[]} */ ([]);
    this.look = /** @type {import("./types.js").Look | null} */ (null);
    this.timer = this.later = 0;
    this.seen = "";
    /** By their addresses, and with the look that they were painted for.
     * @type {Map<string, { look: import("./types.js").GroundLook, painting: Painting, key: string }>} */
    this.kept = new Map();
    this.density = this.sharpness = 1; // device pixels per pixel, and those of what is painted now
    this.quick = false; // whether a new picture is to be there at once: its ground is sharp a moment later
    this.local = false; // whether level lines are those of the view, and not those of the whole map
    this.plain = matchMedia(PLAIN);
    this.plain.addEventListener("change", this.repaint);
  }

  repaint = () => this.refresh();

  /** @param {(string | null)[]} urls one a pane @param {(Surface | null)[]} surfaces */
  setSurfaces(urls, surfaces) {
    const ground = this.groundLook;
    for (const field of this.fields) if (field?.painting && field.key && ground) this.keep(field.url, field.painting, ground, field.key);
    this.fields = surfaces.map((fine, i) => {
      const url = urls[i],
        old = this.fields[i];
      if (!url) return null;
      if (old?.url === url && old.fine === fine) return old;
      const kept = this.kept.get(url),
        fits = kept?.look === ground;
      return { fine, wide: null, url, painting: (fits ? kept?.painting : old?.painting) ?? null, backdrop: null, key: (fits && kept?.key) || "" };
    });
  }

  /** The colours with which the ground is painted. */
  get groundLook() {
    return this.look && (this.plain.matches ? this.look.plain : this.look.ground);
  }

  /** What a painting of a ground depends on. @param {string} url @param {Pick<Frame, "x" | "y" | "width" | "height">} frame
   * @param {number} k @param {boolean} wide */
  keyOf(url, { x, y, width, height }, k, wide) {
    return url + [this.look?.dark, this.plain.matches, x, y, width, height, k, wide, this.local];
  }

  /** @param {string} url @param {Painting} painting @param {import("./types.js").GroundLook} look @param {string} key */
  keep(url, painting, look, key) {
    this.kept.delete(url);
    this.kept.set(url, { look, painting, key });
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value ?? "");
  }

  /** Paint a ground that may come next, as large as the one that is shown. @param {string} url @param {Surface} fine */
  prepare(url, fine) {
    const look = this.groundLook,
      f = this.frames.find((_, i) => this.fields[i]),
      k = this.density;
    if (!f || !look || this.kept.get(url)?.look === look || this.fields.some((field) => field?.url === url)) return;
    const [x0, x1, y0, y1] = fine.box,
      [x, y] = /** @type {[number, number][]} */ ([[x0, x1], [y0, y1]]); // prettier-ignore
    const canvas = offscreen(f.width * k, f.height * k, (image) => paint(fine, x, y, image, look, fine, k));
    this.keep(url, { canvas, x, y }, look, this.keyOf(url, { ...f, x, y }, k, false));
  }

  /** @param {Frame[]} frames @param {import("./types.js").Look} look @param {number} width @param {number} height */
  view(frames, look, width, height) {
    const k = this.density;
    const sized = this.canvas.width === Math.round(width * k) && this.canvas.height === Math.round(height * k);
    if (!sized) {
      this.canvas.width = Math.round(width * k);
      this.canvas.height = Math.round(height * k);
    }
    // A painting of the same ground in another size or part is near enough for a moment.
    const painted = this.look === look && this.fields.every((f) => !f?.fine || f.key.startsWith(f.url)),
      seen = frames.map((f) => [f.left, f.top, f.width, f.height, f.x, f.y]).join();
    this.frames = frames;
    this.look = look;
    if (painted && sized && seen === this.seen) return; // dragging a start does not change the view
    this.seen = seen;
    clearTimeout(this.timer);
    if (painted) this.draw();
    else this.refresh(this.quick ? COARSE * k : k);
    if (painted || this.quick) this.timer = setTimeout(() => this.refresh(k), this.quick ? LATER : CALM);
  }

  /** Paint what is not painted for this view yet, then show it. @param {number} [k] device pixels a pixel */
  refresh(k = this.density) {
    const { groundLook: ground } = this;
    this.sharpness = k;
    this.fields.forEach((field, i) => {
      const f = this.frames[i];
      if (!field?.fine || !f || !ground) return;
      const { fine, wide } = field,
        key = this.keyOf(field.url, f, k, !!wide);
      if (field.key === key) return;
      if (beyond(f, fine.box)) this.widen(field);
      const twin = this.fields.find((other) => other?.key === key); // small multiples often show one ground
      if (twin) return void Object.assign(field, { key, painting: twin.painting, backdrop: twin.backdrop });
      const canvas = offscreen(f.width * k, f.height * k, (image) => {
        if (wide && beyond(f, fine.box)) paint(wide, f.x, f.y, image, ground, fine, k);
        paint(fine, f.x, f.y, image, ground, this.local ? heightRange(fine, f.x, f.y) : fine, k);
      });
      Object.assign(field, { key, painting: { canvas, x: f.x, y: f.y } });
    });
    this.draw();
    clearTimeout(this.later);
    this.later = setTimeout(() => this.paintBehind(), this.quick ? LATER : CALM); // nobody has moved the view yet
  }

  /** Paint what is behind the paintings. */
  paintBehind() {
    const { groundLook: ground } = this;
    for (const field of this.fields) if (field?.fine && ground) field.backdrop = this.backdropOf(field, ground);
    this.draw();
  }

  /** A small painting of the whole ground, visible where the stretched painting does not reach.
   * @param {Field} field @param {import("./types.js").GroundLook} look @returns {Painting | null} */
  backdropOf({ fine, wide, backdrop }, look) {
    const s = wide ?? fine,
      old = backdrop?.canvas.dataset.of,
      of = `${s?.box}${look.low}`;
    if (!s || !fine || old === of) return backdrop;
    const [x0, x1, y0, y1] = s.box;
    const canvas = offscreen(320, 320, (image) => paint(s, [x0, x1], [y0, y1], image, lineless(look), fine));
    canvas.dataset.of = of;
    return { canvas, x: [x0, x1], y: [y0, y1] };
  }

  /** The view has left the box: fetch the ground around it, once. @param {Field} field */
  widen(field) {
    if (field.wide) return;
    fetchSurface(widerUrl(field.url)).then(
      (wide) => {
        if (field.wide) return;
        field.wide = wide;
        if (this.fields.includes(field)) this.refresh(this.sharpness);
      },
      () => {
        /* Without it the picture is complete inside the box, and shows nothing outside, so the failure is ignored. */
      },
    );
  }

  close() {
    clearTimeout(this.timer);
    clearTimeout(this.later);
    this.plain.removeEventListener("change", this.repaint);
  }

  draw() {
    const k = this.density,
      g = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d", RESTS));
    g.setTransform(k, 0, 0, k, 0, 0);
    g.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.fields.forEach((field, i) => {
      const f = this.frames[i];
      if (!field || !f) return;
      g.save();
      g.beginPath();
      g.rect(f.left, f.top, f.width, f.height);
      g.clip();
      for (const part of [field.backdrop, field.painting]) if (part) drawPainting(g, f, part);
      g.restore();
    });
  }
}

/** @param {Frame} f @param {number[]} box */
const beyond = (f, [x0, x1, y0, y1]) => f.x[0] < x0 || f.x[1] > x1 || f.y[0] < y0 || f.y[1] > y1;

/** @param {CanvasRenderingContext2D} g @param {Frame} f @param {Painting} part */
function drawPainting(g, f, { canvas, x, y }) {
  const sx = f.width / (f.x[1] - f.x[0]),
    sy = f.height / (f.y[1] - f.y[0]);
  g.drawImage(
    canvas,
    f.left + (x[0] - f.x[0]) * sx,
    f.top + (f.y[1] - y[1]) * sy,
    (x[1] - x[0]) * sx,
    (y[1] - y[0]) * sy,
  );
}
