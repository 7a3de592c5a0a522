// @ts-check
/** The ranking of the runs at a step, and the status of each. Pure functions of a picture and a step. */
import { difference } from "./ghosts.js";
import { short, spoken } from "./number.js";

/** @typedef {import("./types.js").Picture} Picture @typedef {import("./types.js").Track} Track */

/** The value of a series at a step; NaN if there is none. A run that ended early keeps its last value.
 * @param {Pick<Picture, "series">} picture @param {string} name @param {number} run @param {number} step */
export function valueAt(picture, name, run, step) {
  const row = picture.series[name]?.[run];
  return row?.length ? row[Math.min(step, row.length - 1)] : NaN;
}

/** @param {Track} track @param {number} step */
const ended = (track, step) => track.at !== null && step >= track.at;

/** @param {Picture} picture @param {Track} track @param {number} step @returns {string} */
export function statusAt(picture, track, step) {
  if (track.status === "diverged" && ended(track, step)) {
    return `diverged at step ${track.at}` + (track.why ? `: ${track.why}` : "");
  }
  const { reached, left, below, place } = track,
    past = (/** @type {number | null} */ at) => at !== null && step >= at,
    rests = track.status === "converged" && ended(track, step),
    happened = [
      past(reached) ? `arrived at step ${reached}` : "",
      past(left) ? `left again at step ${left}` : "",
      past(below) && !rests ? "below the lowest known minimum" : "",
      rests ? `converged at step ${track.at}` + (place && ` ${place}`) : "",
    ].filter(Boolean);
  if (happened.length) return happened.join(", ");
  const over = step > 0 && step >= picture.steps && track.last,
    away = isOutside(picture, track, step) && "outside the map";
  return [over, away].filter(Boolean).join(", ") || (step === 0 ? "at the start" : "moving");
}

/** @param {Picture} picture @param {Track} track @param {number} step */
function isOutside({ panes, series }, { pane, run }, step) {
  const map = panes[pane];
  if (map?.kind !== "map") return false;
  const [x0, x1, y0, y1] = map.box,
    [x, y] = ["x", "y"].map((name) => valueAt({ series }, name, run, step));
  return x < x0 || x > x1 || y < y0 || y > y1;
}

/** Losses are equal if they differ by no more than this share of the largest loss at a start: the rest is rounding. */
const EVEN = 1e-14;

/**
 * The rows by rank: the lowest loss first, or first of all who has arrived, in this order; diverged runs last. Equal runs
 * have the same rank. Hidden runs are left out.
 * @param {Picture} picture @param {number} step @param {Picture | null} [ghost] the picture of before a change
 */
export function standings(picture, step, ghost) {
  const rows = picture.tracks
    .filter((track) => !track.hidden)
    .map((track) => ({
      track,
      diverged: track.status === "diverged" && ended(track, step),
      loss: valueAt(picture, "loss", track.run, step),
      dist: valueAt(picture, "dist", track.run, step),
      norm: valueAt(picture, "norm", track.run, step),
      status: [
        statusAt(picture, track, step),
        difference(
          track,
          ghost?.tracks.find((t) => t.run === track.run),
        ),
      ]
        .filter(Boolean)
        .join(", "),
    }));
  const starts = rows.map(({ track }) => Math.abs(valueAt(picture, "loss", track.run, 0))).filter(Number.isFinite),
    losses = rows.filter((row) => !row.diverged && !Number.isNaN(row.loss)).map((row) => row.loss),
    low = Math.min(...losses) + EVEN * Math.max(0, ...starts);
  /** @param {(typeof rows)[number]} row */
  const keys = ({ track: { reached, left }, diverged, loss }) => {
    const there = reached !== null && step >= reached && (left === null || step < left);
    if (picture.grid?.early && there && !diverged) return [0, reached, 0];
    return [+diverged, Infinity, !diverged && loss <= low ? -Infinity : Number.isNaN(loss) ? Infinity : loss];
  };
  const ranked = rows.map((row) => ({ ...row, keys: keys(row), rank: 0 }));
  /** @param {(typeof ranked)[number]} a @param {(typeof ranked)[number]} b */
  const order = (a, b) => a.keys.reduce((found, key, i) => found || (key < b.keys[i] ? -1 : +(key > b.keys[i])), 0);
  ranked.sort(order); // it is stable, so equal runs stay in the page's order
  ranked.forEach((row, i) => (row.rank = i && !order(ranked[i - 1], row) ? ranked[i - 1].rank : i + 1));
  return ranked;
}

/** One row as the table shows it. @param {ReturnType<typeof standings>[number]} row */
export const cells = (row) => [short(row.loss), short(row.dist), short(row.norm)];

/** The status of a row. Nothing moves in a picture at rest. @param {{ status: string }} row @param {boolean} playing */
export const statusOf = ({ status }, playing) => (playing ? status : status.replace(/^moving/, "on the way"));

/** The name of a runner, with what distinguishes it if others that are shown have the same.
 * @param {Picture} picture @param {Track} track */
const fullName = ({ tracks }, { name, note }) =>
  tracks.filter((t) => !t.hidden && t.name === name)[1] ? `${name} ${note}` : name;

/** At the last step of a race: who has the lowest loss, and what is said of it. Null before that, if several share it,
 * and where a link asks visitors something or hides the standings. @param {Picture} picture @param {number} step */
export function leader(picture, step) {
  const { steps, grid, near, rules } = picture;
  if (step < steps || grid || near || rules?.ask || rules?.off.includes("standings")) return null;
  const [first, second] = standings(picture, step);
  if (!second || second.rank === first.rank || first.diverged) return null;
  const { track, loss, status } = first;
  return { track, text: `${fullName(picture, track)} has the lowest loss, ${short(loss)}: ${statusOf({ status }, false)}` };
}

/** The standings in one sentence for a screen reader, with the lines that belong to no run. @param {Picture} picture @param {number} step */
export function narrate(picture, step) {
  const rows = standings(picture, step).map(({ track, loss, status, rank }) => {
    const said = status === "moving" || status === "at the start" ? "" : `, ${status}`;
    return `${rank}. ${fullName(picture, track)}, loss ${spoken(loss)}${said}`;
  });
  for (const { label, of } of picture.lines)
    rows.push(`${label} ${spoken(valueAt(picture, of, 0, Math.floor(step / picture.every)))}`);
  return `Step ${step} of ${picture.steps}. ${rows.join("; ") || "No run is shown"}.`;
}
