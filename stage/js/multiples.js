// @ts-check
/** The positions of the panes of a grid: maps as small multiples with names and captions, charts at a side or below. */
import { linked } from "./layout.js";

/** @typedef {import("./types.js").Pane} Pane @typedef {import("./types.js").Place} Place */
/** @typedef {import("./types.js").Grid} Grid */
/** @typedef {{ left: number, top: number, size: number, text: string, upright: boolean }} Heading  of a row or column */
/** @typedef {{ name: string, top: number, caption: number }} PaneLabel  a pane's name, and the tops in pixels */
/** @typedef {{ places: Place[], height: number, headings: Heading[], labels: PaneLabel[] }} GridLayout */

/** Room in pixels: tick labels at the left and below, between panes, lines of text, the least pane, charts. */
const ROOM = { left: 44, ticks: 18, right: 14, gap: 14, strip: 34, line: 22, caption: 28, least: 120, chart: 62 };
/** What differs on a phone: a matrix keeps its rows as long as its maps are not smaller, and captions have two lines. */
const NARROW = { right: 6, gap: 6, least: 108, caption: 42 };
const TALL = { least: 110, tight: 80, chart: 150 };
/** From this width on, charts are next to the maps, where they are visible together with the transport. */
const WIDE = 640;

/** What a pane is called: its row and column, or its title; only its column where the row has a heading.
 * @param {Pane[]} maps @param {Grid} grid @param {number} i @param {boolean} headed */
function nameOf(maps, { rows, columns }, i, headed) {
  const n = columns.length || 1,
    parts = [headed ? "" : rows[Math.floor(i / n)], columns[i % n]].filter(Boolean);
  return parts.join(", ") || maps[i].title;
}

/** Sizes of the panes for a number of columns.
 * @param {{ count: number, charts: number, width: number, tall: number, from: number, loose: boolean, matrix: boolean,
 *   tight?: boolean, narrow: boolean }} need  from: the height of what stands above the maps and their names
 * @param {number} columns */
function measure({ count, charts, width, tall, from, loose, matrix, tight, narrow }, columns) {
  const rows = Math.ceil(count / columns),
    room = narrow ? { ...ROOM, ...NARROW } : ROOM,
    gap = loose ? ROOM.left : room.gap,
    left = ROOM.left + (matrix ? ROOM.line : 0);
  const aside = charts && width >= WIDE ? Math.max(230, Math.round(0.3 * width)) : 0;
  const w = (width - aside - left - room.right - (columns - 1) * gap) / columns;
  const foot = room.caption + (matrix ? 0 : ROOM.line) + (loose ? ROOM.ticks : 0),
    most = (tall - from - rows * foot - (loose ? 0 : ROOM.ticks)) / rows;
  const h = Math.floor(Math.min(Math.max(most, tight ? TALL.tight : TALL.least), 1.05 * w));
  return { columns, rows, aside, gap, left, w, h, foot, score: Math.min(w, 1.3 * most) }; // cards rather than strips
}

/** @param {Parameters<typeof measure>[0]} need @param {number} columns of a matrix, 0: as many as are best */
function choose(need, columns) {
  const all = columns ? [columns] : Array.from({ length: need.count }, (_, i) => i + 1);
  return all.map((n) => measure(need, n)).reduce((a, b) => (b.score > a.score ? b : a));
}

/**
 * @param {Pane[]} panes @param {Grid} grid @param {number} width
 * @param {{ tall: number, head: number, narrow: boolean, tight?: boolean }} given height the window leaves, height of
 *   what stands above the maps, whether it is a phone's width, whether all of it must be seen at once
 * @returns {GridLayout}
 */
export function multiples(panes, grid, width, { tall, head, narrow, tight }) {
  const maps = panes.filter((p) => p.kind !== "chart"),
    charts = panes.length - maps.length,
    loose = maps.some((p) => !linked(p, maps[0]));
  const matrix = grid.rows.length > 1 && width >= (narrow ? NARROW : ROOM).least * grid.columns.length,
    // The names of the columns, or of the panes, are below the buttons.
    from = Math.max(ROOM.strip, head + ROOM.line);
  const need = { count: maps.length, charts, width, tall, from: matrix ? from : from - ROOM.line, loose, matrix, tight, narrow };
  const fit = choose(need, matrix ? grid.columns.length : narrow ? Math.min(2, maps.length) : 0);
  const w = fit.w,
    h = narrow ? Math.round(0.95 * w) : fit.h;
  // Where a matrix is too narrow, each of its rows begins a line of its own, below its heading.
  const headed = grid.rows.length > 1 && !matrix,
    across = headed ? grid.columns.length : maps.length,
    lines = Math.ceil(across / fit.columns);
  const tiles = maps.map((_, i) => {
    const group = Math.floor(i / across),
      column = (i % across) % fit.columns,
      row = group * lines + Math.floor((i % across) / fit.columns),
      top = from + row * (h + fit.foot) + (headed ? (group + 1) * ROOM.line : 0);
    const place = { left: fit.left + column * (w + fit.gap), top, width: w, height: h };
    return { ...place, below: loose || i + fit.columns >= maps.length, beside: loose || column === 0 };
  });
  const end = tiles[maps.length - 1].top + h + fit.foot + (loose ? 0 : ROOM.ticks) - (matrix ? 0 : ROOM.line);
  const stack = fit.aside
    ? aside(charts, width - fit.aside + ROOM.chart, width, end - ROOM.caption, from)
    : below(charts, narrow ? 1 : Math.min(charts, Math.floor(width / 300) || 1), width, end);
  const labels = tiles.map((t, i) => ({
    name: nameOf(maps, grid, i, headed),
    top: matrix ? NaN : t.top - ROOM.line,
    caption: t.top + h + (t.below ? ROOM.ticks : 2),
  }));
  const headings = matrix
    ? names(grid, tiles, fit.columns)
    : headed
      ? grid.rows.map((text, i) => {
          const { left, top } = tiles[i * across];
          return { left, top: top - 2 * ROOM.line, size: width - left - ROOM.right, text, upright: false };
        })
      : [];
  let map = 0,
    chart = 0;
  const places = panes.map((p) => (p.kind === "chart" ? stack[chart++] : tiles[map++]));
  return { places, height: Math.max(end, ...stack.map((p) => p.top + p.height + 42)), headings, labels };
}

/** @param {Grid} grid @param {Place[]} tiles @param {number} columns @returns {Heading[]} */
const names = (grid, tiles, columns) => [
  ...tiles
    .slice(0, columns)
    .map((t, i) => ({ left: t.left, top: t.top - ROOM.line, size: t.width, text: grid.columns[i], upright: false })),
  ...tiles
    .filter((_, i) => i % columns === 0)
    .map((t, i) => ({ left: 0, top: t.top, size: t.height, text: grid.rows[i], upright: true })),
];

/** Charts one above the other, next to the maps.
 * @param {number} count @param {number} left @param {number} width @param {number} end
 * @param {number} from @returns {Place[]} */
function aside(count, left, width, end, from) {
  const each = (end - from - 34 * (count - 1) - ROOM.ticks) / count;
  return Array.from({ length: count }, (_, i) => ({
    left,
    top: from + i * (each + 34),
    width: width - left - ROOM.right,
    height: each,
  }));
}

/** Charts below the maps, side by side where there is room.
 * @param {number} count @param {number} columns @param {number} width @param {number} from @returns {Place[]} */
const below = (count, columns, width, from) =>
  Array.from({ length: count }, (_, i) => ({
    left: ROOM.left + 6 + (i % columns) * (width / columns),
    top: from + 26 + Math.floor(i / columns) * (TALL.chart + 72),
    width: width / columns - ROOM.left - 6 - ROOM.right,
    height: TALL.chart,
  }));
