// @ts-check
/** Fetches surfaces and samples by their address, once per page. The browser caches them for good. */
import { readSurface } from "./wire.js";

/** The root of the app, wherever it is mounted: the modules are in stage/<hash>/. */
export const ROOT = new URL("../../", import.meta.url).href;

/** An address below the app's root. @param {string} path */
export const at = (path) => new URL(`.${path}`, ROOT).href;

/** An address on the app's server. @param {string} path */
export const served = (path) => new URL(path, ROOT).href;

/** Answers kept in memory. */
const KEPT = 24;
/** @type {Map<string, Promise<any>>} */
const fetched = new Map();

/** The decoded answer at an address. @template T @param {string} url @param {(bytes: Uint8Array) => T} read
 * @returns {Promise<T>} rejected with a sentence */
export function fetchDecoded(url, read) {
  const known = fetched.get(url);
  if (known) return known;
  const unheard = () => {
    throw new Error("the server does not answer. Reload the page to try again.");
  };
  const coming = fetch(at(url))
    .catch(unheard)
    .then(async (reply) => {
      if (!reply.ok) throw new Error(await reply.text());
      return read(new Uint8Array(await reply.arrayBuffer()));
    });
  coming.catch(() => fetched.delete(url));
  fetched.set(url, coming);
  if (fetched.size > KEPT) fetched.delete(fetched.keys().next().value ?? "");
  return coming;
}

/** @param {string} url */
export const fetchSurface = (url) => fetchDecoded(url, readSurface);

/** The address of the same landscape in a box four times as wide. @param {string} url */
export const widerUrl = (url) => url + (url.includes("?") ? "&" : "?") + "span=4";
