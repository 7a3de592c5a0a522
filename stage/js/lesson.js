// @ts-check
/** A chapter: its text with numbered steps at the left, and one stage that follows them. */
import { Asking, choices, nodes } from "./asking.js";
import { BARE, Board } from "./board.js";
import { button, make } from "./dom.js";
import { Lectern } from "./lectern.js";
import { judged, plainText } from "./scoring.js";
import { served } from "./surface.js";
import { Words } from "./words.js";

/** @typedef {import("./scoring.js").Question} Question @typedef {import("./scoring.js").Answer} Answer
 * @typedef {import("./scoring.js").Guess} Guess @typedef {import("./scoring.js").Shown} Shown */
/** @typedef {{ says: string, choices: [label: string, words: [string, string][]][] }} Switch */
/** @typedef {{ title: string, text: string, formulas: string, shown: Shown, switches: Switch[], still: boolean, bare: boolean,
 *   question?: Question }} Step */
/** @typedef {{ key: string, place: number, title: string, asks: string, leaves: string, minutes: number, steps: Step[],
 *   terms: Record<string, import("./words.js").Term>, sources: { title: string, link: string }[] }} Chapter */
/** @typedef {{ aim: string, beliefs: [string, string][], ask: string[], worksheet: string }} Notes */
/** @typedef {{ section: HTMLElement, number: HTMLButtonElement, asking: Asking | null, nav: HTMLElement, switches: HTMLElement }} Part */

/** Pixels of a swipe along, and across at most. */
const [ALONG, ACROSS] = [60, 40];
const GONE = "The answer could not be loaded from the server. Try again in a moment.";

export class Lesson {
  /** @param {HTMLElement} root @param {import("./learn.js").Given} given @param {Chapter} chapter
   * @param {import("./progress.js").Progress} progress
   * @param {{ go: (step: number, quiet?: boolean) => void, presented: (on: boolean) => void, contents: () => Node, after: () => Node[], notes: Notes | null, picture: (name: string) => string }} around
   *   go: another step was asked for, and quiet: by the voice or on a slide; contents: the way to all chapters; after: what comes after the last step;
   *   picture: the address of a thumbnail */
  constructor(root, given, chapter, progress, around) {
    this.root = root;
    this.given = given;
    this.chapter = chapter;
    this.progress = progress;
    this.around = around;
    this.at = 0;
    this.answers = /** @type {Map<number, Promise<Answer>>} */ (new Map());
    this.live = make("p", { class: "tl-live", "aria-live": "polite" });
    this.score = make("span", { class: "tl-score" });
    this.tools = make("div", { class: "tl-tools" });
    const easel = make("aside", { class: "tl-easel", "aria-label": "The picture of this step" });
    this.board = new Board(easel, given.facts, { placed: (at) => this.parts[this.at - 1]?.asking?.placed(at), lit: (hue) => this.light(hue) });
    this.parts = chapter.steps.map((step, i) => this.part(step, i + 1));
    const text = make("article", { class: "tl-text" }, [this.head(), ...this.parts.map(({ section }) => section), this.end()]);
    root.replaceChildren(make("div", { class: "tl-lesson" }, [text, easel]), this.live);
    this.presenting = /** @type {import("./presenting.js").Presenting | null} */ (null);
    this.lectern = new Lectern(this, served(`${given.lessons}${chapter.key}/print`), around.presented);
    fitFormulas(root);
    new Words(root, (name) => chapter.terms[name], around.picture);
    this.listen(text);
    this.tellScore();
    chapter.steps.forEach((_, i) => void this.recall(i + 1).catch(() => {}));
  }

  /** @param {number} n */
  step(n) {
    return this.chapter.steps[n - 1];
  }

  /** What was answered to a step's question, null if it is open. @param {number} n */
  settled(n) {
    const question = this.step(n)?.question,
      given = question ? this.progress.given(this.chapter.key, n, question.ask) : null;
    return given && !given.open ? given : null;
  }

  head() {
    const { place, title, asks, minutes, steps } = this.chapter,
      meta = make("p", { class: "tl-meta" }, [`Chapter ${place} · ${minutes} minutes · ${steps.length} steps`, this.score]);
    return make("header", { class: "tl-head" }, [
      make("nav", { "aria-label": "Course" }, [this.around.contents()]),
      make("h1", {}, [title]), make("p", { class: "tl-asks" }, [asks]), meta, this.tools,
      ...(this.around.notes ? [notesOf(this.around.notes)] : []),
    ]); // prettier-ignore
  }

  end() {
    const { leaves, sources } = this.chapter,
      links = sources.map(({ title, link }) => make("li", {}, [make("a", { href: link, target: "_blank", rel: "noopener" }, [title])]));
    return make("footer", { class: "tl-end" }, [
      make("h2", {}, ["Still broken"]), make("p", { class: "tl-broken" }, [leaves]), ...this.around.after(),
      ...(links.length ? [make("h3", {}, ["Sources"]), make("ul", { class: "tl-sources" }, links)] : []),
    ]); // prettier-ignore
  }

  /** @param {Step} step @param {number} n @returns {Part} */
  part(step, n) {
    const number = button("tl-n", [String(n)], { "aria-label": `Step ${n}: ${step.title}` }),
      body = make("div", { class: "tl-body" }, [...nodes(step.text), ...nodes(step.formulas)]),
      nav = make("p", { class: "tl-nav" }),
      asking = step.question ? this.asking(step.question, n) : null;
    number.onclick = () => this.around.go(n);
    if (asking) body.append(asking.element);
    const switches = make("div", {}, step.switches.map((one) => this.switch(one, n)));
    body.append(switches, nav);
    const section = make("section", { class: "tl-step", "aria-label": `Step ${n} of ${this.chapter.steps.length}: ${step.title}`, "data-n": String(n) }, [number, make("h2", {}, [step.title]), body]);
    symbols(section);
    return { section, number, asking, nav, switches };
  }

  /** @param {Switch} given @param {number} n */
  switch({ says, choices: given }, n) {
    const set = (/** @type {number} */ i) => {
      if (this.at !== n) this.around.go(n);
      this.board.write(given[i][1]);
    };
    return make("div", { class: "tl-switch" }, [make("span", {}, [says]), choices(says, given.map(([label]) => [label]), 0, set, "tl-pills")]);
  }

  /** @param {Question} question @param {number} n */
  asking(question, n) {
    const made = new Asking(question, plainText(question.ask), {
      answer: (guess) => this.answer(n, guess),
      again: () => this.again(n),
      say: (text) => void (this.live.textContent = text),
    });
    // Whoever begins to answer a question wants to see its picture.
    for (const name of ["pointerdown", "focusin"]) made.element.addEventListener(name, () => this.at !== n && this.around.go(n));
    return made;
  }

  /** The answer of a step, fetched once. @param {number} n @returns {Promise<Answer>} */
  fetchAnswer(n) {
    const known = this.answers.get(n);
    if (known) return known;
    const coming = fetch(served(`${this.given.lessons}${this.chapter.key}/${n}`)).then((reply) => {
      if (!reply.ok) throw new Error();
      return reply.json();
    });
    const said = coming.catch(() => {
      this.answers.delete(n);
      throw new Error(GONE);
    });
    this.answers.set(n, said);
    return said;
  }

  /** Show what was answered before. @param {number} n */
  async recall(n) {
    const given = this.settled(n),
      { asking } = this.parts[n - 1];
    if (!given || !asking) return;
    const answer = await this.fetchAnswer(n);
    if (this.settled(n) === given) asking.tell(answer, given, false);
    symbols(this.parts[n - 1].section);
    fitFormulas(this.parts[n - 1].section);
  }

  /** A question was answered. @param {number} n @param {Guess} guess */
  async answer(n, guess) {
    const { question } = this.step(n),
      { asking, section } = this.parts[n - 1];
    if (!question || !asking) return;
    const answer = await this.fetchAnswer(n);
    this.progress.answer(this.chapter.key, n, question.ask, guess, judged(question, answer, guess).right);
    const given = this.settled(n);
    if (!given) return;
    asking.tell(answer, given, true);
    symbols(section);
    fitFormulas(section);
    this.tellScore();
    this.fillNav(n);
    const touched = matchMedia("(pointer: coarse)").matches; // the keyboard of a phone would cover the picture
    /** @type {HTMLElement | null} */ (section.querySelector(`.tl-why ${touched ? "button" : "input"}`))?.focus({ preventScroll: true });
    if (this.at !== n) return;
    if (question.kind === "rate") await this.show(n);
    else if (!this.step(n).bare) await this.board.reveal(crossOf(question, guess));
  }

  /** A question is asked once more. @param {number} n */
  again(n) {
    const { question } = this.step(n),
      { asking } = this.parts[n - 1];
    if (!question || !asking) return;
    this.progress.reopen(this.chapter.key, n, question.ask);
    asking.open();
    this.tellScore();
    this.fillNav(n);
    /** @type {HTMLElement | null} */ (asking.element.querySelector("input, [tabindex='0']"))?.focus({ preventScroll: true });
    if (this.at === n) void this.show(n);
  }

  tellScore() {
    const asked = this.chapter.steps.filter((step) => step.question).length,
      { answered, right } = this.progress.score(this.chapter.key);
    this.score.textContent = answered ? ` · ${right} of ${asked} predicted` : "";
    this.parts.forEach(({ number, section, switches }, i) => {
      switches.hidden = !!this.chapter.steps[i].question && !this.settled(i + 1); // it could say what is asked
      section.classList.toggle("tl-seen", this.progress.of(this.chapter.key).seen.includes(i + 1));
      number.classList.toggle("tl-answered", this.settled(i + 1) !== null);
    });
  }

  /** Go to a step. @param {number} n @param {"still" | "scroll" | "jump"} way whether the page moves there, at once or not */
  go(n, way) {
    const before = this.parts[this.at - 1],
      { section, number } = this.parts[n - 1],
      focused = before?.section.contains(document.activeElement) && way !== "still";
    this.at = n;
    this.progress.visit(this.chapter.key, n);
    this.parts.forEach((part, i) => {
      part.section.classList.toggle("tl-here", i + 1 === n);
      i + 1 === n ? part.number.setAttribute("aria-current", "step") : part.number.removeAttribute("aria-current");
      part.nav.replaceChildren();
    });
    this.tellScore();
    this.fillNav(n);
    if (focused) number.focus({ preventScroll: true });
    const calm = way === "jump" || matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (way !== "still") section.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
    this.live.textContent = `Step ${n} of ${this.parts.length}: ${this.step(n).title}.`;
    this.root.dataset.at = String(n);
    void this.show(n);
    for (const next of [n + 1, n - 1]) if (this.step(next)) this.board.ahead(this.step(next).shown, !!this.step(next).question);
  }

  /** Show a step's picture. @param {number} n */
  async show(n) {
    if (this.presenting) return this.presenting.show(n);
    const step = this.step(n),
      given = this.settled(n),
      { question } = step,
      answer = given && question?.kind === "rate" ? await this.fetchAnswer(n).catch(() => null) : null;
    if (this.at !== n) return;
    const shown = answer?.links?.[Number(given?.last)] ?? step.shown;
    await this.board.show(shown, { asks: step.bare ? BARE : question && !given ? question.kind : "", cross: question && given ? crossOf(question, given.last) : null, still: step.still, wide: !!question });
  }

  /** The ways on from the step that is shown. @param {number} n */
  fillNav(n) {
    if (n !== this.at) return;
    const { nav } = this.parts[n - 1],
      next = this.step(n + 1),
      open = this.step(n).question && !this.settled(n);
    const on = button("tl-on", [next ? `${n + 1}. ${next.title}` : ""], { "aria-label": `Next step: ${next?.title}` }),
      race = /** @type {HTMLAnchorElement} */ (make("a", { class: "tl-race", href: "#" }, ["Open in the race"]));
    on.onclick = () => this.around.go(n + 1);
    race.onclick = () => void (race.href = `${this.board.whole}&chapter=${this.chapter.key}`);
    nav.replaceChildren(...(next ? [on] : []), ...(open ? [] : [race]));
  }

  /** Light up a symbol, wherever it stands, with what it stands for. @param {string | null} hue */
  light(hue) {
    for (const one of this.root.querySelectorAll("[data-hue]")) one.classList.toggle("tl-lit", /** @type {HTMLElement} */ (one).dataset.hue === hue);
    this.board.light(hue);
  }

  /** @param {HTMLElement} text */
  listen(text) {
    const hue = (/** @type {Event} */ { target }) => this.light(target instanceof Element ? (/** @type {HTMLElement | null} */ (target.closest("[data-hue]"))?.dataset.hue ?? null) : null);
    for (const name of ["pointerover", "focusin"]) text.addEventListener(name, hue);
    for (const name of ["pointerleave", "focusout"]) text.addEventListener(name, () => this.light(null));
    let from = /** @type {Touch | null} */ (null);
    text.addEventListener("touchstart", ({ touches, target }) => (from = touches.length === 1 && !isOwnGesture(target) ? touches[0] : null), { passive: true });
    text.addEventListener("touchend", ({ changedTouches: [end] }) => {
      if (!from) return;
      const along = end.clientX - from.clientX;
      if (Math.abs(along) > ALONG && Math.abs(end.clientY - from.clientY) < ACROSS) this.turn(along < 0 ? 1 : -1);
      from = null;
    });
  }

  /** To the next step or the one before. @param {number} way */
  turn(way) {
    if (this.step(this.at + way)) this.around.go(this.at + way);
  }

  close() {
    this.lectern.close();
    this.board.close();
  }
}

/** Whether a finger there draws or slides something. @param {EventTarget | null} target */
const isOwnGesture = (target) => target instanceof Element && !!target.closest("input, .tl-pad, .tl-formula");

/** A guess that is a place on the map. @param {Question} question @param {Guess} guess @returns {[number, number] | null} */
const crossOf = ({ kind }, guess) => (kind === "place" && Array.isArray(guess) ? [guess[0], guess[1]] : null);

/** The first symbol of every colour in a section can be reached by the tab key. @param {HTMLElement} section */
function symbols(section) {
  const found = new Set();
  for (const one of section.querySelectorAll("[data-hue]")) {
    const { hue } = /** @type {HTMLElement} */ (one).dataset;
    if (found.has(hue)) continue;
    found.add(hue);
    one.setAttribute("tabindex", "0");
  }
}

/** A formula that is wider than the text is written smaller. @param {HTMLElement} box */
function fitFormulas(box) {
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (box.querySelectorAll(".tl-formula")))
    if (one.scrollWidth > one.clientWidth) one.style.fontSize = `${Math.max((1.2 * one.clientWidth) / one.scrollWidth, 0.8)}em`;
}

/** What only a teacher sees. @param {Notes} notes */
function notesOf({ aim, beliefs, ask, worksheet }) {
  const list = (/** @type {(Node | string)[][]} */ rows) => make("ul", {}, rows.map((row) => make("li", {}, row)));
  return make("details", { class: "tl-notes", open: "" }, [
    make("summary", {}, ["For the teacher"]), make("p", {}, [make("b", {}, ["Aim. "]), aim]),
    make("p", {}, [make("b", {}, ["What students believe, and what is true."])]), list(beliefs.map(([said, is]) => [make("i", {}, [said]), ` ${is}`])),
    make("p", {}, [make("b", {}, ["Ask."])]), list(ask.map((one) => [one])),
    make("p", {}, [make("a", { href: served(worksheet.replace(/^\//, "")) }, ["Worksheet for this chapter"])]),
  ]); // prettier-ignore
}
