// @ts-check
/** The contents of the course: its chapters as a path, each with its picture, its question, and the problem it leaves. */
import { make } from "./dom.js";

/** @typedef {{ key: string, place: number, title: string, asks: string, leaves: string, minutes: number, steps: number,
 *   questions: number, scenes: [title: string, link: string][] }} Entry  `scenes`: those of the gallery that belong to it */
/** @typedef {import("./progress.js").Progress} Progress */

const OPENING = "Short chapters lead from a walk in the fog to Adam. Each repairs what the last one left broken. You predict, you watch, and then you understand.";

/** How far somebody has come in a chapter, in a few words. @param {Entry} entry @param {Progress} progress */
export function standing(entry, progress) {
  const { seen } = progress.of(entry.key),
    { answered, right } = progress.score(entry.key),
    score = answered ? `, ${right} of ${answered} right at first` : "";
  if (!seen.length) return "";
  return seen.length >= entry.steps ? `Read to the end${score}` : `${seen.length} of ${entry.steps} steps${score}`;
}

/** The chapter to go on with: the first one that is not read to its end. @param {Entry[]} entries @param {Progress} progress */
export const following = (entries, progress) => entries.find(({ key, steps }) => progress.of(key).seen.length < steps) ?? entries[0];

/** @param {Entry[]} entries @param {Progress} progress @param {{ cover: (key: string) => string, href: (key: string) => string, glossary: string }} addresses
 * @returns {HTMLElement[]} */
export function contents(entries, progress, { cover, href, glossary }) {
  const next = following(entries, progress),
    begun = entries.some(({ key }) => progress.of(key).seen.length),
    minutes = entries.reduce((sum, one) => sum + one.minutes, 0);
  const rows = entries.map((entry, i) => {
    const { key, place, title, asks, leaves } = entry,
      done = standing(entry, progress),
      whole = progress.of(key).seen.length >= entry.steps;
    const card = make("a", { class: "tl-chapter", href: href(key), "data-chapter": key }, [
      make("img", { src: cover(key), alt: "", width: "320", height: "220", decoding: "async", "data-cover": key, ...(i > 2 ? { loading: "lazy" } : {}) }),
      make("div", {}, [
        make("p", { class: "tl-place" }, [`Chapter ${place} · ${entry.minutes} minutes`]),
        make("h2", {}, [title]),
        make("p", { class: "tl-asks" }, [asks]),
        ...(done ? [make("p", { class: "tl-done" }, [done])] : []),
      ]),
    ]); // prettier-ignore
    const left = make("p", { class: "tl-leaves" }, [make("b", {}, ["Still broken: "]), leaves]);
    return make("li", { class: whole ? "tl-read" : key === next?.key ? "tl-next" : "" }, [card, left]);
  });
  const on = next && make("a", { class: "tl-go", href: href(next.key), "data-chapter": next.key }, [begun ? `Go on with “${next.title}”` : `Begin with “${next.title}”`]);
  return [
    make("header", { class: "tl-opening" }, [make("h1", {}, ["Learn"]), make("p", {}, [`${OPENING} The whole way takes about ${minutes} minutes.`]), ...(on ? [on] : []), make("a", { class: "tl-aside", href: glossary, "data-chapter": "" }, ["Glossary"])]),
    make("ol", { class: "tl-path" }, rows),
    make("p", { class: "tl-hint" }, ["Where you have been and what you answered is kept in this browser alone."]),
  ];
}
