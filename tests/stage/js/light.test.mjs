import assert from "node:assert/strict";
import { test } from "node:test";
import { heightsIn, placeOf, rowBetween } from "../../../stage/js/lattice.js";
import { calm, FIFTH, LEVELS, lineAt, paint, tone } from "../../../stage/js/paint.js";
import { luminance, PALETTE } from "../../../stage/js/palette.js";

const LOOKS = Object.entries(PALETTE);
const DIRECTIONS = Array.from({ length: 41 }, (_, k) => k / 20 - 1);
const HEIGHTS = [0, 0.1, 0.25, 0.5, 0.75, 1];
const AWAY = Array.from({ length: 81 }, (_, k) => k / 20 - 2);

/** The lightness L* of CIE 1976, in which equal steps look alike. */
function lightness(colour) {
  const y = luminance(colour);
  return y > 0.008856 ? 116 * Math.cbrt(y) - 16 : 903.3 * y;
}
/** By how much a line is lighter than its ground, at a distance from its level. */
function above(look, facing, away, height, fifth = false) {
  const ground = tone(look, height, facing),
    [share, ...ink] = lineAt(look, facing, away, fifth, 1);
  return lightness(ground.map((v, k) => v * (1 - share) + ink[k])) - lightness(ground);
}
const profile = (look, facing, height, fifth) => AWAY.map((away) => above(look, facing, away, height, fifth));
const extent = (line) => line.filter((v) => Math.abs(v) > 1).length / 20;

const ends = (heights) => heights.reduce(({ low, high }, h) => ({ low: Math.min(low, h), high: Math.max(high, h) }), { low: Infinity, high: -Infinity });

/** A surface from a function, whose lattice is finer than any pixel unless n says otherwise. */
function surface(f, { n = 241, box = [-1, 1, -1, 1], scale = "linear", soft = 0 } = {}) {
  const at = (k, a, b) => a + (k / (n - 1)) * (b - a),
    z = Float64Array.from({ length: n * n }, (_, k) => f(at(k % n, box[0], box[1]), at(Math.floor(k / n), box[2], box[3]))),
    heights = scale === "log" ? z.map((loss) => Math.log10(soft + loss)) : z;
  return { n, box, z, scale, soft, lowest: 0, ...ends(heights), marks: [] };
}
/** Paint the whole box, or a view of it; gives the colour of a pixel. */
function painted(s, look, { size = 200, density = 1, x = [s.box[0], s.box[1]], y = [s.box[2], s.box[3]] } = {}) {
  const side = size * density,
    image = { width: side, height: side, data: new Uint8ClampedArray(4 * side * side) };
  paint(s, x, y, image, look, s, density);
  return (i, j) => [...image.data.subarray(4 * (j * side + i), 4 * (j * side + i) + 3)];
}
const bare = (look) => ({ ...look, lines: [] });
const cone = surface((x, y) => Math.hypot(x, y));
const BOWL = surface((x, y) => x * x + 2 * y * y, { n: 33 });

for (const [name, { ground }] of LOOKS) {
  for (const height of HEIGHTS)
    test(`${name}, height ${height}: a line has no gap, whatever the direction of the slope`, () => {
      for (const facing of DIRECTIONS) {
        const line = profile(ground, facing, height),
          most = Math.max(...line.map(Math.abs));
        assert.ok(most >= 2.5, `differs by ${most} where the slope faces ${facing}`);
        assert.ok(extent(line) >= 0.7, `is ${extent(line)} wide where the slope faces ${facing}`);
        assert.ok(extent(line) <= 3.2, `is ${extent(line)} wide where the slope faces ${facing}`);
      }
    });

  for (const height of [0.5, 1])
    test(`${name}, height ${height}: towards the light a line becomes lighter, and its dark stroke finer`, () => {
      const lines = DIRECTIONS.map((facing) => profile(ground, facing, height)),
        means = lines.map((line) => line.reduce((a, b) => a + b, 0)),
        darks = lines.map((line) => line.filter((v) => v < -1).length);
      for (let k = 1; k < lines.length; k++) {
        assert.ok(means[k] > means[k - 1], `${means[k]} after ${means[k - 1]} at ${DIRECTIONS[k]}`);
        assert.ok(darks[k] <= darks[k - 1], `${darks[k]} after ${darks[k - 1]} at ${DIRECTIONS[k]}`);
      }
      assert.ok(Math.max(...lines[lines.length - 1]) > Math.max(...lines[0]) + 2, "its light stroke is there in the light");
      assert.ok(darks[0] > 1.5 * darks[darks.length - 1], "in the light it is finer");
    });

  test(`${name}: every fifth line is stronger in every direction`, () => {
    const ink = (facing, fifth) => profile(ground, facing, 0.6, fifth).reduce((sum, v) => sum + Math.abs(v), 0);
    for (const facing of DIRECTIONS) assert.ok(ink(facing, true) > 1.25 * ink(facing, false), `${facing}`);
  });

  test(`${name}: light makes the ground lighter, most on the heights and little on the valley floor`, () => {
    const gain = (height) => lightness(tone(ground, height, 1)) - lightness(tone(ground, height, -1));
    HEIGHTS.forEach((height, k) => k && assert.ok(gain(height) > gain(HEIGHTS[k - 1])));
    assert.ok(gain(0) > 0 && gain(0) < 0.4 * gain(1));
  });

  test(`${name}: all around a hollow, its level line is there`, () => {
    const at = painted(cone, ground, { size: 400 }),
      plain = painted(cone, bare(ground), { size: 400 }),
      step = (cone.high - cone.low) / LEVELS;
    for (const level of [3, 5, 8, 10])
      for (let angle = 0; angle < 6.28; angle += 0.02) {
        const r = 200 * level * step,
          near = [-1.5, -1, -0.5, 0, 0.5, 1, 1.5].flatMap((away) => [-3, -1.5, 0, 1.5, 3].map((on) => [r + away, angle + on / r]));
        const most = near.map(([r, angle]) => {
          const p = [Math.floor(200 + r * Math.cos(angle)), Math.floor(200 + r * Math.sin(angle))];
          return Math.abs(lightness(at(...p)) - lightness(plain(...p)));
        });
        assert.ok(Math.max(...most) > 2.5, `level ${level} has a gap at ${angle}: ${Math.max(...most)}`);
      }
  });

  test(`${name}: the light comes from the north-west`, () => {
    const at = painted(cone, bare(ground)),
      [south, east, north, west] = [[100, 160], [160, 100], [100, 40], [40, 100]].map((p) => lightness(at(...p)));
    // A hollow's walls in the south and east face the north-west.
    assert.ok(Math.min(south, east) > Math.max(north, west) + 1);
    assert.ok(Math.abs(south - east) < 0.5 && Math.abs(north - west) < 0.5);
  });

  test(`${name}: no lattice shows in the shading`, () => {
    const view = { x: [0.2, 0.36], y: [-0.4, -0.24] }, // some two of its cells
      coarse = painted(BOWL, bare(ground), view),
      fine = painted(surface((x, y) => x * x + 2 * y * y, { n: 481 }), bare(ground), view);
    for (let i = 0; i < 200; i += 3)
      for (let j = 0; j < 200; j += 3)
        coarse(i, j).forEach((v, k) => assert.ok(Math.abs(v - fine(i, j)[k]) <= 1, `${i}, ${j}`));
  });

  test(`${name}: a line is as wide on any screen`, () => {
    const [once, twice] = [1, 2].map((density) => {
      const at = painted(cone, ground, { density }),
        plain = painted(cone, bare(ground), { density });
      let sum = 0;
      for (let i = 0; i < 100 * density; i++)
        sum += Math.abs(lightness(at(i, 100 * density)) - lightness(plain(i, 100 * density))) / density;
      return sum;
    });
    assert.ok(Math.abs(once - twice) < 0.25 * once, `${once}, ${twice}`);
  });

  test(`${name}: plain ground has one tint, and lines of one colour`, () => {
    const { plain } = PALETTE[name],
      at = painted(cone, plain, { size: 400 }),
      all = new Set(Array.from({ length: 400 }, (_, i) => at(i, 200).join()));
    assert.ok(contrastOf(plain) >= 3);
    const [low, ...rest] = HEIGHTS.flatMap((height) => [-1, 0, 1].map((light) => tone(plain, height, light).join()));
    assert.ok(rest.every((colour) => colour === low) && all.has(low));
    for (const facing of DIRECTIONS)
      for (const away of AWAY) assert.deepEqual(lineAt(plain, facing, away, false, 1), lineAt(plain, 0, away, false, 1));
  });
}

/** The contrast of a plain line by WCAG. */
function contrastOf({ low, ink }) {
  const [a, b] = [low, ink].map((css) => luminance([1, 3, 5].map((k) => parseInt(css.slice(k, k + 2), 16))));
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

test("what is flat has no line, though it is exactly at a level", () => {
  const step = surface((x) => (x < 0 ? 0 : x < 0.5 ? FIFTH : LEVELS)),
    { ground } = PALETTE.light;
  for (const i of [40, 130, 180]) assert.deepEqual(painted(step, ground)(i, 100), painted(step, bare(ground))(i, 100));
});

// The slope by which the ground is lit is that of the landscape: df/dx of a formula, in heights per lattice point.
for (const [name, f, gradient, how] of [
  ["a plane", (x, y) => 2 * x - y, () => [2, -1], {}],
  ["a bowl", (x, y) => x * x + 2 * y * y, (x, y) => [2 * x, 4 * y], {}],
  ["a saddle", (x, y) => x * y, (x, y) => [y, x], {}],
  ["waves", (x, y) => Math.sin(3 * x) * Math.cos(2 * y), (x, y) => [3 * Math.cos(3 * x) * Math.cos(2 * y), -2 * Math.sin(3 * x) * Math.sin(2 * y)], {}],
  [
    "a bowl on the log scale",
    (x, y) => x * x + 2 * y * y,
    (x, y) => [2 * x, 4 * y].map((v) => v / (0.1 + x * x + 2 * y * y) / Math.LN10),
    { scale: "log", soft: 0.1 },
  ],
])
  test(`the slope of ${name} is its gradient, up to the edge of the lattice`, () => {
    const n = 121,
      s = surface(f, { n, ...how }),
      found = heightsIn(s, [-1, 1], [-1, 1]);
    found.forEach(([, dx, dy], k) => {
      const [x, y] = [((k % 13) / 12) * 2 - 1, (Math.floor(k / 13) / 12) * 2 - 1],
        [ex, ey] = gradient(x, y).map((v) => (v * 2) / (n - 1)),
        near = Math.max(Math.abs(x), Math.abs(y)) > 0.99 ? 2e-3 : 3e-5; // at the edge the lattice goes on straight
      assert.ok(Math.abs(dx - ex) < near && Math.abs(dy - ey) < near, `${dx}, ${dy} at ${x}, ${y}; not ${ex}, ${ey}`);
    });
  });

test("a row between two others is what a point there is", () => {
  const s = surface((x, y) => Math.sin(x + 2 * y), { n: 9 }),
    [across, along] = [new Float64Array(11), new Float64Array(11)];
  for (const u of [0, 0.3, 3.5, 7.9, 8]) {
    rowBetween(s, placeOf(u, 9), across, along);
    const y = -1 + u / 4;
    for (let i = 0; i < 9; i++) {
      const before = heightsIn(s, [-1 + i / 4, 1], [y, 1])[0];
      assert.ok(Math.abs(across[i + 1] - before[0]) < 1e-12 && Math.abs(along[i + 1] - before[2]) < 1e-12);
    }
  }
});

test("a view of many short steep slopes gets less light; nearer, and on smooth ground, there is all of it", () => {
  const waves = surface((x, y) => Math.sin(30 * x) + Math.sin(30 * y)),
    light = (s, [a, b], size = 400) => {
      const unit = ((b - a) / (s.box[1] - s.box[0])) * ((s.n - 1) / size) * (LEVELS / (s.high - s.low));
      return calm(s, [a, b], [a, b], [unit, -unit]);
    };
  assert.ok(light(waves, [-1, 1]) < 0.4);
  assert.ok(light(waves, [-1, 1], 200) < light(waves, [-1, 1]));
  assert.equal(light(waves, [-0.1, 0.1]), 1);
  assert.equal(light(cone, [-1, 1]), 1);
  assert.equal(calm(surface(() => 1), [-1, 1], [-1, 1], [1, 1]), 1);
});
