// @ts-check
/** Entry of the page Maps: Streamlit's loader imports this module and calls `map` on every change of data or theme. */
import { MapStage } from "./mapstage.js";

/** @type {WeakMap<Element, MapStage>} */
const made = new WeakMap();

/** @param {{ data: import("./types.js").Given, parentElement: Element,
 *   setStateValue: (name: string, value: object) => void }} context @returns {() => void} clean-up */
function map({ data, parentElement, setStateValue }) {
  const root = /** @type {HTMLElement | null} */ (parentElement.querySelector(".tw-map"));
  if (!root) return () => {};
  let stage = made.get(root);
  if (!stage) {
    stage = new MapStage(root);
    made.set(root, stage);
    stage.source.listen(root);
  }
  if (!stage.source.receive(data, setStateValue)) stage.recolour();
  // Streamlit also calls this after a newer call has replaced this one, when the map must live on.
  return () =>
    void setTimeout(() => {
      if (root.isConnected) return;
      made.get(root)?.close();
      made.delete(root);
    });
}

export const components = { map };
