// @ts-check
/** The glossary. The server writes the terms into this module (studies/glossary), so that there is one source of them. */

/** @typedef {{ term: string, aliases: string[], sentences: string[], link: string }} Term */

export const GLOSSARY = /** @type {Term[]} */ (/** @type {unknown} */ ("GLOSSARY"));

/** Numbers as they are written in texts: "12", "5,000", "0.01", "9.4·10⁻⁵", "< 1 %". */
const NUMBER = /(?:[<>] )?\d[\d.,]*(?:·10[⁻⁰¹²³⁴-⁹]+)?(?: ?%)?/g;

/** @param {string} text */
const bare = (text) => text.toLowerCase().replace(NUMBER, "#");
/** Whether the character beside a phrase belongs to a longer word. @param {string | undefined} letter */
const goesOn = (letter) => /[\p{L}\p{N}]/u.test(letter ?? "");

/** The terms that a text contains, in the order in which it names them. Of two that overlap it is the longer one.
 * @param {string} text @param {Term[]} [terms] @returns {Term[]} */
export function termsIn(text, terms = GLOSSARY) {
  let left = bare(text);
  const forms = terms.flatMap((term) => [term.term, ...term.aliases].map((form) => ({ term, form: bare(form) }))),
    found = /** @type {{ term: Term, at: number }[]} */ ([]);
  for (const { term, form } of forms.sort((a, b) => b.form.length - a.form.length)) {
    const at = left.indexOf(form);
    if (at < 0 || goesOn(left[at - 1]) || goesOn(left[at + form.length])) continue;
    left = left.slice(0, at) + "\n".repeat(form.length) + left.slice(at + form.length);
    if (!found.some((one) => one.term === term)) found.push({ term, at });
  }
  return found.sort((a, b) => a.at - b.at).map((one) => one.term);
}
