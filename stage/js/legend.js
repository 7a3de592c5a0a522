// @ts-check
/** What is written on a map: the names of the runners beside their heads or in a quiet corner, what the star is, and the
 * first line for newcomers. Loaded once the first picture has been painted. */
import { inside, toLeft, toTop } from "./axes.js";
import { make } from "./dom.js";
import { lowestOf } from "./figure.js";
import { hasDiverged, headAt, seenHeads } from "./heads.js";
import { hint, isWanted } from "./hint.js";
import { covered } from "./layout.js";
import { mark } from "./marks.js";
import { colourOf, SHAPES } from "./palette.js";
import { placing, quietest } from "./placing.js";

/** @typedef {import("./types.js").Picture} Picture @typedef {import("./types.js").Frame} Frame */
/** @typedef {import("./overlay.js").Line} Line @typedef {import("./placing.js").Rect} Rect */
/** @typedef {import("./placing.js").Head} Head */

/** The most names that stand beside their heads. */
const MOST = 5;
/** Half the size in pixels of a head, of a star and of the ring at the start. */
const HEAD = 8;
const STAR = 9;
const RING = 12;
/** The height in pixels of "diverged at step 1234" beside a head, its width, and its distance from the head. */
const [TALL, LONG, ASIDE] = [18, 140, 18];
/** Pixels from what stands in a corner to the edge of the map. */
const CORNER = 6;
/** Milliseconds in which a name appears at another place. */
const APPEARS = 180;
const CALM = "(prefers-reduced-motion: reduce)";

const STYLE = `
.tw-names { position: absolute; inset: 0; overflow: clip; pointer-events: none; font-size: 12.5px; line-height: 18px; }
.tw-narrow .tw-names { font-size: 12px; }
.tw-names [hidden] { display: none; }
.tw-riding > span, .tw-goal { position: absolute; left: 0; top: 0; }
.tw-tag {
  display: flex; align-items: center; width: max-content; max-width: var(--tw-most); box-sizing: border-box; padding: 0 4px 0 1px;
  border-radius: 5px; background: color-mix(in srgb, var(--tw-paper) 82%, transparent); font-weight: 600;
}
.tw-tag svg { flex: none; width: 15px; height: 15px; margin-right: 2px; }
.tw-tag b { overflow: hidden; font-weight: inherit; text-overflow: ellipsis; white-space: nowrap; }
.tw-goal .tw-tag { padding: 0 5px; color: var(--tw-ink); font-weight: 400; }
.tw-key:not(.tw-riding) {
  position: absolute; padding: 2px 3px; border-radius: 7px; background: color-mix(in srgb, var(--tw-paper) 82%, transparent);
}
.tw-key:not(.tw-riding) .tw-tag { background: none; }
.tw-first {
  position: absolute; margin: 0; padding: 3px 10px; border-radius: 14px; background: var(--tw-ink); color: var(--tw-paper);
  font-size: 13.5px; line-height: 20px; white-space: nowrap; pointer-events: none;
}`;

/** What tells the runners of a picture apart: a name that nobody else has, or what not all of one name have. Where all
 * have one name, it is left out.
 * @param {import("./types.js").Track[]} tracks @returns {string[]} */
export function keyNames(tracks) {
  return tracks.map(({ name, note }) => {
    const rivals = tracks.filter((other) => other.name === name).map((other) => other.note.split(", "));
    if (rivals.length === 1) return name;
    const own = note.split(", ").filter((part) => !rivals.every((other) => other.includes(part))).join(", ") || note;
    return rivals.length === tracks.length ? own : `${name} ${own}`;
  });
}

/** What the word beside a star says. @param {number} count of the lowest points */
export const goalText = (count) => (count > 1 ? `one of ${count} lowest points` : "lowest point");

export class Legend {
  /** @param {import("./stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.key = make("div", { class: "tw-key" });
    this.goal = make("span", { class: "tw-goal" }, [make("span", { class: "tw-tag" })]);
    this.row = make("span", { class: "tw-lowest" }, [make("span", { class: "tw-tag" })]); // what the star is, in the key
    this.box = make("div", { class: "tw-names", "aria-hidden": "true" }, [make("style", {}, [STYLE]), this.goal, this.key]);
    this.first = /** @type {HTMLElement | null} */ (null);
    this.made = this.cornered = this.planned = "";
    this.picture = /** @type {Picture | null} */ (null);
    this.corner = /** @type {Rect | null} */ (null);
    this.starAt = /** @type {(time: number) => Head} */ (() => null);
    this.headsAt = /** @type {(time: number) => Head[]} */ (() => []);
    this.slotsAt = /** @type {ReturnType<typeof placing>} */ (null);
    this.labels = /** @type {(HTMLElement | null)[]} */ ([]); // one for each head
    stage.parts.moves.after(this.box);
  }

  /** Once per view: build what is new, and decide what stands where if anything is new that matters. */
  view() {
    const { stage } = this,
      { picture, overlay } = stage,
      at = picture ? picture.panes.findIndex((p) => p.kind === "map") : -1;
    this.box.hidden = !picture || !!picture.grid || at < 0;
    if (!picture || this.box.hidden) return void this.showFirst(false);
    const flat = !covered(picture.panes, at),
      frame = overlay.frames[flat ? at : picture.panes.findIndex((p) => p.kind === "space")];
    if (!frame) return;
    const before = this.made;
    this.build(picture, frame);
    this.showFirst(isWanted(stage));
    // While paths move, names stay as they are beside the heads: to place them takes longer than the rest of a picture.
    if ((stage.draft || stage.morph?.running) && this.slotsAt && before === this.made) return void this.follow(flat ? this.lines(picture) : []);
    // The camera of a surface moves with every frame, and changes nothing here.
    const planned = JSON.stringify([frame, flat, this.made, overlay.lineScale, !!this.first, overlay.taken]);
    if (picture === this.picture && planned === this.planned) return;
    Object.assign(this, { picture, planned });
    this.plan(picture, frame, flat ? this.stars(picture, at, frame) : [], flat ? this.lines(picture) : []);
  }

  /** Let the names go with these paths. @param {Line[]} lines */
  follow(lines) {
    const { lineScale } = this.stage.overlay;
    this.headsAt = (/** @type {number} */ time) => [this.starAt(time), ...runnersAt(lines, time, lineScale)];
  }

  /** The paths of the runners that are shown, in their order. @param {Picture} picture */
  lines = ({ tracks }) =>
    tracks.flatMap((t) => this.stage.overlay.lines.find((l) => l.map && !l.inSpace && l.track === t) ?? []);

  /** Decide what stands where. @param {Picture} picture @param {Frame} frame
   * @param {ReturnType<Legend["stars"]>} stars @param {Line[]} lines */
  plan(picture, frame, stars, lines) {
    const { key, goal, first } = this,
      { steps } = picture,
      paths = lines.map((line) => line.points),
      star = stars.sort((a, b) => noise(a, paths) - noise(b, paths)).at(0),
      room = /** @type {Rect} */ ([frame.left, frame.top, frame.left + frame.width, frame.top + frame.height]);
    const still = [...this.rings(picture, frame), ...this.taken()],
      others = stars.flatMap((one) => (one.rect && one !== star ? [one.rect] : [])), // its own star is in no name's way
      solid = [...still, ...others, ...(star?.rect ? [star.rect] : [])];
    const line = first ? [this.besides(first, frame, paths, solid)] : [];
    this.starAt = (/** @type {number} */ time) => (star ? star.at(time) : null);
    goal.hidden = !star;
    this.row.remove();
    const says = goalText(star?.count ?? 0),
      runners = /** @type {HTMLElement[]} */ ([...key.children]);
    /** @type {HTMLElement} */ (goal.firstChild).textContent = says;
    key.classList.add("tw-riding");
    this.follow(lines);
    this.labels = [goal, ...runners];
    const names = [star ? sizeOf(goal) : null, ...runners.map(sizeOf)],
      rides = lines.length === runners.length && runners.length <= MOST && !picture.near && !picture.clouds[0] && !picture.vectors[0],
      { headsAt } = this;
    this.slotsAt = rides ? placing({ room, names, headsAt, steps, fixed: [...still, ...line, ...others] }) : null;
    if (this.slotsAt) return;
    key.classList.remove("tw-riding");
    // Those that rode with their heads before are in the key now.
    for (const label of runners) for (const one of [label, /** @type {HTMLElement} */ (label.firstChild)]) one.removeAttribute("style");
    this.labels = [goal];
    const settle = (/** @type {Rect} */ corner) => (first ? [corner, this.besides(first, frame, paths, [...solid, corner])] : [corner]),
      beside = settle(this.inCorner(picture, frame, paths, solid));
    this.slotsAt = placing({ room, names: names.slice(0, 1), headsAt, steps, fixed: [...still, ...others, ...beside] });
    goal.hidden = !star || !this.slotsAt;
    if (!star || this.slotsAt) return;
    // Where heads come everywhere around the star, the word would lie over one of them: it is in the key.
    /** @type {HTMLElement} */ (this.row.firstChild).replaceChildren(mark(SHAPES.indexOf("star"), 6, this.stage.look.ink), make("b", {}, [says]));
    key.append(this.row);
    settle(this.inCorner(picture, frame, paths, solid));
  }

  /** Put the first line where it hides nothing of these, and return its place. @param {HTMLElement} first
   * @param {Frame} frame @param {Float64Array[]} paths @param {Rect[]} fixed */
  besides(first, frame, paths, fixed) {
    const spot = quietest(spots(frame, first.offsetWidth, first.offsetHeight), paths, fixed);
    moveTo(first, spot);
    return spot;
  }

  /** Put the key into a quiet corner, and leave it there as long as the picture is the same.
   * @param {Picture} picture @param {Frame} frame @param {Float64Array[]} paths @param {Rect[]} fixed */
  inCorner(picture, frame, paths, fixed) {
    const { key } = this,
      { offsetWidth: w, offsetHeight: h } = key,
      { width, height } = this.stage.size,
      now = [picture.scene, this.made, width, height, fixed.length].join();
    if (now !== this.cornered || !this.corner || !picture.near) this.corner = quietest(spots(frame, w, h), paths, fixed);
    this.cornered = now;
    moveTo(key, this.corner);
    return this.corner;
  }

  /** @param {Picture} picture @param {Frame} frame */
  build(picture, frame) {
    const { look } = this.stage,
      tracks = picture.tracks.filter((t) => !t.hidden),
      names = keyNames(tracks),
      most = Math.round(Math.min(0.45 * frame.width, 240)),
      made = JSON.stringify([names, tracks.map((t) => t.style), look.dark, most]);
    if (made === this.made) return;
    this.made = made;
    this.box.style.setProperty("--tw-most", `${most}px`);
    this.key.replaceChildren(
      ...tracks.map(({ style }, i) => {
        const tag = make("span", { class: "tw-tag" }, [mark(style, 6, colourOf(look, style)), make("b", {}, [names[i]])]);
        tag.style.color = colourOf(look, style);
        return make("span", {}, [tag]);
      }),
    );
  }

  /** The lowest points in view, each with its place at a time, and the number of all. @param {Picture} picture
   * @param {number} pane @param {Frame} frame */
  stars({ panes, guides, series }, pane, frame) {
    const map = panes[pane],
      lowest = lowestOf((map.kind === "map" && map.marks) || []);
    const still = lowest.flatMap(({ x, y }) => {
      const [left, top] = [toLeft(frame, x), toTop(frame, y)],
        rect = /** @type {Rect} */ ([left - STAR, top - STAR, left + STAR, top + STAR]);
      return inside(frame, left, top) ? [{ at: () => ({ x: left, y: top, r: STAR }), rect: /** @type {Rect | null} */ (rect), count: lowest.length }] : [];
    });
    const moving = guides.flatMap(({ pane: on, x, y, style }) => {
      const [xs, ys] = [series[x]?.[0], series[y]?.[0]];
      if (on !== pane || style !== undefined || !xs?.length || !ys?.length) return [];
      const line = this.stage.overlay.guides.find((l) => l.frame === frame),
        at = (/** @type {number} */ time) => {
          const [left, top] = line ? headAt(line, time) : [NaN, NaN];
          return inside(frame, left, top) ? { x: left, y: top, r: STAR } : null;
        };
      return [{ at, rect: /** @type {Rect | null} */ (null), count: 1 }];
    });
    return [...moving, ...still];
  }

  /** The rings of the starts. @param {Picture} picture @param {Frame} frame @returns {Rect[]} */
  rings({ pins, panes }, frame) {
    return pins.flatMap((pin) => {
      const [x, y] = [toLeft(frame, pin.x), toTop(frame, pin.y)];
      return panes[pin.pane].kind === "map" ? [/** @type {Rect} */ ([x - RING, y - RING, x + RING, y + RING])] : [];
    });
  }

  /** The button that removes the paths from before a change. @returns {Rect[]} */
  taken() {
    const { taken } = this.stage.overlay;
    return taken ? [[taken.left, taken.top, taken.left + taken.width, taken.top + taken.height]] : [];
  }

  /** @param {boolean} wanted */
  showFirst(wanted) {
    if (!wanted) {
      this.first?.remove();
      this.first = null;
    } else if (!this.first) {
      this.first = hint(this.stage, () => {
        this.first = null;
        this.stage.view();
      });
      this.box.after(this.first);
    }
    return this.first;
  }

  /** Once per frame. @param {number} time */
  draw(time) {
    // It keeps its place while it is not seen, so that no name moves when the picture comes to rest.
    if (this.first) this.first.style.visibility = this.stage.clock.playing ? "hidden" : "";
    const slots = this.slotsAt?.(time),
      heads = slots ? this.headsAt(time) : [];
    this.labels.forEach((label, i) => {
      const [slot, head] = [slots?.[i], heads[i]];
      if (!label || !slots) return;
      label.style.visibility = slot && head ? "" : "hidden";
      if (!slot || !head) return;
      const tag = /** @type {HTMLElement} */ (label.firstChild),
        beside = `translate(${slot.dx}px, ${slot.dy}px)`;
      label.style.transform = `translate(${head.x.toFixed(2)}px, ${head.y.toFixed(2)}px)`;
      if (tag.style.transform === beside) return;
      // It appears at its new place. A name that slides there would cross those that keep theirs.
      if (tag.style.transform && !matchMedia(CALM).matches) tag.animate([{ opacity: 0 }, { opacity: 1 }], APPEARS);
      tag.style.transform = beside;
    });
  }
}

/** @param {HTMLElement} element @param {Rect} place */
const moveTo = (element, [left, top]) => Object.assign(element.style, { left: `${left}px`, top: `${top}px` });

/** The size of what stands beside a head. @param {HTMLElement} label */
function sizeOf(label) {
  const { offsetWidth: w, offsetHeight: h } = /** @type {HTMLElement} */ (label.firstChild);
  return { w, h };
}

/** Where runners are seen on the map, and what is written beside those that have diverged. @param {Line[]} lines
 * @param {number} time @param {number} scale @returns {Head[]} */
function runnersAt(lines, time, scale) {
  const seen = seenHeads(
    lines,
    lines.map((line) => headAt(line, time)),
  );
  return lines.map((line) => {
    const found = seen.find((one) => one.line === line);
    if (!found || Number.isNaN(found.left + found.top)) return null;
    const { left, top, angle } = found,
      from = left > line.frame.left + line.frame.width / 2 ? left - ASIDE - LONG : left + ASIDE,
      high = Math.min(Math.max(top, line.frame.top + 10), line.frame.top + line.frame.height - 10) - TALL / 2,
      more = /** @type {Rect} */ ([from, high, from + LONG, high + TALL]);
    return { x: left, y: top, r: scale * HEAD, more: angle !== null && hasDiverged(line, time) ? more : null };
  });
}

/** The places for what stands still on a map: its corners, then others along its edges.
 * @param {Frame} frame @param {number} w @param {number} h @returns {Rect[]} */
function spots({ left, top, width, height }, w, h) {
  const [x0, x1, y0, y1] = [left + CORNER, left + width - w - CORNER, top + CORNER, top + height - h - CORNER],
    middle = left + (width - w) / 2;
  const corners = [[x1, y0], [x0, y0], [x1, y1], [x0, y1], [middle, y0], [middle, y1]],
    between = [0.25, 0.5, 0.75].flatMap((u) => [x0, x1].map((x) => [x, y0 + u * (y1 - y0)])),
    along = [0.25, 0.75].flatMap((u) => [y0, y1].map((y) => [x0 + u * (x1 - x0), y]));
  return [...corners, ...along, ...between].map(([x, y]) => [x, y, x + w, y + h]);
}

/** How much goes on around a star. @param {{ at: (time: number) => Head }} star @param {Float64Array[]} paths */
function noise({ at }, paths) {
  const head = at(0);
  if (!head) return Infinity;
  let sum = 0;
  for (const points of paths) for (let i = 0; i < points.length; i += 2) if (Math.hypot(points[i] - head.x, points[i + 1] - head.y) < 60) sum++;
  return sum;
}
