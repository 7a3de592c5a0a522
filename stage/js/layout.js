// @ts-check
/** Where the panes stand, in pixels: maps at the left, charts stacked at the right; on a phone all in one column. */

/** @typedef {import("./types.js").Pane} Pane @typedef {import("./types.js").Place} Place */

/** Below this width the panes stack. */
export const NARROW = 520;
/** Room around a pane for its title, tick labels and axis title. */
const ROOM = { left: 50, right: 14, top: 30, bottom: 42, chart: 60, gap: 34 };
const MAP = { least: 340, most: 620 };
const CHART = { stacked: 120 };

/**
 * @param {Pane[]} panes @param {number} width @param {number} tall what the window leaves for the plot
 * @param {number} bar height of the transport, which a stacked plot carries between map and charts
 * @returns {{ places: Place[], height: number, barTop: number | null }}
 */
export function arrange(panes, width, tall, bar) {
  return width < NARROW ? stack(panes, width, bar) : side(panes, width, tall);
}

/** @param {Pane[]} panes @param {number} width @param {number} tall */
function side(panes, width, tall) {
  const maps = panes.filter((p) => p.kind === "map").length, charts = panes.length - maps;
  const height = Math.round(Math.min(Math.max(tall, MAP.least + ROOM.top + ROOM.bottom), MAP.most + ROOM.top));
  const split = !charts ? width : !maps ? 0 : Math.round(0.6 * width);
  const tiles = tile(maps, { left: 0, top: 0, width: split, height });
  const from = split + ROOM.chart, rows = Math.max(charts, 1);
  const each = (height - ROOM.top - ROOM.bottom - ROOM.gap * (rows - 1)) / rows;
  let map = 0, chart = 0;
  const places = panes.map((pane) =>
    pane.kind === "map"
      ? tiles[map++]
      : { left: from, top: ROOM.top + chart++ * (each + ROOM.gap), width: width - from - ROOM.right, height: each },
  );
  return { places, height, barTop: null };
}

/** Maps side by side in as square a grid as their number allows. @param {number} count @param {Place} area */
export function tile(count, area) {
  const columns = Math.ceil(Math.sqrt(count)), rows = Math.ceil(count / Math.max(columns, 1));
  const width = area.width / columns, height = area.height / rows;
  return Array.from({ length: count }, (_, i) => ({
    left: area.left + (i % columns) * width + ROOM.left,
    top: area.top + Math.floor(i / columns) * height + ROOM.top,
    width: width - ROOM.left - ROOM.right,
    height: height - ROOM.top - ROOM.bottom,
  }));
}

/** @param {Pane[]} panes @param {number} width @param {number} bar */
function stack(panes, width, bar) {
  const inner = width - ROOM.left - ROOM.right;
  let top = 0, barTop = /** @type {number | null} */ (null);
  const places = panes.map((pane) => {
    if (pane.kind === "chart" && barTop === null) {
      barTop = top;
      top += bar;
    }
    const height = pane.kind === "map" ? Math.round(0.9 * inner) : CHART.stacked;
    const place = { left: ROOM.left, top: top + ROOM.top, width: inner, height };
    top += ROOM.top + height + ROOM.bottom;
    return place;
  });
  return { places, height: top, barTop };
}
