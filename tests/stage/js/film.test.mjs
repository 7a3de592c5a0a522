import assert from "node:assert/strict";
import { test } from "node:test";
import { codingFor, codings, encode } from "../../../stage/js/encode.js";
import { captions, wrap } from "../../../stage/js/captions.js";
import { duration, fileName } from "../../../stage/js/film.js";
import { PALETTE } from "../../../stage/js/palette.js";
import { Pen } from "../../../stage/js/pen.js";
import { KINDS, record, remarkOn } from "../../../stage/js/record.js";
import * as mediabunny from "../../../stage/vendor/mediabunny.js";
import { picture } from "./sample.mjs";

const LINK = "https://host/?v=1&run1=gd&run1.rate=0.001&run2=adam, and more words";

for (const letters of [12, 30, 500])
  test(`a long address is broken into lines of ${letters} letters, and loses nothing but spaces at their ends`, () => {
    const lines = wrap(LINK, letters);
    assert.equal(lines.join("").replaceAll(" ", ""), LINK.replaceAll(" ", ""));
    for (const line of lines) assert.ok(line.length <= letters && line.length > 0);
    assert.equal(lines.length === 1, letters > LINK.length);
  });

test("a file is named after its landscape, and a still after its step", () => {
  assert.equal(fileName(picture(), "png", 12), "thalweg-bowl-step-12.png");
  assert.equal(fileName(picture({ scene: "" }), "mp4"), "thalweg-stage.mp4");
  assert.equal(fileName(picture({ scene: "../a b" }), "svg", 0), "thalweg-a-step-0.svg");
});

test("a film of 300 steps takes no more than ten seconds with its end, and none is over in a blink", () => {
  assert.ok(duration(300) + 1 <= 10 && duration(10_000) + 1 <= 10);
  assert.ok(duration(1) >= 2);
});

test("title, settings, step, runners with their losses and the address are printed, with nothing that is code", () => {
  const [first, second] = picture().tracks,
    tracks = [{ ...first, name: "A<b>&c", note: "η 0.1" }, { ...second, hidden: true }],
    told = picture({ caption: "Bowl, from 1 / 1, 6 steps", tracks });
  const { head, foot, tall } = captions(told, 2, 800, PALETTE.light, LINK);
  for (const text of ["Bowl", "from 1 / 1, 6 steps", "step 2 of 6"]) assert.ok(head.includes(text), text);
  for (const text of ["A&#60;b&#62;&#38;c", "η 0.1, loss 0.125", "run1.rate=0.001&#38;"]) assert.ok(foot.includes(text), text);
  assert.ok(!foot.includes("Adam") && tall > 20);
});

test("without a caption the first pane's title is printed, and a film tells its steps itself", () => {
  const { head, foot } = captions(picture(), null, 400, PALETTE.dark, LINK);
  assert.ok(head.includes("Bowl") && !head.includes("step") && !foot.includes("loss"));
});

test("a legend of one column is taller than one of two", () => {
  const tall = [400, 900].map((width) => captions(picture(), 0, width, PALETTE.light, "").tall);
  assert.ok(tall[0] > tall[1]);
});

/** The letters of DejaVu Sans, the widest of the usual sans-serif fonts, by their widths in thousandths of an em. */
const DEJAVU = {
  300: "'IJijl", 350: " ,./:;\\|·", 400: "()-[]ft", 450: "!r₀₁₂₃⁰¹²³⁴⁵⁶⁷⁸⁹", 500: '"*_`–', 550: "?cszε⁻", 600: "FLkvxyγκλν",
  650: "0123456789EPSTYabdeghnopquηβρστθμ", 700: "ABCKRVXZ", 750: "NU", 800: "&DGHOQ", 850: "#+<=>^w~−∞", 900: "M", 950: "%", 1000: "@Wm",
}; // prettier-ignore
const WIDTH = Object.fromEntries(Object.entries(DEJAVU).flatMap(([width, letters]) => [...letters].map((one) => [one, width / 1000])));

/** Where the lines of a drawing's texts end in that font, bold ones a tenth wider; every letter of a monospaced font takes
 * 0.602 em. */
function ends(svg, from = 0) {
  return [...svg.matchAll(/<g transform="translate\(([\d.]+) [\d.]+\)">(.*?)<\/g>|<text ([^>]*)>(.*?)<\/text>/g)].flatMap(([, left, group, how, words]) =>
    group ? ends(group, Number(left)) : [from + right(how, words)],
  );
}
const plainText = (words) => words.replace(/<[^>]*>/g, "").replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code));
const right = (how, words) => {
  const x = Number(/ x="([\d.]+)"/.exec(` ${how}`)[1]),
    bold = plainText(/<tspan.*?<\/tspan>/.exec(words)?.[0] ?? "").length;
  if (how.includes('"end"')) return x;
  return [...plainText(words)].reduce((at, one, i) => at + (how.includes("monospace") ? 10.5 * 0.602 : 13 * WIDTH[one] * (i < bold ? 1.1 : 1)), x);
};

for (const width of [280, 390, 599, 600, 800, 1280])
  test(`nothing that is printed is cut at a width of ${width}`, () => {
    const settings = "η 0.05, β₁ 0.9, β₂ 0.999, ε 10⁻⁸, ε is added outside, bias correction on, λ 0.01, Cosine (floor 0.1)",
      tracks = picture().tracks.map((one) => ({ ...one, settings })),
      caption = "Bowl, a 1, b 100, κ 10, turn 30, from −1.2 / 1, 6 steps, noise σ 0.5, batches of 4 of 64 samples, seed 7",
      link = `https://a.very.long.host.example/some/path/?v=1&landscape.table=${"1~2~3_".repeat(80)}&step=2`,
      { head, foot, high, tall } = captions(picture({ caption, tracks }), 2, width, PALETTE.light, link);
    const found = [...ends(head), ...ends(foot)];
    assert.ok(found.length > 6 && Math.max(...found) <= width, `${Math.max(...found)}`);
    const plain = (head + foot).replace(/<[^>]*>/g, "").replace(/\s/g, "").replaceAll("&#38;", "&");
    for (const text of [settings, link, "noise σ 0.5", "seed 7", "κ 10", "loss 0.125", "step 2 of 6"])
      assert.ok(plain.includes(text.replace(/\s/g, "")), text);
    assert.ok(high >= 36 && tall > 60);
  });

test("a runner that has diverged says so on the picture", () => {
  const { foot } = captions(picture(), 6, 900, PALETTE.light, LINK);
  assert.match(foot.replace(/<[^>]*>/g, ""), /diverged at step 3/);
});

test("a pen writes what a canvas would draw", () => {
  const pen = new Pen("p", null);
  pen.clearRect();
  pen.save();
  pen.beginPath();
  pen.rect(0, 0, 10, 20);
  pen.clip();
  Object.assign(pen, { strokeStyle: "#123456", lineWidth: 1.5, lineJoin: "round", globalAlpha: 0.5 });
  pen.setLineDash([7, 6]);
  pen.beginPath();
  pen.moveTo(1, 2);
  pen.lineTo(3.14159, 4);
  pen.stroke();
  pen.restore();
  pen.beginPath();
  pen.arc(5, 6, 2);
  pen.fillStyle = "red";
  pen.fill();
  Object.assign(pen, { font: "12px Source Sans", textAlign: "right", textBaseline: "middle" });
  pen.fillText("a<b", 1, 2);
  assert.equal(
    pen.svg,
    '<g class="p"><defs><clipPath id="p0"><path d="M0 0h10v20h-10Z"/></clipPath></defs>' +
      '<path d="M1 2L3.14 4" fill="none" stroke="#123456" stroke-width="1.5" stroke-linejoin="round" stroke-linecap="butt"' +
      ' stroke-dasharray="7 6" stroke-dashoffset="0" opacity="0.5" clip-path="url(#p0)"/>' +
      '<path d="M7 6A2 2 0 1 1 3 6A2 2 0 1 1 7 6Z" fill="red"/>' +
      '<text x="1" y="2" dy="0.35em" text-anchor="end" font-size="12" fill="red">a&#60;b</text></g>',
  );
  pen.clearRect();
  assert.equal(pen.svg, '<g class="p"></g>');
});

/** An encoder that takes its time, as a browser has one; `loses` says which frames it never hands out. */
function withEncoder(t, { supports = () => true, loses = () => false, breaks = () => false } = {}) {
  const seen = { frames: [], keys: [], open: 0, longest: 0, states: [] };
  class EncodedVideoChunk {
    constructor(about) {
      Object.assign(this, about, { byteLength: 4 });
    }
    copyTo(bytes) {
      bytes.set([1, 2, 3, 4]);
    }
  }
  class VideoFrame {
    constructor(canvas, { timestamp, duration }) {
      seen.frames.push([canvas.second, timestamp, duration]);
      Object.assign(this, { timestamp, duration });
      seen.open++;
    }
    close() {
      seen.open--;
    }
  }
  class VideoEncoder extends EventTarget {
    static isConfigSupported = async (config) => ({ supported: supports(config.codec), config });
    constructor(told) {
      super();
      Object.assign(this, { told, state: "unconfigured", encodeQueueSize: 0, coming: Promise.resolve() });
      seen.encoder = this;
    }
    configure(config) {
      Object.assign(this, { state: "configured", config });
    }
    encode({ timestamp, duration }, { keyFrame }) {
      const i = seen.keys.push(keyFrame) - 1;
      seen.longest = Math.max(seen.longest, ++this.encodeQueueSize);
      this.coming = this.coming.then(async () => {
        await new Promise((done) => setTimeout(done, 1));
        if (this.state === "closed") return;
        this.encodeQueueSize--;
        if (breaks(i)) {
          this.state = "closed";
          this.told.error(new Error("The encoder has broken."));
          return;
        }
        const about = { decoderConfig: { codec: "vp8", codedWidth: 64, codedHeight: 32 } };
        if (!loses(i)) this.told.output(new EncodedVideoChunk({ type: keyFrame ? "key" : "delta", timestamp, duration }), about);
        this.dispatchEvent(new Event("dequeue"));
      });
    }
    flush() {
      return this.coming;
    }
    close() {
      this.state = "closed";
    }
  }
  const given = { EncodedVideoChunk, VideoFrame, VideoEncoder };
  Object.assign(globalThis, given, { EncodedAudioChunk: class {} });
  t.after(() => {
    for (const name of [...Object.keys(given), "EncodedAudioChunk"]) delete globalThis[name];
  });
  return seen;
}

/** A film of three seconds whose canvas knows which second was drawn. */
function film() {
  const canvas = { width: 64, height: 32, second: -1 };
  return { canvas, seconds: 3, show: (second) => (canvas.second = second) };
}

const VP8 = codings({ width: 64, height: 32 }).find(({ name }) => name === "vp8");
const made = (told = () => {}, signal = new AbortController().signal) => encode(film(), VP8, mediabunny, told, signal);

test("H.264 in MP4 comes first, in a level that has room for the frame, and nothing else is put into an MP4", async (t) => {
  const names = (size) => codings(size).map(({ config }) => config.codec);
  assert.equal(names({ width: 1280, height: 880 })[0], "avc1.640028");
  assert.equal(names({ width: 2560, height: 1400 })[0], "avc1.640033");
  for (const { kind, name } of codings({ width: 1280, height: 880 })) assert.equal(kind === "mp4", name === "avc");
  for (const kind of KINDS) assert.ok(/webm|avc1/.test(kind), kind);
  const size = { width: 1280, height: 880 };
  assert.equal(await codingFor(size), undefined);
  withEncoder(t, { supports: (codec) => !codec.startsWith("avc1.64") });
  assert.equal((await codingFor(size)).config.codec, "avc1.4d0028");
});

test("a browser without H.264 makes WebM, and one that encodes nothing records", async (t) => {
  withEncoder(t, { supports: (codec) => codec.startsWith("vp") });
  assert.deepEqual([(await codingFor({ width: 64, height: 32 })).kind], ["webm"]);
  globalThis.VideoEncoder.isConfigSupported = async () => ({ supported: false });
  assert.equal(await codingFor({ width: 64, height: 32 }), undefined);
  await assert.rejects(record(film(), () => {}, new AbortController().signal), { message: /cannot make films\.$/ });
});

test("frame k is drawn at second k / 30 and encoded with that time, with a key frame every two seconds", async (t) => {
  const seen = withEncoder(t),
    shares = [];
  const blob = await made((done) => shares.push(done));
  assert.equal(seen.frames.length, 90);
  seen.frames.forEach(([second, timestamp, duration], i) => {
    assert.ok(Math.abs(second - i / 30) < 1e-9 && Math.abs(timestamp - (i * 1e6) / 30) < 1 && Math.round(duration) === 33333);
  });
  assert.deepEqual(seen.keys.flatMap((key, i) => (key ? [i] : [])), [0, 60]);
  assert.equal(shares.at(-1), 1);
  assert.deepEqual(shares, shares.toSorted((a, b) => a - b));
  assert.equal(blob.type, "video/webm");
  assert.ok(blob.size > 90 * 4);
});

test("only a few frames wait for a slow encoder, and each is closed", async (t) => {
  const seen = withEncoder(t);
  await made();
  assert.ok(seen.longest > 1 && seen.longest <= 9, `${seen.longest}`);
  assert.equal(seen.open, 0);
  assert.equal(seen.encoder.state, "closed");
});

test("a film that lacks a frame is a sentence and no film", async (t) => {
  withEncoder(t, { loses: (i) => i === 41 });
  await assert.rejects(made(), { message: "The browser encoded only 89 of 90 frames. Try again." });
});

test("an encoder that breaks ends the film, also while it is waited for", async (t) => {
  const seen = withEncoder(t, { breaks: (i) => i === 12 });
  await assert.rejects(made(), { message: "The encoder has broken." });
  assert.ok(seen.frames.length < 30 && seen.open === 0);
});

test("a film that is cancelled stops at once and closes its encoder", async (t) => {
  const seen = withEncoder(t),
    stop = new AbortController();
  await assert.rejects(made((done) => done > 0.2 && stop.abort(), stop.signal), { name: "AbortError" });
  assert.ok(seen.frames.length < 40 && seen.open === 0);
  assert.equal(seen.encoder.state, "closed");
});

test("a recording that is too short has a remark, and so has one whose length is unknown", () => {
  assert.equal(remarkOn(8.48, 8.5), "");
  assert.equal(remarkOn(9.2, 8.5), "");
  assert.match(remarkOn(5.84, 8.5), /^The film is too short: of 8\.5 seconds only 5\.8 were recorded\. [^.]*\.$/);
  assert.match(remarkOn(NaN, 8.5), /cannot tell/);
});
