import assert from "node:assert/strict";
import { test } from "node:test";
import { BELONGS, Lit, symbolOf } from "../../../stage/js/lit.js";
import { frame, picture, track } from "./sample.mjs";

for (const [dial, symbol] of [["rate", "rate"], ["momentum", "momentum"], ["beta1", "momentum"], ["beta2", "beta2"], ["", null], ["rho", null]])
  test(`the dial ${dial || "of nothing"} belongs to ${symbol}`, () => assert.equal(symbolOf(dial), symbol));

const frames = [frame(), frame({ top: 500 }), frame({ top: 900 })];
const line = (name, at, map) => ({ name, frame: frames[at], map, track: track(0, "GD") });
const overlay = { picture: picture(), frames, lines: [line("path", 0, true), line("loss", 1, false), line("rate", 2, false)] };

/** A Lit that has lit a symbol, without a page. */
const lit = (symbol) => Object.assign(Object.create(Lit.prototype), { symbol });
for (const [symbol, expected] of [["rate", ["rate"]], ["path", ["path"]], ["gradient", []], ["memory", []], [null, []]])
  test(`the lines of ${symbol} are ${expected}`, () =>
    assert.deepEqual(lit(symbol).lines(overlay).map(({ name }) => name), expected));

const arrows = [{ of: "gradient" }, { of: "memory" }, { of: "memory" }, { of: "" }];
for (const [symbol, expected] of [["gradient", [true, false, false, false]], ["memory", [false, true, true, false]], ["rate", [null, null, null, null]], [null, [null, null, null, null]]])
  test(`the arrows of ${symbol}`, () => assert.deepEqual(arrows.map((one) => lit(symbol).arrow(one, arrows)), expected));

test("every symbol lights something, or says with an arrow that it is meant", () => {
  const silent = Object.keys(BELONGS).filter((name) => !Object.keys(BELONGS[name]).length);
  assert.deepEqual(silent, ["memory"]);
});
