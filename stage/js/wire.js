// @ts-check
/** Decodes the bytes that stage/wire.py writes: u32 length, JSON head, padding, one block. */

/** @param {Uint8Array} bytes @returns {{ head: any, block: ArrayBuffer }} */
export function unpack(bytes) {
  const { buffer } = bytes.slice();
  const length = new DataView(buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  return { head, block: buffer.slice(4 + length + (-length & 3)) };
}

/** The numbers of which wire.py stored the differences of the differences, or the bits as they are (no `differences`):
 * last bytes first, signs as last bits. @param {ArrayBuffer} block @param {number} differences 0 or 2 */
function summed(block, differences) {
  const planes = new Uint8Array(block),
    count = planes.length / 4,
    told = new Int32Array(count);
  for (let i = 0, slope = 0, value = 0; i < count; i++) {
    const u =
      planes[i] | (planes[count + i] << 8) | (planes[2 * count + i] << 16) | (planes[3 * count + i] << 24);
    slope = ((differences && slope) + ((u >>> 1) ^ -(u & 1))) | 0;
    value = ((differences && value) + slope) | 0;
    told[i] = value;
  }
  return new Float32Array(told.buffer);
}

/** @param {Uint8Array} bytes @returns {import("./types.js").Picture} */
export function readPicture(bytes) {
  const { head, block } = unpack(bytes),
    values = summed(block, head.differences);
  for (const [name, rows] of Object.entries(head.series)) {
    head.series[name] = /** @type {[number, number, number][]} */ (rows).map(([at, stored, length]) =>
      // A row with fewer stored numbers than entries is constant.
      stored < length ? new Float32Array(length).fill(values[at]) : values.subarray(at, at + length),
    );
  }
  return head;
}

/** The highest of a surface's heights as they arrive. */
const TOP = 2 ** 22 - 1;

/** Decode heights that wire.py encoded: differences of differences, signs as last bits, by planes of bytes.
 * @param {{ n: number, low: number, high: number }} head @param {ArrayBuffer} block */
function decodeHeights({ n, low, high }, block) {
  const planes = new Uint8Array(block),
    count = n * n,
    values = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const u = planes[i] | (planes[count + i] << 8) | (planes[2 * count + i] << 16);
    values[i] = (u >>> 1) ^ -(u & 1);
  }
  for (let twice = 0; twice < 2; twice++) {
    for (let i = n; i < count; i++) values[i] += values[i - n];
    for (let i = 0; i < count; i++) if (i % n) values[i] += values[i - 1];
  }
  return Float64Array.from(values, (u) => low + ((high - low) * (u & TOP)) / TOP);
}

/**
 * Heights arrive on the scale on which they are shown. Between lattice points the loss is interpolated and not its
 * logarithm, which has a kink along the floor of a narrow valley, where the loss is smooth.
 * @param {Uint8Array} bytes @returns {import("./types.js").Surface}
 */
export function readSurface(bytes) {
  const { head, block } = unpack(bytes),
    heights = decodeHeights(head, block),
    z = head.scale === "log" ? heights.map((height) => 10 ** height - head.soft) : heights;
  return { ...head, z, high: head.high > head.low ? head.high : head.low + 1 };
}
