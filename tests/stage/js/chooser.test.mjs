import assert from "node:assert/strict";
import { test } from "node:test";
import { folded, groups, matching, stepTo } from "../../../stage/js/chooser.js";

const entry = (key, name, family, lesson = "") => ({ key, name, family, lesson, words: folded(`${key} ${name} ${family} ${lesson}`) });
const ENTRIES = [
  entry("adabelief", "AdaBelief", "adaptive", "where Adam would take short ones"),
  entry("adam", "Adam", "adaptive"),
  entry("adamw", "AdamW", "adaptive"),
  entry("nadam", "NAdam", "adaptive"),
  entry("gd", "Gradient descent", "first order"),
  entry("levy", "Lévy", "many minima", "Ridges across the way"),
];
const keys = (found) => found.map(({ key }) => key);

test("a search names first what is called so, then what begins so, then what contains it, then what mentions it", () => {
  assert.deepEqual(keys(matching(ENTRIES, "adam")), ["adam", "adamw", "nadam", "adabelief"]);
  assert.deepEqual(keys(matching(ENTRIES, "  ADAM  short ")), ["adabelief"]);
  assert.deepEqual(keys(matching(ENTRIES, "levy")), ["levy"]);
  assert.deepEqual(keys(matching(ENTRIES, "LÉVY")), ["levy"]);
  assert.deepEqual(keys(matching(ENTRIES, "descent gradient")), ["gd"]);
  assert.deepEqual(matching(ENTRIES, "xyzzy"), []);
});

test("without a search the list has those of courses and then every family, with one it has what was found", () => {
  const given = { entries: ENTRIES, courses: ["gd", "adam"] };
  const told = groups(given, "  ").map(({ title, entries }) => [title, keys(entries)]);
  assert.deepEqual(told, [
    ["First in most courses", ["gd", "adam"]],
    ["adaptive", ["adabelief", "adam", "adamw", "nadam"]],
    ["first order", ["gd"]],
    ["many minima", ["levy"]],
  ]);
  assert.deepEqual(groups(given, "nad").map(({ title, entries }) => [title, keys(entries)]), [["", ["nadam"]]]);
  assert.deepEqual(groups(given, "xyzzy"), []);
});

// Two columns; the second row has one card, and the third two again.
const PLACES = [[0, 0], [200, 0], [0, 90], [0, 200], [200, 200]].map(([x, y]) => ({ x, y })); // prettier-ignore
for (const [key, ways] of Object.entries({
  ArrowDown: [2, 2, 3, 3, 4],
  ArrowUp: [0, 1, 0, 2, 2],
  ArrowLeft: [0, 0, 1, 2, 3],
  ArrowRight: [1, 2, 3, 4, 4],
  Home: [0, 0, 0, 0, 0],
  End: [4, 4, 4, 4, 4],
}))
  test(`${key} leads to the next card in its direction`, () => {
    assert.deepEqual(PLACES.map((_, from) => stepTo(PLACES, from, key)), ways);
  });
