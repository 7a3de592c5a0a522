// @ts-check
/** Bytes from Python: u32 length, JSON head, padding, one float32 block (stage/wire.py writes them). */

/** @param {Uint8Array} bytes @returns {{ head: any, block: ArrayBuffer }} */
export function opened(bytes) {
  const { buffer } = bytes.slice(); // a copy, because what Streamlit hands over need not be aligned
  const length = new DataView(buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  return { head, block: buffer.slice(4 + length + (-length & 3)) };
}

/** The numbers of a block that wire.py squeezed: all first bytes, all second bytes, and so on. @param {ArrayBuffer} block */
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
