// @ts-check
/** Records a film while it plays, in browsers that cannot encode single frames. */
import { BITS, FPS, heard } from "./encode.js";

/** @typedef {import("./encode.js").Film} Film */

/** What a film may be recorded as, the best first. Of an MP4 nobody but the browser says what is in it, unless asked. */
export const KINDS = ["video/mp4;codecs=avc1.640028", "video/mp4;codecs=avc1.42E01E", "video/webm;codecs=vp9", "video/webm"];
/** Seconds between two looks at a recording that is not complete yet, and for which the end is shown if nobody can look. */
const LOOK = 0.5;
const TAIL = 1;
/** The end is shown until the recording is complete, or has not grown for so many looks. */
const PATIENCE = 24;

/** How many seconds of film a file holds; NaN if the browser cannot tell. @param {Blob} blob @returns {Promise<number>} */
async function lengthOf(blob) {
  const video = document.createElement("video"),
    href = URL.createObjectURL(blob);
  const found = new Promise((done) => {
    video.onerror = () => done(NaN);
    // What was recorded does not say how long it is: the browser finds out when it looks for the end.
    video.onloadedmetadata = () => (video.currentTime = 1e6);
    video.onseeked = () => done(video.currentTime);
  });
  Object.assign(video, { muted: true, preload: "auto", src: href });
  const seconds = await found;
  video.removeAttribute("src");
  video.load();
  URL.revokeObjectURL(href);
  return seconds;
}

/** Whether a recording is complete, but for its last frame. @param {number} found @param {number} whole seconds */
const isWhole = (found, whole) => found >= whole - 1.5 / FPS;

/** The sentence about a film that may lack a part. @param {number} found seconds, NaN if that is unknown
 * @param {number} whole */
export function remarkOn(found, whole) {
  if (Number.isNaN(found)) return "The film is saved, but this browser cannot tell whether it is complete.";
  if (isWhole(found, whole)) return "";
  return `The film is too short: of ${whole.toFixed(1)} seconds only ${found.toFixed(1)} were recorded. Try again.`;
}

/** @param {string} type @param {Film} film @param {(done: number) => void} tell @param {AbortSignal} signal
 * @returns {Promise<{ blob: Blob, remark: string }>} */
async function recordAs(type, { canvas, show, seconds }, tell, signal) {
  show(0);
  const options = { mimeType: type, videoBitsPerSecond: BITS, videoKeyFrameIntervalDuration: 1000 },
    recorder = new MediaRecorder(canvas.captureStream(FPS), options),
    pieces = /** @type {Blob[]} */ ([]),
    film = () => new Blob(pieces, { type });
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  recorder.start();
  const begun = performance.now(),
    now = () => (performance.now() - begun) / 1000;
  // A timer also runs in a hidden tab.
  const after = (/** @type {number} */ wait) => new Promise((done) => setTimeout(done, 1000 * wait));
  try {
    for (; now() < seconds; signal.throwIfAborted()) {
      show(now());
      tell(now() / seconds);
      await after(1 / FPS);
    }
    tell(1);
    // What the encoder has not finished when the recorder stops would be lost, so the end is shown until it has. Only
    // now and then, since every frame is one more to encode.
    for (let longest = 0, idle = 0; recorder.state === "recording" && idle < PATIENCE; idle++) {
      const given = heard(recorder, "dataavailable");
      recorder.requestData();
      await given;
      const found = await lengthOf(film());
      if (isWhole(found, seconds)) break;
      if (found > longest) [longest, idle] = [found, 0];
      show(seconds);
      await after(Number.isNaN(found) ? TAIL : LOOK);
      signal.throwIfAborted();
      if (Number.isNaN(found)) break;
    }
  } finally {
    const stopped = heard(recorder, "stop");
    if (recorder.state !== "inactive") {
      recorder.stop();
      await stopped;
    }
  }
  return { blob: film(), remark: remarkOn(await lengthOf(film()), seconds) };
}

/** @param {Film} film @param {(done: number) => void} tell @param {AbortSignal} signal
 * @returns {Promise<{ blob: Blob, remark: string }>} with a sentence if a part is missing; rejected with one if the
 * browser cannot record at all, and at once if the film is cancelled */
export async function record(film, tell, signal) {
  const kinds = KINDS.filter((kind) => globalThis.MediaRecorder?.isTypeSupported(kind)),
    webm = kinds.find((kind) => kind.startsWith("video/webm"));
  if (!kinds.length) throw new Error("This browser cannot make films.");
  const made = await recordAs(kinds[0], film, tell, signal);
  // Chromium writes an MP4 only when the recorder stops. If its end was not encoded by then, a WebM is recorded, which
  // can be looked at meanwhile.
  return made.remark && webm && webm !== kinds[0] ? recordAs(webm, film, tell, signal) : made;
}
