import assert from "node:assert/strict";
import { test } from "node:test";
import { captions, duration, fileName, wrap } from "../../../stage/js/film.js";
import { PALETTE } from "../../../stage/js/palette.js";
import { picture } from "./sample.mjs";

const LINK = "https://host/?v=1&run1=gd&run1.rate=0.001&run2=adam, and more words";

for (const letters of [12, 30, 500])
  test(`a long address is broken into lines of ${letters} letters, and loses nothing but spaces at their ends`, () => {
    const lines = wrap(LINK, letters);
    assert.equal(lines.join("").replaceAll(" ", ""), LINK.replaceAll(" ", ""));
    for (const line of lines) assert.ok(line.length <= Math.max(letters, "run1.rate=0.001&".length) && line.length > 0);
    assert.equal(lines.length === 1, letters > LINK.length);
  });

test("a file is named after its landscape, and a still after its step", () => {
  assert.equal(fileName(picture(), "png", 12), "thalweg-bowl-step-12.png");
  assert.equal(fileName(picture({ scene: "" }), "mp4"), "thalweg-stage.mp4");
  assert.equal(fileName(picture({ scene: "../a b" }), "svg", 0), "thalweg-a-step-0.svg");
});

test("a film of 300 steps takes no more than ten seconds with its end, and none is over in a blink", () => {
  assert.ok(duration(300) + 1 <= 10 && duration(10_000) + 1 <= 10);
  assert.ok(duration(1) >= 2);
});

test("title, settings, step, runners with their losses and the address are printed, with nothing that is code", () => {
  const [first, second] = picture().tracks,
    tracks = [{ ...first, name: "A<b>&c", note: "η 0.1" }, { ...second, hidden: true }],
    told = picture({ caption: "Bowl, from 1 / 1, 6 steps", tracks });
  const { head, foot, tall } = captions(told, 2, 800, PALETTE.light, LINK);
  for (const text of ["Bowl", "from 1 / 1, 6 steps", "step 2 of 6"]) assert.ok(head.includes(text), text);
  for (const text of ["A&#60;b&#62;&#38;c", "η 0.1, loss 0.125", "run1.rate=0.001&#38;"]) assert.ok(foot.includes(text), text);
  assert.ok(!foot.includes("Adam") && tall > 20);
});

test("without a caption the first pane's title is printed, and a film tells its steps itself", () => {
  const { head, foot } = captions(picture(), null, 400, PALETTE.dark, LINK);
  assert.ok(head.includes("Bowl") && !head.includes("step") && !foot.includes("loss"));
});

test("a legend of one column is taller than one of two", () => {
  const tall = [400, 900].map((width) => captions(picture(), 0, width, PALETTE.light, "").tall);
  assert.ok(tall[0] > tall[1]);
});
