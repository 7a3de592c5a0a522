import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, heightOf, mergeRules } from "../../../stage/js/question.js";

const PAGES = { race: "runner", compare: "", clouds: "" };
const ROOT = "https://host.example/";
const ask = (src, root = ROOT, base = "https://course.example/week/1.html") => asked(src, base, PAGES, root);

test("a link names a page, its query and its address", () => {
  const table = [
    ["https://host.example/?v=1&x=2", ["race", "v=1&x=2", "https://host.example/"]],
    ["https://host.example?v=1", ["race", "v=1", "https://host.example/"]],
    ["https://host.example/race?v=1", ["race", "v=1", "https://host.example/race"]],
    ["https://host.example/compare/?v=1#part", ["compare", "v=1", "https://host.example/compare/"]],
    ["https://host.example/clouds", ["clouds", "", "https://host.example/clouds"]],
    [" https://host.example/?task=a%26b ", ["race", "task=a%26b", "https://host.example/"]],
    ["https://host.example/?v=1&embed=true&hide=all&embed_options=dark_theme", ["race", "v=1&hide=all", "https://host.example/"]],
  ];
  for (const [src, [page, link, address]] of table) assert.deepEqual(ask(src), { page, link, address }, src);
});

test("the app may be below a path, with and without a slash at its end", () => {
  const root = "https://host.example/class/room/";
  for (const [src, page] of [["", "race"], ["/", "race"], ["/compare", "compare"]])
    assert.equal(ask(`https://host.example/class/room${src}?v=1`, root).page, page);
  assert.match(ask("https://host.example/?v=1", root), /^This link points to https:\/\/host\.example\/, but .*class\/room/);
  assert.match(ask("https://host.example/class/roommate?v=1", root), /^This link points to/);
});

test("a link of a page of the same site may be relative", () => {
  assert.deepEqual(ask("../compare?v=1", ROOT, "https://host.example/docs/one.html").page, "compare");
});

test("what is wrong with a link is a sentence", () => {
  const table = [
    ["", /^There is nothing to show yet/],
    ["   ", /^There is nothing to show yet/],
    ["https://", /^This is not a Thalweg link: https:\/\/$/],
    ["?v=1", /^This link points to https:\/\/course\.example\/week\/1\.html, but this element can only show pictures from https:\/\/host/],
    ["http://host.example/?v=1", /^This link points to http:/],
    ["https://host.example/scenes", /^The page “scenes” has no picture/],
    ["https://host.example/toString", /^The page “toString” has no picture/],
    ["javascript:alert(1)", /^This link points to/],
  ];
  for (const [src, sentence] of table) assert.match(/** @type {string} */ (ask(src)), sentence, src);
});

test("a height is a number of pixels, and anything else is none", () => {
  const table = [["480", 480], ["480px", 480], [" 640 ", 640], ["100", 240], ["50vh", null], ["12em", null], ["-400", null], ["", null], [null, null], ["4e2", null]]; // prettier-ignore
  for (const [text, height] of table) assert.equal(heightOf(text), height, String(text));
});

test("an element's rules are added to those of the link", () => {
  const rules = (hide, lock, off, more = {}) => ({ hide, lock, off, ask: "", again: false, present: false, ...more });
  const link = rules(".a", "", ["a"], { ask: "winner", again: true }),
    element = rules(".b", ".c", ["b", "c"]);
  assert.deepEqual(mergeRules(link, element), rules(".a, .b", ".c", ["a", "b", "c"], { ask: "winner", again: true }));
  assert.equal(mergeRules(undefined, element), element);
  assert.equal(mergeRules(link, undefined), link);
  assert.equal(mergeRules(undefined, undefined), undefined);
});
