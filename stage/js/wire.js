// @ts-check
/** Bytes from Python: u32 length, JSON head, padding, one float32 block (stage/wire.py writes them). */

/** @param {Uint8Array} bytes @returns {{ head: any, values: Float32Array }} */
function open(bytes) {
  const { buffer } = bytes.slice(); // a copy, because what Streamlit hands over need not be aligned
  const length = new DataView(buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  return { head, values: new Float32Array(buffer, 4 + length + (-length & 3)) };
}

/** @param {Uint8Array} bytes @returns {import("./types.js").Picture} */
export function readPicture(bytes) {
  const { head, values } = open(bytes);
  for (const [name, rows] of Object.entries(head.series)) {
    head.series[name] = /** @type {[number, number, number][]} */ (rows).map(([at, stored, length]) =>
      // A row stored with one number for many is constant.
      stored < length ? new Float32Array(length).fill(values[at]) : values.subarray(at, at + length),
    );
  }
  return head;
}

/** @param {Uint8Array} bytes @returns {import("./types.js").Surface} */
export function readSurface(bytes) {
  const { head, values: z } = open(bytes);
  let low = Infinity, high = -Infinity;
  for (const v of z) {
    if (v < low) low = v;
    if (v > high) high = v;
  }
  return { ...head, z, low, high: high > low ? high : low + 1 };
}
