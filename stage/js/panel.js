// @ts-check
/** The panel below the playback controls: dials, a button that forks, switches of arrows, and the latest event. */
import { Dials } from "./dials.js";
import { button, icon, make } from "./dom.js";
import { describe, Events, latest, ranked } from "./events.js";
import { mark } from "./marks.js";
import { colourOf } from "./palette.js";
import { leader } from "./standings.js";

/** @typedef {import("./types.js").Picture} Picture @typedef {import("./types.js").Event} Event */

const FORK = "M6 2h3v6.5l6 4V20h3l-4.5 4-4.5-4h3v-6L9 12.4V22H6zM14 2h6v6l-2-2-3.5 3.5-2-2L16 4z";

/** What the button that forks says, and the step at which it does (-1: none): the last one up to the playhead at which
 * the run has not ended. @param {Picture} picture @param {number} step */
export function forkOffer({ tracks, series, steps, forks }, step) {
  const { run, status, at } = tracks.find((t) => t.selected) ?? tracks[0],
    last = Math.min(step, steps - 1, series.x[run].length - 1, (status === "converged" && at) || step);
  if (!forks) return { text: `No fork: all ${tracks.length} places are taken`, last: -1 };
  return { text: last < 0 ? "No fork: this run has no steps" : last === step ? "Fork here" : `Fork at step ${last}`, last };
}

export class Panel {
  /**
   * @param {HTMLElement} box @param {HTMLElement} marks of the time line
   * @param {{ redraw: () => void, go: (step: number) => void,
   *   fork: (step: number) => void, setDial: (name: string, value: number, final: boolean) => void }} act
   */
  constructor(box, marks, act) {
    const [dials, switches, message] = ["dials", "arrows", "message"].map((name) => make("div", { class: `tw-${name}` }));
    this.box = box;
    this.message = message;
    this.dials = new Dials(dials, act.setDial);
    this.switches = switches;
    this.redraw = act.redraw;
    this.arrows = /** @type {import("./arrows.js").Arrows | null} */ (null);
    this.events = new Events(marks, act.go, (event) => this.showEvent(event));
    this.forkLabel = make("span");
    this.fork = button("tw-switch tw-fork", [icon(FORK), this.forkLabel]);
    this.forkAt = -1; // the step at which a fork is offered
    this.fork.onclick = () => this.forkAt >= 0 && act.fork(this.forkAt);
    this.relit = () => {}; // marks the dial of the symbol that is lit
    this.sentence = "";
    this.leads = ""; // what is said of the leader, where no event is told
    this.queue = /** @type {Event[]} */ ([]);
    this.picture = /** @type {Picture | null} */ (null);
    this.look = /** @type {import("./types.js").Look | null} */ (null);
    box.replaceChildren(dials, this.fork, switches, message);
  }

  /** Build the panel. This comes before any measuring, since its height is part of the layout. During a drag there are no
   * events, but their room is kept, or the map would jump.
   * @param {Picture} picture @param {import("./types.js").Look} look @param {boolean} keep leave the dials as they are
   * @param {boolean} rests */
  view(picture, look, keep, rests) {
    Object.assign(this, { picture, look });
    this.dials.view(picture, look, keep);
    this.arrows?.view(picture, look);
    this.relit();
    this.silence();
    this.queue = ranked(picture);
    this.events.visible = picture.events.length > 0 || (this.events.visible && !rests);
    this.message.hidden = this.events.box.hidden = !this.events.visible;
    this.fork.hidden = picture.forks === null;
    this.fork.title = `Another future of ${picture.tracks.find((t) => t.selected)?.name ?? "the runner"} from this step on`;
    this.box.hidden = [...this.box.children].every(
      (part) => /** @type {HTMLElement} */ (part).hidden || (part !== this.message && !part.children.length),
    );
  }

  silence() {
    this.queue = [];
    this.sentence = this.leads = "";
    this.events.clear();
    this.showEvent(null);
  }

  /** @param {Picture} picture @param {number} step @returns {string} what has just happened, "" for nothing new */
  show(picture, step) {
    if (!this.fork.hidden) {
      const { text, last } = forkOffer(picture, step);
      this.forkAt = last;
      if (this.forkLabel.textContent !== text) this.forkLabel.textContent = text;
      this.fork.ariaDisabled = String(last < 0);
    }
    const event = latest(this.queue, step, picture.steps),
      text = event ? describe(picture, event) : "",
      first = event ? null : leader(picture, step),
      leads = first?.text ?? "";
    if ((text === this.sentence && leads === this.leads) || !this.look) return "";
    this.showEvent(event);
    if (first) this.say(first.track.style, [leads], leads);
    const fresh = text !== this.sentence;
    Object.assign(this, { sentence: text, leads });
    return fresh ? text : "";
  }

  /** A sentence that is too long for its room unfolds when it gets the focus.
   * @param {number} style of the runner @param {(string | Node)[]} parts @param {string} title */
  say(style, parts, title) {
    const shape = mark(style, 6, colourOf(/** @type {import("./types.js").Look} */ (this.look), style));
    this.message.replaceChildren(make("span", { class: "tw-said", tabindex: "0", title }, [shape, ...parts]));
  }

  /** @param {Event | null} event */
  showEvent(event) {
    const { picture, look, message } = this;
    if (!picture || !look || !event) return void message.replaceChildren();
    const style = picture.tracks.find((t) => t.run === event.run)?.style ?? 0;
    this.say(style, [make("b", {}, [`step ${event.step}`]), ` ${event.text}`], describe(picture, event));
  }
}
