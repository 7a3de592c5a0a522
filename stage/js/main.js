// @ts-check
/** Entry: Streamlit's loader imports this module and calls `mount` on every change of data or theme. */
import { roster } from "./roster.js";
import { share } from "./share.js";
import { Stage } from "./stage.js";
import { style } from "./style.js";
import { opened, readPicture } from "./wire.js";

/** What stands beside the stage, by name: each is called like `mount`. */
export const beside = { roster, share };

/** Pictures are shown in the order in which they came, though they are unpacked side by side. */
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
  const arrived = Promise.all([readPicture(parts), style()]);
  turn = turn
    .then(() => arrived)
    .then(([picture]) => {
      if (!root.isConnected) return;
      if (!(root.stage instanceof Stage)) {
        // a new element, or code of a version before an update of the server
        /** @type {any} */ (root.stage)?.close();
        root.stage = new Stage(root);
        root.stage.heard(picture.heard, setStateValue);
      }
      root.stage.update(picture).catch(complain);
    })
    .catch(complain);
  // Streamlit also cleans up after a call that a newer one has replaced, while the stage lives on.
  return () =>
    void setTimeout(() => {
      if (root.isConnected || !root.stage) return;
      root.stage.close();
      delete root.stage;
    });
}
