// @ts-check
/** The page Learn: all chapters, one of them, or the glossary, as the address says. Fetched when somebody opens that page. */
import { contents, following } from "./contents.js";
import { make } from "./dom.js";
import { Lesson } from "./lesson.js";
import { STYLE } from "./lesson_style.js";
import { lookFor } from "./palette.js";
import { Progress } from "./progress.js";
import { style } from "./style.js";
import { served } from "./surface.js";

/** @typedef {import("./contents.js").Entry} Entry @typedef {import("./lesson.js").Chapter} Chapter */
/** @typedef {{ chapters: Entry[], lessons: string, glossary: string, thumbnails: string, handed: import("./handout.js").Handed, facts: import("./embedded.js").Facts }} Given
 *   lessons, thumbnails: how the addresses of the chapters and of small pictures begin */

/** The words of the address that this page reads. */
const [CHAPTER, STEP, NOTES, PRESENT, GLOSSARY] = ["chapter", "step", "notes", "present", "glossary"];
/** Milliseconds after which the sign of loading says more. */
const LONG = 2000;
const LOADS = "Loading the chapter …";
const MAKES = "Still loading. The first reader of a chapter waits some seconds while the server makes it.";
const LISTS = "Loading the glossary …";
const NO_LIST = "The glossary could not be loaded from the server. Reload the page to try again.";
const GONE = "The chapter could not be loaded from the server. Reload the page to try again.";
/** Below this width in pixels of the page the stage is above the text. */
const WIDE = 900;
/** The height of the page's header and what is below the stage, and the stage's share of a phone's window. */
const [HEADER, BELOW, SHARE] = [39, 20, 0.45];
/** The stage's share of the height of a slide, and how much larger than on the page it is there, by the window's width. */
const [SLIDE, LARGER] = [0.94, [[1920, 1.7], [1600, 1.4], [1280, 1.2], [0, 1]]];
const FIELDS = "input, select, textarea, [role=slider], [role=dialog], [contenteditable]";

/** What an address asks for. @param {string} search */
export function asked(search) {
  const words = new URLSearchParams(search);
  return { chapter: words.get(CHAPTER) ?? "", step: words.get(STEP), notes: words.get(NOTES) === "on", present: words.get(PRESENT) === "on", glossary: words.get(GLOSSARY) };
}

/** The number of a step that an address names, and a sentence if there is no such step. @param {string | null} named
 * @param {number} count @param {number} last where one has been before @returns {[number, string]} */
export function stepOf(named, count, last) {
  if (named === null) return [last >= 1 && last <= count ? last : 1, ""];
  const n = Number(named);
  if (/^\d+$/.test(named) && n >= 1 && n <= count) return [n, ""];
  return [1, `This chapter has ${count} steps, and none of them is called “${named.slice(0, 20)}”. Here is the first one.`];
}

/** The address of a step, with what else is in an address. @param {string} search @param {string} chapter
 * @param {number | null} step @param {boolean} [present] as a slide */
export function searchFor(search, chapter, step, present = false) {
  const words = new URLSearchParams(search);
  for (const name of [CHAPTER, STEP, PRESENT, GLOSSARY]) words.delete(name);
  const own = chapter ? [[CHAPTER, chapter], ...(step === null ? [] : [[STEP, String(step)]]), ...(present ? [[PRESENT, "on"]] : [])] : [];
  return `?${new URLSearchParams([...own, ...words])}`;
}

/** The address of the glossary, with what else is in an address. @param {string} search */
export function glossaryFor(search) {
  const words = new URLSearchParams(searchFor(search, "", null));
  words.set(GLOSSARY, "on");
  return `?${words}`;
}

class Learn {
  /** @param {HTMLElement} root @param {Given} given */
  constructor(root, given) {
    this.root = root;
    this.given = given;
    this.progress = new Progress();
    this.box = make("div", { class: "tl-page" });
    this.lesson = /** @type {Lesson | null} */ (null);
    this.dark = this.isDark();
    this.opening = 0;
    root.classList.toggle("tl-dark", this.dark);
    root.replaceChildren(make("style", {}, [STYLE]), this.box);
    style(root).catch(() => {}); // the colours of the symbols; a stage says what is missing
    const back = () => this.isHere() && void this.route("still"),
      key = (/** @type {KeyboardEvent} */ event) => this.key(event);
    addEventListener("popstate", back);
    addEventListener("keydown", key);
    root.addEventListener("click", (event) => this.click(event));
    this.watch = new ResizeObserver(() => this.fit());
    this.watch.observe(root);
    const fit = () => this.fit();
    addEventListener("resize", fit);
    this.unlisten = () => {
      removeEventListener("popstate", back);
      removeEventListener("keydown", key);
      removeEventListener("resize", fit);
      this.watch.disconnect();
    };
    void this.route("jump");
  }

  /** Whether this is on the page still. Streamlit removes it without a word. */
  isHere() {
    if (!this.root.isConnected) {
      this.unlisten();
      this.close();
    }
    return this.root.isConnected;
  }

  isDark() {
    return lookFor(getComputedStyle(this.root).getPropertyValue("--st-background-color").trim()).dark;
  }

  get theme() {
    return this.dark ? "dark" : "light";
  }

  /** Show what the address asks for. @param {"still" | "jump"} way */
  async route(way) {
    const { chapter, step, notes, present, glossary } = asked(location.search);
    if (!chapter && glossary !== null) return this.showGlossary(glossary);
    if (!chapter) return this.showContents("");
    const entry = this.given.chapters.find(({ key }) => key === chapter);
    if (!entry) return this.showContents(`There is no chapter called “${chapter.slice(0, 40)}”. Here are all of them.`);
    const [n, wrong] = stepOf(step, entry.steps, this.progress.of(chapter).at);
    if (this.lesson?.chapter.key !== chapter && !(await this.open(entry, notes))) return;
    this.warn(wrong);
    if (!present) this.lesson?.presenting?.close();
    this.lesson?.go(n, way === "still" ? "scroll" : n > 1 ? "jump" : "still");
    this.fit();
    if (present) this.lesson?.lectern.present();
  }

  /** Fetch a chapter and show its text. @param {Entry} entry @param {boolean} notes @returns {Promise<boolean>} whether it
   * is still wanted, and there */
  async open(entry, notes) {
    const opening = ++this.opening,
      part = (/** @type {string} */ name) => fetch(served(`${this.given.lessons}${entry.key}${name}`)).then((reply) => (reply.ok ? reply.json() : Promise.reject(new Error())));
    this.close();
    this.box.setAttribute("aria-busy", "true");
    delete this.box.dataset.at;
    const loads = make("p", { class: "tl-loads", role: "status" }, [LOADS]),
      more = setTimeout(() => void (loads.textContent = MAKES), LONG);
    // The title is where it will be in the chapter, so that nothing jumps.
    const head = make("header", { class: "tl-head" }, [make("nav", { "aria-label": "Course" }, [this.wayBack()]), make("h1", {}, [entry.title]), make("p", { class: "tl-asks" }, [entry.asks]), loads]);
    this.box.replaceChildren(make("div", { class: "tl-lesson" }, [make("article", { class: "tl-text" }, [head]), make("aside", { class: "tl-easel" })]));
    try {
      const [chapter, forTeacher] = await Promise.all([part(""), notes ? part("/notes") : null]);
      if (opening !== this.opening) return false;
      this.lesson = new Lesson(this.box, this.given, chapter, this.progress, {
        go: (step, quiet) => this.go(step, quiet),
        presented: (on) => this.presented(on),
        contents: () => this.wayBack(),
        after: () => this.after(entry),
        notes: forTeacher,
        picture: this.thumbnail,
      });
      this.fit();
      return true;
    } catch {
      if (opening === this.opening) this.showContents(GONE);
      return false;
    } finally {
      clearTimeout(more);
      this.box.removeAttribute("aria-busy");
    }
  }

  /** The link to all chapters. */
  wayBack() {
    return make("a", { href: searchFor(location.search, "", null), "data-chapter": "" }, ["All chapters"]);
  }

  /** Show all terms. @param {string} wanted the one to begin with, "on" for none */
  async showGlossary(wanted) {
    const opening = ++this.opening;
    this.close();
    delete this.box.dataset.at;
    this.box.replaceChildren(make("p", { class: "tl-loads", role: "status" }, [LISTS]));
    try {
      const [{ list }, words] = await Promise.all([import("./lexicon.js"), fetch(served(this.given.glossary)).then((reply) => (reply.ok ? reply.json() : Promise.reject(new Error())))]);
      if (opening !== this.opening) return;
      list(this.box, words, wanted === "on" ? "" : wanted, { contents: this.wayBack(), picture: this.thumbnail, step: (key, n) => this.wayTo(key, n) });
    } catch {
      if (opening === this.opening) this.showContents(NO_LIST);
    }
  }

  /** A link to a step of a chapter. @param {string} key @param {number} n */
  wayTo(key, n) {
    const { place, title } = /** @type {Entry} */ (this.given.chapters.find((one) => one.key === key));
    return make("a", { href: searchFor(location.search, key, n), "data-chapter": key }, [`Chapter ${place}, step ${n}: ${title}`]);
  }

  /** The address of a small picture. @param {string} name */
  thumbnail = (name) => `${this.given.thumbnails}${name}.${this.theme}.svg`;

  /** What follows a chapter: the next one, and the scenes that belong here. @param {Entry} entry @returns {Node[]} */
  after(entry) {
    const next = this.given.chapters[this.given.chapters.indexOf(entry) + 1],
      scenes = entry.scenes.map(([title, link]) => make("li", {}, [make("a", { href: served(link) }, [title])]));
    return [
      ...(next ? [make("a", { class: "tl-go", href: searchFor(location.search, next.key, 1), "data-chapter": next.key }, [`Next chapter: ${next.title}`])] : []),
      ...(scenes.length ? [make("h3", {}, ["Scenes to play with"]), make("ul", { class: "tl-sources" }, scenes)] : []),
    ];
  }

  /** @param {string} wrong a sentence about an address that could not be used */
  showContents(wrong) {
    this.opening++;
    this.close();
    const { given, progress } = this;
    this.box.replaceChildren(...contents(given.chapters, progress, { cover: (key) => this.cover(key), href: (key) => searchFor(location.search, key, null), glossary: glossaryFor(location.search) }));
    delete this.box.dataset.at;
    this.warn(wrong);
    const next = following(given.chapters, progress);
    if (next) fetch(served(`${given.lessons}${next.key}`)).catch(() => {}); // most go there
  }

  /** @param {string} key */
  cover(key) {
    return served(`${this.given.lessons}${key}/cover.${this.theme}.svg`);
  }

  /** @param {string} sentence */
  warn(sentence) {
    this.box.querySelector(".tl-warning")?.remove();
    if (sentence) this.box.prepend(make("p", { class: "tl-warning", role: "status" }, [sentence]));
  }

  /** A step of this chapter is asked for. @param {number} step @param {boolean} [quiet] the page does not move, and the
   * history has no entry of its own for this */
  go(step, quiet = false) {
    const { lesson } = this;
    if (!lesson) return;
    this.warn("");
    if (quiet) {
      history.replaceState(history.state, "", searchFor(location.search, lesson.chapter.key, step, !!lesson.presenting));
      return lesson.go(step, "still");
    }
    if (step !== lesson.at) history.pushState(history.state, "", searchFor(location.search, lesson.chapter.key, step));
    const asking = lesson.parts[step - 1].asking?.element;
    lesson.go(step, asking?.contains(document.activeElement) || asking?.matches(":active, :hover") ? "still" : "scroll");
  }

  /** A presentation has begun or ended. @param {boolean} on */
  presented(on) {
    const { lesson } = this;
    if (!lesson) return;
    history.replaceState(history.state, "", searchFor(location.search, lesson.chapter.key, lesson.at, on));
    this.fit();
    if (!on) lesson.go(lesson.at, "jump");
  }

  /** A link to a chapter, or to all of them, is followed within this page. @param {MouseEvent} event */
  click(event) {
    const link = event.target instanceof Element ? /** @type {HTMLAnchorElement | null} */ (event.target.closest("a[data-chapter]")) : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    history.pushState(history.state, "", link.getAttribute("href") ?? "");
    document.querySelector(".stMain")?.scrollTo(0, 0);
    void this.route("jump");
  }

  /** The arrow keys turn to the next step, unless what has the focus needs them. @param {KeyboardEvent} event */
  key(event) {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key],
      { target } = event;
    if (!way || !this.lesson || event.defaultPrevented || !this.isHere()) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (target instanceof Element && (target.closest(FIELDS) || target.matches(".tl-stage"))) return;
    event.preventDefault();
    this.lesson.turn(way);
  }

  /** Follow the size of the window, and the theme. */
  fit() {
    const slide = !!this.lesson?.presenting,
      wide = (slide ? innerWidth : this.root.clientWidth) >= WIDE;
    this.box.classList.toggle("tl-narrow", !wide);
    const height = !wide ? SHARE * innerHeight : slide ? SLIDE * innerHeight : innerHeight - HEADER - BELOW;
    this.lesson?.board.fit(height, this.theme, slide ? LARGER.find(([least]) => innerWidth >= least)?.[1] : 1);
  }

  /** Another theme may have come. */
  recolour() {
    if (this.dark === this.isDark()) return;
    this.dark = !this.dark;
    for (const image of /** @type {NodeListOf<HTMLImageElement>} */ (this.root.querySelectorAll("[data-cover]"))) image.src = this.cover(image.dataset.cover ?? "");
    for (const image of /** @type {NodeListOf<HTMLImageElement>} */ (this.root.querySelectorAll("[data-thumbnail]"))) image.src = this.thumbnail(image.dataset.thumbnail ?? "");
    this.root.classList.toggle("tl-dark", this.dark);
    this.fit();
  }

  close() {
    this.lesson?.close();
    this.lesson = null;
  }
}

/** @type {WeakMap<Element, Learn>} */
const made = new WeakMap();

/** Streamlit calls this on every change of data or theme. @param {{ data: Given, parentElement: Element }} context */
function learn({ data, parentElement }) {
  const root = /** @type {HTMLElement | null} */ (parentElement.querySelector(".tw-learn"));
  if (!root) return;
  const known = made.get(root);
  if (known) return known.recolour();
  made.set(root, new Learn(root, data));
}

export const components = { learn };
