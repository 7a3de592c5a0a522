// @ts-check
/** Where names stand beside heads that move. A name keeps its place beside its head as long as nothing comes in its way,
 * so that it does not flicker; where it has to move, it goes to where it can stay. What stands where depends on the step
 * alone, not on the way to it. Pure functions of rectangles. */

/** @typedef {[number, number, number, number]} Rect  left, top, right, bottom, in pixels
 * @typedef {{ x: number, y: number, r: number, more?: Rect | null } | null} Head  more: what is written beside it; null:
 *   it is nowhere
 * @typedef {{ w: number, h: number } | null} Name  its size; null: this head has no name
 * @typedef {{ dx: number, dy: number, cost: number }} Slot  from the head to the upper left corner of its name */

/** Pixels: from the middle of a head to its name, between two names, from a name to the edge of the map. */
const GAP = 13;
const APART = 1;
const EDGE = 3;
/** Rows above and below the head in which its name may stand. */
const ROWS = 4;
/** Moments at which a race is looked at, and how many of them a name looks ahead. */
const MOMENTS = 360;
const AHEAD = 48;
/** What a place costs that has to be left at once, and one in which another name stands, which would have to go. */
const BRIEF = 2;
const HELD = 4;
/** From what cost on a name looks for a place that costs less by so much, every few moments. */
const FAR = 3;
const LESS = 1.4;
const PAUSE = 6;
/** Pixels by which a name above or below its head reaches beyond it. */
const OVER = 9;

/** @param {Rect} a @param {Rect} b */
export const hits = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** The places beside a head: at its sides first, then above and below, then in other rows.
 * @param {{ w: number, h: number }} name
 * @returns {Slot[]} */
export function slotsOf({ w, h }) {
  const rows = Array.from({ length: 2 * ROWS + 1 }, (_, i) => i - ROWS),
    row = (/** @type {number} */ k) => k * (h + APART) - h / 2;
  return [
    ...rows.map((k) => ({ dx: GAP, dy: row(k), cost: 1.6 * Math.abs(k) })),
    ...rows.map((k) => ({ dx: -GAP - w, dy: row(k), cost: 0.8 + 1.6 * Math.abs(k) })),
    ...[-w / 2, -OVER, OVER - w].flatMap((dx, k) => [
      { dx, dy: -GAP - h, cost: 1.2 + 0.2 * k },
      { dx, dy: GAP, cost: 1.4 + 0.2 * k },
      { dx, dy: -GAP - 2 * h - APART, cost: 3 + 0.2 * k },
      { dx, dy: GAP + h + APART, cost: 3.2 + 0.2 * k },
    ]),
  ].sort((a, b) => a.cost - b.cost);
}

/**
 * The places of names beside their heads at every step.
 * @param {{ room: Rect, names: Name[], headsAt: (time: number) => Head[], steps: number, fixed: Rect[] }} race the map, the
 *   names in the order of their importance, the heads (the first ones belong to the names), what stands still
 * @returns {((time: number) => (Slot | null)[]) | null} null if there is not always room for all of them
 */
export function placing({ room, names, headsAt, steps, fixed }) {
  const count = Math.min(Math.max(steps, 1), MOMENTS),
    every = Math.max(steps, 1) / count,
    moments = Array.from({ length: count + 1 }, (_, k) => headsAt(Math.min(k * every, steps))),
    slots = names.map((name) => (name ? slotsOf(name) : []));
  const rectOf = (/** @type {number} */ i, /** @type {Slot} */ { dx, dy }, /** @type {Head[]} */ heads) => {
    const { x, y } = /** @type {{ x: number, y: number }} */ (heads[i]),
      { w, h } = /** @type {{ w: number, h: number }} */ (names[i]);
    return /** @type {Rect} */ ([x + dx, y + dy, x + dx + w, y + dy + h]);
  };
  const isClear = (/** @type {Rect} */ rect, /** @type {Head[]} */ heads) =>
    rect[0] >= room[0] + EDGE &&
    rect[1] >= room[1] + EDGE &&
    rect[2] <= room[2] - EDGE &&
    rect[3] <= room[3] - EDGE &&
    !fixed.some((one) => hits(rect, one)) &&
    !heads.some((head) => head && (hits(rect, [head.x - head.r, head.y - head.r, head.x + head.r, head.y + head.r]) || (head.more && hits(rect, head.more))));
  /** The share of the time ahead in which nothing that is known comes in the way. */
  const lasts = (/** @type {number} */ i, /** @type {Slot} */ slot, /** @type {number} */ from) => {
    const end = Math.min(from + AHEAD, count + 1);
    let k = from;
    while (k < end && (!moments[k][i] || isClear(rectOf(i, slot, moments[k]), moments[k]))) k++;
    return k === end ? 1 : (k - from) / AHEAD;
  };
  const settle = (/** @type {(Slot | null)[]} */ before, /** @type {Head[]} */ heads, /** @type {number} */ moment) => {
    const found = /** @type {(Slot | null)[]} */ (names.map(() => null)),
      taken = /** @type {Rect[]} */ ([]),
      rects = names.map((_, i) => before[i] && heads[i] && rectOf(i, /** @type {Slot} */ (before[i]), heads));
    names.forEach((name, i) => {
      if (!name || !heads[i]) return;
      const isFree = (/** @type {Rect} */ rect) => isClear(rect, heads) && !taken.some((other) => hits(rect, other)),
        stays = rects[i] && isFree(rects[i]) ? before[i] : null,
        looks = !stays || (stays.cost >= FAR && moment % PAUSE === 0);
      let [best, least] = [stays, stays ? stays.cost - LESS : Infinity];
      for (const slot of looks ? slots[i] : []) {
        if (slot.cost > least) break; // the others cost more
        const rect = rectOf(i, slot, heads);
        if (!isFree(rect)) continue;
        const held = rects.some((other, k) => k > i && other && hits(rect, other)),
          price = slot.cost + (held ? HELD : 0) + BRIEF * (1 - lasts(i, slot, moment));
        if (price < least) [best, least] = [slot, price];
      }
      found[i] = best;
      if (best) taken.push(rectOf(i, best, heads));
    });
    return found;
  };
  const known = /** @type {(Slot | null)[][]} */ ([]);
  moments.forEach((heads, k) => known.push(settle(known[k - 1] ?? [], heads, k)));
  if (known.some((found, k) => found.some((slot, i) => !slot && names[i] && moments[k][i]))) return null;
  return (time) => {
    const k = Math.min(Math.floor(time / every), count);
    return time === k * every ? known[k] : settle(known[k], headsAt(time), Math.min(k + 1, count));
  };
}

/** Whether a straight line touches a place. @param {Rect} place @param {number} x0 @param {number} y0 @param {number} x1
 * @param {number} y1 */
function crosses([left, top, right, bottom], x0, y0, x1, y1) {
  let [from, to] = [0, 1];
  for (const [at, way, low, high] of [[x0, x1 - x0, left, right], [y0, y1 - y0, top, bottom]]) {
    if (!way && (at <= low || at >= high)) return false;
    const [a, b] = way ? [(low - at) / way, (high - at) / way] : [0, 1];
    from = Math.max(from, Math.min(a, b));
    to = Math.min(to, Math.max(a, b));
  }
  return from <= to;
}

/** The quietest of some places on a map: the one that the fewest pieces of paths cross, the first of equals.
 * @param {Rect[]} places @param {Float64Array[]} paths points, interleaved x and y @param {Rect[]} fixed */
export function quietest(places, paths, fixed) {
  const noise = places.map((place) => {
    let sum = 1e6 * fixed.filter((one) => hits(place, one)).length;
    for (const points of paths)
      for (let i = 2; i < points.length; i += 2) if (crosses(place, points[i - 2], points[i - 1], points[i], points[i + 1])) sum++;
    return sum;
  });
  return places[noise.indexOf(Math.min(...noise))];
}
