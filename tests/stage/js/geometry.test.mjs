import assert from "node:assert/strict";
import { test } from "node:test";
import { areEqual, edge, equalRanges, inside, project, toData, toLeft, toTop } from "../../../stage/js/axes.js";
import { arrange, NARROW, tile } from "../../../stage/js/layout.js";
import { svgPath } from "../../../stage/js/marks.js";
import { clipSegment } from "../../../stage/js/drawing.js";
import { SHAPES } from "../../../stage/js/palette.js";
import { nearestStep, spotAt } from "../../../stage/js/pointer.js";
import { dodge } from "../../../stage/js/dodge.js";
import { decimate } from "../../../stage/js/decimate.js";
import { frame, picture } from "./sample.mjs";
import { digitsIn } from "../../../stage/js/pins.js";
import { equalAxes, Plot } from "../../../stage/js/plot.js";

const FRAMES = [
  frame(),
  frame({ left: 0.3, width: 77.7, x: [1e6, 1e6 + 1e-3] }),
  frame({ x: [3, -3], y: [-1e-9, 1e-9] }),
];
const SPOTS = [
  [50, 30],
  [123.25, 77.5],
  [549, 429],
  [-300, 900],
];

for (const f of FRAMES)
  for (const [left, top] of SPOTS) {
    test(`pixel to data and back: (${left}, ${top}) on x ${f.x}`, () => {
      const [x, y] = toData(f, left, top);
      // What is left is the rounding of float64 against the size of the coordinates.
      const slack = 1e-15 * (Math.abs(f.x[0]) / Math.abs(f.x[1] - f.x[0]) + 10) * f.width * 10;
      assert.ok(Math.abs(toLeft(f, x) - left) < slack && Math.abs(toTop(f, y) - top) < 1e-9);
    });
  }

test("a log axis counts in decades and has no place for zero", () => {
  const f = frame({ y: [-2, 2], log: true });
  assert.equal(toTop(f, 1), 230);
  assert.equal(toTop(f, 100), 30);
  for (const value of [0, -1, NaN]) assert.ok(Number.isNaN(toTop(f, value)));
  assert.deepEqual([...project(f, null, [100, 0.01])], [toLeft(f, 0), 30, toLeft(f, 1), 430]);
});

const DIRECTIONS = [
  [1e6, 230, 537, 230, 0],
  [-1e6, 230, 63, 230, Math.PI],
  [300, 1e9, 300, 417, Math.PI / 2],
  [300, -1e9, 300, 43, -Math.PI / 2],
];
for (const [left, top, atLeft, atTop, angle] of DIRECTIONS) {
  test(`the arrow at the edge points to (${left}, ${top})`, () => {
    const arrow = edge(frame(), left, top, 13);
    assert.ok(Math.hypot(arrow.left - atLeft, arrow.top - atTop) < 1e-6);
    assert.ok(Math.abs(arrow.angle - angle) < 1e-6);
  });
}
test("inside the map there is no arrow", () => assert.equal(edge(frame(), 60, 420, 13), null));

const { left, top, width, height } = frame();
for (const slack of [0, 3])
  for (const [k, [side, way]] of [
    [left, -1], [left + width, 1],
    [top, -1], [top + height, 1],
  ].entries()) // prettier-ignore
    for (const beyond of [-0.5, 0, 0.5])
      test(`${beyond} pixels beyond side ${k} and ${slack} pixels of slack`, () => {
        const at = side + way * (slack + beyond),
          [x, y] = k < 2 ? [at, top + height / 3] : [left + width / 3, at];
        assert.equal(inside(frame(), x, y, slack), beyond <= 0);
      });

test("arrows that would cover each other stand apart, in the map and in their order of arrival", () => {
  const arrows = Array.from({ length: 8 }, () => ({ left: 537, top: 230, angle: 0, line: { frame: frame() } }));
  const placed = dodge(arrows);
  assert.equal(placed.length, 8);
  for (const [i, a] of placed.entries()) {
    assert.ok(inside(frame(), a.left, a.top));
    for (const b of placed.slice(i + 1)) assert.ok(Math.hypot(a.left - b.left, a.top - b.top) >= 20);
  }
  assert.deepEqual([arrows[0].left, arrows[0].top], [537, 230]);
});

// The frame is 500 wide and 400 high, from (50, 30) on: its middle is at (300, 230).
for (const [name, spots, moved] of [
  ["right edge, above the middle: downwards", [[537, 100], [537, 100]], [[537, 100], [537, 124]]],
  ["right edge, below the middle: upwards", [[537, 300], [537, 300]], [[537, 300], [537, 276]]],
  ["left edge, above the middle: downwards", [[63, 100], [63, 100]], [[63, 100], [63, 124]]],
  ["top edge, left of the middle: to the right", [[200, 43], [200, 43]], [[200, 43], [224, 43]]],
  ["bottom edge, right of the middle: to the left", [[400, 417], [400, 417]], [[400, 417], [376, 417]]],
  ["near the corner, nearer to the right edge", [[545, 50], [545, 50]], [[545, 50], [545, 74]]],
  ["near the corner, nearer to the top edge", [[530, 31], [530, 31]], [[530, 31], [506, 31]]],
  ["of one height, the left one has its place first", [[410, 43], [400, 43]], [[400, 43], [362, 43]]],
  ["of two heights, the upper one has its place first", [[537, 110], [537, 100]], [[537, 100], [537, 134]]],
  ["as far apart as they have to be", [[200, 43], [223, 43]], [[200, 43], [223, 43]]],
  ["a pixel nearer", [[200, 43], [222, 43]], [[200, 43], [246, 43]]],
]) // prettier-ignore
  test(`arrows dodge: ${name}`, () => {
    const arrows = spots.map(([x, y]) => ({ left: x, top: y, angle: 0, line: { frame: frame() } }));
    assert.deepEqual(dodge(arrows).map((arrow) => [arrow.left, arrow.top]), moved); // prettier-ignore
  });

const { panes } = picture();
const WINDOWS = [
  [940, 480],
  [940, 200],
  [1500, 900],
  [700, 400],
  [NARROW, 400],
];
for (const [width, tall] of WINDOWS) {
  test(`side by side at ${width} x ${tall}: in the window, apart, the map at least 340 high`, () => {
    const { places, height, barTop } = arrange(panes, width, { tall, bar: 48, head: 30 });
    assert.equal(barTop, null);
    assert.ok(places[0].height >= 340 && height >= Math.min(tall, 412));
    assert.ok(places[0].left + places[0].width < places[1].left);
    assert.ok(places[1].top + places[1].height < places[2].top);
    for (const p of places)
      assert.ok(
        p.left >= 0 && p.left + p.width <= width && p.top + p.height < height && p.width > 100 && p.height > 50,
      );
  });
}
for (const width of [320, 342, 390, NARROW - 1]) {
  test(`stacked at ${width}: map, transport, charts`, () => {
    const { places, height, barTop } = arrange(panes, width, { tall: 400, bar: 96, head: 46 });
    assert.ok(places[0].top >= 46 && places[0].top + places[0].height < barTop);
    assert.ok(barTop + 96 < places[1].top && places[1].top + places[1].height < places[2].top);
    for (const p of places) assert.ok(p.left >= 0 && p.left + p.width <= width && p.top + p.height < height);
  });
}
test("stacked without charts, the room for the controls is below the map", () => {
  const { places, height, barTop } = arrange(panes.slice(0, 1), 366, { tall: 400, bar: 96, head: 46 });
  assert.ok(places[0].top + places[0].height < barTop);
  assert.equal(height, barTop + 96);
});
for (const count of [1, 2, 4, 7, 9]) {
  test(`${count} maps tile an area without overlap`, () => {
    const tiles = tile(count, { left: 0, top: 0, width: 940, height: 900 }, 30);
    assert.equal(tiles.length, count);
    for (const [i, a] of tiles.entries())
      for (const b of tiles.slice(i + 1)) {
        assert.ok(
          a.left + a.width < b.left ||
            b.left + b.width < a.left ||
            a.top + a.height < b.top ||
            b.top + b.height < a.top,
        );
      }
  });
}

test("maps tile an area row by row, each with room around it", () => {
  const area = { left: 7, top: 11, width: 1000, height: 900 },
    [first] = tile(1, area, 30);
  const [of, beside, below] = [area.width - first.width, first.left - area.left, area.height - first.height];
  assert.equal(first.top, area.top + 30);
  for (const count of [2, 3, 4, 5]) {
    const columns = count > 4 ? 3 : 2,
      rows = Math.ceil(count / columns),
      [wide, high] = [area.width / columns, area.height / rows];
    tile(count, area, 30).forEach((place, i) =>
      assert.deepEqual(place, {
        left: area.left + (i % columns) * wide + beside,
        top: area.top + Math.floor(i / columns) * high + 30,
        width: wide - of,
        height: high - below,
      }),
    );
  }
});
test("the map of a race begins at the left, where its tiles begin", () => {
  const { places } = arrange(panes, 940, { tall: 480, bar: 48, head: 30 });
  assert.equal(places[0].left, tile(1, { left: 0, top: 0, width: 500, height: 480 }, 30)[0].left);
});

const points = (n, of) => Float64Array.from(Array.from({ length: n }, (_, i) => of(i)).flat());
test("nothing denser than pixels is drawn, and both ends are", () => {
  const keep = decimate(
    points(10001, (i) => [60 + i / 100, 200]),
    frame(),
    1500,
  );
  assert.ok(keep.length > 90 && keep.length < 160, `${keep.length} of 100 pixels`);
  assert.deepEqual([keep[0], keep.at(-1)], [0, 10000]);
});
test("what is coarse stays as it is", () => {
  assert.deepEqual(
    decimate(
      points(5, (i) => [60 + 9 * i, 100 + 9 * i]),
      frame(),
      1500,
    ),
    [0, 1, 2, 3, 4],
  );
});
test("an oscillation over the cap keeps its envelope", () => {
  const p = points(10000, (i) => [60 + i / 25, i % 2 ? 100 : 300]),
    keep = decimate(p, frame(), 1500);
  assert.ok(keep.length <= 1500 && keep.length > 500);
  for (let k = 8; k < keep.length; k += 8) {
    const tops = keep.slice(k - 8, k).map((i) => p[2 * i + 1]);
    assert.ok(tops.includes(100) && tops.includes(300));
  }
});
for (const [name, dx, dy, kept] of [
  ["less than what the eye can tell apart", 0.69, 0.69, [0, 3]],
  ["as much across", 0.7, 0, [0, 1, 3]],
  ["as much down", 0, 0.7, [0, 1, 3]],
  ["as much up", 0, -0.7, [0, 1, 3]],
]) // prettier-ignore
  test(`of a point that is away ${name} ${kept.length} of four are drawn`, () => {
    // The two points after it are nearer to it than that, and to the first one too.
    const p = Float64Array.from([0, 0, dx, dy, dx / 50, dy / 50, dx / 60, dy / 60]);
    assert.deepEqual(decimate(p, frame({ left: -50, top: -50 }), 1500), kept);
  });
/** The indices that a cap must keep, by a plain search: of every stretch the first and the four extremes. */
function kept(p, size) {
  const count = p.length / 2,
    found = new Set([0, count - 1]);
  for (let from = 0; from < count; from += size) {
    const stretch = Array.from({ length: Math.min(size, count - from) }, (_, i) => from + i);
    found.add(from);
    for (const axis of [0, 1]) {
      const values = stretch.map((i) => p[2 * i + axis]);
      for (const end of [Math.min(...values), Math.max(...values)]) found.add(stretch[values.indexOf(end)]);
    }
  }
  return [...found].sort((a, b) => a - b);
}
for (const [name, of] of Object.entries({
  "a zig-zag": (i) => [60 + 3 * i, i % 2 ? 100 + i : 300 - i],
  "a spiral": (i) => [300 + (5 + i) * Math.cos(i), 230 + (5 + i) * Math.sin(i)],
  "a scatter": (i) => [60 + ((i * 7919) % 401), 40 + ((i * 104729) % 307)],
}))
  test(`over the cap, ${name} keeps the extremes of every stretch`, () => {
    const p = points(120, of),
      size = Math.ceil((5 * 120) / 60);
    assert.deepEqual(decimate(p, frame(), 60), kept(p, size));
  });
test("a line that comes back from far outside comes from where it was last", () => {
  const p = points(40, (i) => (i < 39 ? [1e5 + 1000 * i, 1e4 + 500 * i] : [300, 300]));
  assert.deepEqual(decimate(p, frame(), 1500), [0, 38, 39]);
});
test("a gap stays a gap", () => {
  const p = points(9, (i) => (i > 2 && i < 6 ? [50 + i, NaN] : [60 + 9 * i, 100]));
  const keep = decimate(p, frame(), 1500);
  assert.ok(keep.some((i) => i > 2 && i < 6));
  for (const i of [0, 1, 2, 6, 7, 8]) assert.ok(keep.includes(i));
});

test("a segment from far away keeps its direction where it is cut", () => {
  const [x0, y0, x1, y1] = clipSegment(0, 0, 1e12, 5e11);
  assert.deepEqual([x0, y0], [0, 0]);
  assert.ok(Math.abs(y1 / x1 - 0.5) < 1e-9 && x1 <= 20000);
  assert.equal(clipSegment(1e9, 1e9, 1e9, 2e9), null);
});

test("every style has a shape of its own", () => {
  assert.equal(new Set(SHAPES.map((_, style) => svgPath(style, 6))).size, 8);
  for (const style of SHAPES.keys()) assert.doesNotMatch(svgPath(style, 6), /NaN/);
});

test("a spot knows its pane, and the nearest path its step", () => {
  const f = frame(),
    other = frame({ left: 600 });
  assert.equal(spotAt([f, other], 700, 100).pane, 1);
  assert.equal(spotAt([f, other], 560, 100), null);
  const line = { points: points(5, (i) => [100 + 50 * i, 100]), map: true, frame: f };
  assert.equal(nearestStep([line], f, 203, 104), 2);
  assert.equal(nearestStep([line], f, 203, 130), null);
  assert.equal(nearestStep([line], other, 203, 104), null);
});

for (const [span, width, digits, decimals] of [
  [4, 800, 4, 4], [0.04, 800, 4, 5], [0.0004, 800, 4, 7], [4e-9, 800, 4, 12], [4000, 800, -1, 0], [40, 800, -1, 2],
]) // prettier-ignore
  test(`on a view ${span} wide and ${width} pixels, a pin has ${decimals} decimals`, () => {
    const f = { x: [1, 1 + span], y: [0, 1], left: 0, top: 0, width, height: 400 };
    assert.equal(digitsIn(f, { unit: [1, 1], digits: [digits, 9] })[0] + 0, decimals);
    assert.equal(digitsIn({ ...f, log: true }, { unit: [1, 1], digits: [digits, 3] })[1], 3);
  });

const PLACES = [
  { left: 0, top: 0, width: 1058, height: 620 },
  { left: 9, top: 9, width: 304, height: 274 },
  { left: 0, top: 0, width: 100, height: 400 },
];
const BOXES = [
  [-2, 2, -1, 3],
  [-15, -5, -3, 3],
  [-5, 5, -2, 2],
];
for (const place of PLACES)
  for (const box of BOXES)
    for (const share of [0.02, 1, 4]) {
      const [x0, x1, y0, y1] = box,
        given = { x: [x0, x0 + share * (x1 - x0)], y: [y0, y0 + share * (y1 - y0)] };
      test(`${share} of ${box} in ${place.width} x ${place.height} pixels gets equal axes, as far as there is ground`, () => {
        const { x, y } = equalRanges(given, box, place),
          unit = (x[1] - x[0]) / place.width,
          near = (a, b) => assert.ok(Math.abs(a - b) < 1e-9 * (x1 - x0 + y1 - y0), `${a} is not ${b}`);
        near(unit * place.height, y[1] - y[0]);
        for (const [[a, b], low, high] of [[x, x0, x1], [y, y0, y1]]) {
          assert.ok(a >= low - 1.5 * (high - low) - 1e-9 && b <= high + 1.5 * (high - low) + 1e-9, "beyond the ground");
        }
        const again = equalRanges({ x, y }, box, place);
        for (const i of [0, 1]) [near(again.x[i], x[i]), near(again.y[i], y[i])];
        if (share > 1) return;
        // All that was asked for is to be seen, unless the ground is not as large as that.
        const room = Math.min((4 * (x1 - x0)) / place.width, (4 * (y1 - y0)) / place.height);
        if (unit < room - 1e-9) assert.ok(x[0] <= given.x[0] + 1e-9 && x[1] >= given.x[1] - 1e-9 && y[0] <= given.y[0] + 1e-9 && y[1] >= given.y[1] - 1e-9);
      });
    }

for (const [wish, ratio, equal] of [
  ["fitting", 2.5, true],
  ["fitting", 2.6, false],
  ["fitting", 1 / 2.5, true],
  ["fitting", 1 / 2.6, false],
  ["equal", 9, true],
  ["stretched", 1, false],
]) {
  test(`${wish} axes of a map that would be stretched ${ratio} times are ${equal ? "" : "not "}equal`, () =>
    assert.equal(areEqual(wish, [0, 1, 0, 1], { left: 0, top: 0, width: 100 * ratio, height: 100 }), equal));
  test(`a picture with ${wish} axes, stretched ${ratio} times, says so and shows it`, () => {
    const p = picture({ axes: wish }),
      plot = new Plot(null, () => {}, () => {}),
      places = p.panes.map(() => ({ left: 0, top: 0, width: 100 * ratio, height: 100 })),
      [f] = plot.frames(p, places, false);
    assert.equal(equalAxes(p, places), equal);
    assert.equal(equalAxes({ ...p, near: 0.1 }, places), null);
    assert.equal(Math.abs(f.width / (f.x[1] - f.x[0]) - f.height / (f.y[1] - f.y[0])) < 1e-9, equal || ratio === 1);
  });
}
