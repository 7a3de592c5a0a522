// @ts-check
/** The keys: space plays, arrows go one step (ten with shift), Home and End. They never interfere with typing. */

/** The direction of each arrow key, along x and y. */
export const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
});

const FIELDS = "input, select, textarea, [contenteditable]:not([contenteditable=false])";

/** What a key means for the stage, if anything.
 * @param {{ key: string, shiftKey: boolean }} event @returns {"toggle" | number | null} steps to go */
export function actionOf({ key, shiftKey }) {
  if (key === " ") return "toggle";
  if (key === "Home") return -Infinity;
  if (key === "End") return Infinity;
  if (key === "ArrowLeft") return shiftKey ? -10 : -1;
  if (key === "ArrowRight") return shiftKey ? 10 : 1;
  return null;
}

/** Whether the key is for the stage, judging by the focus. @param {HTMLElement} root @param {KeyboardEvent} event */
export function isForStage(root, event) {
  const { target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (!(target instanceof Element)) return true;
  if (target.closest(".tw-scrub")) return true;
  if (target.closest(FIELDS)) return false;
  if (root.contains(target)) return !(event.key === " " && target.closest("button"));
  // When somebody clicks next to all controls, the page's scrolling box gets the focus, which counts as the page.
  return target === document.body || target === document.documentElement || target.matches("[data-testid=stMain]");
}
