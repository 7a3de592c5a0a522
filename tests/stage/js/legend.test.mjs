import assert from "node:assert/strict";
import { test } from "node:test";
import { figure, lowestOf } from "../../../stage/js/figure.js";
import { HINT, hint, isWanted } from "../../../stage/js/hint.js";
import { goalText, keyNames, Legend } from "../../../stage/js/legend.js";
import { Pins } from "../../../stage/js/pins.js";
import { hits, placing, quietest } from "../../../stage/js/placing.js";
import { picture, track } from "./sample.mjs";

const ROOM = [50, 30, 356, 305];
const NAMES = [60, 104, 76, 66, 48].map((w) => ({ w, h: 18 }));
const STEPS = 300;
/** A star, and four runners that start at one point and come to it, each at its own pace and with its own swing. */
const headsAt = (time) => {
  const runners = [0.2, 1, 0.4, 0.6].map((pace, i) => {
    const way = Math.min((pace * time) / STEPS, 0.97),
      swing = Math.sin(time / (5 + 2 * i)) * 20 * way * (1 - way);
    return { x: 110 + 170 * way + swing, y: 120 + 100 * Math.sin(3 * way) + 8 * swing * 0.3, r: 8 };
  });
  return [{ x: 290, y: 130, r: 9 }, ...runners];
};
const rectOf = ({ dx, dy }, { x, y }, { w, h }) => [x + dx, y + dy, x + dx + w, y + dy + h];
const bodyOf = ({ x, y, r }) => [x - r, y - r, x + r, y + r];
const race = (more = {}) => placing({ room: ROOM, names: NAMES, headsAt, steps: STEPS, fixed: [], ...more });
const TIMES = Array.from({ length: 4 * STEPS + 1 }, (_, i) => i / 4);

test("names never cover each other, a head, the star, what stands still or the edge, between two steps either", () => {
  const ring = [98, 108, 122, 132],
    slotsAt = race({ fixed: [ring] });
  assert.ok(slotsAt);
  for (const time of TIMES) {
    const heads = headsAt(time),
      rects = slotsAt(time).map((slot, i) => slot && rectOf(slot, heads[i], NAMES[i]));
    rects.forEach((rect, i) => {
      if (!rect) return assert.notEqual(time % 1, 0, `name ${i} has no place at step ${time}`);
      assert.ok(rect[0] >= ROOM[0] && rect[1] >= ROOM[1] && rect[2] <= ROOM[2] && rect[3] <= ROOM[3]);
      for (const other of [...heads.map(bodyOf), ring, ...rects.filter((one, k) => one && k !== i)])
        assert.ok(!hits(rect, other), `name ${i} covers something at ${time}`);
    });
  }
});
test("a name does not flicker: it changes its place a few times in a race", () => {
  const slotsAt = race();
  NAMES.forEach((_, i) => {
    const moves = TIMES.filter((time, k) => k && slotsAt(time)[i] !== slotsAt(TIMES[k - 1])[i]).length;
    assert.ok(moves <= 12, `name ${i} moves ${moves} times`);
  });
});
test("what stands where depends on the step, not on the way to it", () => {
  const [forwards, backwards] = [race(), race()];
  const seen = TIMES.map((time) => forwards(time));
  for (const k of TIMES.keys()) assert.deepEqual(backwards(TIMES.at(-1 - k)), seen.at(-1 - k));
});
test("most of the time a name is right beside its head", () => {
  const slotsAt = race(),
    near = TIMES.flatMap((time) => slotsAt(time)).filter((slot) => slot && slot.cost < 3).length;
  assert.ok(near > 0.8 * TIMES.length * NAMES.length, `${near / TIMES.length / NAMES.length}`);
});
test("where there is not always room, there are no places at all", () => {
  assert.equal(race({ room: [50, 30, 150, 100] }), null);
  const wall = Array.from({ length: 5 }, () => ({ x: 150, y: 90, r: 200 }));
  assert.equal(race({ headsAt: () => wall }), null);
});
test("a head that is nowhere needs no place, and what is written beside one is kept clear", () => {
  const said = [145, 91, 285, 109];
  const slotsAt = race({ headsAt: () => [null, { x: 120, y: 100, r: 8, more: said }, null, null, null] });
  const [none, slot] = slotsAt(0);
  assert.equal(none, null);
  assert.ok(!hits(rectOf(slot, { x: 120, y: 100 }, NAMES[1]), said));
  assert.equal(placing({ room: ROOM, names: [NAMES[0]], headsAt: () => [{ x: 200, y: 100, r: 8 }], steps: 0, fixed: [] })(0)[0].dy, -9);
});

test("the quietest place has no button and the fewest points", () => {
  const places = [[0, 0, 10, 10], [20, 0, 30, 10], [40, 0, 50, 10]];
  const path = Float64Array.from([25, 5, 26, 5, 27, 5, 45, 5]);
  assert.deepEqual(quietest(places, [path], []), places[0]);
  assert.deepEqual(quietest(places, [path], [[5, 5, 6, 6]]), places[2]);
  assert.deepEqual(quietest(places, [path], [[5, 5, 6, 6], [41, 1, 42, 2]]), places[1]);
});

for (const [names, expected] of [
  [["Adam", "Momentum"], ["Adam", "Momentum"]],
  [["Adam", "Adam"], ["η 1", "η 2"]],
  [["Adam", "Adam", "Momentum"], ["Adam η 1", "Adam η 2", "Momentum η 3"]],
])
  test(`the key of ${names} says what tells them apart`, () =>
    assert.deepEqual(keyNames(names.map((name, i) => ({ ...track(i), name, note: `η ${i + 1}` }))), expected));

test("the key leaves out what all runners have, but for one that has nothing else", () => {
  const notes = ["η 1, drawn by hand", "η 1", "η 1, one cycle"];
  assert.deepEqual(keyNames(notes.map((note, i) => ({ ...track(i), name: "Adam", note }))), ["drawn by hand", "η 1", "one cycle"]);
});
test("a path whose steps are longer than a place is not overlooked", () => {
  const places = [[0, 0, 10, 10], [20, 0, 30, 10], [40, 20, 50, 30]];
  assert.deepEqual(quietest(places, [Float64Array.from([-5, -5, 35, 35])], []), places[1]);
  assert.deepEqual(quietest(places, [Float64Array.from([5, -5, 5, 35])], []), places[1]);
  assert.deepEqual(quietest(places, [Float64Array.from([-5, 5, 35, 5])], []), places[2]);
});

test("the star says that it is the lowest point, other points what they are", () => {
  const point = (kind, x, loss) => ({ kind, x, y: 0, loss }),
    marks = [point("minimum", 0, 1), point("minimum", 1, 0), point("saddle", 2, 0.5), point("minimum", 3, 1e-12)];
  assert.deepEqual(lowestOf(marks).map((m) => m.x), [1, 3]);
  assert.deepEqual([1, 4].map(goalText), ["lowest point", "one of 4 lowest points"]);
  const p = picture();
  p.panes[0].marks = marks;
  const look = { tracks: ["#000"] },
    frames = p.panes.map(() => ({ left: 0, top: 0, width: 100, height: 100, x: [0, 1], y: [0, 1] }));
  const { traces } = figure(p, { width: 100, height: 100, places: frames, frames, look, font: "", coarse: false });
  assert.deepEqual(traces[0].text.map((text) => text.split(" (")[0]), ["local minimum", "lowest point", "saddle", "lowest point"]);
});

/** A stage on which nothing has been dragged. */
const newcomer = (more = {}, rules = {}) => ({
  away: null,
  root: { closest: () => null },
  picture: { ...picture(), pins: [{ name: "start", pane: 0 }], rules: { off: [], present: false, ask: "", ...rules } },
  interaction: { isBlocked: (name) => (rules.off ?? []).includes(name) },
  ...more,
});
test("the first line is for whoever can drag and play, and is shown nothing else", () => {
  assert.equal(HINT, "Drag the ring. Press play.");
  assert.ok(isWanted(newcomer()));
  for (const off of ["start", "play"]) assert.ok(!isWanted(newcomer({}, { off: [off] })), off);
  assert.ok(!isWanted(newcomer({}, { present: true })));
  assert.ok(!isWanted(newcomer({}, { ask: "winner" })));
  assert.ok(!isWanted(newcomer({ away: {} })));
  assert.ok(!isWanted(newcomer({ root: { closest: () => ({}) } })));
  assert.ok(!isWanted(newcomer({ picture: null })));
  for (const more of [{ pins: [] }, { grid: {} }, { near: 0.1 }, { panes: [{ kind: "map" }, { kind: "space", of: 0, alone: true }] }])
    assert.ok(!isWanted(newcomer({ picture: { ...newcomer().picture, ...more } })), JSON.stringify(more));
});

/** A page of which only the parts that a hint uses exist. */
function page(store) {
  globalThis.localStorage = store;
  globalThis.document = { createElement: () => ({ isConnected: true, style: {}, setAttribute() {}, append() {}, remove() { this.isConnected = false; } }) };
  const box = Object.assign(new EventTarget(), { children: [{ classList: { toggle() {} }, dataset: {}, style: {}, getAttribute: () => "", setAttribute() {} }] }),
    pins = new Pins(box, () => {});
  pins.pins = [{ name: "start", label: "start", pane: 0, x: 0.2, y: 0.3, low: [0, 0], high: [1, 1], unit: [1, 1], digits: [2, 2] }];
  pins.frames = [{ left: 0, top: 0, width: 100, height: 100, x: [0, 1], y: [0, 1] }];
  return { stage: { ...newcomer(), parts: { pins: box } }, pins };
}
/** What a browser keeps. @param {Map<string, string>} kept */
const memory = (kept = new Map()) => ({ getItem: (name) => kept.get(name) ?? null, setItem: (name, text) => kept.set(name, text) });
test("a browser that keeps it does not show the first line again", () => {
  const kept = new Map(),
    { stage, pins } = page(memory(kept));
  hint(stage, () => {});
  pins.key({ key: "ArrowLeft", preventDefault() {}, stopPropagation() {} }, 0);
  assert.ok(kept.size === 1 && !isWanted(stage));
  kept.clear();
  assert.ok(isWanted(stage));
});
const broken = { getItem() { throw new Error("private"); }, setItem() { throw new Error("private"); } }; // prettier-ignore
/** The ways to move the start, and where the browser keeps it. In a private window the visit remembers, so that comes last. */
const WAYS = {
  click: [(pins) => pins.moveNearest({ pane: 0, left: 60, top: 50, x: 0.6, y: 0.5 }), memory()],
  drag: [(pins) => pins.move(0, 0.4, 0.3, false), broken],
};
for (const [way, [move, store]] of Object.entries(WAYS))
  test(`the first ${way} that moves the start removes the first line`, () => {
    const { stage, pins } = page(store);
    let gone = 0;
    const line = hint(stage, () => gone++);
    pins.move(0, 0.2, 0.3, true); // a tap on the ring
    pins.key({ key: "Tab" }, 0);
    assert.ok(line.isConnected && isWanted(stage));
    move(pins);
    assert.ok(!line.isConnected && gone === 1 && !isWanted(stage));
  });
test("the first line is not seen while the picture plays", () => {
  const first = { style: {} };
  for (const playing of [true, false]) {
    Legend.prototype.draw.call({ first, labels: [], stage: { clock: { playing } } }, 0);
    assert.equal(first.style.visibility, playing ? "hidden" : "");
  }
});
