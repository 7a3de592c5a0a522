// @ts-check
/** The level lines of the loss of the present mini-batch, which change at every step. Loaded when a picture contains
 * them. */
import { covered } from "./layout.js";
import { paint } from "./paint.js";
import { rgb, unlit } from "./palette.js";
import { fetchDecoded } from "./surface.js";
import { unpack } from "./wire.js";

/** @typedef {import("./types.js").Surface} Surface */
/** @typedef {{ n: number, count: number, box: import("./types.js").Box, heights: Float32Array }} Samples  the loss of one
 *   sample after the other, each row by row from y0 up */
/** @typedef {{ steps: number, batch: number, block: Uint16Array }} Batches */
/** @typedef {{ pane: number, samples: Samples, batches: Batches, canvas: HTMLCanvasElement, key: string,
 *   at: number }} Patch  key: what the canvas shows; at: when it was painted */

/** Only every third level of the ground has a line here, painted at half the resolution to look soft. */
const COARSER = 3;
const BLUR = 2;
const FAINT = 0.65;
const MASK = unlit("#000", "#fff", 1.8);
/** The padding of a batch that is shorter than others. */
const PADDING = 65535;
/** Milliseconds between two changes of the lines. More frequent changes would be a blur. */
const PAUSE = 80;

/** @param {Uint8Array} bytes @returns {Samples} */
export function readSamples(bytes) {
  const { head, block } = unpack(bytes),
    size = head.n * head.n,
    heights = Float32Array.from(new Uint16Array(block), (u, i) => {
      const k = Math.floor(i / size);
      return head.low[k] + ((head.high[k] - head.low[k]) * u) / 65535;
    });
  return { ...head, heights };
}

/** @param {Uint8Array} bytes @returns {Batches} */
export function readBatches(bytes) {
  const { head, block } = unpack(bytes);
  return { ...head, block: new Uint16Array(block) };
}

/** The mean loss of some samples on the lattice. @param {Samples} samples @param {ArrayLike<number>} chosen */
export function mean({ n, heights }, chosen) {
  const size = n * n,
    sum = new Float64Array(size);
  let count = 0;
  for (let k = 0; k < chosen.length; k++) {
    if (chosen[k] === PADDING) continue;
    for (let i = 0, from = chosen[k] * size; i < size; i++) sum[i] += heights[from + i];
    count++;
  }
  return sum.map((s) => s / count);
}

/** Paint the lines of some samples, at the heights at which the ground has lines, in one colour.
 * @param {{ width: number, height: number, data: Uint8ClampedArray }} image @param {Samples} samples
 * @param {ArrayLike<number>} chosen @param {Surface} ground @param {import("./types.js").Frame} frame
 * @param {string} colour */
export function paintBatchLines(image, samples, chosen, ground, { x, y }, colour) {
  const { low, high, scale, lowest } = ground,
    above = mean(samples, chosen).map((loss) => (scale === "log" ? loss - lowest : loss)),
    // A batch's loss may be below the lowest of the ground. Then soft + loss is kept, and the loss is not negative.
    deep = scale === "log" ? Math.min(Math.max(0, -Math.min(...above)), 0.9 * ground.soft) : 0,
    z = above.map((loss) => loss + deep),
    levels = { low, high: low + COARSER * (high - low) },
    { data } = paint({ ...ground, ...samples, z, soft: ground.soft - deep }, x, y, image, MASK, levels),
    [red, green, blue] = rgb(colour);
  for (let k = 0; k < data.length; k += 4) {
    data[k + 3] = data[k];
    [data[k], data[k + 1], data[k + 2]] = [red, green, blue];
  }
}

export class Contours {
  /** @param {import("./stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.patches = /** @type {Patch[]} */ ([]);
    this.generation = 0;
    this.reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
  }

  /** Load the data of a picture, and show them once they have arrived. @param {import("./types.js").Contours[]} contours */
  async load(contours) {
    const generation = ++this.generation;
    const patches = await Promise.all(
      contours.map(async ({ pane, samples, rows }) => ({
        pane,
        samples: await fetchDecoded(samples, readSamples),
        batches: await fetchDecoded(rows, readBatches),
        canvas: document.createElement("canvas"),
        key: "",
        at: 0,
      })),
    );
    if (generation !== this.generation) return;
    this.patches = patches;
    this.stage.show();
  }

  /** @param {CanvasRenderingContext2D} g @param {import("./overlay.js").Overlay} overlay @param {number} time */
  draw(g, { picture, frames, look }, time) {
    const { clock, surfaces } = this.stage,
      now = performance.now();
    if (!picture || !look || (clock.playing && this.reducedMotion.matches)) return;
    for (const patch of this.patches) {
      const { pane, samples, batches, canvas } = patch,
        { steps, batch, block } = batches,
        [f, ground] = [frames[pane], surfaces?.[pane]];
      if (!f || !ground || covered(picture.panes, pane)) continue;
      const step = Math.min(Math.floor(time), steps - 1),
        key = [step, f.x, f.y, f.width, f.height, look.dark].join();
      if (key !== patch.key && !(clock.playing && now - patch.at < PAUSE)) {
        const [width, height] = [f.width, f.height].map((size) => Math.max(Math.round(size / BLUR), 1)),
          resized = Object.assign(canvas, { width, height }),
          context = /** @type {CanvasRenderingContext2D} */ (resized.getContext("2d")),
          image = context.createImageData(width, height);
        paintBatchLines(image, samples, block.subarray(step * batch, (step + 1) * batch), ground, f, look.contours);
        context.putImageData(image, 0, 0);
        Object.assign(patch, { key, at: now });
      }
      g.globalAlpha = FAINT;
      g.drawImage(canvas, f.left, f.top, f.width, f.height);
      g.globalAlpha = 1;
    }
  }
}
