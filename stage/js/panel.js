// @ts-check
/** The panel below the playback controls: dials, switches of arrows, and a sentence about the latest event. */
import { Arrows } from "./arrows.js";
import { Dials } from "./dials.js";
import { button, icon, make } from "./dom.js";
import { describe, Events, latest, ranked } from "./events.js";
import { mark } from "./marks.js";
import { colourOf } from "./palette.js";

/** @typedef {import("./types.js").Picture} Picture @typedef {import("./types.js").Event} Event */

const FORK = "M6 2h3v6.5l6 4V20h3l-4.5 4-4.5-4h3v-6L9 12.4V22H6zM14 2h6v6l-2-2-3.5 3.5-2-2L16 4z";

export class Panel {
  /**
   * @param {HTMLElement} box @param {HTMLElement} marks of the time line
   * @param {{ redraw: () => void, go: (step: number) => void,
   *   fork: () => void, setDial: (name: string, value: number, final: boolean) => void }} act
   */
  constructor(box, marks, act) {
    const [key, dials, arrows, message] = ["key", "dials", "arrows", "message"].map((name) => make("div", { class: `tw-${name}` }));
    this.key = key; // on a phone, where the standings are far below the map
    this.box = box;
    this.message = message;
    this.dials = new Dials(dials, act.setDial);
    this.arrows = new Arrows(arrows, act.redraw);
    this.events = new Events(marks, act.go, (event) => this.showEvent(event));
    this.fork = button("tw-switch tw-fork", [icon(FORK), "Fork here"]);
    this.fork.onclick = act.fork;
    this.sentence = "";
    this.queue = /** @type {Event[]} */ ([]);
    this.picture = /** @type {Picture | null} */ (null);
    this.look = /** @type {import("./types.js").Look | null} */ (null);
    box.replaceChildren(key, dials, this.fork, arrows, message);
  }

  /** Build the panel. This comes before any measuring, since its height is part of the layout. During a drag there are no
   * events, but their room is kept, or the map would jump.
   * @param {Picture} picture @param {import("./types.js").Look} look @param {boolean} keep leave the dials as they are
   * @param {boolean} rests */
  view(picture, look, keep, rests) {
    Object.assign(this, { picture, look });
    this.queue = ranked(picture);
    const shown = picture.grid ? [] : picture.tracks.filter((t) => !t.hidden),
      names = new Set(shown.map((t) => t.name)).size;
    this.key.replaceChildren(
      ...shown.map((t) => make("span", {}, [mark(t.style, 6, colourOf(look, t.style)), names === shown.length ? t.name : names > 1 ? `${t.name} ${t.note}` : t.note])),
    );
    this.dials.view(picture, keep);
    this.arrows.view(picture, look);
    this.sentence = "";
    this.events.visible = picture.events.length > 0 || (this.events.visible && !rests);
    this.message.hidden = this.events.box.hidden = !this.events.visible;
    this.fork.hidden = !picture.forks;
    this.fork.title = `Another future of ${picture.tracks.find((t) => t.selected)?.name ?? "the runner"} from this step on`;
    this.box.hidden = [...this.box.children].every(
      (part) => /** @type {HTMLElement} */ (part).hidden || part === this.key || (part !== this.message && !part.children.length),
    );
  }

  /** @param {Picture} picture @param {number} step @returns {string} what has just happened, "" for nothing new */
  show(picture, step) {
    const event = latest(this.queue, step, picture.steps),
      text = event ? describe(picture, event) : "",
      fresh = text !== this.sentence;
    if (!fresh || !this.look) return "";
    this.sentence = text;
    this.showEvent(event);
    return text;
  }

  /** @param {Event | null} event */
  showEvent(event) {
    const { picture, look, message } = this;
    if (!picture || !look) return;
    if (!event) return void message.replaceChildren();
    const style = picture.tracks.find((t) => t.run === event.run)?.style ?? 0;
    message.title = describe(picture, event);
    const step = make("b", {}, [`step ${event.step}`]);
    message.replaceChildren(mark(style, 6, colourOf(look, style)), step, ` ${event.text}`);
  }
}
