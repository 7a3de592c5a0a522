import assert from "node:assert/strict";
import { test } from "node:test";
import { between } from "../../../stage/js/networkdigits.js";
import { Feed } from "../../../stage/js/networkfeed.js";
import { AGAINST, curvesFigure } from "../../../stage/js/networkfigure.js";
import { verdict } from "../../../stage/js/networkguess.js";
import { fading, sliceFigure } from "../../../stage/js/networkplane.js";
import { ratesFigure } from "../../../stage/js/networkrates.js";
import { readArrays, rowOf } from "../../../stage/js/networkwire.js";
import { PALETTE } from "../../../stage/js/palette.js";

const settle = () => new Promise((done) => setImmediate(done));

/** A feed whose network and clock the test controls. */
function fed() {
  const world = { asked: [], timers: [], shown: [], troubles: [] };
  const feed = new Feed(
    (bytes) => JSON.parse(new TextDecoder().decode(bytes)),
    (found) => world.shown.push(found),
    (sentence) => world.troubles.push(sentence),
    {
      setTimer: (act, ms) => world.timers.push({ act, ms }),
      clearTimer: (timer) => timer && (world.timers[timer - 1].act = () => {}),
      fetch: (url, { signal, headers }) =>
        new Promise((done, fail) => {
          signal.addEventListener("abort", () => fail(new Error("given up")));
          world.asked.push({ url: new URL(url).pathname, headers, done, fail });
        }),
    },
  );
  const reply = async (body, status = 200, headers = {}) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const kind = typeof body === "string" ? { "Content-Type": "text/plain" } : {};
    world.asked.at(-1).done(new Response([304, 204].includes(status) ? null : text, { status, headers: { ...kind, ...headers } }));
    await settle();
    await settle();
  };
  return { feed, world, reply, tick: () => world.timers.at(-1).act() };
}

test("a feed asks until all is there, and says what it knows already", async () => {
  const { feed, world, reply, tick } = fed();
  feed.want("/training/x/curves");
  await reply({}, 202);
  assert.deepEqual(world.shown, []);
  tick();
  await reply({ done: false, n: 1 }, 200, { ETag: '"one"' });
  tick();
  assert.deepEqual(world.asked.map(({ headers }) => headers["If-None-Match"]), [undefined, undefined, '"one"']);
  await reply({}, 304);
  assert.ok(feed.asking);
  tick();
  await reply({ done: true, n: 2 });
  assert.deepEqual(world.shown.map(({ n }) => n), [1, 2]);
  assert.ok(!feed.asking);
});

test("a busy server is asked again when it says, and what is wrong for good is not", async () => {
  const { feed, world, reply, tick } = fed();
  feed.want("/a");
  await reply("The server is busy.", 503, { "Retry-After": "5" });
  assert.deepEqual([world.timers.at(-1).ms, world.troubles.at(-1)], [5000, "The server is busy."]);
  tick();
  await reply("Another version.", 404);
  assert.deepEqual([feed.asking, world.troubles.at(-1)], [false, "Another version."]);
});

test("a lost server is asked again", async () => {
  const { feed, world, reply, tick } = fed();
  feed.want("/a");
  world.asked[0].fail(new TypeError("no network"));
  await settle();
  assert.match(world.troubles.at(-1), /not responding/);
  tick();
  await reply({ done: true });
  assert.equal(world.troubles.at(-1), "");
});

test("what was stopped is not shown, and can go on", async () => {
  const { feed, world, reply } = fed();
  feed.want("/a");
  feed.stop();
  await reply({ done: false });
  assert.deepEqual([world.shown, feed.asking], [[], false]);
  feed.resume();
  assert.equal(world.asked.length, 2);
  feed.want("/b");
  assert.ok(world.asked.at(-1).url.endsWith("/b"));
});

test("arrays are read as Python packs them", () => {
  const head = new TextEncoder().encode(JSON.stringify({ n: 1, arrays: { a: ["f", 0, [2, 2]], b: ["u", 16, [3]] } }));
  const padded = head.length + (-head.length & 3),
    bytes = new Uint8Array(4 + padded + 20);
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, 4);
  bytes.set(new Uint8Array(Float32Array.of(1, 2, 3, NaN).buffer), 4 + padded);
  bytes.set([7, 8, 9], 4 + padded + 16);
  const { n, arrays } = readArrays(bytes);
  assert.equal(n, 1);
  assert.deepEqual([...rowOf(arrays.a, 1)], [3, NaN]);
  assert.deepEqual([...rowOf(arrays.b)], [7, 8, 9]);
});

const table = (shape, values) => ({ shape, values: Float32Array.from(values) });
const CURVES = {
  methods: [{ key: "run1", name: "Adam", note: "", style: 0 }, { key: "run2", name: "GD", note: "", style: 1 }],
  steps: 20, perEpoch: 10, batch: 64, seeds: 1, costs: [2, 1], order: [0, 1],
  rows: [{ cells: ["0.9750"] }, { cells: ["0.9333"] }],
  arrays: {
    steps: table([3], [0, 10, 20]),
    ...Object.fromEntries(["loss", "train_loss", "accuracy", "train_accuracy"].map((name) => [name, table([2, 3, 3], Array.from({ length: 18 }, (_, k) => (k === 2 ? NaN : k / 18)))])),
  },
}; // prettier-ignore
const SETTING = { look: PALETTE.light, font: "x", width: 900, against: "steps", coarse: false };

for (const [against, last] of [["steps", [20, 20]], ["epochs", [2, 2]], ["samples", [1280, 1280]], ["time", [40, 20]]])
  test(`curves against ${against}`, () => {
    const { traces } = curvesFigure(CURVES, { ...SETTING, against });
    const validation = traces.filter(({ hovertemplate, xaxis }) => hovertemplate.includes("validation") && xaxis === "x");
    assert.deepEqual(validation.map(({ x }) => x.at(-1)), last);
    assert.ok(against in AGAINST);
  });

test("what has not come yet is left out, and several seeds have a band", () => {
  const one = curvesFigure(CURVES, SETTING).traces,
    several = curvesFigure({ ...CURVES, seeds: 3 }, SETTING).traces;
  assert.equal(one[1].y[2], null);
  assert.equal(one[1].y[0], null); // no loss of zero on a logarithmic axis
  assert.equal(several.length - one.length, 2 * 2 * 2);
  assert.ok(several.some(({ fill }) => fill === "tonexty"));
});

test("charts stand below each other where there is little room", () => {
  const wide = curvesFigure(CURVES, SETTING).layout,
    narrow = curvesFigure(CURVES, { ...SETTING, width: 360 }).layout;
  assert.ok(wide.xaxis2.domain[0] > 0.5);
  assert.ok(narrow.yaxis2.domain[1] < 0.5);
});

test("the ring of a rate is on its curve", () => {
  const rates = {
    methods: CURVES.methods.slice(0, 1), present: [0.011], seeds: 1,
    arrays: { rates: table([1, 3], [0.001, 0.01, NaN]), accuracy: table([1, 3], [0.2, 0.75, NaN]), low: table([1, 3], [0, 0, 0]), high: table([1, 3], [0, 0, 0]) },
  }; // prettier-ignore
  const { traces } = ratesFigure(rates, PALETTE.dark, "x", 900, false);
  assert.deepEqual([traces[1].x, traces[1].y], [[0.011], [0.75]]);
});

test("a guess is judged by the table", () => {
  assert.match(verdict(CURVES, "run1"), /^Right! Adam is ahead with an accuracy of 0.9750/);
  assert.match(verdict(CURVES, "run2"), /^Not this time. Adam .* GD, is number 2 with 0.9333/);
  const level = { ...CURVES, rows: [{ cells: ["0.9"] }, { cells: ["0.9"] }] };
  assert.match(verdict(level, "run2"), /^Right! GD and Adam are level/);
});

test("the path fades with its distance, and its colour is the true loss on the scale of the ground", () => {
  assert.deepEqual(fading([0, 2]).map((v) => +v.toFixed(3)), [1, 0.3]);
  assert.deepEqual(fading([0, 0]), [1, 1]);
  const slice = {
    path: true, names: ["Adam"],
    arrays: { x: table([2], [0, 1]), y: table([2], [0, 1]), z: table([2, 2], [1, 10, 100, 10]), at: table([2, 2], [0, 0, 1, 1]), far: table([2], [0, 2]), true: table([2], [0.125, 1]) },
  }; // prettier-ignore
  const { traces } = sliceFigure(slice, PALETTE.light, "x", 900, false),
    dots = traces.at(-1);
  assert.deepEqual(traces[0].z, [[0, 1], [2, 1]]);
  assert.equal(traces[0].zmin, Math.log10(0.125));
  assert.deepEqual([dots.marker.cmin, dots.marker.cmax], [traces[0].zmin, 2]);
  assert.deepEqual([dots.x, dots.y], [[0, 1], [0, 1]]);
});

test("colours are mixed", () => assert.deepEqual(between([0, 0, 0], [200, 100, 50], 0.5), [100, 50, 25]));
