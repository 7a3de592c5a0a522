import assert from "node:assert/strict";
import { test } from "node:test";
import { pythonNumber, rounded } from "../../../stage/js/links.js";
import { mergeRules } from "../../../stage/js/question.js";
import { Source } from "../../../stage/js/source.js";

/** The texts that Python writes for these numbers (repr, without ".0" at the end). */
const NUMBERS = [
  [0, "0"], [1, "1"], [-1.2, "-1.2"], [0.1, "0.1"], [0.0001, "0.0001"], [0.00001, "1e-05"], [0.0000015, "1.5e-06"],
  [1e-7, "1e-07"], [1.5e-300, "1.5e-300"], [123456789, "123456789"], [1e15, "1000000000000000"], [1e16, "1e+16"],
  [1.5e21, "1.5e+21"], [0.30000000000000004, "0.30000000000000004"], [-2.5e-5, "-2.5e-05"],
  [0.001, "0.001"], [-0.0001, "-0.0001"], [9.5e-5, "9.5e-05"], [1e100, "1e+100"], [1e-100, "1e-100"], [2e99, "2e+99"],
]; // prettier-ignore
for (const [value, text] of NUMBERS) test(`${value} is written as ${text}`, () => assert.equal(pythonNumber(value), text));

for (const [value, decimals, result] of [
  [0.51234567, 4, 0.5123],
  [-1.00005, 3, -1],
  [1234.5, -1, 1230],
  [1250, -2, 1300],
  [7, 0, 7],
])
  test(`${value} rounded to ${decimals} decimals is ${result}`, () => assert.equal(rounded(value, decimals), result));

const LINK = "landscape=bowl&x=1&y=2&run1.rate=0.1";
const given = (change = {}) => ({
  pictures: "/picture/abc/race",
  link: LINK,
  notInAddress: ["runner"],
  worksheet: "",
  acknowledged: 0,
  last: 0,
  ...change,
});

/** A source whose time, network and address bar the test controls. */
function begun(change = {}, opened = "") {
  const world = { time: 10_000, sent: [], timers: new Map(), asked: [], bar: [], handled: [], shown: [], troubles: [], lost: [] };
  const source = new Source(
    {
      show: (picture) => world.shown.push(picture),
      trouble: (sentences) => world.troubles.push(...sentences),
      lost: (sentence) => world.lost.push(sentence),
    },
    {
      now: () => world.time,
      setTimer: (act, ms) => (world.timers.set(world.timers.size + 1, [world.time + ms, act]), world.timers.size),
      clearTimer: (timer) => void world.timers.set(timer, [Infinity, () => {}]),
      fetch: (url, { signal }) =>
        new Promise((done, fail) => {
          signal.addEventListener("abort", () => fail(new Error("given up")));
          world.asked.push({ url: new URL(url), done, fail });
        }),
      handleMessage: (name, value) => world.handled.push([name, value]),
      ...(change.page ? { rulesOf: (picture, given) => mergeRules(picture.rules, given) } : {}),
      bar: { link: () => world.bar.at(-1)?.[1] ?? opened, push: (link) => world.bar.push(["push", link]), replace: (link) => world.bar.push(["replace", link]) },
    },
  );
  const send = (name, value) => world.sent.push([name, value]);
  const settle = () => new Promise((done) => setImmediate(done));
  const wait = (ms) => {
    world.time += ms;
    for (const [timer, [at, act]] of [...world.timers])
      if (at <= world.time) {
        world.timers.set(timer, [Infinity, () => {}]);
        act();
      }
    return settle();
  };
  /** Answer the oldest request that has none: with the picture of what it asks for, or something else. */
  const answer = async (status = 200, text = "", more = {}, kind = "text/plain; charset=utf-8") => {
    const { url, done } = world.asked.find((one) => !one.answered),
      query = new URLSearchParams(url.search);
    world.asked.find((one) => !one.answered).answered = true;
    query.delete("moving");
    const head = { series: {}, query: query.toString(), remarks: [], moving: url.searchParams.has("moving"), ...more },
      json = new TextEncoder().encode(JSON.stringify(head)),
      body = new Uint8Array(4 + json.length + (-json.length & 3));
    new DataView(body.buffer).setUint32(0, json.length, true);
    body.set(json, 4);
    const headers = new Headers({ "Content-Type": kind, ...(status === 503 && text ? { "Retry-After": "5" } : {}) });
    done({ ok: status === 200, status, headers, text: async () => text, arrayBuffer: async () => body.buffer });
    await settle();
  };
  const asked = () => world.asked.map(({ url }) => url.search.slice(1));
  const hear = (change = {}) => source.receive(given(change), send);
  hear(change);
  return { source, world, wait, answer, asked, hear, send };
}

test("the first picture is asked for at its address, and shown with the rules of the page", async () => {
  const { world, answer, asked } = begun({ rules: { off: ["fork"] } });
  assert.deepEqual(asked(), [LINK]);
  assert.ok(world.asked[0].url.pathname.endsWith("/picture/abc/race"));
  await answer();
  assert.equal(world.shown.length, 1);
  assert.deepEqual(world.shown[0].rules, { off: ["fork"] });
});

test("while a hand moves, one request is in flight and the newest wins", async () => {
  const { source, world, answer, asked } = begun();
  await answer();
  for (const x of ["1.1", "1.2", "1.3"]) source.write([["x", x]], false);
  assert.deepEqual(asked().slice(1), [`${LINK.replace("x=1&", "x=1.1&")}&moving=on`]);
  assert.equal(source.busy, true);
  await answer();
  assert.deepEqual(asked().slice(2), [`${LINK.replace("x=1&", "x=1.3&")}&moving=on`]);
  await answer();
  assert.deepEqual(world.shown.map(({ query }) => new URLSearchParams(query).get("x")), ["1", "1.1", "1.3"]); // prettier-ignore
  assert.equal(source.busy, false);
  assert.deepEqual([world.sent, world.bar], [[], []]);
});

test("at rest the address bar is written at once, and Python hears of it a second later", async () => {
  const { source, world, wait, answer } = begun({ link: `${LINK}&runner=2`, worksheet: "hide=fork" });
  await answer();
  source.write([["x", "1.5"]], false);
  source.write([["x", "1.6"]], true);
  assert.deepEqual(world.bar, [["push", "landscape=bowl&x=1.6&y=2&run1.rate=0.1&hide=fork"]]);
  await wait(900);
  assert.deepEqual(world.sent, []);
  await wait(200);
  assert.equal(world.sent.length, 1);
  const [name, { words, of, seq }] = world.sent[0];
  assert.deepEqual([name, words, of, seq], ["words", { x: "1.6" }, "bowl", 1]);
});

test("who goes on is told of at most once in two seconds, and presses in a row are one entry of the history", async () => {
  const { source, world, wait, answer } = begun();
  await answer();
  for (let i = 0; i < 100; i++) {
    source.write([["x", String(i)]], true);
    await wait(i % 10 ? 150 : 1100);
    while (source.busy) await answer();
  }
  const times = world.sent.map(([, { at }]) => at);
  assert.ok(times.length > 3);
  for (let i = 1; i < times.length; i++) assert.ok(times[i] - times[i - 1] >= 2000);
  await wait(10_000);
  assert.deepEqual(world.sent.at(-1)[1].words, { x: "99" });
  assert.equal(world.bar.filter(([how]) => how === "push").length, 11);
});

test("before something else is asked of Python, it hears what has changed, once", async () => {
  const { source, world, answer } = begun();
  await answer();
  source.write([["x", "3"]], true);
  source.sendMessage("pick", { run: 1 });
  source.sendPending();
  assert.deepEqual(
    world.sent.map(([name, { seq }]) => [name, seq]),
    [
      ["words", 1],
      ["pick", 2],
    ],
  );
});

test("what Python has not heard of stays, whatever it says, and wins over what it says", async () => {
  const { source, world, hear, answer, asked } = begun();
  await answer();
  source.write([["x", "5"]], true);
  hear({ link: `${LINK.replace("0.1", "0.2")}` }); // the run of a slider that was under way
  assert.equal(source.link, "landscape=bowl&x=5&y=2&run1.rate=0.2");
  assert.deepEqual(world.bar.at(-1), ["replace", "landscape=bowl&x=5&y=2&run1.rate=0.2"]);
  await answer(); // of before the slider: not shown
  assert.equal(world.shown.length, 1);
  assert.equal(asked().at(-1), source.link);
  await answer();
  assert.equal(world.shown.at(-1).query, source.link);
  source.sendPending();
  hear({ link: source.link, acknowledged: 1, last: 1 });
  assert.deepEqual(source.batches, []);
  assert.equal(source.busy, false); // the same picture is not fetched again
});

test("a picture that was on its way when Python took over the change is shown, and not fetched again", async () => {
  const { source, world, hear, answer, asked } = begun();
  await answer();
  source.write([["x", "5"]], true);
  source.sendPending();
  hear({ link: source.link, acknowledged: 1, last: 1 });
  await answer();
  assert.deepEqual(world.shown.map(({ query }) => new URLSearchParams(query).get("x")).slice(0, 2), ["1", "5"]); // prettier-ignore
  assert.equal(asked().length, 2);
  assert.equal(source.busy, false);
});

test("an address that a late page has written over is written again once Python has heard", async () => {
  const { source, world, hear, answer } = begun();
  await answer();
  source.write([["x", "5"]], true);
  source.sendPending();
  world.bar.push(["push", LINK.replace("0.1", "0.2")]); // the end of a run that began before
  hear({ link: "landscape=bowl&x=5&y=2&run1.rate=0.2", acknowledged: 1, last: 1 });
  assert.deepEqual(world.bar.at(-1), ["replace", "landscape=bowl&x=5&y=2&run1.rate=0.2"]);
  const count = world.bar.length;
  hear({ link: "landscape=bowl&x=5&y=2&run1.rate=0.3", acknowledged: 1, last: 1 });
  assert.equal(world.bar.length, count); // what the page has changed it writes itself
});

test("a start on a landscape that is gone is dropped", async () => {
  const { source, hear, answer } = begun();
  await answer();
  source.write([["x", "5"]], true);
  hear({ link: "landscape=ravine&x=0&y=0" });
  assert.equal(source.link, "landscape=ravine&x=0&y=0");
});

test("the history brings another link, and what was on its way is not shown", async () => {
  const { source, world, answer } = begun();
  await answer();
  source.write([["x", "5"]], true);
  source.open("landscape=bowl&x=7");
  await answer();
  assert.equal(world.shown.length, 1);
  await answer();
  assert.equal(world.shown.at(-1).query, "landscape=bowl&x=7");
  assert.deepEqual(source.batches, []);
});

test("new rules are shown with the same picture", async () => {
  const { world, hear, answer } = begun();
  await answer();
  hear({ rules: { off: ["play"] } });
  assert.equal(world.asked.length, 1);
  assert.deepEqual(world.shown.at(-1).rules, { off: ["play"] });
});

test("a lost connection is told and tried again, with what is newest", async () => {
  const { source, world, wait, answer, asked } = begun();
  await answer();
  source.write([["x", "5"]], true);
  world.asked[1].fail(new Error("offline"));
  world.asked[1].answered = true;
  await wait(0);
  assert.match(world.lost[0], /is not responding/);
  assert.equal(asked().length, 2);
  await wait(400);
  assert.equal(new URLSearchParams(asked().at(-1)).get("x"), "5");
  await answer();
  assert.equal(new URLSearchParams(world.shown.at(-1).query).get("x"), "5");
  assert.deepEqual([world.lost.at(-1), world.troubles], ["", []]);
});

for (const [status, again] of [[503, true], [404, false]]) // prettier-ignore
  test(`${status} is told in the server's words, and ${again ? "" : "not "}tried again`, async () => {
    const { world, wait, answer } = begun();
    await answer(status, "A sentence.");
    assert.deepEqual([world.lost, world.troubles], again ? [["A sentence."], []] : [[], ["A sentence."]]);
    await wait(30_000);
    assert.equal(world.asked.length, again ? 2 : 1);
  });

for (const [status, kind, text] of [[502, "", ""], [504, "text/html", "<h1>Gateway</h1>"], [500, "text/html", "<p>"], [503, "", ""]]) // prettier-ignore
  test(`${status} of a proxy counts as a server that is gone`, async () => {
    const { world, wait, answer } = begun();
    await answer(status, text, {}, kind);
    assert.match(world.lost[0], /is not responding/);
    await wait(400);
    assert.equal(world.asked.length, 2);
    await answer();
    assert.equal(world.shown.length, 1);
    assert.equal(world.lost.at(-1), "");
  });

test("who moves there and back while a picture is on its way sees the first one again", async () => {
  const { source, world, answer } = begun();
  await answer();
  source.write([["x", "1.5"]], true);
  source.write([["x", "1"]], true);
  await answer();
  while (source.busy) await answer();
  assert.equal(new URLSearchParams(world.shown.at(-1).query).get("x"), "1");
});

test("in a link that is not changed nothing is written differently, so that a picture asked for ahead is the same", () => {
  const { asked } = begun({ link: `${LINK}&landscape.table=1~2.5_3~-4` });
  assert.deepEqual(asked(), [`${LINK}&landscape.table=1~2.5_3~-4`]);
});

test("the address keeps the place where a drag ended until the next one has ended too", async () => {
  const { source, world, wait, answer, hear } = begun();
  await answer();
  source.write([["x", "3"]], true);
  source.write([["x", "3.5"]], false);
  await wait(5000);
  source.sendPending();
  hear({ rules: { off: [] } });
  assert.deepEqual(world.bar.map(([, link]) => new URLSearchParams(link).get("x")), ["3"]); // prettier-ignore
  source.write([["x", "4"]], true);
  assert.deepEqual(world.bar.map(([, link]) => new URLSearchParams(link).get("x")), ["3", "4"]); // prettier-ignore
});

test("a click outside the stage does not take away that Python is told again", async () => {
  const { source, world, wait, answer } = begun();
  await answer();
  source.write([["x", "5"]], true);
  source.sendPending();
  await wait(3000);
  source.sendPending();
  assert.equal(world.sent.length, 1);
  await wait(2100);
  assert.equal(world.sent.length, 2);
});

test("back leads to a link without what belongs to the frame and the worksheet", async () => {
  const { source, world, answer } = begun({ worksheet: "hide=fork&title=T" });
  await answer();
  source.open(`?${LINK.replace("x=1", "x=7")}&hide=fork&title=T&embed=true`);
  await answer();
  assert.equal(world.asked.at(-1).url.search.slice(1), LINK.replace("x=1", "x=7"));
  source.write([["x", "8"]], true);
  assert.equal(world.bar.at(-1)[1], `${LINK.replace("x=1", "x=8")}&hide=fork&title=T`);
});

test("a drag after a link that names no landscape is about that of the picture", async () => {
  const { source, world, wait, answer } = begun({ link: "x=1" });
  await answer(200, "", { query: LINK });
  source.write([["x", "8"]], true);
  await wait(1100);
  assert.equal(world.sent[0][1].of, "bowl");
});

test("a busy server is asked again when it says, and not before", async () => {
  const { world, wait, answer } = begun();
  await answer(503, "Busy.");
  await wait(4900);
  assert.equal(world.asked.length, 1);
  await wait(200);
  assert.equal(world.asked.length, 2);
});

test("a server that is gone is asked less and less often, and at once when something changes", async () => {
  const { source, world, wait } = begun();
  const lose = async () => {
    const one = world.asked.find(({ answered }) => !answered);
    one.answered = true;
    one.fail(new Error("offline"));
    await wait(0);
  };
  for (const ms of [300, 1000, 3000, 3000]) {
    const before = world.asked.length;
    await lose();
    await wait(ms - 10);
    assert.equal(world.asked.length, before);
    await wait(20);
    assert.equal(world.asked.length, before + 1);
  }
  await lose();
  const before = world.asked.length;
  source.write([["x", "5"]], true);
  assert.equal(world.asked.length, before + 1);
});

test("an answer that cannot be read is told, and what was asked for meanwhile is fetched", async () => {
  const { source, world, wait } = begun();
  source.write([["x", "5"]], true);
  world.asked[0].answered = true;
  world.asked[0].done({ ok: true, arrayBuffer: async () => new ArrayBuffer(2) });
  await wait(0);
  assert.match(world.troubles[0], /something unreadable/);
  assert.equal(new URLSearchParams(world.asked[1].url.search).get("x"), "5");
});

test("a stage that is closed asks for nothing any more", async () => {
  const { source, world, wait } = begun();
  source.close();
  await wait(60_000);
  await wait(60_000);
  assert.equal(world.asked.length, 1);
  assert.deepEqual(world.troubles, []);
});

test("an answer that never comes is given up and asked for again", async () => {
  const { world, wait } = begun();
  await wait(25_000);
  await wait(25_000);
  assert.ok(world.asked.length >= 2);
});

test("Python is told again if it does not hear, and never under a number it has seen", async () => {
  const { source, world, wait, answer } = begun({ last: 41 });
  await answer();
  source.write([["x", "5"]], true);
  await wait(1500);
  assert.equal(world.sent[0][1].seq, 42);
  await wait(6000);
  assert.equal(world.sent.length, 2);
  assert.deepEqual(world.sent[1][1].words, { x: "5" });
  assert.equal(world.sent[1][1].seq, 42);
});

test("on a page of another site nobody is told, and nothing waits to be told", async () => {
  const { source, world, wait, answer } = begun({ page: "https://host.example/compare" });
  await answer();
  for (const x of ["1.5", "1.6"]) {
    source.write([["x", x]], true);
    await answer();
    await wait(10_000);
  }
  assert.deepEqual(world.sent, []);
  assert.equal(source.batches.length, 1);
  assert.ok([...world.timers.values()].every(([at]) => at === Infinity));
  assert.equal(world.bar.at(-1)[1], "landscape=bowl&x=1.6&y=2&run1.rate=0.1");
  assert.equal(source.address, "https://host.example/compare?landscape=bowl&x=1.6&y=2&run1.rate=0.1");
});

test("there the stage says what could not be used, and the link's own rules and the element's hold together", async () => {
  const own = { hide: ".b", lock: "", off: ["b"], ask: "", again: false, present: false };
  const { world, answer } = begun({ page: "https://host.example/", rules: own });
  await answer(200, "", { remarks: ["One word."], rules: { ...own, hide: ".a", off: ["a"], ask: "end" } });
  assert.deepEqual(world.shown[0].remarks, ["One word."]);
  assert.deepEqual(world.shown[0].rules, { ...own, hide: ".a, .b", off: ["a", "b"], ask: "end" });
});

test("there the page does what Python is asked for otherwise", async () => {
  const { source, world, answer } = begun({ page: "https://host.example/" });
  await answer();
  source.sendMessage("pick", { run: 1 });
  assert.deepEqual(world.handled, [["pick", { run: 1 }]]);
  assert.deepEqual(world.sent, []);
});

test("the step at which the playhead rests is in the address bar and in the link, and in no request for a picture", async () => {
  const { source, world, wait, answer, asked } = begun({ link: `${LINK}&runner=2` }, `${LINK}&hide=fork`);
  await answer();
  source.rest(150);
  assert.equal(new URLSearchParams(source.permalink).get("step"), "150");
  await wait(0);
  assert.deepEqual(world.bar, []); // not before it has rested for a moment
  await wait(1000);
  assert.deepEqual(world.bar, [["replace", `${LINK}&hide=fork&step=150`]]);
  for (const step of [151, 152, 153]) source.rest(step);
  source.rest(153);
  await wait(0);
  await wait(1000);
  assert.deepEqual(world.bar.slice(1), [["replace", `${LINK}&hide=fork&step=153`]]);
  source.write([["x", "1.5"]], true);
  assert.equal(world.bar.at(-1)[1], "landscape=bowl&x=1.5&y=2&run1.rate=0.1&step=153");
  source.rest(null);
  await wait(0);
  await wait(1000);
  assert.equal(world.bar.at(-1)[1], "landscape=bowl&x=1.5&y=2&run1.rate=0.1");
  assert.ok(asked().every((query) => !query.includes("step=")));
});

test("after the page has written an address of its own, the step is put back", async () => {
  const { source, world, wait, answer, hear } = begun();
  await answer();
  source.rest(7);
  await wait(0);
  await wait(1000);
  world.bar.push(["page", "landscape=bowl&x=9"]);
  hear({ link: "landscape=bowl&x=9" });
  await wait(0);
  await wait(1000);
  assert.deepEqual(world.bar.at(-1), ["replace", "landscape=bowl&x=9&step=7"]);
});

test("an address that a slow page writes long after its picture gets the step too", async () => {
  const { source, world, wait, answer, hear } = begun();
  await answer();
  source.rest(7);
  hear({ link: "landscape=bowl&x=9" });
  for (let k = 0; k < 8; k++) await wait(1000);
  world.bar.push(["page", "landscape=bowl&x=9"]);
  await wait(1000);
  await wait(1000);
  assert.deepEqual(world.bar.at(-1), ["replace", "landscape=bowl&x=9&step=7"]);
});

test("the step of before is not written into an address that the history brings back", async () => {
  const { source, world, wait, answer } = begun();
  await answer();
  source.rest(7);
  await wait(0);
  await wait(1000);
  world.bar.push(["history", "landscape=bowl&x=9"]);
  source.open("landscape=bowl&x=9");
  for (let k = 0; k < 4; k++) await wait(1000);
  assert.deepEqual(world.bar.at(-1), ["history", "landscape=bowl&x=9"]);
});

test("a link that was opened says at which step, and so does one that the history brings back", async () => {
  const { source, asked, answer } = begun({}, `${LINK}&step=12`);
  assert.equal(source.opening, "12");
  await answer();
  source.open(`${LINK.replace("x=1&", "x=3&")}&step=4&step=5`);
  assert.equal(source.opening, "4,5");
  assert.deepEqual(asked(), [LINK, LINK.replace("x=1&", "x=3&")]);
  const elsewhere = begun({ page: "https://host.example/", link: `${LINK}&step=40` });
  assert.equal(elsewhere.source.opening, "40");
  assert.deepEqual(elsewhere.asked(), [LINK]);
});

test("in a drag through a network that answers nothing the visitor is told, once, until a picture comes", async () => {
  const { source, world, wait, answer } = begun();
  await answer();
  for (const x of ["1.1", "1.2"]) source.write([["x", x]], false);
  await wait(2900);
  assert.deepEqual(world.lost, []);
  await wait(200);
  assert.equal(world.lost.length, 1);
  assert.match(world.lost[0], /is not responding/);
  world.asked[1].answered = true; // it is given up
  await wait(20_000);
  await wait(400);
  await wait(10_000);
  assert.equal(world.lost.length, 1, "what is known already is not said again");
  await answer();
  assert.deepEqual([world.lost.at(-1), world.troubles], ["", []]);
  assert.equal(new URLSearchParams(world.shown.at(-1).query).get("x"), "1.2");
});

const CHANGES = {
  "a change of the picture": async ({ source, wait }) => {
    source.write([["x", "5"]], true);
    await wait(1100);
  },
  "a message": async ({ source }) => source.sendMessage("fork", { run: 0, step: 3 }),
}; // prettier-ignore
for (const [what, change] of Object.entries(CHANGES))
  test(`${what} to which Python says nothing is told, and taken back when it does`, async () => {
    const begin = begun();
    const { source, world, wait, answer, hear } = begin;
    await answer();
    await change(begin);
    if (what === "a change of the picture") await answer();
    await wait(4900);
    assert.deepEqual(world.lost, []);
    await wait(200);
    assert.match(world.lost.join(), /^The connection to the server is lost\. /);
    hear({ last: source.seq, acknowledged: source.seq, link: source.link });
    assert.equal(world.lost.at(-1), "");
    await wait(60_000);
    assert.equal(world.lost.length, 2);
  });

test("Python that answers in time is never said to be away", async () => {
  const { source, world, wait, answer, hear } = begun();
  await answer();
  source.sendMessage("pick", { run: 1 });
  await wait(4000);
  hear({ last: 1 });
  await wait(60_000);
  assert.deepEqual(world.lost, []);
});
