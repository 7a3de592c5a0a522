// @ts-check
/** The glossary as a list: every term in two sentences, with a small picture, and where to read more. Loaded when somebody
 * asks for it. */
import { make } from "./dom.js";
import { ROOT } from "./surface.js";

/** @typedef {{ term: string, forms: string[], says: string, link: string, picture: string,
 *   step: [chapter: string, n: number] | null }} Word  step: where the course explains it */

const OPENING = "Every word and mark that explains itself in this app, in two sentences each.";
const STYLE = `
.tl-lexicon { max-width: 46rem; margin: 0 auto; }
.tl-lexicon nav { margin-top: 1.2rem; font-size: 14px; }
.tl-lexicon nav a { text-decoration: none; }
.tl-lexicon nav a::before { content: "← "; }
.tw-learn .tl-lexicon h1 { padding: 4px 0 .3rem; font-size: 34px; font-weight: 700; line-height: 1.2; }
.tl-find { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 14px; margin: 14px 0 10px; }
.tl-find label { font-weight: 600; }
.tw-learn .tl-find input { box-sizing: border-box; flex: 1 1 14em; max-width: 24em; height: 44px; padding: 0 12px; border: 1px solid var(--tl-edge); border-radius: 8px; background: var(--tl-paper); color: inherit; font: inherit; }
.tl-find output { color: var(--tl-faint); font-size: 14px; }
.tl-words { list-style: none; }
.tw-learn .tl-words > li { display: grid; grid-template-columns: minmax(0, 1fr) 112px; gap: 2px 20px; align-items: start; margin: 0; padding: 14px 0; border-top: 1px solid var(--tl-line); font-size: inherit; scroll-margin-top: 60px; }
.tw-learn .tl-words > [hidden] { display: none; }
.tw-learn .tl-words > .tl-named { background: var(--tl-wash); box-shadow: -12px 0 var(--tl-wash), 12px 0 var(--tl-wash); }
.tw-learn .tl-words h2 { padding: 0; font-size: 18px; font-weight: 700; line-height: 1.35; }
.tl-words h2::first-letter { text-transform: uppercase; }
.tl-words small { margin-left: .6em; color: var(--tl-faint); font-size: 14px; font-weight: 400; }
.tl-words img { width: 112px; height: 84px; border-radius: 5px; background: var(--tl-line); }
.tl-words p { line-height: 1.5; }
.tl-more { display: flex; flex-wrap: wrap; gap: 0 20px; margin-top: 2px; font-size: 15px; }
.tl-more a { display: inline-flex; align-items: center; min-height: 28px; }
@media (pointer: coarse) { .tl-more a { min-height: 44px; } }
@media (max-width: 560px) { .tw-learn .tl-words > li { grid-template-columns: minmax(0, 1fr) 80px; gap: 2px 12px; } .tl-words img { width: 80px; height: 60px; } }`;

/** What a search looks at: letters without accents, small. @param {string} text */
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();

/** Whether a word is meant by what somebody looks for. @param {Word} word @param {string} text */
export const isMeant = ({ term, forms, says }, text) => [term, ...forms, says].some((one) => plain(one).includes(plain(text)));

/** The word that is written like this. @param {Word[]} words @param {string} text */
export const named = (words, text) => words.find(({ term, forms }) => [term, ...forms].some((one) => plain(one) === plain(text)));

/** Fill a box with the list. @param {HTMLElement} box @param {Word[]} words @param {string} wanted the word to begin with, ""
 * for none @param {{ contents: Node, picture: (name: string) => string, step: (chapter: string, n: number) => HTMLElement }} around
 *   contents: the way to all chapters; step: a link to a step of a chapter */
export function list(box, words, wanted, { contents, picture, step }) {
  const rows = words.map((word) => ({ word, row: rowOf(word, picture, step) })),
    count = make("output", { for: "tl-find" }),
    field = /** @type {HTMLInputElement} */ (make("input", { id: "tl-find", type: "search", autocomplete: "off", spellcheck: "false", maxlength: "60" }));
  const look = () => {
    for (const { word, row } of rows) row.hidden = !isMeant(word, field.value);
    const left = rows.filter(({ row }) => !row.hidden).length;
    count.textContent = !left ? "No term mentions this." : left < rows.length ? `${left} of ${rows.length} terms` : `${left} terms`;
  };
  field.oninput = look;
  look();
  box.replaceChildren(
    make("div", { class: "tl-lexicon" }, [
      make("style", {}, [STYLE]), make("nav", { "aria-label": "Course" }, [contents]), make("h1", {}, ["Glossary"]), make("p", {}, [OPENING]),
      make("div", { class: "tl-find" }, [make("label", { for: "tl-find" }, ["Find"]), field, count]),
      make("ul", { class: "tl-words" }, rows.map(({ row }) => row)),
    ]),
  ); // prettier-ignore
  const begin = rows.find(({ word }) => word === named(words, wanted))?.row;
  begin?.classList.add("tl-named");
  begin?.scrollIntoView();
}

/** @param {Word} word @param {(name: string) => string} picture @param {(chapter: string, n: number) => HTMLElement} to */
function rowOf({ term, forms, says, link, picture: small, step }, picture, to) {
  const more = [
    ...(step ? [to(...step)] : []),
    ...(link ? [make("a", { href: `${ROOT}${link}`, target: "_blank", rel: "noopener" }, ["More in the reference"])] : []),
  ];
  return make("li", {}, [
    make("div", {}, [
      make("h2", {}, [term, ...(forms.length ? [make("small", {}, [forms.join(", ")])] : [])]), make("p", {}, [says]),
      ...(more.length ? [make("p", { class: "tl-more" }, more)] : []),
    ]),
    ...(small ? [make("img", { src: picture(small), alt: "", width: "112", height: "84", loading: "lazy", decoding: "async", "data-thumbnail": small })] : []),
  ]); // prettier-ignore
}
