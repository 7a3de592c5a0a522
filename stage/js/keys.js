// @ts-check
/** The keyboard: space plays, arrows step (with shift ten), Home and End. Typing elsewhere is never disturbed. */

/** Where the arrows lead: along x, along y. */
export const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
});

const FIELDS = "input, select, textarea, [contenteditable]:not([contenteditable=false])";

/** What a key means for the stage, if anything.
 * @param {{ key: string, shiftKey: boolean }} event @returns {"toggle" | number | null} steps to go */
export function meaning({ key, shiftKey }) {
  if (key === " ") return "toggle";
  if (key === "Home") return -Infinity;
  if (key === "End") return Infinity;
  if (key === "ArrowLeft") return shiftKey ? -10 : -1;
  if (key === "ArrowRight") return shiftKey ? 10 : 1;
  return null;
}

/** Is the key ours, with the focus where it is? @param {HTMLElement} root @param {KeyboardEvent} event */
export function ours(root, event) {
  const { target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (!(target instanceof Element)) return true;
  if (target.closest(".tw-scrub")) return true;
  if (target.closest(FIELDS)) return false;
  if (root.contains(target)) return !(event.key === " " && target.closest("button"));
  // The page's own scrolling box takes the focus when somebody clicks beside all controls: that is still the page.
  return target === document.body || target === document.documentElement || target.matches("[data-testid=stMain]");
}
