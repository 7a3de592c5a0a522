import assert from "node:assert/strict";
import { test } from "node:test";
import { formatted, recent } from "../../../stage/js/anatomy.js";

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
  test(`${value} is written ${text}`, () => assert.equal(formatted(value, held), text));

const row = new Float32Array([3, -4, 2, 0.5]);
for (const [step, count, kept] of [
  [0, 3, [3]],
  [2, 3, [3, -4, 2]],
  [3, 3, [-4, 2, 0.5]],
  [9, 3, []],
  [-1, 3, []],
])
  test(`up to step ${step} the last ${count} numbers are ${kept}`, () =>
    assert.deepEqual([...recent(row, step, count)], kept));
