// @ts-check
/** Reads a text aloud, paragraph by paragraph, with the voices of the browser. Every paragraph says how it is spoken in
 * `data-spoken`: formulas are words there. It never begins by itself. */

/** @typedef {{ element: HTMLElement, step: number, question?: boolean }} Passage  one paragraph or formula, the step whose
 *   picture belongs to it, and whether it asks: reading stops behind a question that is open */
/** @typedef {Pick<SpeechSynthesis, "speak" | "cancel" | "getVoices">} Voice
 * @typedef {{ voice: Voice | null, utter: (text: string) => SpeechSynthesisUtterance, later: (act: () => void) => void }} World
 *   later: once the browser may have found its voices */
/** @typedef {"stopped" | "reading" | "paused" | "asking" | "done"} State */

/** The speeds that can be chosen. */
export const SPEEDS = [0.6, 0.8, 1, 1.25, 1.5, 2];
const LANGUAGE = "en";
export const NO_VOICE = "This browser has no English voice, so it cannot read aloud.";
export const FAILED = "The voice of this browser stopped. Press play to go on from here.";
export const ASKS = "Here is a question. Answer it, then press play to go on.";
/** The most letters that are spoken at once: Chromium ends an utterance after some 15 seconds. */
export const LONGEST = 180;
/** Milliseconds after which a browser has found its voices. */
const FOUND = 1500;

/** A text in parts that are short enough to be spoken at once: sentences or, where one is too long, parts of it.
 * @param {string} text @returns {string[]} */
export function sentences(text) {
  // A point within a number, or behind a single letter, ends no sentence.
  const whole = text.replace(/\s+/g, " ").trim().split(/(?<=(?<!\b[A-Za-z])[.!?:;]["”’)]?) (?=\S)/);
  return whole.flatMap((one) => (one.length <= LONGEST ? [one] : shorter(one))).filter(Boolean);
}

/** A long sentence in parts, at its commas or else at its spaces. @param {string} text @returns {string[]} */
function shorter(text) {
  const parts = /** @type {string[]} */ ([]);
  let rest = text;
  while (rest.length > LONGEST) {
    const head = rest.slice(0, LONGEST + 1),
      at = [head.lastIndexOf(", ") + 1, head.lastIndexOf(" ")].find((place) => place > LONGEST / 3) ?? LONGEST;
    parts.push(rest.slice(0, at).trim());
    rest = rest.slice(at).trim();
  }
  return [...parts, rest];
}

/** What is spoken of an element. @param {HTMLElement} element */
export const spokenOf = (element) => element.dataset.spoken ?? element.textContent ?? "";

/** The voice that reads: one of English that is on this machine, if there is one. @param {SpeechSynthesisVoice[]} voices */
export function voiceOf(voices) {
  const known = voices.filter(({ lang }) => lang.toLowerCase().startsWith(LANGUAGE));
  return known.find((one) => one.localService && one.default) ?? known.find((one) => one.localService) ?? known[0] ?? null;
}

export class Reader {
  /**
   * @param {() => Passage[]} passages in their order; asked again whenever one is read, since answers add some
   * @param {{ show: (step: number) => void, mark: (passage: Passage | null) => void, told: () => void }} act show: the
   *   picture of a step; mark: the paragraph that is being read; told: something is to be said or drawn anew
   * @param {World} [world]
   */
  constructor(passages, act, world = browserVoice()) {
    this.passages = passages;
    this.act = act;
    this.world = world;
    this.state = /** @type {State} */ ("stopped");
    this.current = /** @type {HTMLElement | null} */ (null);
    this.part = 0; // the sentence of the paragraph
    this.speed = 1;
    this.sentence = ""; // what is to be said to the visitor
    this.waited = false; // for the voices, which some browsers look for when they are first asked
    this.turn = 0; // the utterances of before a change do not count any more
  }

  /** The place of the paragraph that is being read, from 0; -1 before the first. */
  get index() {
    return this.current ? this.passages().findIndex(({ element }) => element === this.current) : -1;
  }

  /** Where one is, as "3 / 8 paragraphs". */
  get place() {
    const all = this.passages().length;
    return `${Math.max(this.index + 1, 1)} / ${all} paragraph${all === 1 ? "" : "s"}`;
  }

  get playing() {
    return this.state === "reading";
  }

  /** Read on from where it stopped, or from a paragraph. @param {HTMLElement} [from] */
  play(from) {
    const all = this.passages(),
      { voice } = this.world;
    if (!voice || !voiceOf(voice.getVoices())) {
      if (!voice || this.waited) return this.rest("stopped", NO_VOICE);
      this.waited = true;
      return this.world.later(() => this.play(from));
    }
    if (!all.length) return this.rest("stopped", "");
    const after = this.state === "asking" ? this.index + 1 : this.state === "done" ? 0 : Math.max(this.index, 0),
      start = from ? all.findIndex(({ element }) => element === from) : after;
    if (start < 0) return;
    // Reading does not go past a question that is still open.
    if (!from && this.state === "asking" && all[this.index]?.question) return this.rest("asking", ASKS);
    if (start >= all.length) return this.rest("done", "");
    if (from || start !== this.index) this.part = 0;
    this.stopVoice();
    this.state = "reading";
    this.sentence = "";
    this.begin(all[start]);
  }

  pause() {
    if (!this.playing) return;
    this.stopVoice();
    this.rest("paused", "");
  }

  toggle() {
    this.playing ? this.pause() : this.play();
  }

  /** Go on from a paragraph; if nothing is read, only the place changes. @param {HTMLElement} element */
  jump(element) {
    const passage = this.passages().find((one) => one.element === element);
    if (!passage) return;
    if (this.playing) return this.play(element);
    this.current = element;
    this.part = 0;
    this.state = "paused";
    this.act.mark(passage);
    this.act.show(passage.step);
    this.act.told();
  }

  /** Slower (-1) or faster (1). The sentence that is being read begins anew. @param {number} way */
  pace(way) {
    const at = Math.min(Math.max(SPEEDS.indexOf(this.speed) + way, 0), SPEEDS.length - 1);
    if (SPEEDS[at] === this.speed) return;
    this.speed = SPEEDS[at];
    if (this.playing) {
      this.stopVoice();
      this.speak();
    }
    this.act.told();
  }

  /** End it: nothing is marked any more. */
  close() {
    this.stopVoice();
    this.current = null;
    this.part = 0;
    this.act.mark(null);
    this.rest("stopped", "");
  }

  /** @param {State} state @param {string} sentence */
  rest(state, sentence) {
    this.state = state;
    this.sentence = sentence;
    this.act.told();
  }

  stopVoice() {
    this.turn++;
    this.world.voice?.cancel();
  }

  /** @param {Passage} passage */
  begin(passage) {
    const fresh = passage.element !== this.current;
    this.current = passage.element;
    if (fresh) this.part = 0;
    this.act.mark(passage);
    this.act.show(passage.step);
    this.act.told();
    this.speak();
  }

  /** Speak the present sentence, and then what follows. */
  speak() {
    const { voice, utter } = this.world,
      passage = this.passages()[this.index];
    if (!voice || !passage) return this.rest("stopped", "");
    const parts = sentences(spokenOf(passage.element)),
      turn = this.turn;
    if (this.part >= parts.length) return this.next();
    const said = utter(parts[this.part]);
    said.lang = LANGUAGE;
    said.rate = this.speed;
    said.voice = voiceOf(voice.getVoices());
    said.onend = () => {
      if (turn !== this.turn) return;
      this.part++;
      this.speak();
    };
    said.onerror = ({ error }) => {
      if (turn !== this.turn) return;
      const missing = error === "voice-unavailable" || error === "language-unavailable" || error === "synthesis-unavailable";
      this.rest("paused", missing ? NO_VOICE : FAILED);
    };
    voice.speak(said);
  }

  /** A paragraph has been read. */
  next() {
    const all = this.passages(),
      { index } = this,
      following = all[index + 1];
    if (all[index]?.question) return this.rest("asking", ASKS);
    if (!following) return this.rest("done", "");
    this.part = 0;
    this.begin(following);
  }
}

/** The voice of this browser, null where it has none. @returns {World} */
export function browserVoice() {
  const voice = "speechSynthesis" in globalThis ? speechSynthesis : null;
  const later = (/** @type {() => void} */ act) => {
    const once = () => {
      clearTimeout(timer);
      voice?.removeEventListener("voiceschanged", once);
      act();
    };
    const timer = setTimeout(once, FOUND);
    voice?.addEventListener("voiceschanged", once);
  };
  return { voice, utter: (text) => new SpeechSynthesisUtterance(text), later };
}
