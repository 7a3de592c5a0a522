// @ts-check
/** Entry: Streamlit's loader imports this module and calls `mount` on every change of data or theme. */
import { roster } from "./roster.js";
import { share } from "./share.js";
import { Stage } from "./stage.js";
import { style } from "./style.js";
import { fetchSurface } from "./surface.js";
import { readPicture, unpack } from "./wire.js";

/** The small components next to the stage, by name. Each is called like `mount`. */
export const components = { roster, share };

/** The previous update. Pictures are shown in the order in which they came, although they are unpacked concurrently. */
let queue = Promise.resolve();

/**
 * @param {{ data: Uint8Array, parentElement: Element, setStateValue: (name: string, value: object) => void }} context
 * @returns {() => void} clean-up
 */
export function mount({ data, parentElement, setStateValue }) {
  const root = /** @type {(HTMLElement & { stage?: Stage }) | null} */ (parentElement.querySelector(".tw-stage"));
  if (!root) return () => {};
  const showError = (/** @type {Error} */ error) => {
    const text = `The stage could not be drawn: ${error.message}`;
    if (root.stage) root.stage.showErrors([text]);
    else root.textContent = text;
  };
  const parts = unpack(data);
  if (root.stage instanceof Stage) root.stage.acknowledge(parts.head.acknowledged, setStateValue);
  for (const pane of parts.head.panes) if (pane.surface) fetchSurface(pane.surface); // early, while all else is unpacked
  const arrived = Promise.all([readPicture(parts), style()]);
  queue = queue
    .then(() => arrived)
    .then(([picture]) => {
      if (!root.isConnected) return;
      if (!(root.stage instanceof Stage)) {
        // the element is new, or was made by code from before an update of the server
        /** @type {any} */ (root.stage)?.close();
        root.stage = new Stage(root);
        root.stage.acknowledge(picture.acknowledged, setStateValue);
      }
      root.stage.update(picture).catch(showError);
    })
    .catch(showError);
  // Streamlit also calls this after a newer call has replaced this one, when the stage must live on.
  return () =>
    void setTimeout(() => {
      if (root.isConnected || !root.stage) return;
      root.stage.close();
      delete root.stage;
    });
}
