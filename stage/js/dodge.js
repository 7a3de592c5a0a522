// @ts-check
/** Moves arrows at the edge of a map apart, so that they do not cover each other ("dodging"). */

/** Pixels between two of them. */
const APART = 24;

/**
 * @template {{ left: number, top: number, angle: number, line: { frame: import("./types.js").Frame } }} T
 * @param {T[]} arrows @returns {T[]}
 */
export function dodge(arrows) {
  const placed = /** @type {T[]} */ ([]);
  for (const arrow of [...arrows].sort((a, b) => a.top - b.top || a.left - b.left)) {
    const f = arrow.line.frame,
      middle = { left: f.left + f.width / 2, top: f.top + f.height / 2 };
    const upright = Math.abs(arrow.left - middle.left) / f.width > Math.abs(arrow.top - middle.top) / f.height;
    const axis = upright ? "top" : "left",
      way = arrow[axis] > middle[axis] ? -1 : 1;
    const next = { ...arrow };
    while (placed.some((p) => Math.hypot(p.left - next.left, p.top - next.top) < APART - 1)) next[axis] += way * APART;
    placed.push(next);
  }
  return placed;
}
