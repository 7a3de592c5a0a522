// @ts-check
/** What is said of a picture. @typedef {import("./stage.js").Stage} Stage */
import { showLegend, showTitles } from "./legend.js";

/** The names and figures around the panes of a grid, and the words that explain what else there is. @param {Stage} stage */
export function showLabels(stage) {
  const { parts, picture, places, gridLayout, look, comparison, source } = stage;
  if (!stage.draft) {
    showTitles(stage);
    showLegend(stage);
  }
  if (!picture || !gridLayout) parts.labels.replaceChildren();
  else comparison?.paneLabels(parts.labels, picture, places, gridLayout, look, (run) => source.sendMessage("pick", { run }));
}

/** Say quietly, on the map, that the server is away; "" once it is back. @param {Stage} stage @param {string} sentence */
export function showLost({ parts: { lost }, picture, frames }, sentence) {
  const map = frames().find((_, i) => picture?.panes[i].kind !== "chart");
  lost.textContent = sentence;
  if (map) Object.assign(lost.style, { left: `${map.left + 8}px`, top: `${map.top + 8}px`, maxWidth: `${map.width - 16}px` });
}
