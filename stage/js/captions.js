// @ts-check
/** The texts on pictures that are taken away: title and step, runners with all their settings, the link. No line is longer
 * than the picture is wide, whichever of the generic fonts a machine has. */
import { svgPath } from "./marks.js";
import { trimmed } from "./number.js";
import { colourOf } from "./palette.js";
import { escape } from "./pen.js";
import { statusAt } from "./standings.js";

/** @typedef {import("./types.js").Picture} Picture @typedef {import("./types.js").Look} Look */

/** Pixels: the margin above and beside the panes, a line of the legend, a line of the link. */
export const HEAD = 36;
export const SIDE = 14;
const LINE = 19;
const SMALL = 14;
/** The most that letters take in any sans-serif font, in em (DejaVu Sans and Verdana are the widest), and all others; how much
 * wider bold ones are; the size of the texts, and what a letter of the link takes in any monospaced font, in pixels. */
const WIDTHS = /** @type {[RegExp, number][]} */ ([
  [/[ ,./:;|·'!()[\]\-ijlftrIJ\u2070-\u208e¹²³]/u, 0.42],
  [/[a-ln-vx-z0-9α-χ]/u, 0.66],
  [/[A-FKLPR-VX-Z$?"*_–]/u, 0.76],
]);
const WIDEST = 1;
const BOLD = 1.13;
const SIZE = 13;
const LINK_LETTER = 6.6;
/** The width from which the legend has two columns. */
const WIDE = 600;
/** Pixels between a mark and its text. */
const MARK = 12;

/** Pixels that a text takes at most. @param {string} text */
const wide = (text) => [...text].reduce((sum, letter) => sum + SIZE * (WIDTHS.find(([some]) => some.test(letter))?.[1] ?? WIDEST), 0);

/** Where a line ends if it can: after a phrase, else after a space or a separator of an address, else anywhere. */
const BREAKS = ["(?<=, )", "(?<=[ ,&?])", ""].map((where) => new RegExp(where, "u"));

/** A text in lines that are not wider than that. Together the lines are the text.
 * @param {string} text @param {number} most @param {(text: string) => number} size @returns {string[]} */
function broken(text, most, size) {
  const lines = [""];
  const add = (/** @type {string} */ piece, /** @type {number} */ level) => {
    const last = lines.length - 1;
    if (size((lines[last] + piece).trimEnd()) <= most) lines[last] += piece;
    else if (size(piece.trimEnd()) <= most || level === BREAKS.length) lines.push(piece);
    else for (const part of piece.split(BREAKS[level])) add(part, level + 1);
  };
  for (const phrase of text.split(BREAKS[0])) add(phrase, 1);
  return lines.filter(Boolean);
}

/** A text in lines of at most so many letters, without the spaces at their ends. @param {string} text
 * @param {number} letters */
export const wrap = (text, letters) => broken(text, letters, (some) => some.length).map((line) => line.trimEnd());

/** @param {number} step @param {number} steps */
export const stepText = (step, steps) => `step ${step} of ${steps}`;

/** A name in bold and what follows it, in lines of a width. @param {string} name @param {string} words
 * @param {number} width @param {Look} look @returns {string[]} what is in a text element for each line */
function named(name, words, width, look) {
  let bold = name.length;
  return broken(`${name}  ${words}`, width - (BOLD - 1) * Math.min(wide(name), width / 2), wide).map((line) => {
    const first = line.slice(0, bold);
    bold -= first.length;
    const lead = first && `<tspan font-weight="600" fill="${look.ink}">${escape(first)}</tspan>`;
    return lead + escape(line.slice(first.length).trimEnd());
  });
}

/** The texts above and below the panes, and the heights that they take.
 * @param {Picture} picture @param {number | null} step null: for a film, which draws it later
 * @param {number} width @param {Look} look @param {string} link
 * @returns {{ head: string, high: number, foot: string, tall: number }} */
export function captions(picture, step, width, look, link) {
  const text = (/** @type {string} */ how, /** @type {string} */ words) =>
    `<text font-size="${SIZE}" fill="${look.faint}" ${how}>${words}</text>`;
  const [title, ...settings] = (picture.caption || picture.panes[0].title).split(", "),
    room = wide(`${stepText(picture.steps, picture.steps)}  `),
    now = step === null ? "" : text(`x="${width - SIDE}" y="24" text-anchor="end"`, stepText(step, picture.steps)),
    above = named(title, settings.join(", "), width - 2 * SIDE - room, look),
    head = above.map((line, i) => text(`x="${SIDE}" y="${24 + LINE * i}"`, line)).join("") + now;
  const rows = picture.tracks.filter((t) => !t.hidden),
    columns = width < WIDE || rows.length < 2 ? 1 : 2,
    column = (width - SIDE) / columns;
  const told = rows.map((track) => named(track.name, settingsAt(picture, track, step), column - SIDE - MARK - 6, look));
  const legend = [];
  let down = 12;
  for (let i = 0; i < rows.length; i += columns) {
    for (let k = 0; k < columns && rows[i + k]; k++) {
      const { style } = rows[i + k],
        mark = `<path d="${svgPath(style, 5)}" fill="${colourOf(look, style)}"/>`,
        lines = told[i + k].map((line, n) => text(`x="${MARK}" y="${4 + LINE * n}"`, line));
      legend.push(`<g transform="translate(${SIDE + 6 + k * column} ${down})">${mark}${lines.join("")}</g>`);
    }
    down += LINE * Math.max(...told.slice(i, i + columns).map((lines) => lines.length));
  }
  const from = down + 6,
    small = wrap(link, Math.floor((width - 2 * SIDE) / LINK_LETTER)).map((line, i) =>
      text(`x="${SIDE}" y="${from + SMALL * i}" font-family="monospace" style="font-size:10.5px"`, escape(line)),
    );
  const foot = [...legend, ...small].join("");
  return { head, high: HEAD + LINE * (above.length - 1), foot, tall: from + SMALL * small.length };
}

/** All of a runner's settings, and where it is at a step.
 * @param {Picture} picture @param {import("./types.js").Track} track @param {number | null} step */
function settingsAt(picture, track, step) {
  const row = picture.series.loss?.[track.run] ?? [],
    said = [track.settings || track.note];
  if (step !== null && row.length) said.push(`loss ${trimmed(row[Math.min(step, row.length - 1)])}`);
  const status = step === null ? "" : statusAt(picture, track, step);
  if (status && !["moving", "at the start"].includes(status)) said.push(status);
  return said.filter(Boolean).join(", ");
}
