// @ts-check
/** A chapter as slides: one step a slide and, where it asks, the question first and the answer on the next press. The keys
 * are those of a clicker. */

/** What a key does on a slide: goes on, goes back, leaves, or nothing.
 * @param {{ key: string, ctrlKey?: boolean, altKey?: boolean, metaKey?: boolean }} event @returns {1 | -1 | "leave" | 0} */
export function pressOf({ key, ctrlKey, altKey, metaKey }) {
  if (ctrlKey || altKey || metaKey) return 0;
  if (["PageDown", "ArrowRight", "ArrowDown", " ", "Enter"].includes(key)) return 1;
  if (["PageUp", "ArrowLeft", "ArrowUp", "Backspace"].includes(key)) return -1;
  return key === "Escape" ? "leave" : 0;
}

/** Where a press leads: a step, from 1, and whether its answer is shown.
 * @param {{ step: number, told: boolean }} at @param {1 | -1} way @param {boolean[]} asks of every step, whether it asks
 * @returns {{ step: number, told: boolean }} */
export function turned({ step, told }, way, asks) {
  if (way > 0 && asks[step - 1] && !told) return { step, told: true };
  if (way < 0 && asks[step - 1] && told) return { step, told: false };
  const next = Math.min(Math.max(step + way, 1), asks.length);
  if (next === step) return { step, told };
  return { step: next, told: way < 0 && asks[next - 1] }; // going back, one sees what stood there last
}
