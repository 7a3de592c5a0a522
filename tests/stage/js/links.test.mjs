import assert from "node:assert/strict";
import { test } from "node:test";
import { framed, landscapeOf, ownPart, same, without, withParams, withStep } from "../../../stage/js/links.js";
import { openingStep } from "../../../stage/js/playhead.js";

const FRAME = "embed=true&embed_options=light_theme&embed_options=disable_scrolling";

for (const [link, query, whole] of [
  ["v=1&x=2", "", "v=1&x=2"],
  ["v=1&x=2", "?v=1&x=1", "v=1&x=2"],
  ["v=1&x=2", `?x=1&${FRAME}`, `v=1&x=2&${FRAME}`],
  ["", `?${FRAME}`, FRAME],
])
  test(`${link} in a frame with ${query} is ${whole}`, () => {
    assert.equal(framed(link, query), whole);
    assert.equal(ownPart(framed(link, query)), link);
  });

test("parameters are changed, added and left out", () => {
  assert.equal(withParams("a=1&b=2", [["b", "3"], ["c", "4"]]), "a=1&b=3&c=4"); // prettier-ignore
  assert.equal(withParams("t=1~2", []), "t=1~2");
  assert.equal(without("a=1&b=2&a=3", ["a"]), "b=2");
  assert.equal(landscapeOf("v=1&landscape=bowl"), "bowl");
  assert.equal(landscapeOf("v=1"), "");
  assert.ok(same("a=1~2&b=%20", "a=1%7E2&b=+"));
  assert.ok(!same("a=1", "a=2"));
});

for (const [link, step, whole] of [
  ["v=1&x=2", 150, "v=1&x=2&step=150"],
  ["v=1&step=3&x=2&step=4", 0, "v=1&x=2&step=0"],
  ["v=1&step=3", null, "v=1"],
  ["", 7, "step=7"],
])
  test(`${link || "nothing"} at step ${step} is ${whole}`, () => assert.equal(withStep(link, step), whole));

for (const [text, last, step] of [["0", 300, 0], ["150", 300, 150], ["300", 300, 300], ["007", 300, 7]]) // prettier-ignore
  test(`step=${text} of ${last} opens at step ${step}`, () => assert.equal(openingStep(text, last), step));
for (const text of ["abc", "-3", "1e9", "1.5", "", " 3", "301", "1000000000000", "3,4", "NaN", "٣"])
  test(`step=${text} is a sentence`, () => {
    assert.equal(openingStep(text, 300), `step in the link: it must be a whole number from 0 to 300, not “${text}”. It is ignored.`);
  });
test("a sentence about a step does not repeat a flood", () => assert.ok(openingStep("9".repeat(5000), 3).length < 150));
