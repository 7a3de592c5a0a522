// @ts-check
/** Keeps the head of the first track in the middle of a map that shows only its surroundings. */
import { headOf } from "./plot.js";

/** @param {import("./stage.js").Stage} stage @param {number} settle milliseconds after which Plotly redraws
 * @returns {boolean} true if the view has moved, in which case everything has been drawn */
export function follow(stage, settle) {
  const { picture, plot, clock } = stage,
    zoomed = !!plot.zoom.xaxis,
    at = picture?.near ? [picture.scene, plot.near, clock.step, ...headOf(picture, clock.step)].join() : "",
    dragged = stage.draft || stage.pins.held >= 0;
  if (picture) stage.ground.local = picture.near > 0 && zoomed;
  if (!picture?.near || !zoomed || dragged || stage.interaction.peek !== null || stage.followed === at) return false;
  stage.followed = at;
  plot.centre(picture, clock.step);
  stage.stale = true;
  stage.view();
  stage.ground.refresh();
  stage.settle(settle);
  return true;
}
