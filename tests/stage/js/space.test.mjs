import assert from "node:assert/strict";
import { test } from "node:test";
import { arrange, covered } from "../../../stage/js/layout.js";
import { LEVELS } from "../../../stage/js/paint.js";
import { PALETTE, rgb } from "../../../stage/js/palette.js";
import { projector, surfaceFigure, ticks } from "../../../stage/js/space.js";
import { frame, picture } from "./sample.mjs";

// prettier-ignore
const SAME = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
/** A camera at (0, 0, 4) that looks down, with perspective: w is the distance of a point. */
// prettier-ignore
const CAMERA = {
  model: SAME,
  view: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, -4, 1],
  projection: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1, -1, 0, 0, 0, 0],
  scale: [1, 1, 1],
};
/** A surface with a wall along the middle of a flat floor. */
const WALL = { n: 41, box: [-2, 2, -2, 2], scale: "linear", soft: 0, lowest: 0, low: 0, high: 1, z: new Float64Array(), marks: [] };
const HEIGHTS = Float64Array.from({ length: 41 * 41 }, (_, k) => (Math.floor(k / 41) === 20 ? 1 : 0));
const PLACE = frame({ left: 100, top: 0, width: 200, height: 100 });

for (const [point, spot] of [
  [[0, 0, 0], [200, 50]],
  [[2, 0, 0], [250, 50]],
  [[0, 2, 0], [200, 25]],
  [[1, 0, 2], [250, 50]],
])
  test(`a point of space is seen where the perspective puts it: ${point}`, () =>
    assert.deepEqual(projector(CAMERA, PLACE)(...point), spot));

test("what is behind the eye is nowhere, and what is far outside is not pulled back", () => {
  const see = projector(CAMERA, PLACE);
  assert.ok(see(0, 0, 5).every(Number.isNaN));
  assert.equal(see(4e6, 0, 0)[0], 200 + 1e8);
});

test("heights that are logarithms are marked by decades of the loss", () => {
  const s = { ...WALL, scale: "log", soft: 0.01, low: -2, high: 3 },
    { tickvals, ticktext } = ticks(s);
  assert.ok(ticktext.length >= 3 && ticktext.length <= 5);
  tickvals.forEach((v, i) => {
    const power = ticktext[i] === "1" ? 0 : Number(/-?\d+(?=<)/.exec(ticktext[i].slice(2).replace("−", "-"))[0]);
    assert.ok(Math.abs(v - Math.log10(0.01 + 10 ** power)) < 1e-12);
  });
  assert.deepEqual(ticks(WALL), {});
});

test("the surface has the heights, the tints and the level lines of the map", () => {
  const ground = { ...WALL, z: HEIGHTS };
  for (const look of Object.values(PALETTE)) {
    const { trace, layout } = surfaceFigure(ground, look, "serif", PLACE);
    assert.deepEqual([trace.x[0], trace.x.at(-1), trace.y[0], trace.y.at(-1)], [-2, 2, -2, 2]);
    const middle = trace.z[(trace.z.length - 1) / 2];
    assert.ok(middle.every((z) => Math.abs(z - 1) < 1e-9) && Math.abs(trace.z[0][0]) < 1e-9);
    const [low, high] = [trace.surfacecolor[0][0], trace.surfacecolor[64][64]],
      [darkest, lightest] = trace.colorscale.map(([, colour]) => rgb(colour)[1]);
    assert.equal(low < high, look.dark, "the heights have the darker tint on light ground, and the lighter on dark");
    for (const [found, tint] of [[low, look.ground.low], [high, look.ground.high]]) assert.ok(Math.abs(found - rgb(tint)[1]) <= 6);
    assert.ok(trace.surfacecolor.flat().every((v) => v >= trace.cmin && v <= trace.cmax));
    assert.ok(Math.abs(darkest - trace.cmin) <= 1 && Math.abs(lightest - trace.cmax) <= 1);
    assert.equal(trace.contours.z.size, 1 / LEVELS);
    assert.equal(layout.uirevision, "camera");
    assert.equal(layout.paper_bgcolor, look.paper);
  }
});

for (const [name, look] of Object.entries(PALETTE))
  test(`${name}: the light of the surface is that of the map, from the north-west`, () => {
    const z = Float64Array.from({ length: 41 * 41 }, (_, k) => Math.hypot((k % 41) - 20, Math.floor(k / 41) - 20) / 20),
      { trace } = surfaceFigure({ ...WALL, z, high: Math.SQRT2 }, look, "serif", { ...PLACE, width: 300, height: 300 }),
      at = (x, y) => trace.surfacecolor[y][x];
    // The south-eastern wall of a hollow faces the light, the north-western one turns away. Rows count from the south.
    assert.ok(at(110, 18) > at(18, 110) + 4);
    assert.ok(Math.abs(at(110, 110) - at(18, 18)) < 0.5);
    assert.deepEqual([trace.lighting.ambient, trace.lighting.diffuse, trace.lighting.specular], [1, 0, 0]);
  });

const SPACE = (alone) => [...picture().panes, { kind: "space", of: 0, title: "", alone }];
const apart = (a, b) => a.left + a.width <= b.left || b.left + b.width <= a.left || a.top + a.height <= b.top || b.top + b.height <= a.top;

for (const width of [350, 900])
  test(`map, charts and surface stand apart at ${width} pixels, and the charts come last`, () => {
    const { places, height } = arrange(SPACE(false), width, { tall: 470, bar: 60, head: 30 });
    for (const [i, a] of places.entries()) {
      for (const b of places.slice(i + 1)) assert.ok(apart(a, b));
      assert.ok(a.left >= 0 && a.width > 150 && a.left + a.width <= width && a.top + a.height <= height);
    }
    const [map, first, , space] = places;
    assert.ok(width < 520 ? space.top > map.top && space.top < first.top : space.left > map.left && space.left < first.left);
  });

test("a surface that is alone has the place of its map", () => {
  const panes = SPACE(true),
    { places } = arrange(panes, 900, { tall: 470, bar: 60, head: 30 });
  assert.deepEqual(places[0], places[3]);
  assert.deepEqual(panes.map((_, i) => covered(panes, i)), [true, false, false, false]);
  assert.deepEqual(SPACE(false).map((_, i) => covered(SPACE(false), i)), [false, false, false, false]);
});
