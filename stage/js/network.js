// @ts-check
/** Entry of the page Network: Streamlit's loader imports this module and calls `network` on every change of data or theme. */
import { NetworkStage } from "./networkstage.js";

/** @typedef {HTMLElement & { stage?: NetworkStage }} Root */

/** @param {{ data: import("./networkstage.js").Given, parentElement: Element }} context @returns {() => void} clean-up */
function network({ data, parentElement }) {
  const root = /** @type {Root | null} */ (parentElement.querySelector(".tw-network"));
  if (!root) return () => {};
  root.stage ??= new NetworkStage(root);
  root.stage.receive(data);
  // Streamlit also calls this after a newer call has replaced this one, when the page must live on.
  return () =>
    void setTimeout(() => {
      if (root.isConnected) return;
      root.stage?.close();
      delete root.stage;
    });
}

export const components = { network };
