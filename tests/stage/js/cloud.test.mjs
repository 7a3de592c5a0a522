import assert from "node:assert/strict";
import { test } from "node:test";
import { Clouds, crossFaded, ellipse, entryAt, freePlace, interpolated, percent, separated } from "../../../stage/js/cloud.js";
import { mean, paintBatchLines, readBatches, readSamples } from "../../../stage/js/contours.js";
import { LEVELS } from "../../../stage/js/paint.js";
import { PALETTE } from "../../../stage/js/palette.js";
import { frame, picture } from "./sample.mjs";

const row = (...values) => Float32Array.from(values);
const near = (a, b, by = 1e-9) => assert.ok(Math.abs(a - b) <= by, `${a} is not ${b}`);

// 10 steps with an entry every 4: 0, 4, 8 and the last one
const SPARSE = { every: 4, steps: 10 };
for (const [time, at] of [
  [0, 0],
  [3, 0.75],
  [8, 2],
  [9, 2.5],
  [10, 3],
])
  test(`step ${time} of 10 lies at entry ${at}, with an entry every 4 steps`, () => {
    assert.equal(entryAt(SPARSE, time), at);
    near(interpolated({ series: { a: [row(0, 4, 8, 10)] } }, "a", at), time, 1e-6);
  });
test("after its end a series keeps its last entry, and where there is none there is no number", () => {
  assert.equal(interpolated({ series: { a: [row(1, 2)] } }, "a", 7.5), 2);
  assert.ok(Number.isNaN(interpolated({ series: {} }, "a", 0)));
});

test("a density fades over into its next frame, and the last one stays", () => {
  const density = row(0, 100, 200, 0);
  assert.deepEqual([...crossFaded(density, 2, 0.25)], [50, 75]);
  assert.deepEqual([...crossFaded(density, 2, 1)], [200, 0]);
  assert.deepEqual([...crossFaded(density, 2, 9)], [200, 0]);
  assert.deepEqual([...density], [0, 100, 200, 0]);
});

for (const [xx, xy, yy] of [
  [1, 0, 4],
  [2, -1.2, 3],
  [1e-8, 0, 5],
])
  test(`every point of the ellipse of ${xx}, ${xy}, ${yy} is two deviations away`, () => {
    const det = xx * yy - xy * xy;
    for (const [x, y] of ellipse(3, -1, xx, xy, yy).map(([px, py]) => [px - 3, py + 1]))
      near((yy * x * x - 2 * xy * x * y + xx * y * y) / det, 4, 1e-5);
  });
test("runs that all stand in one place have an ellipse of no size", () =>
  assert.ok(ellipse(3, -1, 0, 0, 0).every(([x, y]) => x === 3 && y === -1)));

test("labels keep their order and their distance within the frame", () => {
  const f = frame({ top: 0, height: 100 });
  assert.deepEqual(separated([50, 20], f), [50, 20]);
  assert.deepEqual(separated([50, 48], f), [63, 48]);
  assert.deepEqual(separated([99, 98, 97], f), [92, 77, 62]);
});
for (const [share, text] of [
  [0, "0 %"],
  [0.001, "< 1 %"],
  [0.624, "62 %"],
  [0.9999, "> 99 %"],
  [1, "100 %"],
])
  test(`a share of ${share} is read as ${text}`, () => assert.equal(percent(share), text));

/** A canvas that records the paths that are filled and stroked, and the texts. */
function paper() {
  const told = { fill: [], stroke: [], words: [] };
  let way = [];
  const g = new Proxy(/** @type {any} */ ({}), {
    get: (own, name) =>
      ({
        beginPath: () => (way = []),
        lineTo: (...at) => way.push(at),
        fill: () => told.fill.push([own.globalAlpha, way]),
        stroke: () => told.stroke.push([own.globalAlpha, way]),
        fillText: (word) => told.words.push(word),
        createImageData: (w, h) => ({ data: new Uint8ClampedArray(4 * w * h) }),
      })[name] ??
      own[name] ??
      (() => {}),
  });
  return { g, told };
}
const { g: pen } = paper();
Object.assign(globalThis, {
  document: { createElement: () => ({ getContext: () => pen }) },
  getComputedStyle: () => ({ fontFamily: "serif" }),
});

/** A chart of 100 x 100 pixels over 10 steps and the decades from 1 to 100, below a map. */
const SEEN = picture({
  ...SPARSE,
  panes: picture().panes.slice(0, 2),
  bands: [{ pane: 1, style: 1, low: "low", high: "high", alpha: 0.5 }],
  lines: [{ pane: 1, style: 2, of: "high", label: "upper", dash: false }],
  shares: [
    { pane: 0, x: 0, y: 0, of: "share", style: 0 },
    { pane: 0, x: 9, y: 0, of: "share", style: 0 },
  ],
  series: { low: [row(1, 0, 1, 1)], high: [row(100, 10, 10, 10)], share: [row(0, 0.25, 0.5, 1)] },
});
const FRAMES = [frame(), frame({ left: 0, top: 0, width: 100, height: 100, x: [0, 10], y: [0, 2], log: true, chart: true })];
const OVER = /** @type {any} */ ({ picture: SEEN, frames: FRAMES, look: PALETTE.light });

test("shares of close minima stand above or below each other, within the map", () => {
  const f = frame(), // from 30 to 430
    taken = [];
  const places = [[100, 200], [120, 203], [90, 198], [300, 201], [100, 424], [110, 428]]; // prettier-ignore
  assert.deepEqual(places.map(([left, top]) => freePlace(taken, left, top, f)), [200, 218, 183, 201, 409, 383]);
  for (const [i, [x, y]] of taken.entries())
    for (const [left, top] of taken.slice(i + 1)) assert.ok(Math.abs(x - left) >= 46 || Math.abs(y - top) >= 15);
});

test("a band is filled whole, and once more up to the playhead; what a decade has no place for lies below", () => {
  const { g, told } = paper();
  new Clouds().drawBelow(g, OVER, 9);
  const [[quiet, whole], [loud, walked]] = told.fill;
  assert.deepEqual(whole, [[0, 0], [40, 50], [80, 50], [100, 50], [100, 100], [80, 100], [40, 109], [0, 100]]); // prettier-ignore
  assert.deepEqual(walked, [[0, 0], [40, 50], [80, 50], [90, 50], [90, 100], [80, 100], [40, 109], [0, 100]]); // prettier-ignore
  near(quiet + loud, 0.5);
});
test("a line is there whole, and brighter up to the playhead", () => {
  const { g, told } = paper();
  new Clouds().drawBelow(g, OVER, 2);
  const lines = told.stroke.filter(([, way]) => way.length > 1 && way[0][0] === 0);
  assert.deepEqual(lines.map(([, way]) => way.at(-1)), [[100, 50], [20, 25]]); // prettier-ignore
  assert.ok(lines[0][0] < lines[1][0]);
});
test("lines are named, and a share is told at its place, as of the last entry, and only on the map", () => {
  const { g, told } = paper();
  new Clouds().drawAbove(g, OVER, 9);
  assert.deepEqual(told.words, ["upper", "50 %"]);
});
test("a map that a surface covers tells no shares", () => {
  const { g, told } = paper(),
    covered = { ...SEEN, panes: [...SEEN.panes, { kind: "space", of: 0, title: "", alone: true }] };
  new Clouds().drawAbove(g, { ...OVER, picture: covered, frames: [...FRAMES, frame()] }, 9);
  assert.deepEqual(told.words, ["upper"]);
});
test("Plotly is told the numbers of a line at their steps", () => {
  const [{ x, y, name, customdata }] = new Clouds().traces(SEEN, PALETTE.light);
  assert.deepEqual([x, y, name, customdata[0]], [[0, 4, 8, 10], [100, 10, 10, 10], "upper", "100.0"]);
});

/** Bytes as stage/wire.py packs them. */
function packed(head, block) {
  const text = new TextEncoder().encode(JSON.stringify(head)),
    pad = -text.length & 3,
    bytes = new Uint8Array(4 + text.length + pad + 2 * block.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  bytes.set(new Uint8Array(Uint16Array.from(block).buffer), 4 + text.length + pad);
  return bytes;
}
/** Two samples on a lattice of 9 x 9: a slope along x from 0 to 18, and the same 3 higher. */
const SLOPE = Array.from({ length: 9 }, (_, i) => Math.round((i / 8) * 65535));
const SAMPLES = readSamples(
  packed(
    { n: 9, count: 2, box: [-1, 1, -1, 1], low: [0, 3], high: [18, 21] },
    Array(18).fill(SLOPE).flat(),
  ),
);
const BATCHES = readBatches(packed({ steps: 2, batch: 2 }, [0, 1, 1, 65535]));

test("the loss of a batch is the mean of its samples, also where it is shorter", () => {
  const at = (step) => [...mean(SAMPLES, BATCHES.block.subarray(2 * step, 2 * step + 2))].slice(0, 9);
  for (const [found, wanted] of [
    [at(0), [1.5, 10.5, 19.5]],
    [at(1), [3, 12, 21]],
  ])
    [found[0], found[4], found[8]].forEach((v, i) => near(v, wanted[i], 1e-3));
});

/** Where on the middle line of a picture of 360 pixels the level lines are painted densest. */
function peaks(chosen, ground) {
  const image = { width: 360, height: 3, data: new Uint8ClampedArray(4 * 3 * 360) };
  paintBatchLines(image, SAMPLES, chosen, ground, frame({ x: [-1, 1], y: [-1, 1] }), "#123456");
  assert.deepEqual([...image.data.slice(0, 3)], [0x12, 0x34, 0x56]);
  const dense = Array.from({ length: 360 }, (_, i) => image.data[4 * (360 + i) + 3]);
  return dense.flatMap((v, i) => (v > 150 && v >= dense[i - 1] && v > dense[i + 1] ? [i] : []));
}
const GROUND = { n: 3, box: [-1, 1, -1, 1], scale: "linear", soft: 0, lowest: 0, low: 0, high: LEVELS, marks: [], z: new Float64Array(9) };

test("there are lines at every third height of the ground, and of a higher batch they lie elsewhere", () => {
  // A slope of 18 over 360 pixels: a third height every 60 pixels; 1.5 higher is 30 pixels earlier.
  const all = [60, 120, 180, 240, 300];
  peaks([0], GROUND).forEach((at, i) => near(at, all[i], 6));
  peaks([0, 1], GROUND).forEach((at, i) => near(at, [30, 90, 150, 210, 270, 330][i], 6));
  assert.deepEqual([peaks([0], GROUND).length, peaks([0, 1], GROUND).length], [5, 6]);
});
test("on a scale of decades they count from the lowest loss", () => {
  const ground = { ...GROUND, scale: "log", soft: 1, lowest: 3, low: 0, high: LEVELS / 3 };
  // Of the higher sample one line: where the loss above the lowest is 9, at the middle.
  const [at, ...more] = peaks([1], ground);
  near(at, 180, 6);
  assert.deepEqual(more, []);
});
test("where a batch is lower than the ground ever is, they do not lie over all of it", () => {
  const flat = { n: 3, count: 1, box: [-1, 1, -1, 1], heights: new Float32Array(9).fill(2.7) },
    ground = { ...GROUND, scale: "log", soft: 1, lowest: 3, low: 0, high: LEVELS / 3 },
    image = { width: 30, height: 3, data: new Uint8ClampedArray(4 * 3 * 30) };
  paintBatchLines(image, flat, [0], ground, frame({ x: [-1, 1], y: [-1, 1] }), "#123456");
  assert.equal(Math.max(...image.data.filter((_, i) => i % 4 === 3)), 0);
});
