import assert from "node:assert/strict";
import { test } from "node:test";
import { Ground } from "../../../stage/js/ground.js";
import { heightRange, lossAt } from "../../../stage/js/lattice.js";
import { LEVELS, paint } from "../../../stage/js/paint.js";
import { PALETTE, rgb } from "../../../stage/js/palette.js";
import { readoutText } from "../../../stage/js/pointer.js";
import { widerUrl } from "../../../stage/js/surface.js";

/** A surface from a function. */
function surface(f, n = 33, box = [-1, 1, -2, 2]) {
  const z = new Float64Array(n * n);
  for (let r = 0; r < n; r++)
    for (let c = 0; c < n; c++)
      z[r * n + c] = f(box[0] + (c / (n - 1)) * (box[1] - box[0]), box[2] + (r / (n - 1)) * (box[3] - box[2]));
  return { n, box, z, scale: "linear", soft: 0, lowest: 0, low: Math.min(...z), high: Math.max(...z) };
}
for (const [name, f] of Object.entries({
  plane: (x, y) => 2 * x - y,
  bowl: (x, y) => x * x + 3 * y * y,
  saddle: (x, y) => x * y,
})) {
  test(`between the lattice points a ${name} is exact`, () => {
    const s = surface(f);
    for (const [x, y] of [
      [0, 0],
      [0.013, -1.37],
      [-0.71, 0.88],
      [0.9, 1.8],
    ])
      assert.ok(Math.abs(lossAt(s, x, y) - f(x, y)) < 1e-5);
  });
}
test("outside a surface there is no height", () => {
  for (const [x, y] of [
    [1.01, 0],
    [0, -2.01],
    [NaN, 0],
  ])
    assert.ok(
      Number.isNaN(
        lossAt(
          surface(() => 1),
          x,
          y,
        ),
      ),
    );
});
test("on the log scale the loss is the one above the lowest, and never below that", () => {
  const f = (x, y) => x * x + y * y,
    s = surface(f, 101);
  Object.assign(s, { scale: "log", soft: 0.2, lowest: -3 });
  for (const [x, y] of [
    [0.5, 0.5],
    [-0.3, 1.7],
  ])
    assert.ok(Math.abs(lossAt(s, x, y) - (f(x, y) - 3)) < 1e-6);
  s.z.fill(-1e-9);
  assert.equal(lossAt(s, 0.1, 0.1), -3);
});
test("the floor of a valley narrower than the lattice is one height all along", () => {
  const n = 61,
    f = (x, y) => 100 * (y - x * x) ** 2,
    s = { ...surface(f, n, [-2, 2, -1, 3]), scale: "log", soft: 0.01, lowest: 0 };
  for (let x = -1.5; x < 1.5; x += 0.01)
    assert.ok(Math.abs(lossAt(s, x, x * x)) < 0.03, `${lossAt(s, x, x * x)} at ${x}`);
});

for (const [name, x, y, low, high] of [
  ["the whole box", [-1, 1], [-2, 2], -4, 4],
  ["a corner", [0.5, 1], [-2, -1], 2, 4],
  ["a small view", [0.1, 0.2], [1, 1.5], -1.3, -0.6],
  ["a view that reaches beyond the box", [-3, 3], [-2, 2], -4, 4],
]) // prettier-ignore
  test(`the heights of a plane in ${name}`, () => {
    const found = heightRange(surface((a, b) => 2 * a - b), x, y); // prettier-ignore
    assert.ok(Math.abs(found.low - low) < 1e-9 && Math.abs(found.high - high) < 1e-9, `${found.low} ${found.high}`);
  });
test("the heights of a view on the log scale are decades above what is soft", () => {
  const s = { ...surface((x) => x + 1), scale: "log", soft: 0.01, lowest: -3 },
    found = heightRange(s, [-1, 1], [-2, 2]);
  assert.ok(Math.abs(found.low + 2) < 1e-6 && Math.abs(found.high - Math.log10(2.01)) < 1e-9);
});
test("a level view has the heights of its surface", () => {
  const s = { ...surface(() => 0), low: 1, high: 9 };
  assert.equal(heightRange(s, [-1, 1], [-2, 2]), s);
});

/** Paint a surface and give back one pixel's colour and opacity. */
function painted(s, x, y, look, size = 120) {
  const image = { width: size, height: size, data: new Uint8ClampedArray(4 * size * size) };
  paint(s, x, y, image, look);
  return (i, j) => [...image.data.subarray(4 * (j * size + i), 4 * (j * size + i) + 4)];
}
for (const [name, { ground }] of Object.entries(PALETTE))
  test(`${name}: low ground has the pale tint, high ground the other, and beyond the box nothing is painted`, () => {
    const at = painted(
      surface((x) => x),
      [-1, 3],
      [-2, 2],
      { ...ground, lines: [], relief: 0 },
    );
    const near = (colour, expected) =>
      rgb(expected).forEach((v, k) => assert.ok(Math.abs(colour[k] - v) <= 4, `${colour} is not ${expected}`));
    near(at(0, 60), ground.low);
    near(at(59, 60), ground.high);
    assert.equal(at(0, 60)[3], 255);
    assert.equal(at(61, 60)[3], 0);
  });
test("level lines stand where the levels are, and one more or less is seen", () => {
  const size = 361,
    at = painted(
      surface((x) => x),
      [-1, 1],
      [-1, 1],
      { ...PALETTE.light.ground, relief: 0 },
      size,
    );
  const plain = painted(
    surface((x) => x),
    [-1, 1],
    [-1, 1],
    { ...PALETTE.light.ground, relief: 0, lines: [] },
    size,
  );
  let lines = 0,
    on = true;
  for (let i = 1; i < size - 1; i++) {
    const dark = at(i, 100)[0] < plain(i, 100)[0] - 8;
    if (dark && !on) lines++;
    on = dark;
  }
  assert.equal(lines, LEVELS - 1);
});
test("the ground looks the same from the wider surface", () =>
  assert.equal(widerUrl("/surface/x/y?n=64"), "/surface/x/y?n=64&span=4"));

test("the readout tells place and loss, and no loss where there is no ground", () => {
  const s = surface((x, y) => x + y);
  assert.equal(readoutText({ x: 0.25, y: -1.5 }, s), "x 0.2500   y −1.500   f ≈ −1.25");
  assert.equal(readoutText({ x: 9, y: 0 }, s), "x 9.000   y 0");
  assert.equal(readoutText({ x: 0.25, y: 0 }, null), "x 0.2500   y 0");
});

/** A ground over canvases that only count, and how many paintings there were. */
function counted(t) {
  const all = { paintings: 0 },
    context = new Proxy({}, { get: (_, name) => (name === "createImageData" ? (width, height) => (all.paintings++, { width, height, data: new Uint8ClampedArray(4 * width * height) }) : () => {}) }),
    canvas = () => ({ width: 0, height: 0, dataset: {}, getContext: () => context });
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { document, matchMedia } = globalThis;
  t.after(() => Object.assign(globalThis, { document, matchMedia }));
  Object.assign(globalThis, { document: { createElement: canvas }, matchMedia: () => ({ matches: false, addEventListener() {}, removeEventListener() {} }) });
  return { ground: new Ground(canvas()), all, tick: () => t.mock.timers.tick(1000) };
}

test("a ground is painted at once when it is new, later in another size, and not at all where it is known", (t) => {
  const { ground, all, tick } = counted(t),
    [bowl, saddle] = [surface((x, y) => x * x + y * y), surface((x, y) => x * y)],
    look = PALETTE.light,
    frame = (width) => [{ left: 0, top: 0, width, height: 20, x: [-1, 1], y: [-2, 2] }],
    since = (act) => {
      const before = all.paintings;
      act();
      return all.paintings - before;
    };
  const show = (url, fine, width) => since(() => (ground.setSurfaces([url], [fine]), ground.view(frame(width), look, width, 20)));
  assert.equal(show("bowl", bowl, 30), 1);
  assert.equal(since(tick), 1); // what is behind it
  assert.equal(show("bowl", bowl, 40), 0);
  assert.equal(since(tick), 1);
  assert.equal(since(() => ground.prepare("saddle", saddle)), 1);
  assert.equal(since(() => ground.prepare("saddle", saddle) ?? ground.prepare("bowl", bowl)), 0);
  assert.equal(show("saddle", saddle, 40), 0);
  assert.equal(since(tick), 1); // what is behind it
  assert.equal(show("bowl", bowl, 40), 0); // the one of before
  assert.equal(show("plane", surface((x) => x), 40), 1);
  const dark = since(() => ground.view(frame(40), PALETTE.dark, 40, 20));
  assert.equal(dark, 1);
});
