// @ts-check
/** What is fetched only when a picture asks for it. */

import { make, RELOAD } from "./dom.js";

export const MISSING = "A part of the picture" + RELOAD;

/** @param {import("./stage.js").Stage} stage @param {import("./types.js").Picture} picture */
export async function load(stage, { rules, panes, fogs, clouds, bands, lines, counts }) {
  const { overlay, parts, view } = stage;
  if (rules) (await import("./rules.js")).obey(stage.root, rules);
  const spaces = panes.flatMap((p) => (p.kind === "space" ? [p] : []));
  if (spaces.length && !overlay.space) {
    const { Space } = await import("./space.js");
    overlay.space ??= new Space(parts.figure, view);
  }
  for (const pane of spaces) pane.alone &&= !!overlay.space?.able;
  if (fogs.length && !overlay.fog) {
    const { Fog } = await import("./fog.js");
    overlay.fog ??= new Fog(stage);
  }
  if ([clouds, bands, lines, counts].some((of) => of.length) && !overlay.crowd) {
    const { Crowd } = await import("./cloud.js");
    overlay.crowd ??= new Crowd();
  }
  if (!overlay.canvases[3] && (overlay.fog || overlay.crowd)) {
    overlay.canvases[3] = /** @type {HTMLCanvasElement} */ (make("canvas", { "aria-hidden": "true" }));
    parts.ground.after(overlay.canvases[3]);
  }
  overlay.fog?.take(fogs).catch(() => stage.complain([MISSING]));
}
