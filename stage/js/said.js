// @ts-check
/** What is said of a picture. @typedef {import("./stage.js").Stage} Stage */
import { showMarks, showTitles } from "./marklist.js";

/** The names and figures around the panes of a grid, and the words that explain what else there is. @param {Stage} stage */
export function showLabels(stage) {
  const { parts, picture, places, gridLayout, look, comparison, source } = stage;
  if (!stage.draft) {
    showTitles(stage);
    showMarks(stage);
  }
  if (!picture || !gridLayout) parts.labels.replaceChildren();
  else comparison?.paneLabels(parts.labels, picture, places, gridLayout, look, (run) => source.sendMessage("pick", { run }));
}

/** Say something quietly on the map, such as that the server is away; "" once that is over. @param {Stage} stage
 * @param {string} sentence */
export function sayOnMap({ parts: { lost }, picture, frames }, sentence) {
  const map = frames().find((_, i) => picture?.panes[i].kind !== "chart");
  lost.textContent = sentence;
  if (map) Object.assign(lost.style, { left: `${map.left + 8}px`, top: `${map.top + 8}px`, maxWidth: `${map.width - 16}px` });
}
