// @ts-check
/** The line below the transport: dials, switches of arrows, and a sentence about the latest event. */
import { Arrows } from "./arrows.js";
import { Dials } from "./dials.js";
import { icon, make, press } from "./dom.js";
import { Events, latest, ranked, say } from "./events.js";
import { mark } from "./marks.js";
import { colourOf } from "./palette.js";

/** @typedef {import("./types.js").Picture} Picture @typedef {import("./types.js").Event} Event */

const FORK = "M6 2h3v6.5l6 4V20h3l-4.5 4-4.5-4h3v-6L9 12.4V22H6zM14 2h6v6l-2-2-3.5 3.5-2-2L16 4z";

export class Deck {
  /**
   * @param {HTMLElement} box @param {HTMLElement} marks of the time line
   * @param {{ redraw: () => void, go: (step: number) => void,
   *   fork: () => void, turn: (name: string, value: number, rest: boolean) => void }} act
   */
  constructor(box, marks, act) {
    const [dials, arrows, told] = ["tw-dials", "tw-arrows", "tw-told"].map((name) => make("div", { class: name }));
    this.box = box;
    this.told = told;
    this.dials = new Dials(dials, act.turn);
    this.arrows = new Arrows(arrows, act.redraw);
    this.events = new Events(marks, act.go, (event) => this.tell(event));
    this.fork = press("tw-switch tw-fork", [icon(FORK), "Fork here"]);
    this.fork.onclick = act.fork;
    this.sentence = "";
    this.queue = /** @type {Event[]} */ ([]);
    this.picture = /** @type {Picture | null} */ (null);
    this.look = /** @type {import("./types.js").Look | null} */ (null);
    box.replaceChildren(dials, this.fork, arrows, told);
  }

  /** Build the line. It comes before any measuring, since its height is part of the layout. During a drag there are no
   * events, but their room is kept, or the map would jump.
   * @param {Picture} picture @param {import("./types.js").Look} look @param {boolean} mine the dials keep their values
   * @param {boolean} rests */
  view(picture, look, mine, rests) {
    Object.assign(this, { picture, look });
    this.queue = ranked(picture);
    this.dials.view(picture, mine);
    this.arrows.view(picture, look);
    this.sentence = "";
    this.events.room = picture.events.length > 0 || (this.events.room && !rests);
    this.told.hidden = this.events.box.hidden = !this.events.room;
    this.fork.hidden = !picture.forks;
    this.fork.title = `Another future of ${picture.tracks.find((t) => t.selected)?.name ?? "the runner"} from this step on`;
    this.box.hidden = [...this.box.children].every(
      (part) => /** @type {HTMLElement} */ (part).hidden || (part !== this.told && !part.children.length),
    );
  }

  /** @param {Picture} picture @param {number} step @returns {string} what has just happened, "" for nothing new */
  show(picture, step) {
    const event = latest(this.queue, step, picture.steps),
      text = event ? say(picture, event) : "",
      fresh = text !== this.sentence;
    if (!fresh || !this.look) return "";
    this.sentence = text;
    this.tell(event);
    return text;
  }

  /** @param {Event | null} event */
  tell(event) {
    const { picture, look, told } = this;
    if (!picture || !look) return;
    if (!event) return void told.replaceChildren();
    const style = picture.tracks.find((t) => t.run === event.run)?.style ?? 0;
    told.title = say(picture, event);
    told.replaceChildren(mark(style, 6, colourOf(look, style)), make("b", {}, [`step ${event.step}`]), ` ${event.text}`);
  }
}
