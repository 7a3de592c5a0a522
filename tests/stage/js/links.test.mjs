import assert from "node:assert/strict";
import { test } from "node:test";
import { framed, landscapeOf, ownPart, same, without, withParams } from "../../../stage/js/links.js";

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
