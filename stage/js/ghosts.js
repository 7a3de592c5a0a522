// @ts-check
/** Keeps the paths from before a change as faint lines, until they are dismissed or no longer fit. */

/** @typedef {import("./types.js").Picture} Picture @typedef {import("./types.js").Track} Track */

/** @param {Picture} a @param {Picture} b */
const fits = (a, b) => a.scene === b.scene && a.tracks.length === b.tracks.length;

/** Has any path changed? @param {Picture} a @param {Picture} b */
const moved = (a, b) =>
  b.tracks.some(({ run }) =>
    ["x", "y"].some((name) => {
      const [old, now] = [a, b].map((p) => p.series[name]?.[run] ?? []);
      return old.length !== now.length || now.some((v, i) => v !== old[i] && (v === v || old[i] === old[i]));
    }),
  );

export class Ghosts {
  constructor() {
    this.shown = /** @type {Picture | null} */ (null);
    this.settled = /** @type {Picture | null} */ (null); // the last picture at rest: a drag is one change, not fifty
  }

  /** @param {Picture} next @param {boolean} rests the hand has let go */
  update(next, rests) {
    if (!next.ghosts || (this.settled && !fits(this.settled, next))) this.shown = this.settled = null;
    if (this.settled && moved(this.settled, next)) this.shown = this.settled;
    if (rests || !this.settled) this.settled = next;
  }

  /** What comes next is compared with nothing. */
  forget() {
    this.shown = this.settled = null;
  }

  /** Place the button that dismisses them in the corner of a map.
   * @param {HTMLElement} button @param {import("./types.js").Frame | undefined} f @param {() => void} redraw
   * @returns {import("./types.js").Place | null} where it is */
  place(button, f, redraw) {
    button.hidden = !this.shown || !f;
    if (button.hidden || !f) return null;
    const { offsetWidth: width, offsetHeight: height } = button,
      left = f.left + 6,
      top = f.top + f.height - height - 6;
    Object.assign(button.style, { left: `${left}px`, top: `${top}px` });
    button.onclick = () => {
      this.shown = null;
      redraw();
    };
    return { left, top, width, height };
  }
}

/** How much sooner or later a run arrives than before the change. @param {Track} now @param {Track | undefined} then */
export function difference(now, then) {
  const [a, b] = [then?.reached ?? null, now.reached];
  if (!then || a === b) return "";
  if (a === null) return "did not arrive before";
  if (b === null) return `arrived at step ${a} before`;
  return `${b < a ? "−" : "+"}${Math.abs(b - a)} steps`;
}
