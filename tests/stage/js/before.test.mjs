import assert from "node:assert/strict";
import { test } from "node:test";
import { toData, toTop } from "../../../stage/js/axes.js";
import { costs, largestCost, stepAt } from "../../../stage/js/cost.js";
import { figure, initialRanges } from "../../../stage/js/figure.js";
import { difference, Ghosts } from "../../../stage/js/ghosts.js";
import { arrange } from "../../../stage/js/layout.js";
import { trailWidths } from "../../../stage/js/widths.js";
import { PALETTE } from "../../../stage/js/palette.js";
import { dataValue } from "../../../stage/js/pins.js";
import { Plot } from "../../../stage/js/plot.js";
import { standings, statusAt } from "../../../stage/js/standings.js";
import { frame, picture, track } from "./sample.mjs";

const row = (...values) => Float32Array.from(values);

/** Two runs on a line, on 10 samples: the first in steps of one, with 4, 4 and 2 samples an epoch; the second in steps
 * of two that cost three gradients of all samples each. */
const line = (against) =>
  picture({
    against,
    steps: 4,
    tracks: [
      { ...track(0, "GD"), batch: 4, epoch: 10, whole: 10 },
      { ...track(1, "SAM"), evaluations: 3, whole: 10 },
    ],
    series: {
      x: [row(0, 1, 2, 3, 4), row(0, 2, 4)],
      y: [row(0, 0, 0, 0, 0), row(0, 0, 0)],
      loss: [row(4, 3, 2, 1, 0.5), row(4, 2, 1)],
    },
  });
// the unit, the costs of both runs, the end of the axis, the step at which the selected runner's cost is 2.6
const AXES = [
  ["steps", [null, null], 4, 3],
  ["evaluations", [[0, 1, 2, 3, 4], [0, 3, 6]], 6, 3], // prettier-ignore
  ["length", [[0, 1, 2, 3, 4], [0, 2, 4]], 4, 3], // prettier-ignore
  ["samples", [[0, 4, 8, 10, 14], [0, 30, 60]], 60, 1], // prettier-ignore
  ["epochs", [[0, 0.4, 0.8, 1, 1.4], [0, 1, 2]], 2, 4], // prettier-ignore
];
for (const [against, rows, end, step] of AXES)
  test(`the charts count ${against}`, () => {
    const p = line(against);
    assert.deepEqual(
      [0, 1].map((run) => costs(p, run) && [...costs(p, run)]),
      rows,
    );
    assert.equal(largestCost(p), end);
    assert.equal(stepAt(p, 2.6), step);
    assert.deepEqual(initialRanges(p, 1).x, [0, end]);
    const { places, height } = arrange(p.panes, 940, { tall: 480, bar: 48, head: 30 }, false);
    const plot = new Plot(
      /** @type {any} */ (null),
      () => {},
      () => {},
    );
    const setting = { width: 940, height, places, frames: plot.frames(p, places, false), look: PALETTE.light };
    const { traces } = figure(p, { ...setting, font: "", coarse: false });
    for (const [run, name] of ["GD", "SAM"].entries()) {
      const curve = traces.find((t) => t.name === name && t.xaxis === "x2"),
        steps = curve.customdata.map(([i]) => i);
      assert.deepEqual(curve.x, rows[run] ? steps.map((i) => rows[run][i]) : steps);
    }
  });
test("drawn with replacement, every batch is complete", () => {
  const p = line("samples");
  p.tracks[0].epoch = 0;
  assert.deepEqual([...(costs(p, 0) ?? [])], [0, 4, 8, 12, 16]);
});
// a cost, and the step at which the selected runner, whose costs are 0, 3, 6, reaches it
for (const [cost, step] of [
  [-1, 0],
  [1, 0],
  [2, 1],
  [3, 1],
  [5, 2],
  [99, 2],
])
  test(`a cost of ${cost} is that of step ${step}`, () => {
    const p = line("evaluations");
    p.tracks.forEach((t) => (t.selected = t.run === 1));
    assert.equal(stepAt(p, cost), step);
  });
test("who is lost does not stretch the axis, unless everybody is", () => {
  const p = picture({ against: "length" });
  assert.ok(largestCost(p) < 2);
  const lost = picture({ against: "length", tracks: p.tracks.slice(1) });
  assert.ok(largestCost(lost) > 1e9);
});

const moved = (change = {}) => {
  const p = picture({ ghosts: true, ...change });
  p.series.x[0] = p.series.x[0].map((v) => v + 1);
  return p;
};
const plain = () => picture({ ghosts: true });
// pictures, each with whether no drag is in progress, and which of them is the ghost
const STORIES = {
  "a first picture has none": [[[plain(), true]], null],
  "the same paths again are no change": [[[plain(), true], [plain(), true]], null], // prettier-ignore
  "a change leaves one": [[[plain(), true], [moved(), true]], 0], // prettier-ignore
  "a drag leaves that of before it": [[[plain(), true], [moved(), false], [moved({ steps: 7 }), false], [moved(), true]], 0], // prettier-ignore
  "the next change leaves the next one": [[[plain(), true], [moved(), true], [plain(), true]], 1], // prettier-ignore
  "another landscape has none": [[[plain(), true], [moved({ scene: "hill" }), true]], null], // prettier-ignore
  "another number of runs has none": [[[plain(), true], [moved({ tracks: [track(0, "GD")] }), true]], null], // prettier-ignore
  "it stays while nothing moves": [[[plain(), true], [moved(), true], [moved(), true]], 0], // prettier-ignore
  "who does not ask for it has none": [[[plain(), true], [moved({ ghosts: false }), true]], null], // prettier-ignore
};
for (const [name, [story, expected]] of Object.entries(STORIES))
  test(`ghosts: ${name}`, () => {
    const ghosts = new Ghosts();
    for (const [p, rests] of story) ghosts.update(p, rests);
    assert.equal(ghosts.shown, expected === null ? null : story[expected][0]);
  });

// step of the arrival now, step before, text
for (const [now, then, words] of [
  [106, 143, "−37 steps"],
  [143, 106, "+37 steps"],
  [5, 5, ""],
  [null, null, ""],
  [5, null, "did not arrive before"],
  [null, 5, "arrived at step 5 before"],
])
  test(`arriving at ${now} after ${then} is "${words}"`, () =>
    assert.equal(difference({ ...track(0, ""), reached: now }, { ...track(0, ""), reached: then }), words));
test("the standings say both, and without a ghost only the arrival", () => {
  const p = picture({ tracks: [{ ...track(0, "GD"), reached: 2 }] }),
    ghost = picture({ tracks: [{ ...track(0, "GD"), reached: 4 }] });
  assert.equal(standings(p, 3, ghost)[0].status, "arrived at step 2, −2 steps");
  assert.deepEqual(
    [1, 2].map((step) => standings(p, step)[0].status),
    ["moving", "arrived at step 2"],
  );
  p.tracks[0] = { ...p.tracks[0], status: "converged", at: 5 };
  assert.equal(statusAt(p, p.tracks[0], 6), "arrived at step 2, converged at step 5");
});

test("a trail is one to five pixels thick, in proportion to the largest value of all", () => {
  const p = picture({ thick: "rate" });
  p.series.rate = [row(0, 0.5, 1, NaN), row(0.25, Infinity)];
  assert.deepEqual([...trailWidths(p)], [[0, [1, 3, 5, 1]], [1, [2, 5]]]); // prettier-ignore
  p.series.rate = [row(0, 15, 30, -30), row(7.5, 22.5, Infinity)];
  assert.deepEqual([...trailWidths(p)], [[0, [1, 3, 5, 1]], [1, [2, 4, 5]]]); // prettier-ignore
  p.series.rate = [row(0, 0), row(0, -1)];
  assert.deepEqual([...trailWidths(p)], [[0, [1, 1]], [1, [1, 1]]]); // prettier-ignore
  assert.equal(trailWidths({ ...p, thick: "" }).size, 0);
  assert.equal(trailWidths({ ...p, thick: "speed" }).size, 0);
});

test("on a logarithmic axis a knot is where it was put", () => {
  const f = frame({ y: [-4, 2], log: true });
  for (const y of [1e-4, 0.03, 100]) {
    const top = toTop(f, y);
    assert.ok(Math.abs(dataValue(f, toData(f, 120, top))[1] / y - 1) < 1e-9);
  }
  assert.deepEqual(dataValue(frame(), [1, -2]), [1, -2]);
});

// how a run ended, and what its row says at the last step
for (const [change, words] of [
  [{ reached: 1 }, "arrived at step 1"],
  [{ reached: 1, left: 2 }, "arrived at step 1, left again at step 2"],
  [{ below: 0 }, "below the lowest known minimum"],
  [{ status: "converged", at: 2, place: "at a saddle" }, "converged at step 2 at a saddle"],
  [{ status: "converged", at: 2, below: 0, place: "at a minimum below all known ones" }, "converged at step 2 at a minimum below all known ones"],
  [{ status: "converged", at: 2, reached: 1 }, "arrived at step 1, converged at step 2"],
]) // prettier-ignore
  test(`a row says: ${words}`, () => {
    const p = picture({ tracks: [{ ...track(0, "GD"), ...change }] });
    assert.equal(statusAt(p, p.tracks[0], p.steps), words);
  });
