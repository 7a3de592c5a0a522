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

/**
 * Heights arrive on the scale they are shown on; between the lattice points the loss is interpolated and not its
 * logarithm, since it is smooth where the logarithm has a kink: along the floor of a narrow valley.
 * @param {Uint8Array} bytes @returns {import("./types.js").Surface}
 */
export function readSurface(bytes) {
  const { head, values } = open(bytes),
    log = head.scale === "log";
  let low = Infinity,
    high = -Infinity;
  for (const height of values) {
    if (height < low) low = height;
    if (height > high) high = height;
  }
  const z = Float64Array.from(values, (height) => (log ? 10 ** height - head.soft : height));
  return { ...head, z, low, high: high > low ? high : low + 1 };
}
