import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { short, spoken, trimmed } from "../../../stage/js/number.js";
import { cells, narrate, standings, statusAt, statusOf, valueAt } from "../../../stage/js/standings.js";
import { picture, STEPS, track } from "./sample.mjs";

/** The cases that core/number.py passes too. @type {[string, number, string, string][]} */
const NUMBERS = JSON.parse(readFileSync(process.env.THALWEG_NUMERALS, "utf8")).short;
for (const [given, digits, even, text] of NUMBERS)
  test(`${given} with ${digits} digits reads ${even} in a column and ${text} in a sentence`, () => {
    assert.equal(short(Number(given), digits), even);
    assert.equal(trimmed(Number(given), digits), text);
  });
for (const value of NUMBERS.map(([v]) => Number(v)).filter((v) => Number.isFinite(v) && v))
  test(`${value} keeps four digits`, () => {
    const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹",
      plain = short(value)
        .replace("·10", "e")
        .replace(/⁻/g, "-")
        .replace(/[⁰¹²³⁴-⁹]/g, (d) => raised.indexOf(d))
        .replace("−", "-");
    assert.ok(Math.abs(Number(plain) / value - 1) < 5e-4, plain);
  });
for (const [value, text] of [
  [0, "0"],
  [0.00123, "0.00123"],
  [-1.5e-9, "minus 1.5 times ten to the minus 9"],
  [2e30, "2 times ten to the 30"],
  [NaN, "not a number"],
]) {
  test(`${value} is said "${text}"`, () => assert.equal(spoken(value), text));
}

// run, step, words
const STATES = [
  [0, 0, "at the start"],
  [0, 2, "moving"],
  [1, 0, "at the start"],
  [1, 1, "outside the map"],
  [1, 2, "outside the map"],
  [1, 3, "diverged at step 3: the loss is no longer finite"],
  [1, 6, "diverged at step 3: the loss is no longer finite"],
];
for (const [run, step, words] of STATES)
  test(`run ${run} at step ${step} is ${words}`, () => {
    const p = picture();
    assert.equal(statusAt(p, p.tracks[run], step), words);
  });
test("what has converged says so from that step on", () => {
  const p = picture({ tracks: [{ ...track(0, "GD"), status: "converged", at: 4 }] });
  assert.deepEqual(
    [3, 4, 6].map((step) => statusAt(p, p.tracks[0], step)),
    ["moving", "converged at step 4", "converged at step 4"],
  );
});
// what is said of a run that goes on, whether it is outside the map, the words at the steps 0, 5 and 6
for (const [last, outside, words] of [
  ["not there yet", false, ["at the start", "moving", "not there yet"]],
  ["not at rest", false, ["at the start", "moving", "not at rest"]],
  ["not there yet", true, ["outside the map", "outside the map", "not there yet, outside the map"]],
])
  test(`a run that is ${words[2]} when the race is over moves only before`, () => {
    const p = picture({ tracks: [{ ...track(0, "GD"), last }] });
    if (outside) p.panes[0].box = [5, 6, 5, 6];
    assert.deepEqual([0, STEPS - 1, STEPS].map((step) => statusAt(p, p.tracks[0], step)), words); // prettier-ignore
  });
test("a run that has arrived is not called late", () => {
  const p = picture({ tracks: [{ ...track(0, "GD"), reached: 2 }] });
  assert.equal(statusAt(p, p.tracks[0], STEPS), "arrived at step 2");
});
test("a start outside the map is outside", () => {
  const p = picture();
  p.panes[0].box = [5, 6, 5, 6];
  assert.equal(statusAt(p, p.tracks[0], 0), "outside the map");
});

/** Losses of several runs at one step, as a picture. */
const field = (losses, change = {}) =>
  picture({
    tracks: losses.map((_, run) => ({ ...track(run, `run ${run}`), ...(change[run] ?? {}) })),
    series: { x: losses.map(() => [0]), y: losses.map(() => [0]), loss: losses.map((v) => [v]) },
  });
const LOST = { status: "diverged", at: 0 };
// losses, changes to the tracks, order of the runs
const ORDERS = [
  [[3, 1, 2], {}, [1, 2, 0]],
  [[1, 1, 1], {}, [0, 1, 2]],
  [[NaN, 5, 1e30], {}, [1, 2, 0]],
  [[0, 5, 1], { 0: LOST }, [2, 1, 0]],
  [[3, 1, 2], { 1: { hidden: true } }, [2, 0]],
  [[-3, -5, 0], {}, [1, 0, 2]],
  [[9, 2, 1], { 1: LOST, 2: LOST }, [0, 2, 1]],
];
for (const [losses, change, order] of ORDERS)
  test(`losses ${losses} with ${JSON.stringify(change)} rank ${order}`, () =>
    assert.deepEqual(
      standings(field(losses, change), 0).map((r) => r.track.run),
      order,
    ));

// losses, changes to the tracks, whether who arrived first ranks first, runs and ranks at step 3
const THERE = (reached, left = null) => ({ reached, left });
const RANKS = [
  [[1e-9, 1e-5, 1e-7], {}, true, [0, 2, 1], [1, 2, 3]],
  [[1e-9, 1e-5, 1e-7], { 1: THERE(2), 2: THERE(1) }, true, [2, 1, 0], [1, 2, 3]],
  [[1e-9, 1e-5, 1e-7], { 1: THERE(2), 2: THERE(1) }, false, [0, 2, 1], [1, 2, 3]],
  [[1e-9, 1e-5, 1e-7], { 1: THERE(2), 2: THERE(2) }, true, [1, 2, 0], [1, 1, 3]],
  [[1e-9, 1e-5, 1e-7], { 1: THERE(4) }, true, [0, 2, 1], [1, 2, 3]],
  [[1e-9, 1e-5, 1e-7], { 1: THERE(0, 3) }, true, [0, 2, 1], [1, 2, 3]],
  [[1e-9, 1e-5, 1e-7], { 1: { ...THERE(0), ...LOST } }, true, [0, 2, 1], [1, 2, 3]],
  [[3e-31, 1, 2e-33], {}, false, [0, 2, 1], [1, 1, 3]],
  [[5, 5, 5], {}, false, [0, 1, 2], [1, 1, 1]],
  [[NaN, 5, 1e30], {}, false, [1, 2, 0], [1, 2, 3]],
  [[NaN, NaN, 1], { 2: LOST }, false, [0, 1, 2], [1, 1, 3]],
];
for (const [losses, change, early, order, ranks] of RANKS)
  test(`losses ${losses} with ${JSON.stringify(change)}${early ? ", the earliest first," : ""} have ranks ${ranks}`, () => {
    const p = field(losses, change);
    p.series.loss = losses.map((loss) => Float64Array.from([40, 40, 40, loss]));
    const found = standings({ ...p, grid: { rows: [], columns: [], early } }, 3);
    assert.deepEqual(
      found.map((r) => r.track.run),
      order,
    );
    assert.deepEqual(
      found.map((r) => r.rank),
      ranks,
    );
  });
test("a run that will diverge is ranked by its loss until it does", () => {
  const p = picture();
  p.series.loss[1][1] = 0.1;
  assert.deepEqual(
    [1, 3].map((step) => standings(p, step)[0].track.name),
    ["Adam", "GD"],
  );
});
test("a run that has ended keeps its last values, and what is missing is a dash", () => {
  const p = picture();
  assert.equal(valueAt(p, "loss", 1, 6), Math.fround(2e18));
  assert.ok(Number.isNaN(valueAt(p, "gap", 1, 6)));
  delete p.series.dist;
  assert.deepEqual(cells(standings(p, 1)[0]), ["0.5000", "–", "1.000"]);
});
test("a run is moving only while the picture plays", () => {
  const [row] = standings(picture(), 1);
  assert.equal(statusOf(row, true), "moving");
  assert.equal(statusOf(row, false), "on the way");
  assert.equal(statusOf({ status: "moving, −2 steps" }, false), "on the way, −2 steps");
  assert.equal(statusOf({ status: "not there yet" }, false), "not there yet");
});
test("a sentence tells the race", () => {
  assert.equal(
    narrate(picture(), 3),
    "Step 3 of 6. 1. GD, loss 0.02; 2. Adam, loss 2 times ten to the 18, " +
      "diverged at step 3: the loss is no longer finite.",
  );
  const twins = picture();
  for (const track of twins.tracks) Object.assign(track, { name: "GD", note: `η ${track.run}` });
  assert.match(narrate(twins, 1), /^Step 1 of 6\. 1\. GD η 0, loss .*; 2\. GD η 1, loss /);
  assert.equal(narrate(picture({ tracks: [] }), 0), "Step 0 of 6. No run is shown.");
  const lines = [{ pane: 1, style: 0, of: "median", label: "median loss", dash: false }],
    series = { median: [Float32Array.from([2, 0.5])] };
  assert.equal(
    narrate(picture({ tracks: [], lines, every: 4, series }), 5),
    "Step 5 of 6. median loss 0.5.",
  );
});
