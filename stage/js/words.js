// @ts-check
/** The popover that explains a word of the course: two sentences, a small picture, and where to read more. */
import { make } from "./dom.js";
import { ROOT } from "./surface.js";

/** @typedef {{ says: string, link: string, picture: string }} Term */

/** Milliseconds for which the mouse rests on a word before it is explained, and may be beside it afterwards. */
const [REST, GRACE] = [250, 300];

export class Words {
  /** @param {HTMLElement} root @param {(name: string) => Term | undefined} find
   * @param {(picture: string) => string} picture the address of a thumbnail */
  constructor(root, find, picture) {
    this.find = find;
    this.picture = picture;
    this.box = make("div", { class: "tl-word", popover: "auto", role: "dialog", tabindex: "-1" });
    this.word = /** @type {HTMLElement | null} */ (null);
    this.timer = 0;
    this.hovers = false;
    root.append(this.box);
    root.addEventListener("click", ({ target }) => void this.ask(termAt(target), false));
    root.addEventListener("pointerover", (event) => this.over(event));
    this.box.addEventListener("toggle", () => this.box.matches(":popover-open") || this.word?.setAttribute("aria-expanded", "false"));
  }

  /** @param {PointerEvent} event */
  over({ pointerType, target }) {
    if (pointerType !== "mouse") return;
    const word = termAt(target),
      near = target instanceof Node && this.box.contains(target);
    clearTimeout(this.timer);
    if (word) this.timer = setTimeout(() => this.ask(word, true), REST);
    else if (!near && this.hovers) this.timer = setTimeout(() => this.box.hidePopover(), GRACE);
  }

  /** @param {HTMLElement | null} word @param {boolean} hovers the mouse rests on it, so that the focus stays where it is */
  async ask(word, hovers) {
    const name = word?.dataset.term ?? "",
      found = this.find(name);
    if (!word || !found || (hovers && this.box.matches(":popover-open"))) return;
    const { beside } = await import("./explain.js");
    const small = found.picture ? [make("img", { src: this.picture(found.picture), alt: "", width: "112", height: "84" })] : [],
      more = found.link ? [make("a", { href: `${ROOT}${found.link}`, target: "_blank", rel: "noopener" }, ["More in the reference"])] : [];
    this.word = word;
    this.hovers = hovers;
    this.box.ariaLabel = name;
    this.box.replaceChildren(...small, make("div", {}, [make("b", {}, [name]), make("p", {}, [found.says]), ...more]));
    this.box.style.maxHeight = "";
    this.box.showPopover();
    word.setAttribute("aria-expanded", "true");
    const { left, top, tall } = beside(word.getBoundingClientRect(), { width: this.box.offsetWidth, height: this.box.offsetHeight }, { width: document.documentElement.clientWidth, height: innerHeight });
    Object.assign(this.box.style, { left: `${left}px`, top: `${top}px`, maxHeight: `${tall}px` });
    if (!hovers) this.box.focus({ preventScroll: true });
  }
}

/** The word of the glossary at a place, if there is one. @param {EventTarget | null} target @returns {HTMLElement | null} */
const termAt = (target) => (target instanceof Element ? target.closest(".tl-term") : null);
