import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { beside, isCut } from "../../../stage/js/explain.js";
import { signsOf } from "../../../stage/js/figure.js";
import { difference } from "../../../stage/js/ghosts.js";
import { termsIn } from "../../../stage/js/glossary.js";
import { marksOf } from "../../../stage/js/marklist.js";
import { statusAt } from "../../../stage/js/standings.js";
import { markAt } from "../../../stage/js/terms.js";
import { picture, track } from "./sample.mjs";

/** The glossary, and what Python's side can say. @type {{ terms: any[], words: string[] }} */
const { terms, words } = JSON.parse(readFileSync(process.env.THALWEG_PACKED + "/glossary.json", "utf8"));
const found = (text) => termsIn(text, terms).map((one) => one.term);

for (const word of words) test(`"${word}" is in the glossary`, () => assert.notDeepEqual(found(word), []));

/** The texts in the source of a function, with 1 for each value that is put into them. */
const texts = (some) =>
  [...some.toString().replace(/\/\*.*?\*\//gs, "").matchAll(/"([^"\n]*)"|`([^`]*)`/g)]
    .map(([, plain, template]) => plain ?? template.replace(/\$\{[^}]*\}/g, "1"))
    .filter((text) => /\p{L}{2}/u.test(text));
for (const text of [...texts(statusAt), ...texts(difference), "+1 steps", "−1 steps"])
  test(`"${text}" of the standings is in the glossary`, () => assert.notDeepEqual(found(text), []));
test("the texts of the standings are found in their source", () =>
  assert.ok(["moving", "at the start", "arrived at step 1", "outside the map"].every((text) => texts(statusAt).includes(text))));

const KNOWN = [0, 1, 2].map((i) => ({ kind: i < 2 ? "minimum" : "saddle", x: i, y: 0, loss: i }));
test("the marks that a picture can show are in the glossary, and so are those of the map under the pointer", () => {
  const panes = [{ ...picture().panes[0], marks: KNOWN }, ...picture().panes.slice(1)],
    pins = [{ pane: 0 }],
    more = { panes, pins, guides: [{ pane: 0 }], shares: [{}], clouds: [{}], lines: [{ label: "the middle run" }] },
    marks = marksOf(picture(more), true);
  assert.equal(marks.length, 10);
  for (const word of [...marks, ...signsOf(KNOWN).map((sign) => sign.name)]) assert.notDeepEqual(found(word), [], word);
});
for (const [left, word] of [[25, "lowest point"], [57, "local minimum"], [76, "saddle"], [38, undefined], [5, "diverged"]])
  test(`at ${left} pixels there is ${word}`, () => {
    const frame = { left: 0, top: 0, width: 100, height: 100, x: [-1, 3], y: [-1, 1], log: false },
      p = picture({ panes: [{ kind: "map", box: [-1, 3, -1, 1], marks: KNOWN }] }),
      overlay = { frames: [frame], spots: [{ left: 2, top: 50, word: "diverged" }] };
    assert.equal(markAt(/** @type {any} */ ({ picture: p, overlay }), { pane: 0, left, top: 52, x: 0, y: 0 })?.word, word);
  });

for (const [text, wanted] of [
  ["arrived at step 1,038", ["arrived"]],
  ["converged at step 60 in another valley", ["converged", "in another valley"]],
  ["diverged at step 3: the loss is no longer finite", ["diverged", "loss"]],
  ["arrived at step 12 before", ["arrived before"]],
  ["middle loss 9.4·10⁻⁵", ["middle loss"]],
  ["half escape by step 30", ["half escape"]],
  ["< 1 % diverge", ["diverged"]],
  ["271 steps", ["number of steps"]],
  ["1 step", ["number of steps"]],
  ["zigzag, number at a mark", ["zig-zag", "number at a mark"]],
  ["a floss", []],
])
  test(`"${text}" is explained by ${wanted.join(" and ")}`, () => assert.deepEqual(found(text), wanted));

const ROOM = { width: 390, height: 844 };
for (const [what, place] of Object.entries({
  "a mark of the time line at the bottom": { left: 10, top: 730, right: 54, bottom: 774 },
  "a word at the right edge": { left: 330, top: 300, right: 386, bottom: 315 },
  "a title at the top": { left: 60, top: 4, right: 130, bottom: 24 },
}))
  test(`on a phone ${what} is not covered by what explains it, which is within the window`, () => {
    const { left, top, tall } = beside(place, { width: 320, height: 210 }, ROOM);
    assert.ok(top >= place.bottom || top + tall <= place.top);
    assert.ok(left >= 8 && left + 320 <= 382 && top >= 8 && top + tall <= 836 && tall === 210);
  });
for (const [what, cut, ...sizes] of /** @type {[string, boolean, ...number[]][]} */ ([
  ["one line that fits", false, 83, 83, 21, 18],
  ["one line that is too long", true, 130, 83, 21, 18],
  ["two lines that fit", false, 137, 137, 37, 34],
  ["three lines where two fit", true, 102, 102, 51, 34],
]))
  test(`a caption of ${what} is ${cut ? "" : "not "}told as a whole`, () => {
    const [scrollWidth, clientWidth, scrollHeight, clientHeight] = sizes;
    assert.equal(isCut({ scrollWidth, clientWidth, scrollHeight, clientHeight }), cut);
  });
test("where there is too little room it is cut", () => {
  const { top, tall } = beside({ left: 0, top: 100, right: 50, bottom: 120 }, { width: 100, height: 400 }, { width: 200, height: 300 });
  assert.deepEqual([top, tall], [126, 166]);
});
