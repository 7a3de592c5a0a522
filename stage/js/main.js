// @ts-check
/** Entry: Streamlit's loader imports this module and calls `mount` on every change of data or theme. */
import { Stage } from "./stage.js";
import { style } from "./style.js";
import { readPicture } from "./wire.js";

/**
 * @param {{ data: Uint8Array, parentElement: Element, setStateValue: (name: string, value: object) => void }} context
 * @returns {() => void} clean-up
 */
export function mount({ data, parentElement, setStateValue }) {
  const root = /** @type {(HTMLElement & { stage?: Stage }) | null} */ (parentElement.querySelector(".tw-stage"));
  if (!root) return () => {};
  style()
    .then(() => {
      if (!root.isConnected) return;
      if (!(root.stage instanceof Stage)) {
        // a new element, or code of a version before an update of the server
        /** @type {any} */ (root.stage)?.close();
        root.stage = new Stage(root);
      }
      return root.stage.update(readPicture(data), setStateValue);
    })
    .catch((error) => {
      const text = `The stage could not be drawn: ${error.message}`;
      if (root.stage) root.stage.complain([text]);
      else root.textContent = text;
    });
  // Streamlit also cleans up after a call that a newer one has replaced, while the stage lives on.
  return () =>
    void setTimeout(() => {
      if (root.isConnected || !root.stage) return;
      root.stage.close();
      delete root.stage;
    });
}
