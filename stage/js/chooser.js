// @ts-check
/** The list in the chooser's dialog: landscapes or optimizers with a small picture and what they teach, and a search.
 * A module of its own, fetched when somebody opens the dialog. */
import { button, make } from "./dom.js";
import { lookFor } from "./palette.js";

/** @typedef {{ key: string, name: string, family: string, lesson: string, words: string }} Entry */
/**
 * @typedef {{ entries: Entry[], courses: string[], shown: string[], mark: string, note: string, opener: string, pictures: string, acknowledged: number }} Given
 *   `courses`: what courses use first; `shown`: the keys that get the word `mark`; `note`: a sentence below the field; `opener`: the selector of the
 *   button that opened the dialog; `pictures`: how their addresses begin
 */

const STYLE = `
.tw-chooser {
  --tw-faint: color-mix(in srgb, var(--st-text-color) 74%, var(--st-background-color));
  --tw-line: color-mix(in srgb, var(--st-text-color) 18%, var(--st-background-color));
  display: flex; flex-direction: column; gap: 8px; height: min(40rem, 100dvh - 12.5rem); min-height: 14rem;
  font: 14px / 1.35 var(--st-font, sans-serif); color: var(--st-text-color);
}
.tw-chooser input {
  box-sizing: border-box; width: 100%; height: 44px; padding: 0 12px; border: 1px solid color-mix(in srgb, var(--st-text-color) 55%, var(--st-background-color));
  border-radius: 8px; background: var(--st-background-color); color: inherit; font: inherit; font-size: 16px;
}
.tw-chooser input::placeholder { color: var(--tw-faint); opacity: 1; }
.tw-chooser p { margin: 0; color: var(--tw-faint); font-size: 13px; }
.tw-chooser-list { flex: 1; min-height: 0; overflow: hidden auto; overscroll-behavior: contain; padding: 2px; scroll-padding: 2.4rem 0 4px; }
.tw-chooser h3 {
  position: sticky; z-index: 1; top: -2px; margin: 0; padding: 8px 0 6px; background: var(--st-background-color);
  font-size: 14px; font-weight: 600; line-height: 1.3;
}
.tw-chooser h3::first-letter { text-transform: uppercase; }
.tw-chooser ul {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(min(19rem, 100%), 1fr)); gap: 6px; margin: 0 0 8px;
  padding: 0; list-style: none;
}
.tw-chooser li { display: grid; margin: 0; padding: 0; font-size: inherit; }
.tw-card {
  display: grid; grid-template: auto auto 1fr / 112px minmax(0, 1fr); column-gap: 12px; align-content: start; padding: 7px;
  border: 1px solid var(--tw-line); border-radius: 8px; background: none; color: inherit; font: inherit; text-align: left;
  cursor: pointer;
}
@media (hover: hover) { .tw-card:hover { background: color-mix(in srgb, var(--st-text-color) 6%, transparent); border-color: currentColor; } }
.tw-card:focus-visible, .tw-chooser input:focus-visible { outline: 2px solid currentColor; outline-offset: -1px; }
.tw-card img { grid-row: 1 / 4; width: 112px; height: 84px; border-radius: 4px; }
.tw-card b { font-weight: 600; font-size: 15px; }
.tw-card small { color: var(--tw-faint); font-size: 12.5px; }
.tw-card i { padding-left: 6px; font-style: normal; }
.tw-card i::before { content: "✓ "; }
.tw-card span { margin-top: 3px; font-size: 13px; line-height: 1.35; }
.tw-card[aria-current] { border-color: currentColor; box-shadow: inset 0 0 0 1px currentColor; }`;

/** A text as it is searched: in small letters, without accents. @param {string} text */
export const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** The entries that mention every word of a text: first those that are called so, then those whose name begins so, then
 * those whose name contains it, then all others.
 * @param {Entry[]} entries @param {string} text @returns {Entry[]} */
export function matching(entries, text) {
  const words = folded(text).split(/\s+/).filter(Boolean),
    whole = words.join(" ");
  const rank = (/** @type {Entry} */ entry) => {
    const name = folded(entry.name);
    if (name === whole || entry.key === whole) return 0;
    if (name.startsWith(whole)) return 1;
    if (words.every((word) => name.includes(word))) return 2;
    return words.every((word) => entry.words.includes(word)) ? 3 : 4;
  };
  const ranked = entries.map((entry) => ({ entry, at: rank(entry) })).filter(({ at }) => at < 4);
  return ranked.sort((a, b) => a.at - b.at).map(({ entry }) => entry); // a stable order
}

/** What stands in the list: without a search the entries of courses and then all by family, else what was found.
 * @param {Given} given @param {string} text @returns {{ title: string, entries: Entry[] }[]} */
export function groups({ entries, courses }, text) {
  if (text.trim()) {
    const found = matching(entries, text);
    return found.length ? [{ title: "", entries: found }] : [];
  }
  const first = courses.map((key) => /** @type {Entry} */ (entries.find((entry) => entry.key === key))),
    families = [...new Set(entries.map(({ family }) => family))];
  return [
    { title: "First in most courses", entries: first },
    ...families.map((title) => ({ title, entries: entries.filter(({ family }) => family === title) })),
  ];
}

/** The place to which an arrow key leads in a list of several columns.
 * @param {{ x: number, y: number }[]} places the corners of the cards, in their order
 * @param {number} from @param {string} key @returns {number} the same place where there is none */
export function stepTo(places, from, key) {
  const last = places.length - 1;
  if (key === "Home") return 0;
  if (key === "End") return last;
  if (key === "ArrowLeft") return Math.max(from - 1, 0);
  if (key === "ArrowRight") return Math.min(from + 1, last);
  const { x, y } = places[from],
    way = key === "ArrowDown" ? 1 : -1;
  const far = places.map((place) => (way * (place.y - y) > 1 ? way * (place.y - y) + Math.abs(place.x - x) / 1e4 : Infinity)),
    next = Math.min(...far);
  return next < Infinity ? far.indexOf(next) : from;
}

const MOVES = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"];

/** The list, the field above it, and their keys. */
class Chooser {
  /** @param {HTMLElement} root @param {Given} given @param {(key: string) => void} pick */
  constructor(root, given, pick) {
    this.given = given;
    this.pick = pick;
    this.field = /** @type {HTMLInputElement} */ (
      make("input", { type: "search", placeholder: "Name, family, or any word", "aria-label": "Search", autocomplete: "off", spellcheck: "false", enterkeyhint: "search", maxlength: "60" })
    );
    this.said = make("p", { role: "status" });
    this.list = make("div", { class: "tw-chooser-list" });
    root.replaceChildren(make("style", {}, [STYLE]), this.field, this.said, this.list);
    this.field.oninput = () => this.show();
    root.onkeydown = (event) => this.key(event);
    this.dark = this.isDark();
    this.show();
    // On a touch screen the focus would bring up a keyboard that covers half of the list.
    if (!matchMedia("(pointer: coarse)").matches) this.field.focus({ preventScroll: true });
  }

  isDark() {
    return lookFor(getComputedStyle(this.field).getPropertyValue("--st-background-color").trim()).dark;
  }

  /** @returns {HTMLButtonElement[]} */
  get cards() {
    return [...this.list.querySelectorAll("button")];
  }

  show() {
    const text = this.field.value,
      shown = groups(this.given, text),
      many = shown.flatMap(({ entries }) => entries).length;
    this.said.textContent = text.trim()
      ? many ? `${many} found. Enter takes the first.` : `Nothing here mentions “${text.trim()}”. Try a shorter word, or clear the field to see all.`
      : `${this.given.entries.length} to choose from. ${this.given.note}`;
    this.list.replaceChildren(...shown.map((group) => this.group(group)));
    this.list.scrollTop = 0;
    this.only(this.cards[0]);
  }

  /** @param {{ title: string, entries: Entry[] }} group */
  group({ title, entries }) {
    return make("section", { "aria-label": title || "Found" }, [
      ...(title ? [make("h3", {}, [title])] : []),
      make("ul", {}, entries.map((entry) => make("li", {}, [this.card(entry)]))),
    ]);
  }

  /** @param {Entry} entry */
  card({ key, name, family, lesson }) {
    const { shown, mark } = this.given,
      now = shown.includes(key);
    const made = button("tw-card", [
      make("img", { src: this.picture(key), alt: "", width: "112", height: "84", loading: "lazy", decoding: "async" }),
      make("b", {}, [name]),
      make("small", {}, [family, ...(now ? [make("i", {}, [mark])] : [])]),
      make("span", {}, [lesson]),
    ], { tabindex: "-1", "data-key": key, ...(now ? { "aria-current": "true" } : {}) });
    made.onclick = () => this.pick(key);
    return made;
  }

  /** @param {string} key */
  picture(key) {
    return `${this.given.pictures}${key}.${this.dark ? "dark" : "light"}.svg`;
  }

  /** One card can be reached by the tab key; from there the arrows lead to the others.
   * @param {HTMLButtonElement | undefined} card */
  only(card) {
    for (const one of this.cards) one.tabIndex = one === card ? 0 : -1;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { key, target } = event, cards = this.cards, at = cards.findIndex((card) => card === target);
    if (key !== "Escape" && key !== "Tab") event.stopPropagation(); // Streamlit and the stage have keys of their own
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (at < 0) {
      if (key === "Enter" && this.field.value.trim()) cards[0]?.click();
      else if (key === "ArrowDown") this.go(event, cards[0]);
    } else if (key === "ArrowUp" && stepTo(cards.map(place), at, key) === at) {
      this.go(event, this.field);
    } else if (MOVES.includes(key)) {
      this.go(event, cards[stepTo(cards.map(place), at, key)]);
    } else if (key.length === 1 && key !== " ") {
      this.field.focus(); // what is typed there goes on in the field
    }
  }

  /** @param {KeyboardEvent} event @param {HTMLElement | undefined} to */
  go(event, to) {
    event.preventDefault();
    if (to instanceof HTMLButtonElement) this.only(to);
    to?.focus({ preventScroll: true });
    to?.scrollIntoView({ block: "nearest" });
  }

  /** Another theme may have come. */
  recolour() {
    if (this.dark === this.isDark()) return;
    this.dark = !this.dark;
    for (const card of this.cards)
      /** @type {HTMLImageElement} */ (card.querySelector("img")).src = this.picture(card.dataset.key ?? "");
  }
}

/** Streamlit gives the focus back to the button that opened a dialog when somebody closes it, but not when the page does.
 * The choice may replace that button once more, so this goes on until somebody presses a key or a button.
 * @param {HTMLElement} root @param {string} opener */
function returnFocus(root, opener) {
  const watching = new MutationObserver(() => {
    const to = /** @type {HTMLElement | null} */ (document.querySelector(opener));
    if (root.isConnected || to?.closest("[inert]")) return; // the page is inert until the dialog has faded
    for (const name of ["keydown", "pointerdown"]) addEventListener(name, end, { once: true, capture: true });
    if (document.activeElement === document.body) to?.focus({ preventScroll: true });
  });
  const end = () => watching.disconnect();
  watching.observe(document.body, { childList: true, subtree: true, attributeFilter: ["inert"] });
}

/** @param {HTMLElement} card */
const place = (card) => card.getBoundingClientRect();

/** @type {WeakMap<Element, Chooser>} */
const made = new WeakMap();

/** Streamlit calls this on every change of data or theme.
 * @param {{ data: Given, parentElement: Element, setStateValue: (name: string, value: object) => void }} context */
function chooser({ data, parentElement, setStateValue }) {
  const root = /** @type {HTMLElement | null} */ (parentElement.querySelector(".tw-chooser"));
  if (!root) return;
  let seq = data.acknowledged; // every choice is a new message
  const pick = (/** @type {string} */ key) => setStateValue("choice", { key, seq: ++seq }),
    known = made.get(root);
  if (known) {
    known.pick = pick;
    known.recolour();
  } else {
    made.set(root, new Chooser(root, data, pick));
    returnFocus(root, data.opener);
  }
}

export const components = { chooser };
