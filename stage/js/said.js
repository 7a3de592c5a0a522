// @ts-check
/** What is said of the picture beside its lines: figures that follow every picture, even while a hand drags, and a
 * sentence while the server is away. */

/** @typedef {import("./stage.js").Stage} Stage @typedef {import("./types.js").Picture} Picture */

/** The names and figures around the panes of a grid. @param {Stage} stage @param {Picture} picture */
export function showLabels({ parts, places, gridLayout, look, comparison, source }, picture) {
  if (!gridLayout) parts.labels.replaceChildren();
  else comparison?.paneLabels(parts.labels, picture, places, gridLayout, look, (run) => source.sendMessage("pick", { run }));
}

/** The figures of a picture of a drag. @param {Stage} stage @param {Picture} picture */
export function showDraft(stage, picture) {
  stage.table.view(picture, stage.look);
  stage.table.show(picture, stage.step, null);
  showLabels(stage, picture);
}

/** Say quietly, on the map, that the server is away; "" once it is back. @param {Stage} stage @param {string} sentence */
export function showLost(stage, sentence) {
  const { lost } = stage.parts,
    map = stage.frames().find((_, i) => stage.picture?.panes[i].kind !== "chart");
  lost.textContent = sentence;
  lost.hidden = !sentence;
  if (map) Object.assign(lost.style, { left: `${map.left + 8}px`, top: `${map.top + 8}px`, maxWidth: `${map.width - 16}px` });
}
