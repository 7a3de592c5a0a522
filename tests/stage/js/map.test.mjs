import assert from "node:assert/strict";
import { test } from "node:test";
import { framesOf } from "../../../stage/js/mapframes.js";
import { rowsOf, scaleOf } from "../../../stage/js/maplegend.js";
import { HUES, oklch, paintMap, paintMask, toneOf } from "../../../stage/js/mappaint.js";
import { Runs } from "../../../stage/js/maprun.js";
import { precise, rangeOf, shareOf, ticksOf, valueAt } from "../../../stage/js/mapscale.js";
import {
  ELSEWHERE, EVEN, FIRST, LATER, LEFT, MOVING, NEITHER, ONLY, ONLY_OTHER, outcomeOf, readMap, RESTING, shownOf, SOONER,
  VALUE,
} from "../../../stage/js/mapwire.js"; // prettier-ignore

const near = (a, b, to = 1e-9) => assert.ok(Math.abs(a - b) <= to * Math.max(1, Math.abs(b)), `${a} is not ${b}`);
const linear = { scale: "linear", low: -5, high: 5 },
  log = { scale: "log", low: 0.001, high: 1 },
  rest = { scale: "one-minus-log", low: 0, high: 0.999 };

for (const [side, share, value] of [
  [linear, 0.25, -2.5],
  [log, 1 / 3, 0.01],
  [rest, 1 / 3, 0.9],
  [rest, 2 / 3, 0.99],
])
  test(`${share} of the way on a ${side.scale} scale is ${value}`, () => {
    near(valueAt(side, share), value);
    near(shareOf(side, value), share);
  });

test("a scale is exact ten decades deep", () => {
  for (const side of [linear, log, rest].map((one) => ({ ...one, low: 0.5, high: 0.5 + 1e-11 })))
    near(shareOf(side, valueAt(side, 0.25)), 0.25, 1e-4);
});

const texts = (side, most = 6) => ticksOf(side, most).map(({ text }) => text);
for (const [name, side, expected] of [
  ["a box", linear, ["−4", "−2", "0", "2", "4"]],
  ["decades", log, ["0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1"]],
  ["momenta", rest, ["0", "0.5", "0.9", "0.99", "0.999"]],
  ["few rates", { scale: "log", low: 0.1, high: 0.2 }, ["0.10", "0.12", "0.14", "0.16", "0.18", "0.20"]],
  ["many decades", { scale: "log", low: 1e-9, high: 1 }, ["10⁻⁹", "10⁻⁷", "10⁻⁵", "0.001", "0.1"]],
  ["a deep view", { scale: "linear", low: 3.5844283, high: 3.58442831 }, ["3.584428300", "3.584428302", "3.584428304", "3.584428306", "3.584428308", "3.584428310"]],
])
  test(`the ticks of ${name} have as many digits as tell them apart`, () => {
    const found = texts(side);
    assert.equal(new Set(found).size, found.length);
    assert.ok(found.length >= 2);
    assert.deepEqual(found, expected);
  });

const x = { ...linear, valid: [-100, 100], integer: false };
test("a range is ordered, valid and not narrower than float64 can see", () => {
  assert.deepEqual(rangeOf(x, 3, 1), [1, 3]);
  assert.deepEqual(rangeOf(x, -1000, 1), [-100, 1]);
  assert.equal(rangeOf(x, 1, 1 + 1e-15), null);
  assert.deepEqual(rangeOf({ ...x, integer: true }, 1.2, 1.4), [1, 2]);
  assert.ok(rangeOf({ ...x, scale: "log", valid: [0, 1] }, 0, 1)[0] > 0);
});

test("a value has as many digits as tell it from its neighbours", () => {
  assert.equal(precise(0.123456789, 0.001), "0.1235");
  assert.equal(precise(3.58442834, 1e-5), "3.584428");
});

const KINDS = [
  { code: FIRST, hue: 0, name: "minimum 1", note: "", counts: [1], shares: ["25 %"] },
  { code: LEFT, hue: -1, name: "diverged", note: "", counts: [1], shares: ["25 %"] },
];
const small = {
  n: 2, steps: 9, kinds: KINDS, arriving: [2, 6], leaving: [3, 5], between: [0, 4],
  classes: Uint8Array.from([FIRST, MOVING, LEFT, RESTING]), values: Float32Array.from([2, 9, 4.5, 7.25]),
}; // prettier-ignore

test("a cell says how its run ends", () => {
  assert.deepEqual(
    [0, 1, 2, 3].map((cell) => outcomeOf(small, cell, [])),
    ["minimum 1 after 2 steps", "not there after 9 steps", "diverged at step 5", "at rest after 8 steps, at no known minimum"],
  );
});

const LOSS = { name: "loss", low: -4, high: 0, log: true, percent: false, whole: false, starts: 1 };
for (const [measure, said] of [
  [LOSS, ["loss 0.01", "not arrived after 9 steps", "diverged"]],
  [{ ...LOSS, starts: 16 }, ["loss 0.01", "most runs have not arrived after 9 steps", "most runs have diverged"]],
  [{ ...LOSS, name: "share", low: 0, high: 1, log: false, percent: true }, ["share 50 %"]],
  [{ ...LOSS, name: "steps", low: 2, high: 13, log: false, whole: true }, ["steps 8"]],
])
  test(`a cell says its ${measure.name} over ${measure.starts} starts`, () => {
    const plane = { steps: 9, measure, classes: Uint8Array.from([VALUE, MOVING, LEFT]), values: Float32Array.from([0.5, 0, 0]) };
    assert.deepEqual(said.map((_, cell) => outcomeOf(plane, cell, [{ code: 1, name: "never" }])), said);
  });

test("the picture of the cells begins above, and its tones go from few steps to many", () => {
  const pixels = new Uint32Array(4),
    rgb = (pixel) => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
  paintMap(small, false, pixels);
  assert.deepEqual(rgb(pixels[2]), toneOf(FIRST, 0, false));
  assert.deepEqual(rgb(pixels[3]), toneOf(MOVING, 0, false));
  assert.ok(paintMask(small, RESTING, pixels));
  assert.deepEqual([...pixels], [0, 0xffffffff, 0, 0]);
  assert.ok(!paintMask(small, FIRST + 3, pixels));
});

test("every tone is a colour of the screen, and the hues of the first minima differ", () => {
  assert.deepEqual(oklch(1, 0, 0), [255, 255, 255]);
  assert.deepEqual(oklch(0, 0, 0), [0, 0, 0]);
  const light = ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
  for (const dark of [false, true]) {
    const seen = new Set();
    for (let k = 0; k < HUES.length; k++) {
      const tones = [0, 0.5, 1].map((share) => toneOf(FIRST + k, share, dark));
      for (const v of tones.flat()) assert.ok(v >= 0 && v <= 255);
      assert.ok(light(tones[0]) > light(tones[1]) && light(tones[1]) > light(tones[2]));
      seen.add(tones[1].join());
    }
    assert.equal(seen.size, HUES.length);
    assert.notDeepEqual(toneOf(FIRST + HUES.length, 0.5, dark), toneOf(FIRST, 0.5, dark));
  }
});

test("a difference has tones of its own, stronger the more steps there are between", () => {
  const codes = [EVEN, SOONER, LATER, ELSEWHERE, ONLY, ONLY_OTHER, NEITHER];
  assert.deepEqual([...codes, VALUE], [243, 244, 245, 246, 247, 248, 249, 250]);
  for (const dark of [false, true]) {
    const paper = toneOf(EVEN, 0, dark),
      far = (code, share) => Math.hypot(...toneOf(code, share, dark).map((v, i) => v - paper[i]));
    for (const code of [SOONER, LATER]) assert.ok(far(code, 0) < far(code, 0.5) && far(code, 0.5) < far(code, 1));
    const tones = codes.map((code) => toneOf(code, 1, dark).join());
    assert.equal(new Set(tones).size, codes.length);
    assert.deepEqual(toneOf(SOONER, 7, dark), toneOf(SOONER, 1, dark));
  }
  const pixels = new Uint32Array(4);
  paintMap({ ...small, classes: Uint8Array.from([SOONER, SOONER, LATER, EVEN]), values: Float32Array.from([4, 0, 1, 0]) }, false, pixels);
  assert.deepEqual([pixels[2] & 255, (pixels[2] >> 8) & 255, (pixels[2] >> 16) & 255], toneOf(SOONER, 1, false));
  assert.deepEqual([pixels[3] & 255, (pixels[3] >> 8) & 255, (pixels[3] >> 16) & 255], toneOf(SOONER, 0, false));
});

/** The colour of a screen as somebody without red or green cones sees it (Viénot, Brettel and Mollon, 1999), in CIE L*a*b*. */
function seen([r, g, b], blind) {
  const [lr, lg, lb] = [r, g, b].map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  const [kr, kg, kb] = { red: [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]], green: [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]] }[blind]
    .map((row) => row[0] * lr + row[1] * lg + row[2] * lb);
  const [x, y, z] = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]].map((row, i) => (row[0] * kr + row[1] * kg + row[2] * kb) / [0.9505, 1, 1.089][i]),
    bent = (v) => (v > 0.008856 ? Math.cbrt(v) : 7.787 * v + 16 / 116);
  return [116 * bent(y) - 16, 500 * (bent(x) - bent(y)), 200 * (bent(y) - bent(z))];
}

for (const blind of ["red", "green"])
  for (const dark of [false, true])
    test(`the strong tones of a difference are told apart without ${blind} cones${dark ? " in the dark" : ""}`, () => {
      const codes = [EVEN, SOONER, LATER, ELSEWHERE, ONLY, ONLY_OTHER],
        tones = codes.map((code) => seen(toneOf(code, 1, dark), blind));
      for (let i = 0; i < codes.length; i++)
        for (let k = 0; k < i; k++) {
          const apart = Math.hypot(...tones[i].map((v, n) => v - tones[k][n]));
          assert.ok(apart > 15, `${codes[i]} and ${codes[k]} are only ${apart} apart`);
        }
    });

for (const [name, many, width, expected] of [
  ["one map", 1, 900, [[60, 8]]],
  ["two maps are beside each other", 2, 900, [[60, 28], [510, 28]]],
  ["where that is too narrow two maps are one below the other", 2, 370, [[60, 28], [60, 404]]],
])
  test(`${name}, of the same size, and the page holds all of them`, () => {
    globalThis.window = { innerHeight: 1000 };
    const frames = framesOf(many, width, 60, { style: { setProperty() {} } });
    assert.deepEqual(frames.map(({ left, top }) => [left, top]), expected);
    for (const { left, top, size, width: all, height } of frames) {
      assert.equal(size, frames[0].size);
      assert.ok(left + size <= all && all <= width && top + size <= height);
    }
  });

test("the legend says what lightness means", () => {
  const map = { ...small, planes: [small], difference: false, measure: null };
  assert.deepEqual(scaleOf({ ...map, measure: LOSS }), []);
  assert.deepEqual(scaleOf({ ...map, measure: LOSS, planes: [small, small] }), ["Lightness has the same scale in both maps."]);
  assert.deepEqual(scaleOf(map), ["Light: within 2 steps. Dark: 6 steps or more."]);
  assert.deepEqual(scaleOf({ ...map, planes: [small, small] }), ["Light: within 2 steps. Dark: 6 steps or more, the same in both maps."]);
  assert.deepEqual(scaleOf({ ...map, arriving: [] }), []);
  assert.deepEqual(scaleOf({ ...map, difference: true }), ["The stronger the colour, the sooner, up to 4 steps."]);
  assert.deepEqual(scaleOf({ ...map, difference: true, between: [] }), []);
});

test("many minima share a row of the legend", () => {
  const many = Array.from({ length: 12 }, (_, k) => ({ ...KINDS[0], code: FIRST + k, hue: k, counts: [1, 2] }));
  const rows = rowsOf({ ...small, kinds: [...many, KINDS[1]], n: 10 });
  assert.deepEqual(rows.slice(7).map(({ name, note, shares }) => [name, note, shares]), [
    ["5 more minima", "", ["5 %", "10 %"]],
    ["diverged", "after 3 to 5 steps", ["25 %"]],
  ]);
  assert.equal(rowsOf(small).length, 2);
});

for (const [many, difference] of [[1, false], [2, false], [2, true]])
  test(`${many} maps are unpacked to what was packed${difference ? ", with their difference" : ""}`, () => {
  const runners = Array.from({ length: many }, () => ({ name: "" })),
    head = new TextEncoder().encode(JSON.stringify({ n: 2, per: 16, runners, difference }).padEnd(80)),
    places = new Uint8Array(new Float64Array([1, 2, 3, 4]).buffer),
    // Differences to the left: 32, -16, 65535, 1, with the sign as last bit.
    planes = [64, 31, 1, 2, 0, 0, 0, 0],
    all = Array.from({ length: many + (difference ? 1 : 0) }, (_, k) => [3 + k, 0, 2, 1, ...planes]),
    bytes = new Uint8Array([80, 0, 0, 0, ...head, ...places, ...all.flat()]);
  const map = readMap(bytes);
  assert.deepEqual([...map.places[0], ...map.places[1]], [1, 2, 3, 4]);
  assert.equal(map.planes.length, all.length);
  map.planes.forEach(({ classes, values }, k) => {
    assert.deepEqual([...classes], [3 + k, 0, 2, 1]);
    assert.deepEqual([...values], [2, 1, 65535 / 16, 0]);
  });
  assert.deepEqual(shownOf(map), difference ? [map.planes[2]] : map.planes);
  });

test("of the runs that are asked for while one is on its way only the newest is fetched", async () => {
  const asked = [],
    shown = [];
  let answer = () => {};
  globalThis.location ??= { origin: "http://x" };
  const runs = new Runs(
    (path) => shown.push(path.link),
    (url) => {
      asked.push(url.split("?")[1]);
      return new Promise((done, fail) => (answer = () => fail(new Error("away"))));
    },
  );
  runs.want("/picture/abc/race", "a=1");
  runs.want("/picture/abc/race", "a=1");
  runs.want("/picture/abc/race", "a=2");
  runs.want("/picture/abc/race", "a=3");
  assert.deepEqual(asked, ["a=1&moving=on"]);
  answer();
  await new Promise((done) => setTimeout(done, 5));
  assert.deepEqual(asked, ["a=1&moving=on", "a=3&moving=on"]);
  answer();
  await new Promise((done) => setTimeout(done, 5));
  assert.deepEqual(shown, []);
  runs.want("/picture/abc/race", "a=3"); // what has failed is asked for again
  assert.equal(asked.length, 3);
});
