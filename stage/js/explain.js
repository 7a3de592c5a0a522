// @ts-check
/** The popover that explains a word or a mark. Loaded when somebody asks for the first time. */
import { make } from "./dom.js";
import { termsIn } from "./glossary.js";

/** @typedef {import("./stage.js").Stage} Stage @typedef {import("./glossary.js").Term} Term */

/** Pixels between the popover and what it explains, and between it and the edges of the window. */
const GAP = 6;
const EDGE = 8;
/** Pixels that the words of a caption reach beyond its lines (`.tw-caption .tw-term` in stage.css), above and below. */
const PADDING = 8;
/** The most terms that are explained at once. */
const MOST = 3;
/** Milliseconds for which the mouse may be beside a popover that is there for the mouse. */
const GRACE = 300;

const STYLE = `
.tw-explained {
  inset: auto; box-sizing: border-box; width: max-content; max-width: min(320px, calc(100vw - 16px)); margin: 0; padding: 8px 12px; overflow: auto;
  border: 1px solid var(--tw-line); border-radius: 8px; background: var(--tw-paper); color: var(--tw-ink);
  font-size: 14px; line-height: 1.4; box-shadow: 0 4px 16px rgb(0 0 0 / .2);
}
.tw-stage .tw-explained:focus-visible { outline: none; }
.tw-explained p { margin: 0; white-space: pre-line; }
.tw-explained p + p { margin-top: 6px; }
.tw-explained b { display: block; font-weight: 600; }
.tw-explained b::first-letter { text-transform: uppercase; }
.tw-explained a { color: var(--tw-accent); }
@media (pointer: coarse) { .tw-explained a { display: inline-block; min-height: 24px; } }`;

/** The one popover of each stage. @type {WeakMap<Stage, Explainer>} */
const explainers = new WeakMap();
let made = 0;

/** Explain something, or stop explaining it. @param {Stage} stage @param {HTMLElement} marked
 * @param {boolean} hovers the mouse rests on it, so that the focus stays where it is */
export function explain(stage, marked, hovers) {
  const one = explainers.get(stage) ?? new Explainer(stage);
  explainers.set(stage, one);
  one.ask(marked, hovers);
}

/** Where a box of a size goes so that it covers nothing of a place: below it or, where there is more room, above.
 * @param {{ left: number, top: number, right: number, bottom: number }} place @param {{ width: number, height: number }} size
 * @param {{ width: number, height: number }} room the window @returns {{ left: number, top: number, tall: number }} */
export function beside(place, size, room) {
  const below = room.height - EDGE - place.bottom - GAP,
    above = place.top - GAP - EDGE,
    isBelow = size.height <= below || below >= above,
    tall = Math.min(size.height, isBelow ? below : above),
    left = (place.left + place.right - size.width) / 2;
  return {
    left: Math.max(EDGE, Math.min(left, room.width - EDGE - size.width)),
    top: isBelow ? place.bottom + GAP : place.top - GAP - tall,
    tall,
  };
}

/** Whether a part of a caption cannot be read: its end, or a whole line. The padding of its words reaches a few pixels
 * beyond its last line. @param {Pick<HTMLElement, "scrollWidth" | "clientWidth" | "scrollHeight" | "clientHeight">} caption */
export const isCut = ({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
  scrollWidth > clientWidth || scrollHeight > clientHeight + PADDING;

/** @param {Term} term */
function paragraph({ term, sentences, link }) {
  const more = make("a", { href: new URL(`../../${link}`, import.meta.url).href, target: "_blank", rel: "noopener" }, ["More in the reference"]);
  return make("p", {}, [make("b", {}, [term]), sentences.join(" "), ...(link ? ["\n", more] : [])]);
}

class Explainer {
  /** @param {Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.box = make("div", { id: `tw-explained-${++made}`, class: "tw-explained", popover: "manual", role: "dialog", tabindex: "-1" });
    this.marked = /** @type {HTMLElement | null} */ (null);
    this.hovers = false;
    this.about = "";
    this.timer = 0;
    this.listening = new AbortController();
    stage.root.append(make("style", {}, [STYLE]), this.box);
  }

  /** @param {HTMLElement} marked @param {boolean} hovers */
  ask(marked, hovers) {
    const whole = marked.closest(".tw-caption > span"),
      cut = whole && isCut(whole) ? (whole.textContent ?? "") : "", // told as a whole
      about = cut || marked.dataset.term || (marked.textContent ?? ""),
      again = marked === this.marked && about === this.about;
    if (again && !this.hovers) return hovers ? undefined : this.close(true);
    if (again && hovers) return;
    const found = termsIn(about).slice(0, MOST);
    if (!found.length || !marked.isConnected) return;
    this.close(false);
    Object.assign(this, { marked, about, hovers });
    const said = cut || (hovers && marked.dataset.said); // a press says below the time line what happened
    this.box.replaceChildren(...(said ? [make("p", {}, [said])] : []), ...found.map(paragraph));
    this.box.ariaLabel = found.map((one) => one.term).join(", ");
    this.open(marked);
  }

  /** @param {HTMLElement} marked */
  open(marked) {
    const { box, stage, hovers } = this,
      k = stage.scale,
      place = marked.getBoundingClientRect();
    box.style.maxHeight = "";
    box.showPopover();
    const { left, top, tall } = beside(
      { left: place.left / k, top: place.top / k, right: place.right / k, bottom: place.bottom / k },
      { width: box.offsetWidth, height: box.offsetHeight },
      { width: document.documentElement.clientWidth / k, height: innerHeight / k },
    );
    Object.assign(box.style, { left: `${left}px`, top: `${top}px`, maxHeight: `${tall}px` });
    if (marked.ariaHasPopup) marked.ariaExpanded = "true";
    this.listening = new AbortController();
    const { signal } = this.listening,
      isOurs = (/** @type {Event} */ event) => event.composedPath().some((one) => one === box || one === marked);
    addEventListener("pointerdown", (event) => isOurs(event) || this.close(false), { signal, capture: true });
    addEventListener("keydown", (event) => this.key(event), { signal, capture: true });
    addEventListener("scroll", ({ target }) => target !== box && this.close(false), { signal, capture: true });
    addEventListener("resize", () => this.close(false), { signal });
    if (!hovers) return box.focus({ preventScroll: true });
    const onSpot = marked.matches(".tw-spot");
    addEventListener("pointermove", (event) => {
      clearTimeout(this.timer);
      const rests = isOurs(event) || (onSpot && stage.interaction.terms.over === marked);
      if (!rests) this.timer = setTimeout(() => this.close(false), GRACE);
    }, { signal }); // prettier-ignore
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.close(true);
    } else if (event.key === "Tab" && this.box.matches(":focus-within")) {
      const link = this.box.querySelector("a");
      if (link && !event.shiftKey && !this.box.querySelector("a:last-of-type:focus")) return;
      if (event.shiftKey) event.preventDefault();
      this.close(true);
    }
  }

  /** @param {boolean} back give the focus back to what was explained */
  close(back) {
    const { marked, box } = this;
    clearTimeout(this.timer);
    this.listening.abort();
    if (!marked) return;
    if (marked.ariaHasPopup) marked.ariaExpanded = "false";
    const focused = box.matches(":focus-within");
    this.marked = null;
    box.hidePopover();
    if (back && focused) marked.focus({ preventScroll: true });
  }
}
