import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock, PACE, speedFor, SPEEDS } from "../../../stage/js/clock.js";
import { actionOf } from "../../../stage/js/keys.js";
import { Announcer } from "../../../stage/js/announcer.js";

/** A clock whose time the test sets. */
function started(last, settings = {}) {
  const world = { time: 0, next: null, seen: [] };
  const clock = new Clock((t) => world.seen.push(t), {
    now: () => world.time,
    ask: (f) => {
      world.next = f;
      return 1;
    },
    cancel: () => {
      world.next = null;
    },
  });
  clock.limit(last);
  Object.assign(clock, settings);
  const wait = (seconds) => {
    world.time += 1000 * seconds;
    const f = world.next;
    world.next = null;
    f?.();
  };
  return { clock, world, wait };
}

for (const speed of SPEEDS)
  test(`at ${speed}x one second is ${PACE * speed} steps, however many frames it has`, () => {
    for (const frames of [1, 7]) {
      const { clock, wait } = started(1e6, { speed });
      clock.play();
      for (let i = 0; i < frames; i++) wait(1 / frames);
      assert.ok(Math.abs(clock.t - PACE * speed) < 1e-6);
    }
  });

test("it stops at the end and starts again from there", () => {
  const { clock, wait } = started(60);
  clock.play();
  wait(5);
  assert.deepEqual([clock.t, clock.playing], [60, false]);
  clock.play();
  assert.deepEqual([clock.t, clock.playing], [0, true]);
});

test("a loop shows the end for a while", () => {
  const { clock, wait } = started(30, { loop: true });
  clock.play();
  wait(2);
  assert.deepEqual([clock.t, clock.playing], [30, true]);
  wait(0.5);
  assert.equal(clock.t, 30);
  wait(0.5);
  assert.equal(clock.t, 0);
  wait(0.5);
  assert.equal(clock.t, 15);
});

test("a pause rests on a whole step", () => {
  const { clock, wait } = started(300);
  clock.play();
  wait(0.05);
  assert.equal(clock.t, 1.5);
  clock.pause();
  assert.deepEqual([clock.t, clock.playing], [1, false]);
});

// steps before, playhead, playing, steps after, playhead after
const CHANGES = [
  [300, 300, false, 1000, 1000],
  [300, 300, false, 100, 100],
  [300, 120, false, 1000, 120],
  [300, 120, false, 100, 100],
  [300, 120, true, 1000, 120],
  [300, 0, false, 100, 0],
];
for (const [before, at, playing, after, expected] of CHANGES)
  test(`${at} of ${before}${playing ? " playing" : ""} becomes ${expected} of ${after}`, () => {
    const { clock } = started(before);
    clock.seek(at);
    if (playing) clock.play();
    clock.limit(after);
    assert.deepEqual([clock.t, clock.playing], [expected, playing]);
  });

for (const [to, expected] of [
  [-5, 0],
  [7, 7],
  [1e9, 300],
  [-Infinity, 0],
  [Infinity, 300],
])
  test(`seeking ${to} finds ${expected}`, () => {
    const { clock } = started(300);
    clock.seek(to);
    assert.equal(clock.t, expected);
  });

for (const [steps, speed] of [
  [10, 0.1],
  [100, 0.5],
  [300, 2],
  [1000, 5],
  [10000, 50],
  [1e9, 100],
  [0, 0.1],
]) {
  test(`${steps} steps are first played at ${speed}x`, () => assert.equal(speedFor(steps), speed));
}

test("a screen reader hears the newest sentence, at most one a second", () => {
  const world = { time: 0, said: [], timers: [] };
  const announcer = new Announcer((text) => world.said.push([world.time, text]), {
    now: () => world.time,
    later: (f, ms) => world.timers.push([world.time + ms, f]),
  });
  for (let t = 0; t < 3000; t += 10) {
    world.time = t;
    const due = world.timers.filter(([at]) => at <= t);
    world.timers = world.timers.filter(([at]) => at > t);
    for (const [, f] of due) f();
    announcer.announce(() => `at ${t}`);
  }
  assert.ok(world.said.length >= 3);
  for (let i = 1; i < world.said.length; i++) assert.ok(world.said[i][0] - world.said[i - 1][0] >= 1000);
});
test("the same sentence is not said twice", () => {
  const said = [],
    due = [];
  const announcer = new Announcer((text) => said.push(text), { now: () => 0, later: (f) => due.push(f) });
  for (const text of ["one", "one", "two"]) {
    announcer.announce(() => text);
    due.pop()();
  }
  assert.deepEqual(said, ["one", "two"]);
});

const KEYS = [
  [" ", false, "toggle"],
  ["ArrowLeft", false, -1],
  ["ArrowRight", false, 1],
  ["ArrowLeft", true, -10],
  ["ArrowRight", true, 10],
  ["Home", false, -Infinity],
  ["End", false, Infinity],
  ["r", false, null],
  ["c", false, null],
  ["Enter", false, null],
  ["ArrowUp", false, null],
];
for (const [key, shiftKey, expected] of KEYS)
  test(`${shiftKey ? "shift and " : ""}${key === " " ? "space" : key} means ${expected}`, () =>
    assert.equal(actionOf({ key, shiftKey }), expected));
