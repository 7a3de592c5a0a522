import assert from "node:assert/strict";
import { test } from "node:test";
import { layoutArrows } from "../../../stage/js/arrows.js";
import { Dials, ownerOf, rounded, scaleOf } from "../../../stage/js/dials.js";
import { clusters, describe, latest, ranked } from "../../../stage/js/events.js";
import { forkOffer } from "../../../stage/js/panel.js";
import { applyRules } from "../../../stage/js/rules.js";
import { leader } from "../../../stage/js/standings.js";
import { picture, STEPS, track } from "./sample.mjs";

const arrow = (name, dx, dy, chain = "") => ({ name, chain, dx, dy });
/** Two parts, the second at the tip of the first; their sum; and a gradient of a very different length. */
const PARTS = [
  arrow("sum", 30, -10),
  arrow("second", 20, -40, "first"),
  arrow("first", 10, 30),
  arrow("gradient", 5000, 0),
];
for (const toScale of [true, false])
  test(`arrows that add up still do ${toScale ? "true to scale" : "normalised"}`, () => {
    const [sum, second, first, gradient] = layoutArrows(PARTS, toScale);
    assert.deepEqual([sum.from, first.from, gradient.from], Array(3).fill([0, 0]));
    assert.deepEqual(second.from, first.to);
    for (const axis of [0, 1]) assert.ok(Math.abs(second.to[axis] - sum.to[axis]) < 1e-9);
    const length = ({ from, to }) => Math.hypot(to[0] - from[0], to[1] - from[1]);
    if (toScale)
      assert.deepEqual([sum.to, gradient.to], [[30, -10], [5000, 0]]); // prettier-ignore
    else assert.deepEqual([second, gradient].map(length).map(Math.round), [98, 80]);
  });
test("a chain of chains ends where its parts end, and a ring of arrows is drawn once", () => {
  const made = layoutArrows([arrow("c", 1, 0, "b"), arrow("b", 0, 1, "a"), arrow("a", 1, 1)], true);
  assert.deepEqual(made[0].to, [2, 2]);
  assert.equal(layoutArrows([arrow("a", 1, 0, "b"), arrow("b", 0, 1, "a")], true).length, 2);
});
test("an arrow of no length, or one that hangs on nothing, starts at the head", () => {
  const [none, lost] = layoutArrows([arrow("none", 0, 0), arrow("lost", 3, 4, "gone")], false);
  assert.deepEqual([none.to, lost.from], [[0, 0], [0, 0]]); // prettier-ignore
  assert.ok(Math.abs(Math.hypot(...lost.to) - 80) < 1e-9);
});

const event = (run, step, last = step) => ({ run, step, last, kind: "zigzag", text: `It is ${step}.` });
// steps of the ranked events, steps that a mark needs, the clusters
const CROWDS = [
  [[10, 50, 90], 20, [[10], [50], [90]]],
  [[50, 45, 55, 90], 20, [[50, 45, 55], [90]]],
  [[90, 10, 11], 20, [[10, 11], [90]]],
  [[5, 25], 20, [[5], [25]]],
  [[], 20, []],
];
for (const [steps, apart, expected] of CROWDS)
  test(`events at ${steps} with ${apart} steps a mark`, () =>
    assert.deepEqual(
      clusters(
        steps.map((s) => event(0, s)),
        apart,
      ).map((c) => c.events.map((e) => e.step)),
      expected,
    ));

const tracks = [track(0, "GD"), track(1, "Adam")],
  loss = (first, second) => ({ ...picture().series, loss: [[2, first], [2, second]] }), // prettier-ignore
  RULES = { off: [], ask: "" },
  WHO = /** @type {[string, string | undefined, number, object][]} */ ([
    ["the lowest loss", "Adam", STEPS, { series: loss(0.5, 0.1) }],
    ["the lowest loss under rules about something else", "GD", STEPS, { series: loss(0.1, 0.5), rules: { ...RULES, off: ["start"] } }],
    ["who did not diverge", "GD", STEPS, {}],
    ["nobody before the end", undefined, STEPS - 1, { series: loss(0.5, 0.1) }],
    ["nobody if two are even", undefined, STEPS, { series: loss(0.5, 0.5) }],
    ["nobody if one runs alone", undefined, STEPS, { tracks: tracks.slice(0, 1) }],
    ["nobody who is hidden", undefined, STEPS, { tracks: [tracks[0], { ...tracks[1], hidden: true }] }],
    ["nobody in a grid", undefined, STEPS, { series: loss(0.5, 0.1), grid: { early: false } }],
    ["nobody where visitors are asked", undefined, STEPS, { series: loss(0.5, 0.1), rules: { ...RULES, ask: "winner" } }],
    ["nobody where the standings are hidden", undefined, STEPS, { series: loss(0.5, 0.1), rules: { ...RULES, off: ["standings"] } }],
  ]);
for (const [what, name, step, change] of WHO)
  test(`at the end it names ${what}`, () => {
    const made = picture({ ...(what === "who did not diverge" ? {} : { tracks }), ...change });
    assert.equal(leader(/** @type {any} */ (made), step)?.track.name, name);
  });
for (const [other, name] of /** @type {const} */ ([["Adam", "GD"], ["GD", "GD η 0.1"]])) // prettier-ignore
  test(`beside ${other} it says of the first its name, its loss and its status`, () => {
    const both = [{ ...track(0, "GD"), note: "η 0.1", reached: 4 }, track(1, other)],
      made = /** @type {any} */ (picture({ tracks: both, series: loss(0.25, 0.5) }));
    assert.equal(leader(made, STEPS)?.text, `${name} has the lowest loss, 0.2500: arrived at step 4`);
  });

test("the selected runner comes first, and who is hidden has no marks", () => {
  const events = [event(1, 1), event(0, 9), event(7, 3)];
  assert.deepEqual(
    ranked(picture({ events })).map((e) => e.run),
    [0, 1],
  );
  const p = picture({ events });
  p.tracks[1].hidden = true;
  assert.deepEqual(
    ranked(p).map((e) => e.run),
    [0],
  );
});

const HAPPENED = [event(0, 10), event(0, 14), event(0, 40, 80), event(1, 12), event(1, 200)];
// playhead, the event that is shown (run and step)
const TOLD = [
  [9, null],
  [10, [0, 10]],
  [13, [0, 10]],
  [14, [0, 14]],
  [20, [0, 14]],
  [30, null],
  [70, [0, 40]],
  [80, [0, 40]],
  [81, null],
  [205, [1, 200]],
];
for (const [step, expected] of TOLD)
  test(`at step ${step} one hears of ${expected ?? "nothing"}`, () => {
    const found = latest(HAPPENED, step, 100);
    assert.deepEqual(found && [found.run, found.step], expected);
  });
test("an event in words", () => assert.equal(describe(picture(), event(1, 4)), "Step 4, Adam: It is 4."));

// what the selected run did, playhead, the step at which a fork is offered, the label
const CONVERGED = { status: "converged", at: 4 };
const GONE = { status: "diverged", at: 3 }; // its last state is that of step 2 or 3, as its series say
for (const [run, change, step, at, label] of [
  [0, {}, 0, 0, "Fork here"],
  [0, {}, 3, 3, "Fork here"],
  [0, {}, STEPS, STEPS - 1, `Fork at step ${STEPS - 1}`],
  [0, CONVERGED, 4, 4, "Fork here"],
  [0, CONVERGED, STEPS, 4, "Fork at step 4"],
  [1, GONE, 2, 2, "Fork here"],
  [1, GONE, STEPS, 3, "Fork at step 3"],
])
  test(`run ${run} (${change.status ?? "moving"}) at step ${step}: ${label}`, () => {
    const p = picture({ forks: 6 });
    p.tracks.forEach((t, i) => Object.assign(t, { selected: i === run }, i === run && change));
    assert.deepEqual(forkOffer(p, step), { text: label, last: at });
  });
test("a run without a state cannot be forked, nor any run where all places are taken, and both are said", () => {
  const p = picture({ forks: 6 });
  p.series.x[0] = new Float32Array(0);
  assert.deepEqual(forkOffer(p, 3), { text: "No fork: this run has no steps", last: -1 });
  const full = picture({ forks: 0, tracks: Array.from({ length: 8 }, (_, i) => track(i, "GD")) });
  assert.deepEqual(forkOffer(full, 3), { text: "No fork: all 8 places are taken", last: -1 });
});

test("a dial says whose number it is", () => {
  const dial = (...words) => ({ words }),
    tracks = [track(0, "GD"), { ...track(1, "Adam"), selected: true }];
  tracks[0].selected = false;
  assert.equal(ownerOf({ dials: [dial("run2.rate"), dial("run2.beta1")], tracks }), "Adam");
  assert.equal(ownerOf({ dials: [dial("run1.rate", "run2.rate")], tracks }), "all runners");
});

const DIALS = [
  { scale: "linear", low: -1, high: 3, value: 0.5 },
  { scale: "log", low: 1e-6, high: 10, value: 0.002 },
  { scale: "one-minus-log", low: 0, high: 0.9999, value: 0.99 },
  { scale: "one-minus-log", low: 0, high: 1, value: 0.5 },
];
for (const dial of DIALS)
  test(`a dial from ${dial.low} to ${dial.high}, ${dial.scale}: there and back`, () => {
    const [place, value] = scaleOf(dial);
    assert.deepEqual([place(dial.low), place(dial.high), value(0), value(1)], [0, 1, dial.low, dial.high]);
    assert.ok(Math.abs(value(place(dial.value)) - dial.value) < 1e-12);
    for (let i = 1; i <= 100; i++) assert.ok(value(i / 100) > value((i - 1) / 100));
  });
// the stops of a momentum are evenly spaced in the logarithm of its distance from one
test("half-way between 0.9 and 0.999 is 0.99", () =>
  assert.ok(Math.abs(scaleOf({ scale: "one-minus-log", low: 0.9, high: 0.999 })[1](0.5) - 0.99) < 1e-12));
for (const [value, scale, expected] of [
  [0.0012345, "log", 0.00123],
  [12345.6, "linear", 12300],
  [0.98765, "one-minus-log", 0.988],
  [0.998765, "one-minus-log", 0.9988],
  [0, "linear", 0],
])
  test(`${value} is sent as ${expected}`, () => assert.equal(rounded(value, { scale }), expected));

test("a dial that is held is not replaced, so that the end of its drag is heard", () => {
  const box = { replaceChildren: () => assert.fail("it was replaced") },
    values = [],
    dials = Object.assign(new Dials(/** @type {any} */ (box), () => {}), { held: true, key: "the old ones", setters: [(value) => values.push(value)] }),
    other = { name: "rate", label: "η", value: 3, low: 1, high: 3, scale: "log", words: ["run1.rate"] };
  dials.view(/** @type {any} */ ({ dials: [other], tracks: [] }), /** @type {any} */ ({ dark: false, tracks: [] }), false);
  assert.deepEqual([dials.held, dials.key, values], [true, "the old ones", []]);
});
test("a locked pin keeps the pointer, which would move the map below", () => {
  const sheet = { textContent: "" };
  globalThis.MutationObserver = /** @type {any} */ (class { observe() {} });
  const root = { querySelector: () => sheet, querySelectorAll: () => [] };
  applyRules(/** @type {any} */ (root), /** @type {any} */ ({ hide: ".x", lock: ".tw-pin", off: ["start"] }));
  const [lock, free] = [sheet.textContent.indexOf("pointer-events:none"), sheet.textContent.search(/\.tw-pin\{pointer-events:auto!important/)];
  assert.ok(lock >= 0 && free > lock);
});
