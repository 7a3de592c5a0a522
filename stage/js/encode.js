// @ts-check
/** Makes a film frame by frame from the film's own clock: a slow machine takes longer, and every frame is there. */

/** @typedef {{ canvas: HTMLCanvasElement, show: (second: number) => void, seconds: number }} Film  show: draw any second
 * of the film on its canvas */
/** @typedef {{ kind: "mp4" | "webm", name: "avc" | "vp9" | "vp8", config: VideoEncoderConfig }} Coding  name: Mediabunny's
 * @typedef {any} Muxer  the module that is made by tools/vendor/mediabunny.py */

export const FPS = 30;
export const BITS = 5e6;
/** A player can begin at a key frame, and nowhere else: seconds from one to the next. */
const KEY = 2;
/** The most frames that wait for the encoder. */
const QUEUE = 8;
/** The most macroblocks (16 x 16 pixels) of a frame in level 4 of H.264. Level 5.1 has four times as many. */
const LEVEL_4 = 8192;

/** What a film may be encoded as, the best first. Slides and the usual players open H.264 in MP4, but not VP9 in MP4.
 * @param {{ width: number, height: number }} size @returns {Coding[]} */
export function codings({ width, height }) {
  const blocks = Math.ceil(width / 16) * Math.ceil(height / 16),
    level = blocks <= LEVEL_4 ? "28" : "33";
  const coding = (/** @type {Coding["kind"]} */ kind, /** @type {Coding["name"]} */ name, /** @type {string} */ codec) => ({
    kind,
    name,
    config: { codec, width, height, bitrate: BITS, framerate: FPS },
  });
  return [
    ...["64", "4d", "42"].map((profile) => coding("mp4", "avc", `avc1.${profile}00${level}`)),
    coding("webm", "vp9", "vp09.00.51.08"),
    coding("webm", "vp8", "vp8"),
  ];
}

/** The best coding for frames of this size, undefined if the browser cannot encode frames at all.
 * @param {{ width: number, height: number }} size */
export async function codingFor(size) {
  // Browsers have encoders since 2021 to 2024, and only on pages that were fetched by https or from their own machine.
  if (!globalThis.VideoEncoder) return undefined;
  // WebKitGTK 2.50 ends the page if its media library is not at work yet (WebKit's bug 320327); this lets it begin.
  globalThis.MediaRecorder?.isTypeSupported("video/mp4");
  for (const coding of codings(size)) if ((await VideoEncoder.isConfigSupported(coding.config)).supported) return coding;
  return undefined;
}

/** Let the browser draw and hear clicks. Timers would be slowed down to one a second in a hidden tab. */
const breath = () =>
  new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done(null);
    };
    port2.postMessage(null);
  });

/** The next event of this name. @param {EventTarget} of @param {string} name */
export const heard = (of, name) => new Promise((done) => of.addEventListener(name, done, { once: true }));

/** @param {Film} film @param {Coding} coding @param {Muxer} muxer @param {(done: number) => void} tell the share of the
 * frames that are encoded @param {AbortSignal} signal
 * @returns {Promise<Blob>} rejected with a sentence if a frame is missing, and at once if the film is cancelled */
export async function encode({ canvas, show, seconds }, { kind, name, config }, muxer, tell, signal) {
  const frames = Math.round(seconds * FPS),
    target = new muxer.BufferTarget(),
    format = kind === "mp4" ? new muxer.Mp4OutputFormat({ fastStart: "in-memory" }) : new muxer.WebMOutputFormat(),
    output = new muxer.Output({ format, target }),
    track = new muxer.EncodedVideoPacketSource(name);
  output.addVideoTrack(track, { frameRate: FPS });
  await output.start();
  let encoded = 0,
    written = Promise.resolve(),
    fail = (/** @type {any} */ _reason) => {};
  const failed = new Promise((_, reject) => (fail = reject)),
    cancel = () => fail(signal.reason);
  failed.catch(() => {}); // it may happen between two waits
  signal.addEventListener("abort", cancel);
  const encoder = new VideoEncoder({
    output: (chunk, about) => {
      written = written.then(() => track.add(muxer.EncodedPacket.fromEncodedChunk(chunk), about));
      written.catch(fail);
      tell(++encoded / frames);
    },
    error: fail,
  });
  try {
    signal.throwIfAborted();
    encoder.configure(config);
    for (let i = 0; i < frames; i++) {
      show(i / FPS);
      const frame = new VideoFrame(canvas, { timestamp: (i * 1e6) / FPS, duration: 1e6 / FPS });
      encoder.encode(frame, { keyFrame: i % (KEY * FPS) === 0 });
      frame.close();
      await Promise.race([failed, breath()]);
      while (encoder.encodeQueueSize > QUEUE) await Promise.race([failed, heard(encoder, "dequeue")]);
    }
    await Promise.race([failed, encoder.flush()]);
    await Promise.race([failed, written]);
    if (encoded !== frames) throw new Error(`The browser encoded only ${encoded} of ${frames} frames. Try again.`);
    await output.finalize();
  } finally {
    signal.removeEventListener("abort", cancel);
    if (encoder.state !== "closed") encoder.close();
    if (output.state !== "finalized") await output.cancel();
  }
  return new Blob([target.buffer], { type: `video/${kind}` });
}
