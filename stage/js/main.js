// @ts-check
/** Entry: Streamlit's loader imports this module and calls `mount` on every change of data or theme. */
import { roster } from "./roster.js";
import { share } from "./share.js";
import { skip } from "./skip.js";
import { Stage } from "./stage.js";

/** @typedef {HTMLElement & { stage?: Stage }} Root */

/** The small components next to the stage, by name. Each is called like `mount`. */
export const components = { roster, share };

/**
 * @param {{ data: import("./types.js").Given, parentElement: Element,
 *   setStateValue: (name: string, value: object) => void }} context
 * @returns {() => void} clean-up
 */
export function mount({ data, parentElement, setStateValue }) {
  const root = /** @type {Root | null} */ (parentElement.querySelector(".tw-stage"));
  if (!root) return () => {};
  document.addEventListener("click", skip, true); // the second time this does nothing
  if (!(root.stage instanceof Stage)) {
    // the element is new, or was made by code from before an update of the server
    /** @type {any} */ (root.stage)?.close();
    root.stage = new Stage(root);
    root.stage.source.listen(root);
  }
  if (!root.stage.source.receive(data, setStateValue)) root.stage.recolour();
  // Streamlit also calls this after a newer call has replaced this one, when the stage must live on.
  return () =>
    void setTimeout(() => {
      if (root.isConnected || !root.stage) return;
      root.stage.close();
      delete root.stage;
    });
}
