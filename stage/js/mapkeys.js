// @ts-check
/** What the arrow keys mean on a map. */

/** Cells that an arrow key passes with Shift. */
export const FAR = 10;
export const ARROWS = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] });
