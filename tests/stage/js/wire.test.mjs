import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readPicture, readSurface } from "../../../stage/js/wire.js";

/** Written by Python just before, see test_in_node.py: the bytes, and the same numbers as text. */
const folder = process.env.THALWEG_PACKED ?? "";
const bytes = (name) => new Uint8Array(readFileSync(join(folder, name)));
const expected = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8"));

for (const [name, shift] of ["picture", "clouds"].flatMap((name) => [0, 1, 2, 3].map((shift) => [name, shift])))
  test(`a ${name} from Python, ${shift} bytes off alignment`, () => {
    const packed = bytes(`${name}.bin`),
      moved = new Uint8Array(packed.length + shift);
    moved.set(packed, shift);
    const picture = readPicture(moved.subarray(shift));
    assert.deepEqual(Object.keys(picture.series).sort(), Object.keys(expected.series).sort());
    for (const [name, rows] of Object.entries(expected.series))
      assert.deepEqual(
        picture.series[name].map((row) => [...row]),
        rows,
        name,
      );
    for (const key of ["scene", "steps", "panes", "tracks", "curves", "vectors", "pins"])
      assert.deepEqual(picture[key], expected[key], key);
  });

for (const scale of ["linear", "log"])
  test(`a surface from Python, ${scale}`, () => {
    const surface = readSurface(bytes(`${scale}.bin`)),
      heights = expected.heights;
    const [low, high] = [Math.min(...heights), Math.max(...heights)],
      half = (high - low) / 2 ** 23;
    assert.equal(surface.z.length, heights.length);
    heights.forEach((h, i) => {
      const height = scale === "log" ? Math.log10(surface.z[i] + 0.01) : surface.z[i];
      assert.ok(Math.abs(height - h) <= 1.001 * half, `${height} for ${h}`);
    });
    assert.deepEqual([surface.low, surface.high], [low, high]);
  });
