import assert from "node:assert/strict";
import { test } from "node:test";
import { ASKS, FAILED, LONGEST, NO_VOICE, Reader, sentences, SPEEDS, voiceOf } from "../../../stage/js/speech.js";
import { pressOf, turned } from "../../../stage/js/slides.js";

const english = (more = {}) => ({ lang: "en-GB", localService: true, default: false, ...more });

/** A voice that says what it is told when the test lets it end. */
function standIn(voices = [english()]) {
  const said = [];
  let now = null;
  const voice = {
    getVoices: () => voices,
    speak: (utterance) => {
      now = utterance;
      said.push(utterance.text);
    },
    cancel: () => {
      const was = now;
      now = null;
      was?.onend?.(); // as browsers do
    },
  };
  const end = () => {
    const was = now;
    now = null;
    was?.onend?.();
  };
  return { voice, said, end, fail: (error) => now?.onerror?.({ error }), now: () => now, utter: (text) => ({ text }), later: (act) => act() };
}
/** A chapter with two steps: two paragraphs and a formula, then a paragraph and a question. */
const TEXT = [["You stand in the fog. You take a step.", 1], ["theta is theta minus eta times the gradient", 1], ["It is steep.", 2], ["What happens?", 2, true]];
function chapter(voice = standIn()) {
  const passages = TEXT.map(([spoken, step, question = false], i) => ({ element: { dataset: { spoken }, name: `p${i}` }, step, question })),
    done = [];
  const reader = new Reader(() => passages, { show: (step) => done.push(`step ${step}`), mark: (one) => done.push(one ? one.element.name : "nothing"), told: () => {} }, voice);
  return { reader, passages, done, ...voice };
}

test("nothing is said before somebody asks for it", () => assert.deepEqual(chapter().said, []));
test("paragraphs are read in their order, sentence by sentence, formulas as words, each with its step", () => {
  const { reader, said, done, end } = chapter();
  reader.play();
  assert.equal(reader.place, "1 / 4 paragraphs");
  for (let i = 0; i < 4; i++) end();
  assert.deepEqual(said, ["You stand in the fog.", "You take a step.", "theta is theta minus eta times the gradient", "It is steep.", "What happens?"]);
  assert.deepEqual(done, ["p0", "step 1", "p1", "step 1", "p2", "step 2", "p3", "step 2"]);
  assert.equal(reader.place, "4 / 4 paragraphs");
});
test("reading stops behind an open question and says so; once it is answered, it goes on", () => {
  const { reader, passages, said, end } = chapter();
  reader.play(passages[3].element);
  end();
  assert.deepEqual([reader.state, reader.sentence, reader.playing], ["asking", ASKS, false]);
  reader.play();
  assert.deepEqual([reader.state, said.length], ["asking", 1]);
  passages[3].question = false;
  passages.push({ element: { dataset: { spoken: "It falls." }, name: "why" }, step: 2 });
  reader.play();
  assert.equal(said.at(-1), "It falls.");
  end();
  assert.equal(reader.state, "done");
  reader.play();
  assert.equal(said.at(-1), "You stand in the fog.");
});
test("a pause keeps the sentence, which begins anew", () => {
  const { reader, said, end, now } = chapter();
  reader.play();
  end();
  reader.pause();
  assert.deepEqual([reader.state, now()], ["paused", null]);
  reader.toggle();
  assert.deepEqual(said, ["You stand in the fog.", "You take a step.", "You take a step."]);
});
test("a click on a paragraph jumps there: at once while reading, and else when play is pressed", () => {
  const { reader, passages, said, done, end } = chapter();
  reader.play();
  reader.jump(passages[2].element);
  assert.equal(said.at(-1), "It is steep.");
  reader.pause();
  reader.jump(passages[1].element);
  assert.deepEqual([said.length, done.slice(-2), reader.place], [2, ["p1", "step 1"], "2 / 4 paragraphs"]);
  reader.play();
  end();
  assert.deepEqual(said.slice(-2), ["theta is theta minus eta times the gradient", "It is steep."]);
});
test("another speed holds for the present sentence and from then on, between the slowest and the fastest", () => {
  const { reader, said, now, end } = chapter();
  reader.play();
  reader.pace(1);
  assert.deepEqual([now().rate, said.length], [1.25, 2]);
  end();
  assert.equal(now().rate, 1.25);
  for (let i = 0; i < 9; i++) reader.pace(-1);
  assert.equal(now().rate, SPEEDS[0]);
});
test("who closes it hears and sees nothing more of it", () => {
  const { reader, now, done } = chapter();
  reader.play();
  reader.close();
  assert.deepEqual([now(), done.at(-1), reader.state], [null, "nothing", "stopped"]);
});

// what the browser has, what is said of it
const WITHOUT = [
  ["no voices at all", standIn([]), NO_VOICE],
  ["only a voice of another language", standIn([english({ lang: "fi-FI" })]), NO_VOICE],
  ["no speech", { ...standIn(), voice: null }, NO_VOICE],
];
for (const [what, voice, sentence] of WITHOUT)
  test(`a browser with ${what} says so`, () => {
    const { reader } = chapter(voice);
    reader.play();
    assert.deepEqual([reader.state, reader.sentence], ["stopped", sentence]);
  });
test("voices that come late are waited for", () => {
  const voices = [],
    voice = { ...standIn(voices), later: (act) => (voices.push(english()), act()) },
    { reader, said } = chapter(voice);
  reader.play();
  assert.equal(said.length, 1);
});
for (const [error, sentence] of [["voice-unavailable", NO_VOICE], ["network", FAILED]])
  test(`a voice that fails by ${error} says what to do`, () => {
    const { reader, fail } = chapter();
    reader.play();
    fail(error);
    assert.deepEqual([reader.state, reader.sentence], ["paused", sentence]);
  });

test("the voice is one of English, on this machine where possible", () => {
  const far = english({ localService: false, default: true }),
    mine = english();
  assert.equal(voiceOf([english({ lang: "de-DE" }), far, mine]), mine);
  assert.equal(voiceOf([far]), far);
  assert.equal(voiceOf([english({ lang: "de-DE" })]), null);
});

const PARTS = [
  ["The rate is 0.05. It holds.", ["The rate is 0.05.", "It holds."]],
  ["Why? Because of e.g. this.", ["Why?", "Because of e.g. this."]],
  ["  One   line\n only ", ["One line only"]],
  ["", []],
];
for (const [text, expected] of PARTS) test(`sentences of “${text}”`, () => assert.deepEqual(sentences(text), expected));
test("no part is longer than Chromium speaks, and nothing is lost", () => {
  const text = Array.from({ length: 60 }, (_, i) => `word${i}${i % 7 ? "" : ","}`).join(" ");
  const parts = sentences(`${text} ${"x".repeat(400)}`);
  assert.ok(parts.every((one) => one.length <= LONGEST));
  assert.equal(parts.join("").replaceAll(" ", ""), `${text}${"x".repeat(400)}`.replaceAll(" ", ""));
});

// the keys of clickers and keyboards
for (const [key, press] of [["PageDown", 1], [" ", 1], ["ArrowRight", 1], ["PageUp", -1], ["ArrowLeft", -1], ["Escape", "leave"], ["a", 0], ["Tab", 0]])
  test(`on a slide the key “${key}” does ${press}`, () => assert.equal(pressOf({ key }), press));
test("keys with a modifier are the browser's", () => assert.equal(pressOf({ key: "ArrowLeft", altKey: true }), 0));
test("a question stands alone before its answer, on the way there and back", () => {
  const asks = [false, true, false],
    way = [{ step: 1, told: false }];
  for (const press of [1, 1, 1, 1, -1, -1, -1, -1]) way.push(turned(way.at(-1), press, asks));
  assert.deepEqual(way.map(({ step, told }) => `${step}${told ? "!" : ""}`), ["1", "2", "2!", "3", "3", "2!", "2", "1", "1"]);
});
