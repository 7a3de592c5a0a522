// @ts-check
/** The events of runs: marks above the scrubber, and a sentence when the playhead passes one. */
import { button, make } from "./dom.js";
import { mark } from "./marks.js";
import { colourOf } from "./palette.js";

/** @typedef {import("./types.js").Event} Event @typedef {import("./types.js").Picture} Picture */
/** @typedef {{ at: number, events: Event[] }} Cluster */

/** Half the width of the scrubber's thumb in pixels, which is where its scale begins. */
const THUMB = 8;
/** How long a sentence stays visible, as a share of all steps. */
const STAYS = 0.06;

/** The events of visible runs, those of the selected runner first. @param {Picture} picture */
export function ranked({ events, tracks }) {
  const rank = new Map(tracks.filter((t) => !t.hidden).map((t) => [t.run, +!t.selected]));
  return events.filter((e) => rank.has(e.run)).sort((a, b) => (rank.get(a.run) ?? 0) - (rank.get(b.run) ?? 0));
}

/** Group events whose marks would cover each other under one mark, in the given order.
 * @param {Event[]} events @param {number} apart steps @returns {Cluster[]} */
export function clusters(events, apart) {
  const made = /** @type {Cluster[]} */ ([]);
  for (const event of events) {
    const near = made.find((c) => Math.abs(c.at - event.step) < apart);
    if (near) near.events.push(event);
    else made.push({ at: event.step, events: [event] });
  }
  return made.sort((a, b) => a.at - b.at);
}

/** What has just happened at a step: the newest event, of the selected runner if it has one.
 * @param {Event[]} events ranked @param {number} step @param {number} steps @returns {Event | null} */
export function latest(events, step, steps) {
  const fresh = events.filter((e) => e.step <= step && step <= Math.max(e.last, e.step + STAYS * steps)),
    [first] = fresh;
  return fresh.reduce((best, e) => (e.run === first.run && e.step > best.step ? e : best), first) ?? null;
}

/** An event in words. @param {Picture} picture @param {Event} event */
export const describe = ({ tracks }, { run, step, text }) =>
  `Step ${step}, ${tracks.find((t) => t.run === run)?.name ?? ""}: ${text}`;

export class Events {
  /** @param {HTMLElement} box @param {(step: number) => void} go @param {(event: Event) => void} show */
  constructor(box, go, show) {
    this.box = box;
    this.go = go;
    this.show = show;
    this.key = "";
    this.visible = false; // whether there is a line for marks, even if it has none
  }

  clear() {
    this.key = "";
    this.box.replaceChildren();
  }

  /** @param {Picture} picture @param {import("./types.js").Look} look @param {number} room pixels a mark needs */
  view(picture, look, room) {
    const events = ranked(picture),
      wide = Math.max(this.box.clientWidth - 2 * THUMB, 1),
      key = JSON.stringify([events, picture.steps, picture.tracks.map((t) => t.selected), look.dark, wide, room]);
    if (key === this.key) return;
    this.key = key;
    const steps = Math.max(picture.steps, 1);
    this.box.replaceChildren(
      ...clusters(events, (room * steps) / wide).map(({ at, events: [first, ...more] }) => {
        const all = [first, ...more],
          track = picture.tracks.find((t) => t.run === first.run),
          text = all.map((e) => describe(picture, e)).join("\n"),
          made = button(
            "tw-event",
            [
              mark(track?.style ?? 0, track?.selected ? 6 : 4, colourOf(look, track?.style ?? 0)),
              ...(more.length ? [make("small", {}, [`×${all.length}`])] : []),
            ],
            { "aria-label": text, "aria-haspopup": "dialog", "aria-expanded": "false" },
          );
        // What explains it also says what happened.
        const about = (/** @type {Event} */ event) =>
          Object.assign(made.dataset, { said: describe(picture, event), term: `${event.kind}, ${more.length ? "number at a mark" : "mark on the time line"}` });
        about(first);
        made.style.left = `calc(${THUMB}px + (100% - ${2 * THUMB}px) * ${at / steps})`;
        let next = 0;
        made.onfocus = () => this.show(first);
        made.onclick = () => {
          const event = all[next++ % all.length];
          about(event);
          this.go(event.step);
        };
        return made;
      }),
    );
  }
}
