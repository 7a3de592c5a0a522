// @ts-check
/** Predict, then reveal: a link may ask for a guess, and until it is made the picture contains nothing of the answer.
 * The guess never leaves the browser. Loaded when a link asks for one. */
import { button, make } from "./dom.js";
import { mark } from "./marks.js";
import { short } from "./number.js";
import { colourOf, lookFor, SHAPES } from "./palette.js";
import { standings } from "./standings.js";

/** @typedef {import("./types.js").Picture} Picture @typedef {import("./types.js").Track} Track */
/** @typedef {import("./types.js").MapPane} MapPane @typedef {import("./stage.js").Stage} Stage */
/** @typedef {{ run: number, x: number, y: number }} Guess  a runner's number, or where it will end; NaN where skipped
 * @typedef {{ box: HTMLElement, key: string, asks: string, real: Picture, pin: import("./types.js").Pin | null,
 *   moved: Stage["pins"]["moved"] }} Asking */

const STYLE = `
.tw-guess { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 10px; margin: 0 0 8px; padding: 8px 14px;
  border-left: 4px solid var(--tw-accent); background: var(--tw-hover); font-size: 15px; }
.tw-guess p { flex: 1 1 100%; margin: 0; }
.tw-guess strong { font-size: 18px; }
.tw-guess button { display: inline-flex; align-items: center; gap: 6px; min-height: 44px; padding: 0 14px;
  border: 1px solid var(--tw-faint); border-radius: 22px; background: var(--tw-paper); color: var(--tw-ink); }
.tw-guess svg { width: 20px; height: 20px; }
.tw-guess small { color: var(--tw-faint); font-size: 13px; }
.tw-guess .tw-skip { border-color: transparent; background: none; }
.tw-asking :is(.tw-standings, .tw-message, .tw-readout) { display: none; }
.tw-asking .tw-bar { opacity: .35; }`;
/** Milliseconds between two checks whether the playhead has reached the end. */
const LOOK = 150;

/** What was answered: the guesses by question, and whether anything was guessed or skipped. In the app this belongs to a
 * page, which may make its stage anew; on a page of another site every stage asks for itself.
 * @typedef {{ guesses: Map<string, Guess>, any: boolean }} Answers */
/** @type {Map<string, Answers>} */
const ofPages = new Map();
/** @type {WeakMap<Stage, Answers>} */
const ofStages = new WeakMap();
/** @type {WeakMap<Stage, Asking>} */
const asking = new WeakMap();

/** @template {object | string} K @param {{ get: (key: K) => Answers | undefined, set: (key: K, value: Answers) => unknown }} of
 * @param {K} key */
function kept(of, key) {
  const found = of.get(key) ?? { guesses: new Map(), any: false };
  of.set(key, found);
  return found;
}

/** @param {Stage} stage */
const answers = (stage) => (stage.away ? kept(ofStages, stage) : kept(ofPages, location.pathname));

/** @param {Picture} picture */
const shown = ({ tracks }) => tracks.filter((t) => !t.hidden);

/** The runner whose end is asked for: the selected one, or the first visible one. @param {Picture} picture */
const asked = (picture) => shown(picture).find((t) => t.selected) ?? shown(picture)[0];

/** Whether there is a question: only a race has one, that is no cloud or grid. @param {Picture} picture */
export function hasQuestion({ rules, grid, clouds, tracks }) {
  const count = tracks.filter((t) => !t.hidden).length;
  return !!rules?.ask && !grid && !clouds.length && count > +(rules.ask === "winner");
}

/** The identity of a question, which is the same as long as its answer is. @param {Picture} picture */
export function questionOf({ scene, steps, tracks, series, rules }) {
  const ends = tracks.map((t) => ["x", "y", "loss"].map((name) => series[name]?.[t.run]?.at(-1)));
  return JSON.stringify([rules?.ask, scene, steps, tracks.map((t) => [t.name, t.note, t.hidden]), ends]);
}

/** The picture reduced to the start, so that it contains nothing of what comes later. Its only pin is the guess, unless
 * another pin is being dragged.
 * @param {Picture} picture @param {boolean} [held] @returns {Picture} */
export function withoutAnswer(picture, held = false) {
  const { panes, tracks, series, rules } = picture,
    at = (/** @type {string} */ name, /** @type {number} */ run) => series[name]?.[run]?.[0] ?? 0;
  const end = rules?.ask === "end" && !held ? asked(picture) : null,
    map = /** @type {MapPane} */ (panes[end?.pane ?? 0]);
  const pin = end && {
    name: "guess", pane: end.pane, x: at("x", end.run), y: at("y", end.run), label: "Your guess",
    low: /** @type {[number, number]} */ ([map.box[0], map.box[2]]), high: /** @type {[number, number]} */ ([map.box[1], map.box[3]]),
    words: /** @type {[string, string][]} */ ([]), unit: /** @type {[number, number]} */ ([1, 1]), digits: /** @type {[number, number]} */ ([0, 0]),
  }; // prettier-ignore
  return {
    ...picture,
    rules: rules && { ...rules, off: rules.off.filter((name) => !pin || name !== "start") },
    steps: 0,
    panes: panes
      .filter((p) => p.kind !== "space")
      .map((p) => (p.kind === "chart" ? { ...p, log: false, span: [0, 1], level: null } : { ...p, caption: "", badge: "" })),
    tracks: tracks.map((t) => ({ ...t, status: "moving", at: null, why: "", place: "", reached: null, left: null, below: null, last: "" })),
    series: Object.fromEntries(
      Object.entries(series).map(([name, rows]) => [name, rows.map((row) => row.subarray(0, 1))]),
    ),
    pins: pin ? [pin] : picture.pins.filter((p) => panes[p.pane].kind === "map"),
    ...{ ghosts: false, forks: null, thick: "", near: 0 },
    ...{ vectors: [], contours: [], bands: [], lines: [], shares: [], events: [], formulas: [], bars: [] },
  };
}

/** The picture with the place of a guess as a cross. @param {Picture} picture @param {Guess} guess @returns {Picture} */
export function withGuess(picture, { x, y }) {
  if (Number.isNaN(x)) return picture;
  const guide = {
      pane: asked(picture).pane,
      x: "guess x",
      y: "guess y",
      label: "Your guess",
      style: SHAPES.indexOf("cross"),
    },
    series = { ...picture.series, "guess x": [Float32Array.of(x)], "guess y": [Float32Array.of(y)] };
  return { ...picture, series, guides: [...picture.guides, guide] };
}

/** The name of a runner, with its settings if another one has the same name.
 * @param {Picture} picture @param {Track} track */
const uniqueName = (picture, { name, note }) =>
  shown(picture).filter((t) => t.name === name).length > 1 ? `${name} (${note})` : name;

/** @param {string[]} names */
const listed = (names) => [names.slice(0, -1).join(", "), names.at(-1)].filter(Boolean).join(" and ");

/** How good a guess of the winner was, in words. Runs whose losses read the same are tied.
 * @param {Picture} picture @param {number} run */
export function winnerFeedback(picture, run) {
  const rows = standings(picture, picture.steps),
    alive = rows.filter((r) => !r.diverged && !Number.isNaN(r.loss)),
    mine = rows.findIndex((r) => r.track.run === run),
    own = uniqueName(picture, rows[mine].track);
  if (!alive.length) return "All of them diverged, so nobody is ahead.";
  const loss = short(alive[0].loss),
    best = alive.filter((r) => short(r.loss) === loss),
    next = alive[best.length],
    names = listed(best.map((r) => uniqueName(picture, r.track)));
  const said =
      best.length > 1 ? `${names} are level with a loss of ${loss}` : `${names} is ahead with a loss of ${loss}`,
    rest = next
      ? `, and ${uniqueName(picture, next.track)} follows with ${short(next.loss)}.`
      : best.length < rows.length
        ? ", and the others diverged."
        : ".";
  if (best.some((r) => r.track.run === run)) return `Right! At step ${picture.steps} ${said}${rest}`;
  const place = rows[mine].diverged
    ? `diverged at step ${rows[mine].track.at}.`
    : `is number ${mine + 1} with ${short(rows[mine].loss)}.`;
  return `Not this time. At step ${picture.steps} ${said}. Your guess, ${own}, ${place}`;
}

/** How near a guess of the end was, in words. @param {Picture} picture @param {Guess} guess */
export function endFeedback(picture, { run, x, y }) {
  const track = /** @type {Track} */ (picture.tracks.find((t) => t.run === run)),
    name = uniqueName(picture, track);
  if (track.status === "diverged") return `${name} diverged at step ${track.at}, so it has no end on the map.`;
  const [left, top] = ["x", "y"].map((axis) => picture.series[axis][run].at(-1) ?? NaN),
    [x0, x1, y0, y1] = /** @type {MapPane} */ (picture.panes[track.pane]).box,
    away = Math.hypot(x - left, y - top),
    share = (100 * away) / Math.hypot(x1 - x0, y1 - y0);
  return `${name} ends at x ${short(left, 3)}, y ${short(top, 3)}. Your guess is ${short(away, 3)} away: ${short(share, 2)} % of the map's diagonal.`;
}

/** The part of a picture that is shown: all of it once a guess is made or skipped.
 * @param {Stage} stage @param {Picture} picture @returns {Picture} */
export function visiblePicture(stage, picture) {
  const key = questionOf(picture),
    { guesses, any } = answers(stage),
    known = guesses.get(key);
  const now = asking.get(stage) ?? {
    box: make("section", { class: "tw-guess", "aria-label": "Your guess" }),
    key: "",
    asks: "",
    real: picture,
    pin: null,
    moved: stage.pins.moved,
  };
  asking.set(stage, now);
  const free = !hasQuestion(picture) || known || (any && !picture.rules?.again);
  Object.assign(now, { real: picture });
  const { root, parts, pins, ghosts } = stage;
  // The first question comes before the first picture, from which the stage would otherwise take its colours.
  stage.look = lookFor(getComputedStyle(root).getPropertyValue("--st-background-color"));
  root.classList.toggle("tw-asking", !free);
  parts.bar.inert = parts.live.hidden = !free;
  if (!free) return ask(stage, now, key, withoutAnswer(picture, pins.held >= 0));
  if (now.asks) ghosts.settled = null; // the picture without the answer must not become a ghost
  if (now.pin) parts.pins.replaceChildren(); // a link may lock the start's pin, but never that of the guess
  root.classList.remove("tw-pointing");
  pins.moved = now.moved;
  if (key !== now.key) {
    if (known && !Number.isNaN(known.run)) tell(stage, now, known);
    else now.box.remove();
  }
  Object.assign(now, { key, asks: "", pin: null });
  return known ? withGuess(picture, known) : picture;
}

/** @param {Picture} picture */
function question(picture) {
  const { steps, rules } = picture;
  const [title, more] =
    rules?.ask === "end"
      ? [
          `Where will ${uniqueName(picture, asked(picture))} end?`,
          `The run has ${steps} steps. Tap the map, drag the ring, or move it with the arrow keys.`,
        ]
      : [
          "Which runner will be ahead at the end?",
          `The runner with the lowest loss at step ${steps} is ahead. A runner that diverges comes last.`,
        ];
  return make("p", {}, [make("strong", {}, [title]), make("br"), more]);
}

/** @param {Stage} stage @param {Asking} now @param {string} key @param {Picture} hidden */
function ask(stage, now, key, hidden) {
  const { real } = now,
    end = real.rules?.ask === "end",
    pin = hidden.pins.find((one) => one.name === "guess"),
    runner = asked(real);
  const about = JSON.stringify([real.scene, real.steps, shown(real), end && runner.run, !pin, stage.look.dark]);
  now.key = key;
  if (pin && now.pin && about === now.asks) Object.assign(pin, { x: now.pin.x, y: now.pin.y }); // the ring stays where it is
  if (pin && !now.pin) stage.parts.pins.replaceChildren();
  now.pin = pin ?? null;
  stage.root.classList.toggle("tw-pointing", !!pin);
  const sure = button("", ["This is my guess"]);
  sure.disabled = !pin;
  if (pin) stage.pins.moved = ({ x, y }) => Object.assign(/** @type {object} */ (now.pin), { x, y });
  sure.onclick = () => answer(stage, now, { run: runner.run, x: now.pin?.x ?? NaN, y: now.pin?.y ?? NaN });
  if (about === now.asks) return hidden;
  now.asks = about;
  const choice = (/** @type {Track} */ track) => {
    const made = button("", [
      mark(track.style, 7, colourOf(stage.look, track.style)),
      track.name,
      make("small", {}, [track.note]),
    ]);
    made.onclick = () => answer(stage, now, { run: track.run, x: NaN, y: NaN });
    return made;
  };
  const skip = button("tw-skip", ["Skip"]);
  skip.onclick = () => answer(stage, now, { run: NaN, x: NaN, y: NaN });
  say(stage, now, [question(real), ...(end ? [sure] : shown(real).map(choice)), skip]);
  return hidden;
}

/** Show a question or an answer above the picture. @param {Stage} stage @param {Asking} now @param {Node[]} parts */
function say(stage, { box }, parts) {
  box.replaceChildren(make("style", {}, [STYLE]), ...parts);
  if (!box.isConnected) stage.parts.plot.before(box);
}

/** @param {Stage} stage @param {Asking} now @param {Guess} guess */
function tell(stage, now, guess) {
  const said = Number.isNaN(guess.x) ? winnerFeedback(now.real, guess.run) : endFeedback(now.real, guess);
  say(stage, now, [make("p", { role: "status" }, [make("strong", {}, [said])])]);
}

/** @param {Stage} stage @param {Asking} now @param {Guess} guess */
async function answer(stage, now, guess) {
  const { box, real, key } = now,
    skipped = Number.isNaN(guess.run);
  answers(stage).guesses.set(key, guess);
  answers(stage).any = true;
  if (skipped) box.remove();
  else {
    const who = Number.isNaN(guess.x)
      ? uniqueName(real, /** @type {Track} */ (real.tracks.find((t) => t.run === guess.run)))
      : `x ${short(guess.x, 3)}, y ${short(guess.y, 3)}, the cross on the map`;
    say(stage, now, [make("p", {}, [`Your guess: ${who}.`])]);
  }
  stage.clock.seek(0);
  await stage.update(real);
  stage.autoplay();
  stage.show();
  stage.transport.play.focus();
  if (skipped) return;
  const watch = setInterval(() => {
    if (stage.root.isConnected && now.key === key && stage.clock.t < stage.clock.last) return;
    clearInterval(watch);
    if (now.key === key) tell(stage, now, guess);
  }, LOOK);
}
