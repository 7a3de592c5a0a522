import assert from "node:assert/strict";
import { test } from "node:test";
import { endFeedback, hasQuestion, questionOf, winnerFeedback, withGuess, withoutAnswer } from "../../../stage/js/guess.js";
import { picture, track } from "./sample.mjs";

const rules = (ask, more = {}) => ({ hide: "", lock: "", off: [], ask, again: false, present: false, ...more });
const asking = (ask, change = {}) => picture({ rules: rules(ask), ...change });
const row = (...values) => Float32Array.from(values);

/** Three runs that end with these losses. */
const race = (losses, changes = {}) =>
  asking("winner", {
    tracks: ["A", "B", "C"].map((name, run) => ({ ...track(run, name), ...changes[run] })),
    series: { ...picture().series, loss: losses.map((end) => row(2, 1, 1, 1, 1, 1, end)) },
  });

test("a veiled picture holds nothing of what comes after the start", () => {
  for (const ask of ["winner", "end"]) {
    const real = asking(ask, { events: [{ run: 1, step: 3, last: 3, kind: "diverged", text: "lost" }], forks: 4 }),
      { series, steps, tracks, panes, events, forks } = withoutAnswer(real);
    assert.equal(steps, 0);
    assert.deepEqual(Object.values(series).flatMap((rows) => rows.map((r) => r.length)), Array(12).fill(1));
    assert.ok(tracks.every((t) => t.status === "moving" && t.at === null && t.reached === null && !t.why));
    assert.ok(panes.every((p) => p.kind !== "chart" || p.span.join() === "0,1"));
    assert.deepEqual([events, forks], [[], null]);
    assert.ok(!JSON.stringify(withoutAnswer(real)).includes("finite"));
  }
});

test("where it will end is asked of the selected runner, with a ring at its start and on no other surface", () => {
  const real = asking("end", { rules: rules("end", { off: ["start", "play"] }) });
  real.panes.push({ kind: "space", of: 0, title: "", alone: true });
  const { pins, panes, rules: left } = withoutAnswer(real);
  const nothing = { words: [], unit: [1, 1], digits: [0, 0] }; // a guess is no part of the link
  assert.deepEqual(pins, [
    { name: "guess", pane: 0, x: 1, y: 1, label: "Your guess", low: [-2, -1], high: [2, 3], ...nothing },
  ]);
  assert.deepEqual([panes.length, left.off], [3, ["play"]]);
  real.pins.push({ name: "start", pane: 0, x: 1, y: 1, label: "Start", low: [-4, -4], high: [4, 4] });
  assert.deepEqual(withoutAnswer(real, true).pins, real.pins); // a hand that holds the start keeps it
});

test("there is a question where a link asks one and the picture has an answer", () => {
  const alone = [track(0, "GD"), { ...track(1, "Adam"), hidden: true }];
  const table = [
    [asking(""), false], [picture(), false], [asking("winner"), true], [asking("end"), true],
    [asking("winner", { tracks: alone }), false], [asking("end", { tracks: alone }), true],
    [asking("end", { tracks: [] }), false], [asking("winner", { clouds: [{}] }), false],
    [asking("end", { grid: { rows: [], columns: [] } }), false],
  ]; // prettier-ignore
  assert.deepEqual(table.map(([one]) => hasQuestion(one)), table.map(([, wanted]) => wanted));
});

test("a question is the same until its answer is another", () => {
  const first = questionOf(asking("winner"));
  const other = [track(0, "GD"), { ...track(1, "Adam"), selected: true }];
  assert.equal(questionOf(asking("winner", { caption: "x" })), first);
  assert.equal(questionOf(asking("winner", { tracks: other.map((t) => ({ ...t, selected: !t.selected })) })), first);
  assert.notEqual(questionOf(asking("end")), first);
  assert.notEqual(questionOf(asking("winner", { steps: 5 })), first);
  assert.notEqual(questionOf(asking("winner", { series: { ...picture().series, x: [row(1, 2), row(1, 3)] } })), first);
});

const LOST = { status: "diverged", at: 4 };
const WINNERS = [
  [[0.1, 0.2, 0.3], {}, 0, "Right! At step 6 A is ahead with a loss of 0.1000, and B follows with 0.2000."],
  [[0.1, 0.2, 0.3], {}, 2, "Not this time. At step 6 A is ahead with a loss of 0.1000. Your guess, C, is number 3 with 0.3000."],
  [[0.1, 0.10000001, 0.3], {}, 1, "Right! At step 6 A and B are level with a loss of 0.1000, and C follows with 0.3000."],
  [[0.1, 0.1, 0.1], {}, 2, "Right! At step 6 A, B and C are level with a loss of 0.1000."],
  [[0.1, 0.2, 0.3], { 0: LOST, 1: LOST }, 2, "Right! At step 6 C is ahead with a loss of 0.3000, and the others diverged."],
  [[0.1, 0.2, 0.3], { 0: LOST }, 0, "Not this time. At step 6 B is ahead with a loss of 0.2000. Your guess, A, diverged at step 4."],
  [[0.1, 0.2, 0.3], { 0: LOST, 1: LOST, 2: LOST }, 0, "All of them diverged, so nobody is ahead."],
  [[0.1, 0.2, 0.3], { 1: { name: "A", note: "η 1" }, 0: { note: "η 2" } }, 0, "Right! At step 6 A (η 2) is ahead with a loss of 0.1000, and A (η 1) follows with 0.2000."],
]; // prettier-ignore

test("a guess of the winner is judged by the losses at the end", () => {
  for (const [losses, changes, run, said] of WINNERS) assert.equal(winnerFeedback(race(losses, changes), run), said);
});

test("a guess of the end is judged by its distance", () => {
  const real = asking("end");
  const near = endFeedback(real, { run: 0, x: 0.31, y: 0.41 });
  assert.equal(near, "GD ends at x 0.0100, y 0.0100. Your guess is 0.500 away: 8.8 % of the map's diagonal.");
  assert.equal(endFeedback(real, { run: 1, x: 0, y: 0 }), "Adam diverged at step 3, so it has no end on the map.");
});

test("a guess of a place is marked on the map, any other is not", () => {
  const real = asking("end"),
    { guides, series } = withGuess(real, { run: 0, x: 0.25, y: 0.5 });
  assert.deepEqual([guides.length, guides[0].pane, [...series["guess x"][0]], [...series["guess y"][0]]], [1, 0, [0.25], [0.5]]);
  assert.equal(withGuess(real, { run: 0, x: NaN, y: NaN }), real);
});
