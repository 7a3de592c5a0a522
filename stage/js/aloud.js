// @ts-check
/** The player that reads a chapter aloud: a bar at the foot of the window, the mark at the paragraph that is being read,
 * and a click on any paragraph. Loaded when somebody asks for it. */
import { button, CROSS, iconButton, make } from "./dom.js";
import { Reader, SPEEDS } from "./speech.js";

const PLAY = "M8 5v14l11-7z";
const PAUSE = "M6 5h4v14H6zM14 5h4v14h-4z";
const STYLE = `
/* It closes off the column of the text: what is read scrolls above it, and not below a thing that floats. */
.tl-aloud { position: sticky; z-index: 2; bottom: 0; display: flex; align-items: center; gap: 2px; box-sizing: border-box; padding: 4px 6px 6px; border-top: 1px solid var(--tl-edge); background: var(--tl-paper); font-size: 15px; line-height: 1.3; }
.tw-learn .tl-aloud button { display: inline-flex; align-items: center; justify-content: center; min-width: 44px; height: 44px; padding: 0 8px; border: 0; border-radius: 22px; background: none; }
.tw-learn .tl-aloud button:disabled { opacity: .4; cursor: default; }
@media (hover: hover) { .tw-learn .tl-aloud button:enabled:hover { background: var(--tl-wash); } }
.tw-learn .tl-aloud .tl-aloud-play { background: var(--tl-accent); color: var(--tl-paper); }
.tl-aloud svg { width: 22px; height: 22px; fill: currentColor; }
.tl-aloud > span { padding: 0 6px; font-variant-numeric: tabular-nums; white-space: nowrap; }
.tl-aloud p { max-width: 22em; padding: 0 6px; }
.tl-aloud p:empty { display: none; }
@media (max-width: 560px) { .tl-aloud:has(p:not(:empty)) { flex-wrap: wrap; } .tl-aloud p { order: 9; width: 100%; padding-bottom: 6px; } }
.tl-aloud-on [data-spoken] { cursor: pointer; }
.tw-learn .tl-spoken { border-radius: 3px; background: color-mix(in srgb, var(--tl-accent) 14%, var(--tl-paper)); box-shadow: -7px 0 0 color-mix(in srgb, var(--tl-accent) 14%, var(--tl-paper)), 7px 0 0 color-mix(in srgb, var(--tl-accent) 14%, var(--tl-paper)), -10px 0 0 var(--tl-accent); }`;

/** The heights of the bar and of the page's header in pixels. */
const [BAR, HEADER] = [60, 40];
/** What has a click of its own. */
const OWN = "button, a, input, label, summary, .tl-pad";

/** The paragraphs of a chapter as they stand there, with the questions that are open.
 * @param {{ parts: { section: HTMLElement }[], settled: (n: number) => unknown }} lesson @returns {import("./speech.js").Passage[]} */
export const passagesOf = (lesson) =>
  lesson.parts.flatMap(({ section }, i) =>
    [.../** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll("[data-spoken]"))].map((element) => ({
      element,
      step: i + 1,
      question: element.matches(".tl-ask") && !lesson.settled(i + 1),
    })),
  );

export class Aloud {
  /** @param {import("./lesson.js").Lesson} lesson @param {() => void} closed @param {import("./speech.js").World} [world] */
  constructor(lesson, closed, world) {
    this.lesson = lesson;
    this.closed = closed;
    this.marked = /** @type {HTMLElement | null} */ (null);
    this.reader = new Reader(() => passagesOf(lesson), { show: (step) => this.show(step), mark: (one) => this.mark(one?.element ?? null), told: () => this.tell() }, world);
    this.play = button("tl-aloud-play");
    this.slower = button("", ["−"], { "aria-label": "Slower", title: "Slower" });
    this.faster = button("", ["+"], { "aria-label": "Faster", title: "Faster" });
    this.speed = make("span", { title: "Speed" });
    this.place = make("span");
    this.sentence = make("p", { role: "status" });
    const close = iconButton("Stop reading aloud", CROSS);
    this.play.onclick = () => this.reader.toggle();
    this.slower.onclick = () => this.reader.pace(-1);
    this.faster.onclick = () => this.reader.pace(1);
    close.onclick = () => this.close();
    this.bar = make("div", { class: "tl-aloud", role: "group", "aria-label": "Read aloud" }, [make("style", {}, [STYLE]), this.play, this.place, this.slower, this.speed, this.faster, this.sentence, close]);
    this.click = (/** @type {MouseEvent} */ event) => this.jump(event);
    lesson.root.querySelector(".tl-text")?.append(this.bar);
    lesson.root.classList.add("tl-aloud-on");
    lesson.root.addEventListener("click", this.click);
    this.tell();
  }

  /** Read on from the step that is shown, unless a paragraph of it is marked already. */
  start() {
    const first = passagesOf(this.lesson).find(({ step }) => step === this.lesson.at);
    this.reader.play(this.marked ? undefined : first?.element);
    this.play.focus({ preventScroll: true });
  }

  /** @param {number} step */
  show(step) {
    if (this.lesson.at !== step) this.lesson.around.go(step, true);
  }

  /** Mark a paragraph. The page moves with it only if the one before was in sight, so that one may look elsewhere.
   * @param {HTMLElement | null} element */
  mark(element) {
    const followed = !this.marked || isSeen(this.marked);
    this.marked?.classList.remove("tl-spoken");
    this.marked = element;
    element?.classList.add("tl-spoken");
    if (element && followed && !isSeen(element)) element.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }

  tell() {
    const { reader, play, slower, faster, speed, place, sentence } = this;
    if (!play) return; // it is being made
    const does = reader.playing ? "Pause" : "Play";
    if (play.ariaLabel !== does) {
      play.replaceChildren(...iconButton(does, reader.playing ? PAUSE : PLAY).children);
      play.ariaLabel = play.title = does;
    }
    slower.disabled = reader.speed === SPEEDS[0];
    faster.disabled = reader.speed === SPEEDS[SPEEDS.length - 1];
    speed.textContent = `${reader.speed}×`;
    place.textContent = reader.place;
    if (sentence.textContent !== reader.sentence) sentence.textContent = reader.sentence;
  }

  /** @param {MouseEvent} event */
  jump({ target }) {
    if (!(target instanceof Element) || target.closest(OWN) || getSelection()?.type === "Range") return;
    const element = /** @type {HTMLElement | null} */ (target.closest("[data-spoken]"));
    if (element) this.reader.jump(element);
  }

  close() {
    this.reader.close();
    this.bar.remove();
    this.lesson.root.classList.remove("tl-aloud-on");
    this.lesson.root.removeEventListener("click", this.click);
    this.closed();
  }
}

/** Whether an element is in the window, as far as one can tell. @param {HTMLElement} element */
function isSeen(element) {
  const { top, bottom } = element.getBoundingClientRect(),
    above = parseFloat(getComputedStyle(element).scrollMarginTop) || HEADER; // on a phone the stage is above the text
  return top > above && bottom < innerHeight - BAR;
}
