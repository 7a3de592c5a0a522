// @ts-check
/** Words and marks that explain themselves. What explains them is fetched at the first tap (explain.js). */
import { toLeft, toTop } from "./axes.js";
import { make, RELOAD } from "./dom.js";
import { MANY, signsOf } from "./figure.js";

/** @typedef {import("./stage.js").Stage} Stage @typedef {import("./pointer.js").Spot} Spot */

/** Milliseconds for which the mouse rests on something before it is explained. */
const DELAY = 600;
/** Pixels from a mark of the map within which a point belongs to it. */
const NEAR = 11;
/** What explains itself. `data-term` says what is explained; if it is empty, that is the element's text. */
const MARKED = "[data-term]";
const LETTER = /\p{L}/u;

/** A word that explains itself. @param {string} text @param {string} [about] */
export const term = (text, about = "") =>
  make("span", { class: "tw-term", role: "button", tabindex: "0", "aria-haspopup": "dialog", "aria-expanded": "false", "data-term": about }, [text]);

/** Show a text as phrases that explain themselves, and numbers that do not. The elements stay while they can, since one
 * of them may have the focus. @param {HTMLElement} box @param {string} text @param {string} joint what is between them */
export function showPhrases(box, text, joint) {
  const parts = text.split(joint),
    kinds = parts.map((part) => LETTER.test(part)).join();
  if (box.dataset.kinds !== kinds) {
    box.dataset.kinds = kinds;
    box.replaceChildren(...parts.flatMap((part, i) => [...(i ? [joint] : []), LETTER.test(part) ? term(part) : make("span", {}, [part])]));
  }
  parts.forEach((part, i) => {
    if (box.children[i].textContent !== part) box.children[i].textContent = part;
  });
}

/** The part of a phrase that differs from run to run. */
const NUMBERS = /[\d,.]+/g;

/** Let the tab key stop only at the first of the phrases that say the same. @param {HTMLElement} box
 * @param {Set<string>} said the phrases so far */
export function stopOnce(box, said) {
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (box.querySelectorAll(".tw-term"))) {
    const phrase = (one.textContent ?? "").replace(NUMBERS, "");
    one.tabIndex = said.has(phrase) ? -1 : 0;
    said.add(phrase);
  }
}

/** The mark of a map at a point: where it is, and its word. @param {Stage} stage @param {Spot} spot */
export function markAt({ picture, overlay }, { pane, left, top }) {
  const map = picture?.panes[pane],
    f = overlay.frames[pane];
  if (map?.kind !== "map") return null;
  const known = map.marks ?? [],
    signs = signsOf(known);
  const marks = [
    ...overlay.spots,
    ...known
      .map((m, i) => ({ left: toLeft(f, m.x), top: toTop(f, m.y), word: signs[i].name }))
      .filter((_, i) => known.length <= MANY || signs[i].symbol === "star"),
  ];
  return marks.find((m) => Math.hypot(m.left - left, m.top - top) < NEAR) ?? null;
}

export class Terms {
  /** @param {Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.timer = 0;
    this.over = /** @type {HTMLElement | null} */ (null); // what the mouse rests on
    this.at = [NaN, NaN]; // where the mouse was last
    this.spot = make("span", { class: "tw-spot", "data-term": "" }); // stands for a mark of the map
    const { root, parts } = stage;
    parts.plot.append(this.spot);
    root.addEventListener("click", (event) => {
      const found = markedAt(event);
      if (found) this.explain(found, false);
    });
    // These come before the keys of the stage, for which a key that is used up means nothing.
    root.addEventListener("keydown", (event) => {
      const { target, key } = event;
      if (!(target instanceof HTMLElement) || !target.matches(".tw-term") || (key !== "Enter" && key !== " ")) return;
      event.preventDefault();
      this.explain(target, false);
    });
    const stay = (/** @type {PointerEvent} */ { clientX, clientY }) => void (this.at = [clientX, clientY]);
    root.addEventListener("pointerover", (event) => {
      if (event.pointerType !== "mouse") return;
      // What has come to a mouse at rest, as a start comes to a click on the map, is not asked about.
      const came = event.clientX === this.at[0] && event.clientY === this.at[1];
      this.rest(event.buttons || came ? null : markedAt(event));
    });
    root.addEventListener("pointermove", stay, true);
    root.addEventListener("pointerdown", (event) => {
      stay(event);
      this.rest(null);
    }, true); // prettier-ignore
    root.addEventListener("pointerleave", () => this.rest(null));
  }

  /** The mouse has come to something, or to nothing. @param {HTMLElement | null} over */
  rest(over) {
    if (over === this.over) return;
    this.over = over;
    clearTimeout(this.timer);
    if (over) this.timer = setTimeout(() => this.explain(over, true), DELAY);
  }

  /** Let `spot` stand for the mark of the map at a point. @param {Spot | null} at @returns {boolean} there is one */
  place(at) {
    const mark = at && markAt(this.stage, at);
    if (!mark) return false;
    this.spot.dataset.term = mark.word;
    Object.assign(this.spot.style, { left: `${mark.left}px`, top: `${mark.top}px` });
    return true;
  }

  /** @param {Spot | null} at where the mouse is on the plot */
  hover(at) {
    if (this.place(at)) this.rest(this.spot);
    else if (this.over === this.spot) this.rest(null);
  }

  /** @param {HTMLElement} marked @param {boolean} hovers */
  explain(marked, hovers) {
    const focused = document.activeElement;
    import("./explain.js").then(
      ({ explain }) => {
        // Whoever has gone on while it was fetched does not want it any more.
        if (document.activeElement === focused) explain(this.stage, marked, hovers);
      },
      () => this.stage.showErrors(["The explanation" + RELOAD]),
    );
  }
}

/** What explains itself where an event happened. @param {Event} event */
const markedAt = ({ target }) => (target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest(MARKED)) : null);
