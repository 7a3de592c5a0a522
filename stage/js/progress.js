// @ts-check
/** Where somebody has been in the course, and what they answered. It is kept in their browser alone. */

/** @typedef {import("./scoring.js").Guess} Guess */
/** @typedef {{ ask: string, first: Guess, right: boolean, last: Guess, open: boolean }} Given  the first answer and whether it
 *   was right, the latest one, and whether the question is open once more; ask: the question, which may change */
/** @typedef {{ at: number, seen: number[], answers: Record<string, Given> }} Been  the step of the last visit, from 1 */

const KEY = "thalweg.course";

/** The browser's store, if it has one. @returns {Pick<Storage, "getItem" | "setItem"> | null} */
function browserStore() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

export class Progress {
  /** @param {Pick<Storage, "getItem" | "setItem"> | null} [store] */
  constructor(store = browserStore()) {
    this.store = store;
    this.chapters = /** @type {Record<string, Been>} */ ({});
    try {
      const found = JSON.parse(store?.getItem(KEY) ?? "{}");
      for (const [key, been] of Object.entries(found ?? {})) if (isBeen(been)) this.chapters[key] = been;
    } catch {
      // what cannot be read counts as nothing
    }
  }

  /** @param {string} chapter @returns {Been} */
  of(chapter) {
    return this.chapters[chapter] ?? { at: 1, seen: [], answers: {} };
  }

  /** @param {string} chapter @param {Been} been */
  keep(chapter, been) {
    this.chapters = { ...this.chapters, [chapter]: been };
    try {
      this.store?.setItem(KEY, JSON.stringify(this.chapters));
    } catch {
      // a full or forbidden store: it is kept until the page is closed
    }
  }

  /** @param {string} chapter @param {number} step */
  visit(chapter, step) {
    const been = this.of(chapter);
    this.keep(chapter, { ...been, at: step, seen: [...new Set([...been.seen, step])].sort((a, b) => a - b) });
  }

  /** What was answered to a question, null if nothing was. @param {string} chapter @param {number} step @param {string} ask */
  given(chapter, step, ask) {
    const found = this.of(chapter).answers[step];
    return found?.ask === ask ? found : null;
  }

  /** Keep an answer. The first one counts. @param {string} chapter @param {number} step @param {string} ask
   * @param {Guess} guess @param {boolean} right */
  answer(chapter, step, ask, guess, right) {
    const been = this.of(chapter),
      before = this.given(chapter, step, ask),
      given = before ? { ...before, last: guess, open: false } : { ask, first: guess, right, last: guess, open: false };
    this.keep(chapter, { ...been, answers: { ...been.answers, [step]: given } });
  }

  /** Ask once more. @param {string} chapter @param {number} step @param {string} ask */
  reopen(chapter, step, ask) {
    const been = this.of(chapter),
      before = this.given(chapter, step, ask);
    if (before) this.keep(chapter, { ...been, answers: { ...been.answers, [step]: { ...before, open: true } } });
  }

  /** How many questions were answered, and how many rightly at first. @param {string} chapter */
  score(chapter) {
    const all = Object.values(this.of(chapter).answers);
    return { answered: all.length, right: all.filter((one) => one.right).length };
  }
}

/** @param {unknown} been @returns {been is Been} */
function isBeen(been) {
  const one = /** @type {Been | null} */ (been);
  return !!one && Number.isInteger(one.at) && Array.isArray(one.seen) && typeof one.answers === "object" && one.answers !== null;
}
