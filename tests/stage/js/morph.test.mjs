import assert from "node:assert/strict";
import { test } from "node:test";
import { between, blend, corresponds, LASTS, Morph } from "../../../stage/js/morph.js";
import { picture } from "./sample.mjs";

const row = (...values) => Float32Array.from(values);
const near = (a, b) => assert.ok([...a].every((v, i) => Math.abs(v - b[i]) < 1e-5) && a.length === b.length, `${a} is not ${b}`);
/** The sample with something else set. */
const changed = (change) => {
  const made = picture();
  change(made);
  return made;
};

// what is changed in the next picture, and whether its paths still are the same runs
const CASES = [
  ["nothing", () => {}, true],
  ["another path from the same start", (p) => (p.series.x[0] = row(1, 0.1, 0)), true],
  ["another span of a chart", (p) => (p.panes[1].span = [1, 2]), true],
  ["another chart", (p) => (p.panes[2].of = "stride"), true],
  ["another landscape", (p) => (p.scene = "ravine"), false],
  ["other parameters of the landscape", (p) => (p.panes[0].surface = "/surface/y"), false],
  ["another box", (p) => (p.panes[0].box = [-2, 2, -1, 4]), false],
  ["a surface beside the map", (p) => p.panes.push({ kind: "space", of: 0, title: "", alone: false }), false],
  ["another method", (p) => (p.tracks[1].name = "Momentum"), false],
  ["another name of a pane", (p) => ((p.tracks[1].name = "η 0.2"), (p.grid = { rows: [""], columns: ["a", "b"], early: false })), true],
  ["one runner less", (p) => p.tracks.pop(), false],
  ["another colour", (p) => (p.tracks[1].style = 4), false],
  ["another start", (p) => (p.series.y[0] = row(1.01, 0.5)), false],
];
for (const [what, change, expected] of CASES)
  test(`${what}: paths ${expected ? "move" : "jump"}`, () => assert.equal(corresponds(picture(), changed(change)), expected));
test("a path that was not shown does not grow out of its start", () => assert.equal(corresponds(changed((p) => (p.series.x[0] = row(1))), picture()), false));
test("the first picture has nothing to come from", () => assert.equal(corresponds(null, picture()), false));

test("every step moves from its old place to its new one", () => {
  const next = changed((p) => (p.series.x[0] = row(1, 0, -1, -1, -1, -1, -1)));
  near(blend(picture(), next, 0).series.x[0], picture().series.x[0]);
  near(blend(picture(), next, 0.5).series.x[0], [1, 0.25, -0.375, -0.45, -0.475, -0.49, -0.495]);
  near(blend(picture(), next, 1).series.x[0], next.series.x[0]);
  near(next.series.x[0], [1, 0, -1, -1, -1, -1, -1]); // which stays as it is
});
test("a shorter run waits where it ended, and what has no place is where it will be", () => {
  near(between(row(0, 4), row(0, 0, 0), 0.25), [0, 3, 3]);
  near(between(row(0, NaN), row(8, 8), 0.25), [2, 8]);
  near(between(undefined, row(8, 8), 0.25), [8, 8]);
});
test("a curve moves on the scale of its chart", () => {
  const next = changed((p) => (p.series.loss[0] = row(2, 0.005, 0.125, 0.02, 0.005, 0.0008, 0)));
  near([blend(picture(), next, 0.5).series.loss[0][1]], [0.05]);
  assert.equal(blend(picture(), next, 0.5).series.loss[0][6], 0);
});
test("a path that comes from far away is in sight all the way", () => {
  const { x } = blend(picture(), changed((p) => (p.series.x[1] = row(1, 1, 1, 1))), 0.5).series;
  near(x[1], [1, 1.75, -2.5, 3.5]);
});

/** A stage that counts what is drawn, and a clock that is set by hand. */
function staged(calm = false) {
  const seen = [],
    asked = [],
    env = { at: 0, now: () => env.at, ask: (act) => asked.push(act), calm: () => calm };
  const stage = { picture: null, time: 3, stale: true, ghosts: { shown: null }, look: {}, size: {}, frames: () => [], view: () => seen.push("whole") };
  stage.overlay = { view: (p) => seen.push(p.series.x[0][1]), draw: () => {} };
  const morph = new Morph(stage, env);
  const show = (next, held = false) => {
    morph.begin(stage.picture, next, held);
    stage.picture = next;
  };
  const frame = (at) => {
    env.at = at;
    for (const act of asked.splice(0)) act();
    return seen.at(-1);
  };
  return { morph, show, frame, seen };
}
const to = (x) => changed((p) => (p.series.x[0] = row(1, x, 0, 0, 0, 0, 0)));

test("a move is quick at first, ends in time, and is then the picture itself", () => {
  const { morph, show, frame, seen } = staged();
  show(to(0));
  show(to(1));
  assert.ok(morph.running);
  assert.equal(frame(1000), 0); // the time begins with the first frame
  const half = frame(1000 + LASTS / 2);
  assert.ok(half > 0.5 && half < 1, `${half}`);
  let done = false;
  morph.then(() => (done = true));
  assert.equal(done, false);
  assert.equal(frame(1000 + LASTS), "whole");
  assert.deepEqual([morph.running, done], [false, true]);
  frame(3 * LASTS);
  assert.equal(seen.length, 3);
});
test("a new picture during a move goes on from where the paths are", () => {
  const { show, frame } = staged();
  show(to(0));
  show(to(1));
  frame(0);
  const half = frame(LASTS / 2);
  show(to(0));
  frame(LASTS / 2);
  const next = frame(LASTS / 2 + 1);
  assert.ok(next < half && next > 0.9 * half, `from ${half} to ${next}`);
});
for (const [what, calm, held, moving] of [["with reduced motion", true, false, false], ["in a drag", false, true, false], ["with the picture of a drag", false, false, true]])
  test(`nothing moves ${what}`, () => {
    const { morph, show } = staged(calm);
    show(to(0));
    show({ ...to(1), moving }, held);
    assert.equal(morph.running, false);
  });
