// @ts-check
/** Computes how large the stage may be on the page, and the place of every pane in it. */
import { LETTER } from "./figure.js";
import { arrange, NARROW } from "./layout.js";

/** The height in pixels of what the page has above and below the stage; in a presentation and a frame, below it. */
const AROUND = 100;
const BELOW = 8;
/** The height of a map that leaves room for the numbers of a step below it, if the window has it. */
const SEEN = 310;
/** The least height of a map with the numbers below it. */
const SMALL = 150;
/** The height of a title. */
const TITLE = 20;

/**
 * @param {import("./stage.js").Stage} stage @param {import("./types.js").Picture} picture
 * @returns {{ width: number, height: number, places: import("./types.js").Place[], barTop: number | null,
 *   gridLayout: import("./multiples.js").GridLayout | null }} barTop: where a stacked plot has room for the controls
 */
export function layoutOf({ root, parts, scale, comparison, away }, { panes, grid }) {
  const width = parts.plot.clientWidth,
    narrow = root.clientWidth < NARROW && !away?.tower;
  root.classList.toggle("tw-narrow", narrow); // first, since the heights of transport and table depend on it
  root.classList.toggle("tw-gridded", !!grid);
  root.classList.toggle("tw-pinned", narrow && !away); // the transport is at the bottom of the window
  const bar = (narrow && !away ? parts.panel : parts.controls).offsetHeight,
    head = parts.zoom.offsetHeight + 2,
    tight = scale > 1 || !!away || !!root.closest(".streamlit-embedded"),
    around = tight ? root.getBoundingClientRect().top / scale + BELOW : AROUND,
    tall = (away ? away.tall() : innerHeight / scale - around) - bar - parts.plot.offsetTop;
  // On a page of the app the standings of a grid may be below the window, on another site's page the height is given.
  const most = away ? tall - parts.table.offsetHeight : tall,
    room = tall - Math.max(SMALL, Math.min(SEEN, tall / 2)),
    // In a tower they stand below the map, and the room for them is the same before there are any.
    numbers = away?.tower && (parts.anatomy.scrollHeight > 0 || away.awaits === "numbers") ? room : 0,
    gridLayout = (grid && comparison?.multiples(panes, grid, width, { tall: most, head, narrow, tight })) ?? null,
    arranged = (/** @type {number} */ above) => arrange(panes, width, { tall: tall - parts.table.offsetHeight - numbers, bar, head: above, tight, tower: away?.tower, strip: away?.awaits === "charts" }, narrow);
  if (away?.tower) parts.anatomy.style.maxHeight = `${Math.round(room)}px`;
  let layout = gridLayout ? { ...gridLayout, barTop: null } : arranged(head);
  const map = panes.findIndex((p) => p.kind === "map");
  // A title that has no room beside the buttons stands below them.
  if (!gridLayout && map >= 0 && LETTER * panes[map].title.length + parts.zoom.offsetWidth > layout.places[map].width) layout = arranged(head + TITLE);
  return { ...layout, width, gridLayout };
}
