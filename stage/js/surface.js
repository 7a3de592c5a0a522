// @ts-check
/** Surfaces by their address: fetched once a page, and kept by the browser for good. */
import { readSurface } from "./wire.js";

/** @typedef {import("./types.js").Surface} Surface */

/** Surfaces kept in memory. */
const KEPT = 24;
/** @type {Map<string, Promise<Surface>>} */
const fetched = new Map();

/** @param {string} url @returns {Promise<Surface>} */
export function surface(url) {
  const known = fetched.get(url);
  if (known) return known;
  const unheard = () => {
    throw new Error("the server does not answer. Reload the page to try again.");
  };
  const coming = fetch(url)
    .catch(unheard)
    .then(async (answer) => {
      if (!answer.ok) throw new Error(await answer.text());
      return readSurface(new Uint8Array(await answer.arrayBuffer()));
    });
  coming.catch(() => fetched.delete(url));
  fetched.set(url, coming);
  if (fetched.size > KEPT) fetched.delete(fetched.keys().next().value ?? "");
  return coming;
}

/** The address of the same landscape seen from four times as far. @param {string} url */
export const wider = (url) => url + (url.includes("?") ? "&" : "?") + "span=4";
