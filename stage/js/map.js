// @ts-check
/** Entry of the page Maps: Streamlit's loader imports this module and calls `map` on every change of data or theme. */
import { MapStage } from "./mapstage.js";

/** @typedef {HTMLElement & { stage?: MapStage }} Root */

/** @param {{ data: import("./types.js").Given, parentElement: Element,
 *   setStateValue: (name: string, value: object) => void }} context @returns {() => void} clean-up */
function map({ data, parentElement, setStateValue }) {
  const root = /** @type {Root | null} */ (parentElement.querySelector(".tw-map"));
  if (!root) return () => {};
  if (!root.stage) {
    root.stage = new MapStage(root);
    root.stage.source.listen(root);
  }
  if (!root.stage.source.receive(data, setStateValue)) root.stage.recolour();
  // Streamlit also calls this after a newer call has replaced this one, when the map must live on.
  return () =>
    void setTimeout(() => {
      if (root.isConnected) return;
      root.stage?.close();
      delete root.stage;
    });
}

export const components = { map };
