import assert from "node:assert/strict";
import { test } from "node:test";
import { multiples } from "../../../stage/js/multiples.js";
import { figure } from "../../../stage/js/figure.js";
import { linked } from "../../../stage/js/layout.js";
import { PALETTE } from "../../../stage/js/palette.js";
import { Plot } from "../../../stage/js/plot.js";
import { picture, track } from "./sample.mjs";

const map = (surface = "/surface/x/bowl?n=160", box = [-2, 2, -1, 3], title = "") => ({
  kind: "map",
  surface,
  box,
  title,
  caption: "12 steps",
  badge: "",
});
const CHART = { kind: "chart", of: "loss", title: "Loss", log: true, span: [1e-4, 100] };
const names = (count, letter) => Array.from({ length: count }, (_, i) => `${letter} ${i}`);
const apart = (a, b) =>
  a.left + a.width <= b.left || b.left + b.width <= a.left || a.top + a.height <= b.top || b.top + b.height <= a.top;

// rows, columns
const GRIDS = [
  [1, 2],
  [1, 3],
  [1, 5],
  [1, 7],
  [1, 9],
  [2, 2],
  [2, 4],
  [3, 3],
  [4, 2],
];
for (const [rows, columns] of GRIDS)
  for (const width of [940, 1230, 342])
    for (const charts of [0, 1]) {
      const narrow = width < 520,
        count = rows * columns,
        grid = { rows: names(rows, "row"), columns: names(columns, "column") },
        panes = [...Array.from({ length: count }, () => map()), ...Array(charts).fill(CHART)],
        given = { tall: 650, head: 30, narrow },
        made = multiples(panes, grid, width, given),
        maps = made.places.slice(0, count),
        folded = narrow && (rows === 1 || 108 * columns > width),
        least = narrow && !folded ? 80 : 100;
      test(`${rows} x ${columns} panes and ${charts} charts at ${width}: apart, in the plot, each with its caption`, () => {
        for (const [i, p] of made.places.entries()) {
          assert.ok(p.left >= 0 && p.left + p.width <= width && p.top >= 30 && p.top + p.height <= made.height);
          assert.ok(p.width >= least && p.height >= least, `${p.width} x ${p.height}`);
          for (const q of made.places.slice(i + 1)) assert.ok(apart(p, q));
        }
        assert.equal(made.labels.length, count);
        for (const [i, label] of made.labels.entries()) {
          const caption = { left: maps[i].left, top: label.caption, width: maps[i].width, height: narrow ? 40 : 24 };
          for (const p of made.places) assert.ok(apart(caption, p));
        }
      });
      if (!narrow)
        test(`${rows} x ${columns} panes and ${charts} charts at ${width} are seen together`, () =>
          assert.ok(made.height <= 650, `${made.height}`));
      test(`${rows} x ${columns} at ${width}: ${folded ? "two columns" : "a matrix keeps its rows"}`, () => {
        const across = new Set(maps.map((p) => p.left)).size;
        if (folded) assert.equal(across, 2);
        else if (rows > 1) assert.equal(across, columns);
        assert.equal(made.headings.length, rows > 1 ? (folded ? rows : rows + columns) : 0);
        if (folded && rows > 1)
          for (const [i, p] of maps.entries()) {
            const heading = made.headings[Math.floor(i / columns)];
            assert.equal(heading.text, grid.rows[Math.floor(i / columns)]);
            assert.equal(made.labels[i].name, grid.columns[i % columns]);
            if (i % columns === 0) assert.equal(heading.top + 44, p.top); // the heading, then the name, then the pane
            else assert.ok(heading.top < p.top);
          }
      });
    }

const HILL = map("/surface/x/hill?n=160", [-9, 9, -9, 9], "Hill");
// Below a pane stands its caption; without headings the name of the next pane too; with ticks of its own their labels.
for (const [name, panes, rows, columns, room] of [
  ["a matrix", Array(6).fill(map()), 3, 2, 28],
  ["a matrix of several landscapes", [map(), HILL, map(), HILL], 2, 2, 28 + 18],
  ["a row that is broken", Array(9).fill(map()), 1, 9, 28 + 22],
  ["several landscapes in a row that is broken", [...Array(8).fill(map()), HILL], 1, 9, 28 + 22 + 18],
])
  test(`between the panes of ${name} there are ${room} pixels`, () => {
    const grid = { rows: names(rows, "row"), columns: names(columns, "column") },
      { places } = multiples(panes, grid, 940, { tall: 650, head: 30, narrow: false }),
      tops = [...new Set(places.map((p) => p.top))];
    assert.ok(tops.length > 1);
    for (const [i, top] of tops.entries()) if (i) assert.equal(top - tops[i - 1] - places[0].height, room);
  });

test("one landscape: tick labels at the outer panes only", () => {
  const made = multiples(Array(7).fill(map()), { rows: [""], columns: names(7, "η") }, 940, {
    tall: 650,
    head: 30,
    narrow: false,
  });
  const across = new Set(made.places.map((p) => p.left)).size;
  for (const [i, p] of made.places.entries()) {
    assert.equal(p.beside, i % across === 0);
    assert.equal(p.below, i + across >= 7);
  }
});
test("several landscapes: every pane has its own tick labels, and is called by its title", () => {
  const panes = [map(), map("/surface/x/hill?n=160", [-9, 9, -9, 9], "Hill")];
  const made = multiples(panes, { rows: [], columns: [] }, 940, { tall: 650, head: 30, narrow: false });
  assert.ok(made.places.every((p) => p.below && p.beside));
  assert.deepEqual(
    made.labels.map((p) => p.name),
    ["", "Hill"],
  );
});
test("a matrix too wide for a phone has a heading for every row, and says the column over every pane", () => {
  const columns = ["η 1", "η 2", "η 3", "η 4"],
    made = multiples(Array(8).fill(map()), { rows: ["γ 0", "γ 0.9"], columns }, 342, { tall: 650, head: 46, narrow: true });
  assert.deepEqual(
    made.labels.map((p) => p.name),
    [...columns, ...columns],
  );
});
for (const [head, narrow] of /** @type {[number, boolean][]} */ ([[30, false], [46, true]])) // prettier-ignore
  test(`the names of a matrix are below buttons of ${head} pixels`, () => {
    const grid = { rows: ["γ 0", "γ 0.9"], columns: ["η 1", "η 2"] };
    const made = multiples(Array(4).fill(map()), grid, narrow ? 342 : 940, { tall: 650, head, narrow });
    assert.ok(made.headings.every((one) => one.upright || one.top >= head));
});

// the second pane, and whether it is zoomed together with the first
/** The layout of Plotly for small multiples. */
function drawn(p) {
  const { places, height } = multiples(p.panes, p.grid, 940, { tall: 650, head: 30, narrow: false });
  const nothing = () => {};
  const frames = new Plot(/** @type {any} */ (null), nothing, nothing).frames(p, places, false);
  return figure(p, { width: 940, height, places, frames, look: PALETTE.light, font: "", coarse: false }).layout;
}

const PAIRS = [
  [map(), true],
  [map("/surface/x/bowl?n=160&k=9"), true],
  [map("/surface/x/hill?n=160"), false],
  [map("/surface/x/bowl?n=160", [-2, 2, -1, 4]), false],
  [CHART, false],
];
for (const [other, expected] of PAIRS)
  test(`${other.surface ?? "a chart"} ${other.box ?? ""} is ${expected ? "" : "not "}zoomed together with the first`, () => {
    assert.equal(linked(map(), other), expected);
    if (other.kind !== "map") return;
    const p = picture({ panes: [map(), other], grid: { rows: [], columns: [] }, tracks: [track(0, "GD")], curves: [] });
    const layout = drawn(p);
    assert.equal(layout.xaxis2.matches, expected ? "x" : undefined);
    assert.equal(layout.yaxis2.matches, expected ? "y" : undefined);
  });

test("small multiples ask for enough ticks that some lie inside a pane, and for fewer where labels are long", () => {
  const grid = { rows: names(3, "row"), columns: names(3, "column") };
  const asked = (box) => {
    const panes = Array.from({ length: 9 }, () => map("/surface/x/bowl?n=160", box));
    const { xaxis7: x, yaxis7: y } = drawn(picture({ panes, grid, tracks: [track(0, "GD")], curves: [] }));
    return [x.nticks, y.nticks];
  };
  const [x, y] = asked([-5, 5, -5, 5]);
  // Plotly takes the next of 1, 2 or 5 above the range divided by the number: 2 if there are more than five.
  assert.ok(x > 5 && y > 5, `${x}, ${y}`);
  assert.ok(asked([-0.05, 0.05, -0.05, 0.05])[0] < x);
});

test("a picture with other panes keeps the zoom of those it still has", () => {
  const plot = new Plot(
    /** @type {any} */ (null),
    () => {},
    () => {},
  );
  const zoom = { xaxis: [0, 1], yaxis: [0, 1], xaxis2: [3, 4], yaxis2: [5, 6] };
  const before = picture({ panes: [map(), map()] });
  for (const [next, kept] of [
    [picture({ panes: [map(), map()] }), ["xaxis", "yaxis", "xaxis2", "yaxis2"]],
    [picture({ panes: [map(), CHART] }), ["xaxis", "yaxis"]],
    [picture({ panes: [map()] }), ["xaxis", "yaxis"]],
    [picture({ panes: [map("/surface/x/hill", [0, 1, 0, 1]), map()] }), ["xaxis2", "yaxis2"]],
    [picture({ scene: "hill", panes: [map(), map()] }), []],
  ]) {
    plot.zoom = { ...zoom };
    plot.keepZoom(before, next);
    assert.deepEqual(Object.keys(plot.zoom), kept);
  }
});
