// @ts-check
/** A chapter on a projector: one step a slide beside its picture, large, and the question before its answer. */
import { nodes } from "./asking.js";
import { BARE } from "./board.js";
import { CROSS, iconButton, make } from "./dom.js";
import { told } from "./scoring.js";
import { pressOf, turned } from "./slides.js";

const BACK = "M15.4 7.4 14 6l-6 6 6 6 1.4-1.4L10.8 12z";
const ON = "M8.6 16.6 10 18l6-6-6-6-1.4 1.4 4.6 4.6z";
const STYLE = `
.tl-presenting .tl-lesson { position: fixed; z-index: 1000000; inset: 0; grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); gap: 0 3vw; max-width: none; padding: 2.5vh 2.5vw 0; background: var(--tl-paper); }
.tl-presenting.tl-narrow .tl-lesson { display: grid; grid-template: auto minmax(0, 1fr) / minmax(0, 1fr); }
.tl-presenting.tl-narrow .tl-easel { order: -1; margin: 0; }
.tl-presenting .tl-text { max-height: 91vh; padding: 0 0 56px; overflow-y: auto; font-size: clamp(20px, 1.75vw, 44px); line-height: 1.42; }
.tl-presenting.tl-narrow .tl-text { max-height: none; }
.tl-presenting .tl-easel { top: 0; padding: 0; }

.tl-presenting :is(.tl-head, .tl-end, .tl-nav, .tl-question, .tl-step:not(.tl-here), .tl-n) { display: none; }
.tl-presenting .tl-step { padding: 0; }
.tl-presenting .tl-step::before { display: none; }
.tw-learn .tl-presenting .tl-step h2 { padding: 0 0 .4em; font-size: 1.5em; line-height: 1.2; }
.tl-presenting .tl-body { max-width: 34em; }
.tl-slide { margin-top: 1em; padding-top: .8em; border-top: 2px solid var(--tl-line); }
.tl-slide ul { margin-top: .5em; list-style: none; }
.tw-learn .tl-slide li { margin: 0; padding: .25em .6em; font-size: inherit; }
.tw-learn .tl-slide .tl-is { border-radius: .3em; background: var(--tl-wash); font-weight: 700; }
.tl-slide .tl-is::before { margin-right: .4em; }
.tl-slide > p + p, .tl-slide > ul + * { margin-top: .6em; }
.tl-clicks { position: fixed; z-index: 1000001; left: 1vw; bottom: .6vh; display: flex; align-items: center; gap: 4px; border-radius: 24px; background: var(--tl-paper); color: var(--tl-faint); font-size: 16px; }
.tw-learn .tl-clicks button { width: 44px; height: 44px; padding: 0; border: 0; border-radius: 22px; background: none; }
@media (hover: hover) { .tw-learn .tl-clicks button:hover { background: var(--tl-wash); } }
.tl-clicks svg { width: 26px; height: 26px; fill: currentColor; }
.tl-clicks span { min-width: 4em; text-align: center; font-variant-numeric: tabular-nums; }`;

const GONE = "The answer could not be loaded from the server. Go back, and try again in a moment.";
/** What needs the keys itself while it has the focus: for these the space bar and arrows are no clicks. */
const OWN = "input, select, textarea, [role=slider], [role=dialog]";

export class Presenting {
  /** @param {import("./lesson.js").Lesson} lesson @param {() => void} left what happens when it has ended */
  constructor(lesson, left) {
    this.lesson = lesson;
    this.left = left;
    this.at = lesson.at;
    this.told = false; // whether the answer is shown
    this.box = make("div", { class: "tl-slide" });
    this.count = make("span");
    const [back, on, leave] = [iconButton("Back", BACK), iconButton("On", ON), iconButton("Leave the presentation", CROSS)];
    back.onclick = () => this.press(-1);
    on.onclick = () => this.press(1);
    leave.onclick = () => this.close();
    this.bar = make("div", { class: "tl-clicks", role: "group", "aria-label": "Slides" }, [make("style", {}, [STYLE]), back, this.count, on, leave]);
    this.key = (/** @type {KeyboardEvent} */ event) => this.typed(event);
    addEventListener("keydown", this.key, true); // before the stage and the page hear of it
    lesson.root.append(this.bar);
    lesson.root.classList.add("tl-presenting");
    lesson.presenting = this;
  }

  /** @param {KeyboardEvent} event */
  typed(event) {
    const press = pressOf(event),
      target = event.composedPath()[0];
    if (!press || (target instanceof Element && target.closest(OWN) && !event.key.startsWith("Page") && press !== "leave")) return;
    if (target instanceof Element && target.closest("button, a") && [" ", "Enter"].includes(event.key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (press === "leave") this.close();
    else this.press(press);
  }

  /** @param {1 | -1} way */
  press(way) {
    const { lesson } = this,
      asks = lesson.chapter.steps.map((step) => !!step.question),
      { step, told } = turned({ step: lesson.at, told: this.told }, way, asks);
    if (step === lesson.at && told === this.told) return;
    const stays = step === lesson.at;
    Object.assign(this, { told, at: step });
    if (stays) void this.show(step);
    else lesson.around.go(step, true);
  }

  /** Show a slide: the picture of its step, what is asked, and once it is told, the answer. @param {number} n */
  async show(n) {
    if (n !== this.at) Object.assign(this, { at: n, told: false }); // somebody went there by a link
    const { lesson, told: isTold } = this,
      step = lesson.step(n),
      { question } = step;
    this.count.textContent = `${n} / ${lesson.parts.length}`;
    if (!question) {
      this.box.remove();
      return lesson.board.show(step.shown, { asks: "", cross: null, still: step.still, wide: false });
    }
    const answer = isTold ? await lesson.fetchAnswer(n).catch(() => null) : null;
    if (lesson.at !== n || isTold !== this.told) return;
    this.box.replaceChildren(...slideOf(question, answer), ...(isTold && !answer ? [make("p", { role: "alert" }, [GONE])] : []));
    lesson.parts[n - 1].section.querySelector(".tl-body")?.append(this.box);
    this.box.scrollIntoView({ block: "nearest" });
    const right = answer?.links?.[Number(answer.value)] ?? step.shown;
    await lesson.board.show(right, { asks: step.bare ? BARE : answer ? "" : question.kind, cross: answer && question.kind === "place" ? placeOf(answer) : null, still: step.still, wide: true });
  }

  close() {
    removeEventListener("keydown", this.key, true);
    this.bar.remove();
    this.box.remove();
    this.lesson.root.classList.remove("tl-presenting");
    this.lesson.presenting = null;
    this.left();
  }
}

/** The right place. @param {import("./scoring.js").Answer} answer @returns {[number, number] | null} */
const placeOf = ({ value }) => (Array.isArray(value) ? [value[0], value[1]] : null);

/** What a slide says of its question, with what is right once there is an answer.
 * @param {import("./scoring.js").Question} question @param {import("./scoring.js").Answer | null} answer @returns {Node[]} */
function slideOf(question, answer) {
  const { kind, options = [], rates = [], unit = "" } = question,
    right = Number(answer?.value),
    rows = kind === "rate" ? rates.map((rate) => [`η = ${told(rate)}`]) : options.map(nodes);
  const list = rows.map((row, i) => make("li", answer && i === right ? { class: "tl-is" } : {}, row));
  return [
    make("p", {}, [make("b", {}, nodes(question.ask))]),
    ...(list.length ? [make("ul", {}, list)] : []),
    ...(answer && kind === "number" ? [make("p", { class: "tl-is" }, [`${told(right)} ${unit}`])] : []),
    ...(answer ? nodes(answer.why + answer.after + answer.formulas) : []),
  ];
}
