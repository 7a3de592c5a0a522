import assert from "node:assert/strict";
import { test } from "node:test";
import { drifts } from "../../../stage/js/extras.js";
import { figure, initialRanges } from "../../../stage/js/figure.js";
import { arrange } from "../../../stage/js/layout.js";
import { tone } from "../../../stage/js/paint.js";
import { headAt, opened, starsOf } from "../../../stage/js/heads.js";
import { label } from "../../../stage/js/drawing.js";
import { Overlay } from "../../../stage/js/overlay.js";
import { Transport } from "../../../stage/js/transport.js";
import { dashed, lookFor, luminance, PALETTE, rgb, SHAPES } from "../../../stage/js/palette.js";
import { merge, Plot } from "../../../stage/js/plot.js";
import { picture, track } from "./sample.mjs";

/** @param {[number, number, number]} a @param {[number, number, number]} b */
function contrast(a, b) {
  const [high, low] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (high + 0.05) / (low + 0.05);
}

// Published examples of the WCAG formula.
for (const [a, b, ratio] of [
  ["#000000", "#ffffff", 21],
  ["#777", "#fff", 4.48],
  ["rgb(255, 0, 0)", "#ffffff", 4],
  ["#0000ff", "#ffffff", 8.59],
]) {
  test(`the contrast of ${a} on ${b} is ${ratio}`, () => assert.ok(Math.abs(contrast(rgb(a), rgb(b)) - ratio) < 0.01));
}

for (const [name, look] of Object.entries(PALETTE))
  for (const [i, colour] of look.tracks.entries()) {
    test(`${name}, track ${i} (${colour}) is at least 3:1 on every height, lit or not, and on its page`, () => {
      for (let t = 0; t <= 1; t += 0.01)
        for (const light of [-1, -0.5, 0, 0.5, 1]) {
          const ground = tone(look.ground, t, light);
          assert.ok(contrast(rgb(colour), ground) >= 3, `${contrast(rgb(colour), ground)} at ${t}`);
        }
      // The casing separates it from level lines, which are darker or lighter than any ground.
      for (const paper of [look.paper, look.casing, look.plain.low]) assert.ok(contrast(rgb(colour), rgb(paper)) >= 3);
    });
  }
for (const [name, look] of Object.entries(PALETTE))
  test(`${name}: words on the page are at least 4.5:1`, () => {
    for (const colour of [look.ink, look.faint]) assert.ok(contrast(rgb(colour), rgb(look.paper)) >= 4.5);
  });
test("eight styles differ by colour, or by line and shape", () => {
  const looks = SHAPES.map((shape, style) => [PALETTE.light.tracks[style % 6], dashed(style)].join());
  assert.equal(new Set(looks).size, 8);
});
for (const [paper, dark] of [
  ["#ffffff", false],
  ["#0e1217", true],
  ["rgb(14, 18, 23)", true],
  ["", false],
]) {
  test(`a page of ${paper || "no colour"} is ${dark ? "dark" : "light"}`, () =>
    assert.equal(lookFor(paper).dark, dark));
}

function setting(p, width = 940) {
  const { places, height } = arrange(p.panes, width, { tall: 480, bar: 48, head: 30 });
  const frames = new Plot(
    /** @type {any} */ (null),
    () => {},
    () => {},
  ).frames(p, places, false);
  return { width, height, places, frames, look: PALETTE.light, font: "sans-serif", coarse: false };
}
test("the axes stand exactly where the canvas draws", () => {
  const p = picture(),
    s = setting(p),
    { layout } = figure(p, s);
  for (const [i, n] of ["", "2", "3"].entries()) {
    const f = s.frames[i],
      x = layout["xaxis" + n].domain,
      y = layout["yaxis" + n].domain;
    assert.ok(Math.abs(x[0] * s.width - f.left) < 1e-9 && Math.abs((x[1] - x[0]) * s.width - f.width) < 1e-9);
    assert.ok(Math.abs((1 - y[1]) * s.height - f.top) < 1e-9 && Math.abs((y[1] - y[0]) * s.height - f.height) < 1e-9);
    assert.deepEqual([layout["xaxis" + n].range, layout["yaxis" + n].range], [[...f.x], [...f.y]]);
  }
});
test("ranges come from box and span alone, never from the paths", () => {
  const p = picture();
  assert.deepEqual(
    [0, 1, 2].map((i) => initialRanges(p, i)),
    [
      { x: [-2, 2], y: [-1, 3] },
      { x: [0, 6], y: [-4, 2] },
      { x: [0, 6], y: [0, 1] },
    ],
  );
});
test("a run that has left the map is complete in the figure", () => {
  const p = picture(),
    { traces } = figure(p, setting(p)),
    adam = traces.find((t) => t.name === "Adam" && t.xaxis === "x");
  assert.deepEqual(adam.x, [1, 2.5, -40, 1e9]);
});
test("hidden runs are not drawn", () => {
  const p = picture();
  p.tracks[1].hidden = p.curves[1].hidden = true;
  assert.deepEqual(
    figure(p, setting(p)).traces.filter((t) => t.name === "Adam"),
    [],
  );
});
test("on a log axis a loss of zero is a gap", () => {
  const p = picture(),
    { traces } = figure(p, setting(p));
  assert.equal(traces.find((t) => t.name === "GD" && t.xaxis === "x2").y.at(-1), null);
});
test("eight runs of 10,000 steps stay below 1,500 points a path", () => {
  const n = 10001,
    noise = (run) => Float32Array.from({ length: n }, (_, i) => Math.sin(12.9898 * (i + 1) * (run + 1)) * 2);
  const rows = Array.from({ length: 8 }, (_, run) => noise(run));
  const p = picture({
    steps: n - 1,
    tracks: rows.map((_, run) => track(run, `run ${run}`)),
    series: { x: rows, y: [...rows].reverse(), loss: rows.map((r) => r.map(Math.abs)) },
    curves: rows.map((_, run) => ({ pane: 1, run, style: run, hidden: false })),
  });
  const lines = figure(p, setting(p)).traces.filter((t) => t.mode === "lines");
  assert.equal(lines.length, 16);
  for (const line of lines) assert.ok(line.x.length <= 1500 && line.x.length > 100, `${line.x.length}`);
});
test("every axis writes its numbers as the page does", () => {
  const { layout } = figure(picture(), setting(picture()));
  const all = Object.entries(layout).filter(([name]) => /^[xy]axis/.test(name));
  assert.equal(all.length, 6);
  for (const [, axis] of all) assert.equal(axis.exponentformat, "power");
});
test("names are text, not markup", () => {
  const p = picture();
  p.panes[0].title = "a < b & c";
  assert.equal(figure(p, setting(p)).layout.annotations[0].text, "a &lt; b &amp; c");
});
test("a finger scrolls the page, a mouse pans the map", () => {
  const p = picture();
  assert.deepEqual(
    [true, false].map((coarse) => figure(p, { ...setting(p), coarse }).layout.dragmode),
    [false, "pan"],
  );
});
test("no button of Plotly's own, and nothing that leaves the host", () =>
  assert.equal(figure(picture(), setting(picture())).config.displayModeBar, false));

// ranges before, the event, ranges afterwards
const EVENTS = [
  [{}, { "xaxis.range[0]": 1, "xaxis.range[1]": 2 }, { xaxis: [1, 2] }],
  [{ xaxis: [1, 2] }, { "yaxis12.range": ["3", "4"] }, { xaxis: [1, 2], yaxis12: [3, 4] }],
  [{ xaxis: [1, 2] }, { "xaxis.range[1]": 5 }, { xaxis: [1, 5] }],
  [{ xaxis: [1, 2] }, { width: 3, "xaxis.autorange": true }, { xaxis: [1, 2] }],
  [{}, undefined, {}],
];
for (const [before, event, after] of EVENTS)
  test(`${JSON.stringify(event)} after ${JSON.stringify(before)}`, () => assert.deepEqual(merge(before, event), after));

test("between two steps a head glides, and after the end of its run it stays", () => {
  const line = { points: Float64Array.from([0, 0, 10, 20, 30, 20]), last: 2 };
  assert.deepEqual(
    [0, 0.5, 1.25, 2, 9.5].map((t) => headAt(line, t)),
    [
      [0, 0],
      [5, 10],
      [15, 20],
      [30, 20],
      [30, 20],
    ],
  );
});

test("the figure of luminance is that of WCAG", () => assert.ok(Math.abs(luminance([188, 188, 188]) - 0.5029) < 1e-3));

// the difference, and whether the charts keep Plotly's axes until Plotly has redrawn
const CHANGED = {
  "the span": [
    (p) => {
      p.panes[1].span = [1, 10];
    },
    true,
  ],
  "the paths": [
    (p) => {
      p.series.x[0][0] = 9;
    },
    true,
  ],
  "the steps": [
    (p) => {
      p.steps = 9;
    },
    false,
  ],
  "the landscape": [
    (p) => {
      p.scene = "plateau";
    },
    false,
  ],
  "the box": [
    (p) => {
      p.panes[0].box = [0, 1, 0, 1];
    },
    false,
  ],
  "the kind of axis": [
    (p) => {
      p.panes[1].log = false;
    },
    false,
  ],
};
for (const [what, [change, kept]] of Object.entries(CHANGED))
  test(`while Plotly lags, a change of ${what} ${kept ? "keeps" : "moves"} the axes`, () => {
    const old = picture(),
      next = picture(),
      plot = new Plot(
        /** @type {any} */ (null),
        () => {},
        () => {},
      );
    change(next);
    plot.drawn = old;
    const { places } = setting(old),
      ranges = (p, stale) => plot.frames(p, places, stale).map(({ x, y }) => [x, y]);
    assert.deepEqual(
      ranges(next, false),
      [0, 1, 2].map((i) => [initialRanges(next, i).x, initialRanges(next, i).y]),
    );
    assert.deepEqual(ranges(next, true), ranges(kept ? old : next, false));
  });

for (const [guides, expected] of [
  [[], [false, false]],
  [[{ pane: 0, x: "drift 0 x", y: "drift 0 y", label: "The lowest point" }], [true, false]],
  [[{ pane: 1, x: "drift 0 x", y: "drift 0 y", label: "The lowest point" }], [false, true]],
  [[{ pane: 0, x: "guess x", y: "guess y", label: "Your guess", style: 3 }], [false, false]],
])
  test(`with guides ${JSON.stringify(guides)} the minima of two maps ${expected} move`, () =>
    assert.deepEqual([0, 1].map((pane) => drifts(picture({ guides }), pane)), expected));

/** A canvas that remembers the texts and the number of strokes. */
function sketch() {
  const drawn = { texts: /** @type {any[]} */ ([]), strokes: 0, discs: /** @type {any[]} */ ([]), images: /** @type {any[]} */ ([]) };
  const know = {
    measureText: () => ({ width: 90 }),
    fillText: (...text) => drawn.texts.push(text),
    stroke: () => drawn.strokes++,
    arc: (x, y, r) => drawn.discs.push([x, y, r]),
    drawImage: (image) => drawn.images.push([image, drawn.strokes]),
  };
  const g = new Proxy(/** @type {any} */ (know), { get: (of, name) => of[name] ?? (() => {}), set: () => true });
  return { drawn, g, canvas: /** @type {any} */ ({ width: 300, height: 200, getContext: () => g }) };
}
const LOOK = /** @type {any} */ ({ tracks: ["#000"], casing: "#fff", ink: "#000", faint: "#888", paper: "#fff" });
const PLOT = { left: 0, top: 0, width: 300, height: 200, x: [0, 300], y: [0, 1], log: false, chart: true };

test("a level is a line across its chart, and other charts have none", () => {
  const chart = { kind: "chart", of: "loss", title: "Loss", log: false, span: [0, 2], level: null },
    p = picture({ panes: [chart, { ...chart, level: 1 }], guides: [], curves: [], tracks: [] }),
    frames = /** @type {any[]} */ ([PLOT, PLOT]);
  const { layout } = figure(p, { width: 300, height: 200, places: frames, frames, look: LOOK, font: "", coarse: false });
  assert.deepEqual(
    layout.shapes.map(({ xref, yref, x0, x1, y0, y1 }) => [xref, yref, x0, x1, y0, y1]),
    [["x2 domain", "y2", 0, 1, 1, 1]],
  );
});

test("a curve that plays step by step is drawn in a few pieces, not in one for each step", () => {
  const [still, trail, moves] = [sketch(), sketch(), sketch()],
    overlay = new Overlay(still.canvas, trail.canvas, moves.canvas),
    rows = { x: [], y: [], loss: [Float32Array.from({ length: 301 }, (_, i) => i / 300)] },
    p = picture({ steps: 300, panes: [{ kind: "chart", of: "loss", title: "Loss", log: false, span: [0, 1] }] });
  Object.assign(p, { series: rows, tracks: [{ ...p.tracks[0], pane: 0 }], curves: [{ pane: 0, run: 0, style: 0, hidden: false }] });
  overlay.view(p, [/** @type {any} */ (PLOT)], LOOK, { width: 300, height: 200 }, false, null);
  for (let step = 0; step <= 300; step++) overlay.draw(step);
  assert.ok(trail.drawn.strokes >= 10 && trail.drawn.strokes <= 13, `${trail.drawn.strokes} strokes`);
  assert.equal(overlay.lines[0].upto, 300);
});

test("the trails are shown by the canvas of the heads, below these", () => {
  const [still, trail, moves] = [sketch(), sketch(), sketch()],
    overlay = new Overlay(still.canvas, trail.canvas, moves.canvas, true),
    p = picture({ panes: [{ kind: "map", box: [0, 300, 0, 1], marks: [] }], curves: [] });
  p.tracks = [p.tracks[0]];
  p.series = { x: [Float32Array.from([20, 60, 152])], y: [Float32Array.from([0.5, 0.4, 0.5])] };
  overlay.view(p, /** @type {any[]} */ ([{ ...PLOT, chart: false }]), LOOK, { width: 300, height: 200 }, false, null);
  overlay.draw(2);
  assert.ok(trail.drawn.strokes > 0);
  assert.deepEqual(moves.drawn.images, [[trail.canvas, 0]]);
});

test("a star opens around a head that comes to it", () => {
  const star = { kind: "map", box: [0, 300, 0, 1], marks: [{ kind: "minimum", x: 150, y: 0.5, loss: 0 }] },
    frames = /** @type {any[]} */ ([{ ...PLOT, chart: false }]);
  assert.deepEqual(starsOf(/** @type {any} */ ({ panes: [star] }), frames), [[150, 100]]);
  const strokes = (pane, step) => {
    const [still, trail, moves] = [sketch(), sketch(), sketch()],
      overlay = new Overlay(still.canvas, trail.canvas, moves.canvas),
      p = picture({ panes: [pane], curves: [] });
    p.tracks = [p.tracks[0]];
    p.series = { x: [Float32Array.from([20, 152])], y: [Float32Array.from([0.5, 0.5])] };
    overlay.view(p, frames, LOOK, { width: 300, height: 200 }, false, null);
    overlay.draw(step);
    return moves.drawn.strokes;
  };
  const bare = { ...star, marks: [] };
  assert.deepEqual([0, 1].map((step) => strokes(star, step) - strokes(bare, step)), [0, 1]);
});

test("a label goes above what is in a corner of its map already", () => {
  globalThis.getComputedStyle = () => /** @type {any} */ ({ fontFamily: "x" });
  const taken = { left: 6, top: 168, width: 140, height: 26 },
    at = (left, top, place) => {
      const { g, drawn } = sketch();
      label(g, "diverged at step 3", /** @type {any} */ (PLOT), left, top, LOOK, place);
      return drawn.texts[0][2];
    };
  assert.deepEqual([at(40, 187, null), at(40, 187, taken), at(290, 187, taken), at(40, 100, taken)], [187, 160, 187, 100]);
});

test("while the pointer peeks at another step, counter and slider show the same", () => {
  const scrub = { style: { setProperty: (_, at) => (scrub.at = at) }, setAttribute() {}, value: "", max: "", at: "" },
    bar = { clock: { last: 300, step: 300, t: 300, playing: false, speed: 1 }, scrub, output: { textContent: "" }, goes: [], shown: "Play", speed: { value: "1" }, play: {} };
  Transport.prototype.show.call(/** @type {any} */ (bar), 75);
  assert.deepEqual([bar.output.textContent, scrub.value, scrub.at], ["75 / 300", "75", "0.25"]);
});
test("a star opens around a runner that would cover it, and is closed where none is near", () => {
  assert.equal(opened(40), 0);
  const sizes = [15, 12, 9, 0].map(opened);
  assert.deepEqual(sizes, [...sizes].sort((a, b) => a - b));
  assert.ok(sizes[0] > 7 && 0.65 * sizes.at(-1) > 6.6 + 1.5, "a head, with its casing, is within the star's inner corners");
});
