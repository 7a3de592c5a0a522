import assert from "node:assert/strict";
import { test } from "node:test";
import { columns, shown } from "../../../stage/js/anatomy.js";

const WRITTEN = [
  [41, false, "41"],
  [0, true, "0"],
  [-1, true, "(−1)"],
  [Math.fround(0.001), false, "0.001"],
  [Math.fround(0.05), true, "0.05"],
  [Math.fround(-0.05), true, "(−0.05)"],
  [Math.fround(2.1736), false, "2.174"],
  [-5.914321, false, "−5.914"],
  [-5.914321, true, "(−5.914)"],
  [1.2346e-7, false, "1.235·10⁻⁷"],
  [1.2346e-7, true, "(1.235·10⁻⁷)"],
  [1e-8, false, "1.000·10⁻⁸"],
  [123456, false, "1.235·10⁵"],
  [99999, false, "99999"],
  [NaN, true, "–"],
];
for (const [value, held, text] of WRITTEN)
  test(`${value} is written ${text}`, () => assert.equal(shown(value, held), text));

test("a row of few numbers keeps them all", () => assert.deepEqual([...columns([3, -1, 2], 8)], [3, -1, 2]));

test("of a stretch the number farthest from zero is kept, with its sign", () =>
  assert.deepEqual([...columns([1, -4, 2, 3, 0, 0, -1, 0.5], 4)], [-4, 3, 0, -1]));

test("a row without numbers has no bars", () => assert.equal(columns([], 5).length, 0));

test("what is no number makes no bar", () => assert.deepEqual([...columns([NaN, NaN, 2, 1], 2)], [0, 2]));
