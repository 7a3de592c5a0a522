// @ts-check
/** Where the maps are on the page: one, or two beside each other or, where that is too narrow, one below the other. */

/** @typedef {import("./mapdraw.js").Frame} Frame */

const [ABOVE, BELOW, ASIDE] = [8, 48, 10];
/** Room for the name above each of several maps. */
const TITLE = 28;
/** Room for the labels and the edge beside a map. */
const BESIDE = 70;
/** The share of the window that a map may fill, the smallest map, and the smallest of two beside each other. */
const TALL = 0.74;
const LEAST = 120;
const NARROW = 200;

/** @param {number} many @param {number} width of the page @param {number} left of the labels @param {HTMLElement} root
 * @returns {Frame[]} */
export function framesOf(many, width, left, root) {
  const tall = window.innerHeight * TALL,
    each = width / many - left - ASIDE,
    columns = each >= NARROW ? many : 1,
    top = many > 1 ? TITLE : ABOVE,
    size = Math.floor(Math.max(Math.min(width / columns - left - ASIDE, tall), LEAST)),
    [wide, high] = [left + size + ASIDE, top + size + BELOW],
    whole = { width: columns * wide, height: (many / columns) * high };
  // What stands beside a map begins where the largest map ends.
  root.style.setProperty("--tw-tall", `${Math.round(tall) + BESIDE}px`);
  return Array.from({ length: many }, (_, k) => ({
    ...whole, size, left: left + (columns > 1 ? k * wide : 0), top: top + (columns > 1 ? 0 : k * high),
  })); // prettier-ignore
}
