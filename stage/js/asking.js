// @ts-check
/** The question of a step: the controls with which it is answered, and afterwards what was right, and why. */
import { button, make } from "./dom.js";
import { short } from "./number.js";
import { readNumber } from "./reading.js";
import { judged, told } from "./scoring.js";
import { Pad } from "./sketch.js";

/** @typedef {import("./scoring.js").Question} Question @typedef {import("./scoring.js").Guess} Guess
 * @typedef {import("./scoring.js").Answer} Answer @typedef {import("./progress.js").Given} Given */

const NO_NUMBER = "This is no number. Type one such as 12, 0.5 or 3·10⁴.";
let made = 0;

/** A group of choices, of which one can be chosen. @param {string} label @param {(Node | string)[][]} options
 * @param {number} chosen @param {(index: number) => void} choose @param {string} kind */
export function choices(label, options, chosen, choose, kind) {
  const name = `tl-choice-${++made}`;
  const rows = options.map((option, i) => {
    const input = /** @type {HTMLInputElement} */ (make("input", { type: "radio", name, value: String(i) }));
    input.checked = i === chosen;
    input.onchange = () => choose(i);
    return make("label", {}, [input, make("span", {}, option)]);
  });
  return make("div", { class: kind, role: "radiogroup", "aria-label": label }, rows);
}

/** Nodes of a text in HTML, which the server has made. @param {string} html @returns {Node[]} */
export function nodes(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return [...template.content.childNodes];
}

export class Asking {
  /** @param {Question} question @param {string} label the question as a text
   * @param {{ answer: (guess: Guess) => Promise<void>, again: () => void, say: (text: string) => void }} told */
  constructor(question, label, told) {
    this.question = question;
    this.label = label;
    this.told = told;
    this.guess = /** @type {Guess | null} */ (null);
    this.why = "";
    this.explained = false;
    this.element = make("section", { class: "tl-question", "aria-label": "Question" });
    this.sure = button("tl-sure", ["This is my answer"]);
    this.wrong = make("p", { class: "tl-wrong", role: "alert", hidden: "" });
    this.open();
  }

  get ask() {
    return make("p", { class: "tl-ask", "data-spoken": this.label }, nodes(this.question.ask));
  }

  /** Ask, also once more. */
  open() {
    this.guess = null;
    this.explained = false;
    this.wrong.hidden = true;
    const controls = this.controls();
    this.sure.disabled = this.guess === null && this.question.kind !== "number";
    this.sure.onclick = () => void this.submit();
    this.element.replaceChildren(this.ask, ...controls, this.wrong, this.sure);
  }

  /** @param {Guess} guess */
  set(guess) {
    this.guess = guess;
    this.sure.disabled = false;
    this.wrong.hidden = true;
  }

  async submit() {
    if (this.question.kind === "number") {
      const found = readNumber(/** @type {HTMLInputElement} */ (this.element.querySelector("input")).value);
      if (Number.isNaN(found)) return this.refuse(NO_NUMBER);
      this.guess = found;
    }
    if (this.guess === null) return;
    this.sure.disabled = true;
    try {
      await this.told.answer(this.guess);
    } catch (error) {
      this.sure.disabled = false;
      this.refuse(/** @type {Error} */ (error).message);
    }
  }

  /** @param {string} sentence */
  refuse(sentence) {
    this.wrong.textContent = sentence;
    this.wrong.hidden = false;
  }

  /** @returns {HTMLElement[]} */
  controls() {
    const { kind, options = [], unit, rates = [], columns = 9, steps = 0, top } = this.question;
    if (kind === "choose") return [choices(this.label, options.map(nodes), -1, (i) => this.set(i), "tl-cards")];
    if (kind === "place") {
      this.spot = make("p", { class: "tl-hint" }, ["Tap the map, drag the ring, or move the ring with the arrow keys."]);
      return [this.spot];
    }
    if (kind === "number") {
      const input = /** @type {HTMLInputElement} */ (make("input", { type: "text", inputmode: "decimal", autocomplete: "off", maxlength: "24", "aria-label": this.label }));
      input.oninput = () => (this.wrong.hidden = true);
      input.onkeydown = ({ key }) => void (key === "Enter" && this.submit());
      return [make("p", { class: "tl-number" }, [input, ...(unit ? [make("span", {}, [unit])] : [])])];
    }
    if (kind === "sketch") {
      const pad = new Pad({ columns, steps, top }, (heights) => this.set(heights));
      return [pad.element, make("p", { class: "tl-hint" }, ["Draw from left to right, or move the points with the arrow keys. Equal heights are equal factors, as in the chart of the loss."])];
    }
    return [this.slider(rates)];
  }

  /** The rates as the notches of a slider. @param {number[]} rates */
  slider(rates) {
    const input = /** @type {HTMLInputElement} */ (make("input", { type: "range", min: "0", max: String(rates.length - 1), step: "1", value: "0", "aria-label": "Learning rate" })),
      read = make("output", {}, [`η = ${told(rates[0])}`]);
    const show = () => {
      read.textContent = `η = ${told(rates[+input.value])}`;
      input.ariaValueText = told(rates[+input.value]);
      this.set(+input.value);
    };
    input.ariaValueText = told(rates[0]);
    input.oninput = show;
    this.guess = 0;
    const ticks = make("div", { class: "tl-ticks", "aria-hidden": "true" }, rates.map((rate) => make("span", {}, [told(rate)])));
    return make("div", { class: "tl-rates" }, [read, input, ticks]);
  }

  /** The pin of a guess is here. @param {[number, number]} at */
  placed(at) {
    if (this.question.kind !== "place" || !this.sure.isConnected) return;
    this.set(at);
    if (this.spot) this.spot.textContent = `Your pin: x ${short(at[0], 3)}, y ${short(at[1], 3)}.`;
  }

  /** Show what is right. @param {Answer} answer @param {Given} given @param {boolean} fresh it was answered just now */
  tell(answer, given, fresh) {
    const { right, said } = judged(this.question, answer, given.last),
      first = judged(this.question, answer, given.first).right,
      word = right ? "Right." : "Not this time.",
      again = button("tl-quiet", ["Try again"]);
    again.onclick = () => this.told.again();
    const verdict = make("p", { class: right ? "tl-verdict tl-yes" : "tl-verdict" }, [make("strong", {}, [word]), ` ${said}`]),
      counts = given.last !== given.first || first !== right ? [make("p", { class: "tl-hint" }, [`Your first answer counts: it was ${first ? "right" : "not right"}.`])] : [];
    this.explained ||= !fresh;
    this.element.replaceChildren(this.ask, ...this.answered(answer, given), verdict, ...counts, ...(this.explained ? this.explanation(answer) : this.whyLine(answer)), again);
    if (fresh) this.told.say(`${word} ${said}`);
  }

  /** What was answered. @param {Answer} answer @param {Given} given @returns {HTMLElement[]} */
  answered({ value, ends = [] }, { last }) {
    const { kind, options = [], unit, columns = 9, steps = 0 } = this.question;
    if (kind === "choose") {
      const marked = (/** @type {number} */ i) => [i === value ? "tl-is" : "", i === last ? "tl-mine" : ""].join(" ").trim();
      return [make("ul", { class: "tl-cards" }, options.map((option, i) => make("li", { class: marked(i) }, [make("span", {}, nodes(option)), ...(i === last ? [make("small", {}, ["your answer"])] : [])])))];
    }
    if (kind === "sketch") {
      const pad = new Pad({ columns, steps, top: ends[0], foot: ends[1], heights: /** @type {number[]} */ (last), right: /** @type {number[]} */ (value) }, () => {});
      const key = make("p", { class: "tl-hint tl-key" }, [make("i", { class: "tl-key-mine" }), "your sketch", make("i", { class: "tl-key-right" }), "the run"]);
      return [pad.element, key];
    }
    if (kind === "number") return [make("p", { class: "tl-hint" }, [`Your answer: ${told(Number(last))}${unit ? ` ${unit}` : ""}.`])];
    return kind === "place" ? [make("p", { class: "tl-hint" }, ["The cross on the map is your guess."])] : [];
  }

  /** A line in which one may say why. Nobody reads it. @param {Answer} answer @returns {HTMLElement[]} */
  whyLine(answer) {
    const line = /** @type {HTMLInputElement} */ (make("input", { type: "text", id: `tl-why-${++made}`, maxlength: "280", autocomplete: "off", placeholder: "Say it in your own words. Nobody reads this." })),
      open = button("tl-sure", ["Show the explanation"]);
    line.value = this.why;
    line.oninput = () => (this.why = line.value);
    line.onkeydown = ({ key }) => void (key === "Enter" && open.click());
    const whole = make("div", { class: "tl-why" }, [make("label", { for: line.id }, ["Why?"]), line, open]);
    open.onclick = () => {
      this.explained = true;
      const shown = this.explanation(answer);
      whole.replaceWith(...shown);
      shown[0].focus({ preventScroll: true });
    };
    return [whole];
  }

  /** Our sentence, and what follows from it. @param {Answer} answer @returns {HTMLElement[]} */
  explanation({ why, after, formulas }) {
    const own = this.why.trim() ? [make("p", { class: "tl-own" }, [`You wrote: ${this.why.trim()}`])] : [];
    return [make("div", { class: "tl-explanation", tabindex: "-1" }, [...own, ...nodes(why + after + formulas)])];
  }
}
