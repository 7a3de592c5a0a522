// @ts-check
/** Guess first: where a link asks for it, nothing is trained before the visitor has said which method will be ahead. The
 * guess never leaves the browser. */
import { button, make } from "./dom.js";
import { mark } from "./marks.js";
import { colourOf } from "./palette.js";

/** @typedef {import("./networkwire.js").Curves} Curves @typedef {import("./networkwire.js").Method} Method
 * @typedef {import("./types.js").Look} Look */

/** The guesses by the link of what they are about: the key of a method, or "" where the question was skipped.
 * @type {Map<string, string>} */
const guesses = new Map();

/** How good a guess was, in words. @param {Curves} curves all of them @param {string} key that of the guessed method */
export function verdict({ methods, order, rows }, key) {
  const best = methods[order[0]],
    place = order.findIndex((m) => methods[m].key === key),
    mine = methods[order[place]],
    of = (/** @type {number} */ k) => rows[order[k]].cells[0];
  if (!mine) return "";
  if (place === 0) return `Right! ${best.name} is ahead with an accuracy of ${of(0)}.`;
  if (of(place) === of(0)) return `Right! ${mine.name} and ${best.name} are level with an accuracy of ${of(0)}.`;
  return `Not this time. ${best.name} is ahead with an accuracy of ${of(0)}. Your guess, ${mine.name}, is number ${place + 1} with ${of(place)}.`;
}

export class Guess {
  /** @param {() => void} begin called when a guess has been made */
  constructor(begin) {
    this.begin = begin;
    this.link = "";
    this.open = false; // the question waits for an answer
    this.element = make("section", { class: "tn-guess", "aria-label": "Your guess", hidden: "" });
  }

  /** Ask, if the link wants it and nobody has guessed yet.
   * @param {string} link of the training @param {Method[]} methods @param {boolean} wanted @param {boolean} again for every training anew
   * @param {Look} look */
  ask(link, methods, wanted, again, look) {
    this.link = link;
    this.open = wanted && methods.length > 1 && !guesses.has(link) && (again || !guesses.size);
    this.element.hidden = !this.open;
    if (!this.open) return;
    const choose = (/** @type {string} */ key, /** @type {(Node | string)[]} */ parts, kind = "") => {
      const made = button(kind, parts);
      made.onclick = () => this.answer(key, methods);
      return made;
    };
    this.element.replaceChildren(
      make("p", {}, [make("strong", {}, ["Which method will be ahead at the end?"]), make("br"), "The one with the highest accuracy on the validation images is ahead. The training begins with your guess."]),
      ...methods.map(({ key, name, note, style }) => choose(key, [mark(style, 7, colourOf(look, style)), name, make("small", {}, [note])])),
      choose("", ["Skip"], "tn-skip"),
    );
  }

  /** @param {string} key @param {Method[]} methods */
  answer(key, methods) {
    guesses.set(this.link, key);
    this.open = false;
    const name = methods.find((one) => one.key === key)?.name;
    this.element.hidden = !name;
    this.element.replaceChildren(make("p", {}, [`Your guess: ${name}.`]));
    this.begin();
  }

  /** Say how good the guess was, when all is there. @param {Curves} curves */
  tell(curves) {
    const key = guesses.get(this.link);
    if (!curves.done || !key) return;
    this.element.hidden = false;
    this.element.replaceChildren(make("p", { role: "status" }, [make("strong", {}, [verdict(curves, key)])]));
  }
}
