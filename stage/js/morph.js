// @ts-check
/** Moves the paths of one picture into their places in the next, where both show the same runs on the same ground. Loaded
 * when a page asks for it: `stage.morphs()`. */

/** @typedef {import("./types.js").Picture} Picture @typedef {import("./types.js").Box} Box */

/** Milliseconds that a move takes. */
export const LASTS = 300;
/** Beyond this many widths of its map a path is not followed: a place 10⁹ away would come into sight in the last instant. */
const FAR = 1;
/** Starts are the same if they are no farther apart than this share of the map. */
const SAME = 1e-6;

/** The maps of a picture. @param {Picture} picture @returns {string} */
const grounds = ({ panes }) => JSON.stringify(panes.map((p) => (p.kind === "map" ? [p.surface, p.box] : p.kind === "space" ? p.of : p.kind)));

/** The box of a map. @param {Picture} picture @param {number} pane @returns {Box} */
const boxOf = ({ panes }, pane) => {
  const p = panes[pane];
  return p?.kind === "map" ? p.box : [0, 1, 0, 1];
};

/** Whether two pictures show the same runs on the same ground with something else set: the same methods, from the same
 * starts. In a grid of panes a pane's name says what is set there. @param {Picture | null} old @param {Picture} next */
export function corresponds(old, next) {
  if (!old || old.scene !== next.scene || grounds(old) !== grounds(next) || old.tracks.length !== next.tracks.length) return false;
  return next.tracks.every(({ run, pane, style, name }, i) => {
    const was = old.tracks[i],
      [x0, x1, y0, y1] = boxOf(next, pane);
    if (!(old.series.x?.[run]?.length > 1)) return false; // the path of before is not shown
    if (was.run !== run || was.pane !== pane || was.style !== style || (was.name !== name && !next.grid)) return false;
    return [["x", x1 - x0], ["y", y1 - y0]].every(([axis, size]) => Math.abs(old.series[axis]?.[run]?.[0] - next.series[axis]?.[run]?.[0]) <= SAME * +size);
  });
}

/** A row of numbers on its way from one to another, step by step. A run that was shorter stays where it ended; where there
 * is nothing to come from, it is where it will be. @param {Float32Array | undefined} from @param {Float32Array} to
 * @param {number} share 0 to 1 @param {(value: number) => number} [bend] the scale on which it moves @param {(value: number) => number} [unbend] */
export function between(from, to, share, bend = (v) => v, unbend = (v) => v) {
  const last = (from?.length ?? 0) - 1;
  return to.map((b, i) => {
    const a = bend(from?.[Math.min(i, last)] ?? NaN),
      c = bend(b);
    return Number.isFinite(a) && Number.isFinite(c) ? unbend(a + share * (c - a)) : b;
  });
}

/** The picture `next` with its paths on the way from those of `old`. Curves move on the axes of `next`.
 * @param {Picture} old @param {Picture} next @param {number} share of the way, 0 to 1 @returns {Picture} */
export function blend(old, next, share) {
  const series = { ...next.series };
  /** @param {string} name @param {number} run @param {Float32Array} row */
  const put = (name, run, row) => {
    if (series[name] === next.series[name]) series[name] = [...next.series[name]];
    series[name][run] = row;
  };
  for (const { run, pane } of next.tracks) {
    const [x0, x1, y0, y1] = boxOf(next, pane);
    for (const [axis, low, high] of /** @type {[string, number, number][]} */ ([["x", x0, x1], ["y", y0, y1]])) {
      const reach = FAR * (high - low),
        near = (/** @type {number} */ v) => Math.min(Math.max(v, low - reach), high + reach);
      put(axis, run, between(old.series[axis]?.[run], next.series[axis][run], share, near));
    }
  }
  for (const { run, pane } of next.curves) {
    const chart = next.panes[pane],
      was = old.panes[pane];
    if (chart.kind !== "chart" || was?.kind !== "chart" || chart.of !== was.of) continue;
    const [bend, unbend] = chart.log ? [Math.log10, (/** @type {number} */ v) => 10 ** v] : [];
    put(chart.of, run, between(old.series[chart.of]?.[run], next.series[chart.of][run], share, bend, unbend));
  }
  return { ...next, series };
}

export class Morph {
  /** @param {import("./stage.js").Stage} stage
   * @param {{ now: () => number, ask: (act: () => void) => void, calm: () => boolean }} [env] calm: whether motion is to be
   * reduced, or nobody sees it */
  constructor(
    stage,
    env = { now: () => performance.now(), ask: (act) => void requestAnimationFrame(act), calm: () => document.hidden || matchMedia("(prefers-reduced-motion: reduce)").matches },
  ) {
    this.stage = stage;
    this.env = env;
    this.from = /** @type {Picture | null} */ (null);
    this.to = /** @type {Picture | null} */ (null);
    this.begun = /** @type {number | null} */ (null);
    this.after = /** @type {(() => void) | null} */ (null);
  }

  /** Do something when the paths are in their places, which may be now. @param {() => void} act */
  then(act) {
    if (this.running) this.after = act;
    else act();
  }

  /** The share of the time that is over. It begins with the first frame: to show a picture may take longer than a move. */
  get gone() {
    return this.begun === null ? 0 : (this.env.now() - this.begun) / LASTS;
  }

  /** Whether paths are on their way. */
  get running() {
    return this.from !== null && this.gone < 1;
  }

  /** Another picture is about to be shown. @param {Picture | null} old @param {Picture} next @param {boolean} held in a drag */
  begin(old, next, held) {
    const shown = old && this.seen(old);
    this.from = this.to = this.after = null;
    if (!shown || held || next.moving || this.env.calm() || !corresponds(shown, next)) return;
    Object.assign(this, { from: shown, to: next, begun: null });
    this.env.ask(() => this.tick(next));
  }

  /** A picture as it is seen now: on its way, or itself. @param {Picture} picture @returns {Picture} */
  seen(picture) {
    if (!this.from || this.to !== picture || !this.running) return picture;
    return blend(this.from, picture, 1 - (1 - this.gone) ** 3);
  }

  /** @param {Picture} picture the one for which this was asked for */
  tick(picture) {
    const { stage } = this;
    if (this.to !== picture) return;
    this.begun ??= this.env.now();
    if (this.running && stage.picture === picture) {
      const { overlay, look, size } = stage;
      overlay.view(this.seen(picture), stage.frames(), look, size, stage.stale, stage.ghosts.shown);
      overlay.draw(stage.time);
      return this.env.ask(() => this.tick(picture));
    }
    const { after } = this;
    this.from = this.to = this.after = null;
    stage.view();
    after?.();
  }
}
