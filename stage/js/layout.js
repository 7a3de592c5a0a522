// @ts-check
/** The positions of the panes in pixels: maps on the left, charts stacked on the right; on a phone, one column. */

/** @typedef {import("./types.js").Pane} Pane @typedef {import("./types.js").Place} Place */

/** Below this width the panes stack. */
export const NARROW = 520;
/** Room around a pane for its title, tick labels and axis title. */
const ROOM = { left: 50, right: 14, top: 30, bottom: 42, chart: 60, gap: 34, bare: 8 };
const MAP = { least: 340, tight: 190, most: 620 };
/** On a phone: the height of a map as a share of its width, and that of a chart. The first chart ends above the transport. */
const STACKED = { map: 0.82, chart: 104 };
const TOWER = { least: 175, charts: 0.28 };
/** The share of the width for a map, or for a map and its surface, next to charts. A surface has its labels inside. */
const SHARE = { map: 0.6, both: 0.72 };
const INSIDE = 34;

/** Whether a surface replaces this map. @param {Pane[]} panes @param {number} i */
export const covered = (panes, i) => panes.some((p) => p.kind === "space" && p.alone && p.of === i);

/** Panes of one landscape in one box are zoomed together. @param {Pane} a @param {Pane} b */
export const linked = (a, b) =>
  a.kind === "map" &&
  b.kind === "map" &&
  a.surface.split("?")[0] === b.surface.split("?")[0] &&
  a.box.join() === b.box.join();

/**
 * @param {Pane[]} panes @param {number} width
 * @param {{ tall: number, bar: number, head: number, tight?: boolean, tower?: boolean, strip?: boolean }} given height the window leaves
 *   for the plot, height of the controls (a stacked plot has room for them below its maps), height of what stands above
 *   a map, whether all of it must be seen at once, whether the charts stand below the maps in that height, and
 *   whether there is room for some although there are none yet
 * @param {boolean} [narrow] whether the panes are stacked
 * @returns {{ places: Place[], height: number, barTop: number | null }}
 */
export function arrange(panes, width, given, narrow = width < NARROW) {
  const top = Math.max(ROOM.top, given.head),
    order = panes
      .map((p, i) => ({ p, i, late: +(p.kind === "chart") }))
      .filter(({ i }) => !covered(panes, i))
      .sort((a, b) => a.late - b.late);
  const seen = order.map(({ p }) => p),
    made = given.tower ? tower(seen, width, given.tall, top, given.strip) : narrow ? stack(seen, width, given.bar, top) : side(seen, width, given.tall, top, given.tight);
  const places = /** @type {Place[]} */ ([]);
  order.forEach(({ p, i }, k) => {
    places[i] = made.places[k];
    if (p.kind === "space" && p.alone) places[p.of] = places[i];
  });
  return { ...made, places };
}

/** @param {Pane[]} panes @param {number} width @param {number} tall @param {number} top @param {boolean} [tight] */
function side(panes, width, tall, top, tight) {
  const maps = panes.filter((p) => p.kind !== "chart").length,
    charts = panes.length - maps;
  const height = Math.round(Math.min(Math.max(tall, (tight ? MAP.tight : MAP.least) + top + ROOM.bottom), MAP.most + top + ROOM.bottom));
  const both = maps > 1 && panes.some((p) => p.kind === "space"),
    split = !charts ? width : !maps ? 0 : Math.round((both ? SHARE.both : SHARE.map) * width);
  const tiles = tile(maps, { left: 0, top: 0, width: split, height }, top);
  const from = split + ROOM.chart,
    rows = Math.max(charts, 1);
  const each = (height - top - ROOM.bottom - ROOM.gap * (rows - 1)) / rows;
  let map = 0,
    chart = 0;
  const places = panes.map((pane) =>
    pane.kind !== "chart"
      ? roomy(tiles[map++], pane)
      : { left: from, top: top + chart++ * (each + ROOM.gap), width: width - from - ROOM.right, height: each },
  );
  return { places, height, barTop: null };
}

/** Maps above a row of charts, all in one height. @param {Pane[]} panes @param {number} width @param {number} tall
 * @param {number} top @param {boolean} [kept] whether the room for charts is kept without any */
function tower(panes, width, tall, top, kept) {
  const maps = panes.filter((p) => p.kind !== "chart").length,
    charts = panes.length - maps,
    height = Math.round(Math.max(tall, TOWER.least)),
    strip = !charts && !kept ? 0 : !maps ? height : Math.round(TOWER.charts * height),
    tiles = tile(maps, { left: 0, top: 0, width, height: height - strip }, top),
    each = (width - ROOM.right) / Math.max(charts, 1);
  let map = 0,
    chart = 0;
  const places = panes.map((pane) =>
    pane.kind !== "chart"
      ? roomy(tiles[map++], pane)
      : { left: each * chart++ + ROOM.left, top: height - strip + ROOM.top, width: each - ROOM.left, height: strip - ROOM.top - ROOM.bottom },
  );
  return { places, height, barTop: null };
}

/** @param {Place} place @param {Pane} pane @returns {Place} */
const roomy = (place, pane) =>
  pane.kind === "space"
    ? { ...place, left: place.left - INSIDE, width: place.width + INSIDE, height: place.height + INSIDE }
    : place;

/** Maps side by side in as square a grid as their number allows.
 * @param {number} count @param {Place} area @param {number} top room above each @returns {Place[]} */
export function tile(count, area, top) {
  const columns = Math.max(1, Math.ceil(Math.sqrt(count))),
    rows = Math.ceil(count / columns);
  const width = area.width / columns,
    height = area.height / rows;
  return Array.from({ length: count }, (_, i) => ({
    left: area.left + (i % columns) * width + ROOM.left,
    top: area.top + Math.floor(i / columns) * height + top,
    width: width - ROOM.left - ROOM.right,
    height: height - top - ROOM.bottom,
  }));
}

/** @param {Pane[]} panes @param {number} width @param {number} bar @param {number} head */
function stack(panes, width, bar, head) {
  const inner = width - ROOM.left - ROOM.right;
  let top = 0,
    barTop = /** @type {number | null} */ (null);
  const places = panes.map((pane, i) => {
    const map = pane.kind !== "chart",
      bare = !map && panes[i + 1]?.kind === "chart"; // the steps are labelled below the next chart
    if (!map && barTop === null) {
      barTop = top;
      top += bar;
    }
    const height = map ? Math.round(STACKED.map * inner) : STACKED.chart;
    top += map ? head : ROOM.top;
    const place = { left: ROOM.left, top, width: inner, height };
    top += height + (bare ? ROOM.bare : ROOM.bottom);
    return place;
  });
  return barTop === null ? { places, height: top + bar, barTop: top } : { places, height: top, barTop };
}
