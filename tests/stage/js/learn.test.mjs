import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, calmer, ruled, withPanes } from "../../../stage/js/board.js";
import { following, standing } from "../../../stage/js/contents.js";
import { asked, glossaryFor, searchFor, stepOf } from "../../../stage/js/learn.js";
import { handedOut } from "../../../stage/js/handout.js";
import { isMeant, named } from "../../../stage/js/lexicon.js";
import { Progress } from "../../../stage/js/progress.js";
import { readNumber } from "../../../stage/js/reading.js";
import { judged, plainText, told } from "../../../stage/js/scoring.js";
import { placeOf, stroked } from "../../../stage/js/sketch.js";
import { picture } from "./sample.mjs";

test("a number is read as people type it", () => {
  const table = [
    ["12", 12], [" 0.5 ", 0.5], ["0,5", 0.5], [",5", 0.5], [".5", 0.5], ["5.", 5], ["-3", -3], ["−3", -3], ["+3", 3],
    ["1,234", 1234], ["1.234", 1.234], ["1 234", 1234], ["1'234", 1234], ["1,234,567", 1234567], ["1.234.567", 1234567],
    ["1,234.5", 1234.5], ["1.234,5", 1234.5], ["1 234,5", 1234.5], ["1e-3", 0.001], ["2E4", 20000], ["3·10⁴", 30000],
    ["10⁻³", 0.001], ["2 x 10^-2", 0.02], ["2*10^(3)", 2000], ["1,5·10²", 150], ["0", 0],
  ]; // prettier-ignore
  for (const [text, value] of table) assert.equal(readNumber(text), value, text);
  for (const text of ["", " ", "about 3", "3 steps", "1.2.3", "--3", "1,2,3", "e5", "·10²", "12px", "0x10"])
    assert.ok(Number.isNaN(readNumber(text)), text);
});

const answer = (value, low = 0, high = 0, more = {}) => ({ value, low, high, why: "", after: "", formulas: "", ...more });

test("each kind of question is answered rightly and wrongly, and says how far off", () => {
  const rates = [0.02, 0.05, 0.1, 0.2];
  const table = [
    [{ kind: "choose", options: ["up", "<b>down</b> &amp; out"] }, answer(1), 1, true, /^$/],
    [{ kind: "choose", options: ["up", "<b>down</b> &amp; out"] }, answer(1), 0, false, /^The right answer: down & out\.$/],
    [{ kind: "number", unit: "steps" }, answer(2302.6, 1535, 3454), 2000, true, /^It is 2,303 steps\. Your 2,000 is 13\u00a0% too low, which is close enough\.$/],
    [{ kind: "number" }, answer(20, 10, 40), 90, false, /^It is 20\. Your 90 is too high by a factor of 4\.5\.$/],
    [{ kind: "number" }, answer(0, -1, 1), 3, false, /^It is 0\. Your 3 is 3 too high\.$/],
    [{ kind: "number" }, answer(7, 6, 8), 7, true, /That is your number\./],
    [{ kind: "place" }, answer([1, 2], 0, 0.5, { within: 0.1 }), [1.3, 2.4], true, /^Your pin is 0\.50 away from the end\. That is 10\u00a0% of the map's diagonal\.$/],
    [{ kind: "place" }, answer([1, 2], 0, 0.5, { within: 0.1 }), [4, 6], false, /100\u00a0%/],
    [{ kind: "place" }, answer([1, 2], 0, 0.5, { within: 0.1 }), [1.001, 2], true, /less than 1\u00a0%/],
    [{ kind: "sketch" }, answer([1, 0.5, 0], 0, 0.2), [1, 0.8, 0.29], true, /^Your curve is 20\u00a0% of the chart's height away on average\. Up to 20\u00a0% counts as right\.$/],
    [{ kind: "sketch" }, answer([1, 0.5, 0], 0, 0.2), [0, 0.5, 1], false, /67\u00a0%/],
    [{ kind: "rate", rates, goal: "quickest" }, answer(2, 1, 3), 2, true, /^0\.1 is the quickest one\.$/],
    [{ kind: "rate", rates, goal: "quickest" }, answer(2, 1, 3), 1, true, /^You chose 0\.05\. The quickest one is 0\.1, one notch away\.$/],
    [{ kind: "rate", rates, goal: "largest" }, answer(3, 3, 3), 0, false, /The largest one that holds is 0\.2, 3 notches away/],
  ];
  for (const [question, right, guess, counts, said] of table) {
    const found = judged({ ask: "", ...question }, right, guess);
    assert.equal(found.right, counts, JSON.stringify([question, guess]));
    assert.match(found.said, said);
  }
  assert.deepEqual([told(2302.58), told(0.1818), told(-1500)], ["2,303", "0.182", "-1,500"]);
  assert.equal(plainText("<i>&#x003B7;</i> &lt; 2"), "η < 2");
});

test("a stroke sets the columns that it passes, and leaves the others", () => {
  assert.deepEqual(stroked([0, 0, 0, 0, 0], [1, 1], [3, 0.5]), [0, 1, 0.75, 0.5, 0]);
  assert.deepEqual(stroked([0, 0, 0, 0, 0], [3, 0.5], [1, 1]), [0, 1, 0.75, 0.5, 0]);
  assert.deepEqual(stroked([0, 0, 0], [1, 0.4], [1, 0.4]), [0, 0.4, 0]);
  assert.deepEqual(placeOf(-50, 500, 9), [0, 0]);
  assert.deepEqual(placeOf(900, -5, 9), [8, 1]);
  assert.deepEqual(placeOf(200, 100, 9), [4, 0.5]);
});

/** What a browser keeps. */
function store(text = null) {
  let kept = text;
  return { getItem: () => kept, setItem: (_, value) => (kept = value) };
}

test("the first answer counts, later ones are learning, and both last", () => {
  const kept = store(),
    one = new Progress(kept);
  one.visit("fog", 3);
  one.visit("fog", 1);
  one.answer("fog", 3, "Why?", 0, false);
  one.reopen("fog", 3, "Why?");
  assert.equal(one.given("fog", 3, "Why?").open, true);
  one.answer("fog", 3, "Why?", 2, true);
  const again = new Progress(kept);
  assert.deepEqual(again.of("fog").seen, [1, 3]);
  assert.equal(again.of("fog").at, 1);
  assert.deepEqual(again.given("fog", 3, "Why?"), { ask: "Why?", first: 0, right: false, last: 2, open: false });
  assert.equal(again.given("fog", 3, "Another question?"), null);
  assert.deepEqual(again.score("fog"), { answered: 1, right: 0 });
  assert.deepEqual(again.score("other"), { answered: 0, right: 0 });
});

test("what the browser cannot keep or has kept wrongly does no harm", () => {
  for (const text of ["", "nonsense", "null", '{"fog": 3}', '{"fog": {"at": "x"}}']) {
    assert.deepEqual(new Progress(store(text)).of("fog").seen, [], text);
  }
  const full = new Progress({ getItem: () => null, setItem: () => { throw new Error("full"); } }); // prettier-ignore
  full.visit("fog", 2);
  assert.equal(full.of("fog").at, 2);
  const none = new Progress(null);
  none.visit("fog", 2);
  assert.equal(none.of("fog").at, 2);
});

test("the contents say how far one has come, and where to go on", () => {
  const entries = [{ key: "fog", steps: 2 }, { key: "snow", steps: 3 }],
    progress = new Progress(store());
  assert.deepEqual([standing(entries[0], progress), following(entries, progress).key], ["", "fog"]);
  progress.visit("fog", 1);
  assert.equal(standing(entries[0], progress), "1 of 2 steps");
  progress.visit("fog", 2);
  progress.answer("fog", 2, "Who?", 1, true);
  assert.deepEqual([standing(entries[0], progress), following(entries, progress).key], ["Read to the end, 1 of 1 right at first", "snow"]);
});

test("an address names a chapter and a step, and keeps what else is in it", () => {
  assert.deepEqual(asked("?chapter=fog&step=3"), { chapter: "fog", step: "3", notes: false, present: false, glossary: null });
  assert.deepEqual(asked("?notes=on"), { chapter: "", step: null, notes: true, present: false, glossary: null });
  assert.deepEqual(stepOf("3", 8, 1), [3, ""]);
  assert.deepEqual([stepOf(null, 8, 5), stepOf(null, 8, 9)], [[5, ""], [1, ""]]);
  for (const wrong of ["0", "9", "x", "-1", "1.5", ""]) assert.match(stepOf(wrong, 8, 5)[1], /^This chapter has 8 steps, and none/);
  assert.equal(searchFor("?chapter=fog&step=2&notes=on", "snow", 1), "?chapter=snow&step=1&notes=on");
  assert.equal(searchFor("?chapter=fog&step=2", "", null), "?");
  assert.deepEqual(asked("?chapter=fog&present=on"), { chapter: "fog", step: null, notes: false, present: true, glossary: null });
  assert.equal(searchFor("?chapter=fog&step=2&present=on&notes=on", "fog", 3, true), "?chapter=fog&step=3&present=on&notes=on");
  assert.equal(searchFor("?chapter=fog&step=2&present=on", "fog", 3), "?chapter=fog&step=3");
  assert.equal(asked("?glossary=noise+floor").glossary, "noise floor");
  assert.equal(glossaryFor("?chapter=fog&step=2&notes=on"), "?notes=on&glossary=on");
  assert.equal(searchFor("?glossary=on&notes=on", "fog", 3), "?chapter=fog&step=3&notes=on");
});

test("a picture fetched ahead has the address that the stage asks for", () => {
  const shown = { page: "race", link: "v=1&landscape=bowl&free=play,time&step=3", surfaces: [] };
  assert.match(addressOf("/picture/abc", shown), /\/picture\/abc\/race\?v=1&landscape=bowl&free=play%2Ctime$/);
});

test("a step shows the maps of a race with its loss, and on a phone the maps alone", () => {
  const real = picture(),
    maps = real.panes.filter((p) => p.kind === "map").length,
    kinds = (one) => one.panes.map((p) => (p.kind === "chart" ? p.of : p.kind));
  assert.deepEqual(kinds(calmer(real, "race", "", true)), Array(maps).fill("map"));
  assert.ok(kinds(calmer(real, "race", "", false)).includes("loss"));
  assert.deepEqual(kinds(calmer({ ...real, grid: {} }, "clouds", "", false)), Array(maps).fill("map"));
  const charts = { ...real, panes: real.panes.filter((p) => p.kind === "chart") };
  assert.equal(calmer(charts, "race", "", true), charts);
  const last = real.panes.length - 1,
    moved = withPanes({ ...real, curves: [{ pane: 0 }, { pane: last }] }, [last]);
  assert.deepEqual([moved.panes, moved.curves], [[real.panes[last]], [{ pane: 0 }]]);
});

test("the words of a chapter's address hide, lock and leave controls of its pictures", () => {
  const shown = { page: "race", link: "v=1&hide=all&free=play,time,dial-rate&step=3", surfaces: [] },
    lists = (search) => ["hide", "lock", "free"].map((name) => new URLSearchParams(ruled(shown, search).link).get(name) ?? "");
  assert.equal(ruled(shown, "?chapter=fog&step=2"), shown);
  const table = [
    ["?hide=time", ["all,time", "", "play,dial-rate"]],
    ["?lock=dial-rate&chapter=fog", ["all", "dial-rate", "play,time"]],
    ["?lock=all", ["all", "play,time,dial-rate", ""]],
    ["?hide=all", ["all,all", "", ""]],
    ["?free=start", ["all", "", "play,time,dial-rate,start"]],
  ];
  for (const [search, found] of table) assert.deepEqual(lists(search), found, search);
  assert.match(ruled(shown, "?hide=time").link, /^v=1&.*&step=3/);
});

test("a chapter's address asks for a guess at the steps that ask nothing themselves", () => {
  const shown = { page: "race", link: "v=1&hide=all&free=play", surfaces: [] },
    asked = (search, asks) => new URLSearchParams(ruled(shown, search, asks).link).get("ask");
  for (const search of ["?chapter=fog&ask=winner", "?ask=winner&hide=time"]) {
    assert.equal(asked(search, false), "winner", search);
    assert.equal(asked(search, true), null, search);
  }
  assert.equal(asked("?ask=", false), null);
});

test("a step is handed out as a link, a frame and an element", () => {
  const handed = { place: "https://place.example/", frame: '<iframe src="https://place.example/learn?{words}&amp;embed=true">', element: '<script src="https://place.example/stage/embed.js">, <thalweg-stage src="https://place.example/{link}">' },
    root = "https://here.example/class/",
    found = (page, kind) => handedOut(handed, root, "?chapter=fog&step=2&notes=on&present=on&lock=dial-rate", { page, link: "v=1&free=play&step=3", surfaces: [] }, kind);
  assert.deepEqual(found("race", "number"), {
    link: "https://here.example/class/learn?chapter=fog&step=2&lock=dial-rate",
    frame: '<iframe src="https://here.example/class/learn?chapter=fog&amp;step=2&amp;lock=dial-rate&amp;embed=true">',
    element: '<script src="https://here.example/class/stage/embed.js">, <thalweg-stage src="https://here.example/class/?v=1&amp;free=play&amp;step=3">',
  });
  assert.match(found("clouds", "").element, /class\/clouds\?v=1&amp;free=play&amp;step=3"/);
  assert.match(found("race", "place").element, /class\/\?v=1&amp;free=play&amp;ask=end"/);
});

test("a term of the glossary is found by its forms and by what is said of it", () => {
  const words = [{ term: "Adagrad", forms: [], says: "It divides." }, { term: "zig-zag", forms: ["zigzag"], says: "From side to side." }];
  for (const [text, found] of [["", [true, true]], ["ADA", [true, false]], ["zigz", [false, true]], [" side ", [false, true]], ["å", [true, true]], ["none", [false, false]]])
    assert.deepEqual(words.map((word) => isMeant(word, text)), found, text); // prettier-ignore
  assert.deepEqual([named(words, "ZigZag"), named(words, "zig")], [words[1], undefined]);
});
