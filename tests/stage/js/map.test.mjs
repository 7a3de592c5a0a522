import assert from "node:assert/strict";
import { test } from "node:test";
import { rowsOf } from "../../../stage/js/maplegend.js";
import { HUES, oklch, paintMap, paintMask, toneOf } from "../../../stage/js/mappaint.js";
import { Runs } from "../../../stage/js/maprun.js";
import { precise, rangeOf, shareOf, ticksOf, valueAt } from "../../../stage/js/mapscale.js";
import { FIRST, LEFT, MOVING, outcomeOf, readMap, RESTING } from "../../../stage/js/mapwire.js";

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
  { code: FIRST, hue: 0, name: "minimum 1", note: "", count: 1, share: "25 %" },
  { code: LEFT, hue: -1, name: "diverged", note: "", count: 1, share: "25 %" },
];
const small = {
  n: 2, steps: 9, kinds: KINDS, arriving: [2, 6], leaving: [3, 5],
  classes: Uint8Array.from([FIRST, MOVING, LEFT, RESTING]), values: Float32Array.from([2, 9, 4.5, 7.25]),
}; // prettier-ignore

test("a cell says how its run ends", () => {
  assert.deepEqual(
    [0, 1, 2, 3].map((cell) => outcomeOf(small, cell)),
    ["minimum 1 after 2 steps", "not there after 9 steps", "diverged at step 5", "at rest after 8 steps, at no known minimum"],
  );
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

test("many minima share a row of the legend", () => {
  const many = Array.from({ length: 12 }, (_, k) => ({ ...KINDS[0], code: FIRST + k, hue: k, count: 1 }));
  const rows = rowsOf({ ...small, kinds: [...many, KINDS[1]], classes: new Uint8Array(100) });
  assert.deepEqual(rows.slice(7).map(({ name, note, share }) => [name, note, share]), [
    ["5 more minima", "", "5 %"],
    ["diverged", "after 3 to 5 steps", "25 %"],
  ]);
  assert.equal(rowsOf(small).length, 2);
});

test("a map is unpacked to what was packed", () => {
  const head = new TextEncoder().encode(JSON.stringify({ n: 2, per: 16 }).padEnd(20)),
    places = new Uint8Array(new Float64Array([1, 2, 3, 4]).buffer),
    // Differences to the left: 32, -16, 65535, 1, with the sign as last bit.
    planes = [64, 31, 1, 2, 0, 0, 0, 0],
    bytes = new Uint8Array([20, 0, 0, 0, ...head, ...places, 3, 0, 2, 1, ...planes]);
  const map = readMap(bytes);
  assert.deepEqual([...map.places[0], ...map.places[1]], [1, 2, 3, 4]);
  assert.deepEqual([...map.classes], [3, 0, 2, 1]);
  assert.deepEqual([...map.values], [2, 1, 65535 / 16, 0]);
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
