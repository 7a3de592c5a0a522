// @ts-check
/** What explains itself around the panes: the titles of charts, and a line below the standings with the marks of the map,
 * which can be reached by keyboard there. */
import { icon, make } from "./dom.js";
import { LETTER, signsOf } from "./figure.js";
import { svgPath } from "./marks.js";
import { SHAPES } from "./palette.js";
import { term } from "./terms.js";

/** @typedef {import("./stage.js").Stage} Stage @typedef {import("./types.js").Picture} Picture */

/** Pixels: the height of a title, and of its text above its chart. */
const TITLE = { height: 20, above: 4 };

/** @param {number} r */
const ring = (r) => `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
/** The marks by their words, in the order in which they are listed. @type {Record<string, string>} */
const MARKS = {
  start: ring(7) + ring(1),
  "lowest point": svgPath(SHAPES.indexOf("star"), 6),
  "local minimum": ring(4.5),
  saddle: "M-5-7l5 5 5-5 2 2-5 5 5 5-2 2-5-5-5 5-2-2 5-5-5-5z",
  "moving minimum": svgPath(SHAPES.indexOf("star"), 6),
  diverged: ring(7) + "M-3-3L3 3M3-3L-3 3",
  "outside the map": "M-5-5L6 0-5 5z",
  "before the change": "M-8 0h2M-3 0h2M2 0h2M7 0h1",
};

/** The words of the marks that a picture can show. @param {Picture} picture @param {boolean} changed it has paths from before
 * a change @returns {string[]} */
export function marksOf({ panes, tracks, pins, guides, lines, shares, clouds }, changed) {
  const known = new Set(panes.flatMap((p) => (p.kind === "map" ? signsOf(p.marks ?? []).map((s) => s.name) : []))),
    found = new Set([
      ...(pins.some((pin) => panes[pin.pane].kind === "map") ? ["start"] : []),
      ...known,
      ...(guides.some((g) => g.style === undefined) ? ["moving minimum"] : []),
      ...(tracks.some((t) => t.status === "diverged") ? ["diverged", "outside the map"] : []),
      ...(changed ? ["before the change"] : []),
    ]);
  const more = [shares.length && "share at a minimum", clouds.length && lines.some((line) => line.label === "the middle run") && "the middle run"];
  return [...Object.keys(MARKS).filter((word) => found.has(word)), ...more.filter((word) => typeof word === "string")];
}

/** @param {Stage} stage */
export function showMarks({ parts: { marklist }, picture, ghosts }) {
  const words = picture ? marksOf(picture, !!ghosts.shown) : [],
    key = words.join();
  if (marklist.dataset.key === key) return;
  marklist.dataset.key = key;
  marklist.hidden = !words.length;
  marklist.replaceChildren(
    ...words.map((word) => make("span", {}, [...(word in MARKS ? [icon(MARKS[word], "-9 -9 18 18")] : []), term(word)])),
  );
}

/** Titles are drawn by Plotly, so that they are in every export. What explains them lies above them, and has no colour but
 * that of its underline. @param {Stage} stage */
export function showTitles({ parts: { titles }, picture, places, size }) {
  titles.replaceChildren(
    ...(picture?.panes ?? []).flatMap((pane, i) => {
      if (pane.kind !== "chart" || !places[i]) return [];
      const made = term(pane.title),
        { left, top } = places[i],
        cut = LETTER * pane.title.length > size.width - left;
      Object.assign(made.style, cut ? { right: "0" } : { left: `${left}px` }, { top: `${top - TITLE.above - TITLE.height}px` });
      return [made];
    }),
  );
}
