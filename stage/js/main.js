// @ts-check
/** Entry: Streamlit's loader imports this module and calls `mount` on every change of data or theme. */
import { roster } from "./roster.js";
import { share } from "./share.js";
import { Stage } from "./stage.js";
import { style } from "./style.js";
import { surface } from "./surface.js";
import { opened, readPicture } from "./wire.js";

/** The small components next to the stage, by name. Each is called like `mount`. */
export const beside = { roster, share };

/** The previous update. Pictures are shown in the order in which they came, although they are unpacked concurrently. */
let turn = Promise.resolve();

/**
 * @param {{ data: Uint8Array, parentElement: Element, setStateValue: (name: string, value: object) => void }} context
 * @returns {() => void} clean-up
 */
export function mount({ data, parentElement, setStateValue }) {
  const root = /** @type {(HTMLElement & { stage?: Stage }) | null} */ (parentElement.querySelector(".tw-stage"));
  if (!root) return () => {};
  const complain = (/** @type {Error} */ error) => {
    const text = `The stage could not be drawn: ${error.message}`;
    if (root.stage) root.stage.complain([text]);
    else root.textContent = text;
  };
  const parts = opened(data);
  if (root.stage instanceof Stage) root.stage.heard(parts.head.heard, setStateValue);
  for (const pane of parts.head.panes) if (pane.surface) surface(pane.surface); // on its way while all else is unpacked
  const arrived = Promise.all([readPicture(parts), style()]);
  turn = turn
    .then(() => arrived)
    .then(([picture]) => {
      if (!root.isConnected) return;
      if (!(root.stage instanceof Stage)) {
        // the element is new, or was made by code from before an update of the server
        /** @type {any} */ (root.stage)?.close();
        root.stage = new Stage(root);
        root.stage.heard(picture.heard, setStateValue);
      }
      root.stage.update(picture).catch(complain);
    })
    .catch(complain);
  // Streamlit also calls this after a newer call has replaced this one, when the stage must live on.
  return () =>
    void setTimeout(() => {
      if (root.isConnected || !root.stage) return;
      root.stage.close();
      delete root.stage;
    });
}
