// @ts-check
/** Decodes the bytes that stage/wire.py writes: u32 length, JSON head, padding, one float32 block. */

/** @param {Uint8Array} bytes @returns {{ head: any, block: ArrayBuffer }} */
export function opened(bytes) {
  const { buffer } = bytes.slice(); // a copy, since the bytes from Streamlit may not be aligned
  const length = new DataView(buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  return { head, block: buffer.slice(4 + length + (-length & 3)) };
}

/** Decompress a block, stored by wire.py as all first bytes, all second bytes and so on. @param {ArrayBuffer} block */
async function swell(block) {
  const stream = new DecompressionStream("deflate"),
    pen = stream.writable.getWriter();
  pen.write(block);
  pen.close();
  const planes = new Uint8Array(await new Response(stream.readable).arrayBuffer()),
    count = planes.length / 4,
    bytes = new Uint8Array(planes.length);
  for (let k = 0; k < 4; k++) for (let i = 0; i < count; i++) bytes[4 * i + k] = planes[k * count + i];
  return new Float32Array(bytes.buffer);
}

/** @param {ReturnType<typeof opened>} parts @returns {Promise<import("./types.js").Picture>} */
export async function readPicture({ head, block }) {
  const values = await swell(block);
  for (const [name, rows] of Object.entries(head.series)) {
    head.series[name] = /** @type {[number, number, number][]} */ (rows).map(([at, stored, length]) =>
      // A row with fewer stored numbers than entries is constant.
      stored < length ? new Float32Array(length).fill(values[at]) : values.subarray(at, at + length),
    );
  }
  return head;
}

/**
 * Heights arrive on the scale on which they are shown. Between lattice points the loss is interpolated and not its
 * logarithm, which has a kink along the floor of a narrow valley, where the loss is smooth.
 * @param {Uint8Array} bytes @returns {import("./types.js").Surface}
 */
export function readSurface(bytes) {
  const { head, block } = opened(bytes),
    values = new Float32Array(block),
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
