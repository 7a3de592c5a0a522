// @ts-check
/** Loads the modules that only some pictures need. */

import { make, RELOAD } from "./dom.js";

/** What is said of a link that asks for the surface in vain. */
const NO_WEBGL = "This browser cannot draw the surface in 3D, because it has no WebGL. The map shows the same paths.";
export const MISSING = "A part of the picture" + RELOAD;

/** A part that a picture asks for, null if it cannot be had; undefined where nobody asks.
 * @template T @param {unknown} asked @param {() => Promise<T>} part */
const one = (asked, part) => (asked ? part().catch(() => null) : undefined);

/** What is shown of a picture, and the step at which its link opens, or a sentence. @param {import("./stage.js").Stage} stage @param {import("./types.js").Picture} given */
export async function opened(stage, given) {
  const { opening } = stage.source,
    asked = given.rules?.ask ? (await import("./guess.js")).visiblePicture(stage, given) : given,
    picture = (await stage.away?.veil?.(stage, asked)) ?? asked;
  // Whoever has to guess first sees the run from its start.
  const step = opening !== null && picture === given ? (await import("./playhead.js")).openingStep(opening, picture.steps) : null;
  return { picture, step };
}

/** Whether the minimum of a map moves during a run. A guide with a style of its own is something else: a guess.
 * @param {import("./types.js").Picture} picture @param {number} pane */
export const drifts = ({ guides }, pane) => guides.some((guide) => guide.pane === pane && guide.style === undefined);

/** Start fetching what a picture asks for, everything at once. @param {import("./types.js").Picture} picture */
export const fetchParts = ({ rules, panes, vectors, contours, clouds, bands, lines, shares, grid, formulas }) =>
  Promise.all([
    one(rules, () => import("./rules.js")),
    one(grid, () => import("./comparison.js")),
    one(formulas.length, () => import("./anatomy.js")),
    one(vectors.length, () => import("./arrows.js")),
    one(
      panes.some((p) => p.kind === "space"),
      () => import("./space.js"),
    ),
    one(contours.length, () => import("./contours.js")),
    one(
      [clouds, bands, lines, shares].some((of) => of.length),
      () => import("./cloud.js"),
    ),
  ]);

/** What is written on a map, which is fetched when the map has been painted. @param {import("./stage.js").Stage} stage */
export async function fetchLegend(stage) {
  if (stage.overlay.legend || stage.picture?.grid) return;
  const { Legend } = await import("./legend.js");
  stage.overlay.legend ??= new Legend(stage);
  stage.view();
}

/** Give the stage what was fetched for a picture. @param {import("./stage.js").Stage} stage
 * @param {import("./types.js").Picture} picture @param {Awaited<ReturnType<typeof fetchParts>>} found
 * @returns {string[]} what is missing */
export function attachParts(stage, picture, found) {
  const [rule, comparison, anatomy, arrow, space, contour, cloud] = found,
    { rules, panes, contours } = picture,
    { overlay, panel, parts, view } = stage;
  stage.root.classList.toggle("tw-drifting", panes.some((_, i) => drifts(picture, i)));
  if (rules) rule?.applyRules(stage.root, rules);
  if (comparison) stage.comparison = comparison.comparison;
  if (arrow) panel.arrows = overlay.arrows ??= new arrow.Arrows(panel.switches, panel.redraw);
  if (anatomy) stage.anatomy ??= new anatomy.Anatomy(parts.anatomy);
  if (space) overlay.space ??= new space.Space(parts.figure, view);
  const flat = panes.filter((p) => p.kind !== "space"),
    noSpace = flat.length < panes.length && !overlay.space?.hasWebGL;
  if (noSpace) picture.panes = flat;
  if (contour) overlay.contours ??= new contour.Contours(stage);
  if (cloud) overlay.clouds ??= new cloud.Clouds();
  if (!overlay.canvases[3] && (overlay.contours || overlay.clouds)) {
    overlay.canvases[3] = /** @type {HTMLCanvasElement} */ (make("canvas", { "aria-hidden": "true" }));
    parts.ground.after(overlay.canvases[3]);
  }
  overlay.contours?.load(contours).catch(() => stage.showErrors([MISSING]));
  return [...(found.includes(null) ? [MISSING] : noSpace ? [NO_WEBGL] : [])];
}
