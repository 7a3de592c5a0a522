// @ts-check
/** The playhead in links: the step at which a link opens, and the one that the address bar names. Loaded when the playhead
 * rests before the end, or a link names a step. */
import { same, withStep } from "./links.js";

/** Milliseconds for which the playhead rests before the address bar names its step. */
const RESTED = 400;

/** The step that a link asks for, or a sentence about what is wrong with it.
 * @param {string} text as the link has it @param {number} last the last step of the run @returns {number | string} */
export function openingStep(text, last) {
  const step = /^[0-9]{1,9}$/.test(text) ? Number(text) : Infinity;
  if (step <= last) return step;
  return `step in the link: it must be a whole number from 0 to ${last}, not “${text.slice(0, 40)}”. It is ignored.`;
}

/** How often the address bar is looked at: a page on a slow server writes its own address, without a step, seconds after
 * its picture. */
const LOOKS = 50;

/** Write the step to the address bar, once the playhead has rested for a moment. Where it moves, the bar names none.
 * @param {import("./source.js").Source} source */
export function nameStep(source) {
  const { world } = source;
  const look = (/** @type {number} */ left) => {
    if (!source.given) return;
    const before = world.bar.link(),
      link = withStep(before, source.step);
    if (!same(before, link)) world.bar.replace(link);
    if (left > 1 && !same(link, source.permalink)) later(left - 1);
  };
  const later = (/** @type {number} */ left) => (source.stepTimer = world.setTimer(() => look(left), RESTED));
  world.clearTimer(source.stepTimer);
  later(LOOKS);
}
