// @ts-check
/** What the attributes of an element on another site's page ask for. */

import { ownPart } from "./links.js";

/** @typedef {import("./types.js").Rules} Rules */
/** @typedef {{ page: string, link: string, address: string }} Question  a page's name, its query, its address without one */

/** The least height in pixels that an element may have. */
const LEAST = 240;

/** An address, or null if it is none. @param {string} src @param {string} base */
function parsed(src, base) {
  try {
    return new URL(src, base);
  } catch {
    return null;
  }
}

/** What a link asks for, or a sentence about what is wrong with it.
 * @param {string} src as the page's author wrote it @param {string} base the address that it is relative to
 * @param {object} pages by their names @param {string} root that of the app, with a slash at its end
 * @returns {Question | string} */
export function asked(src, base, pages, root) {
  if (!src.trim()) return "There is nothing to show yet: set the attribute src to a Thalweg link.";
  const url = parsed(src, base);
  if (!url) return `This is not a Thalweg link: ${src}`;
  const address = url.origin + url.pathname;
  if (!`${address}/`.startsWith(root)) return `This link points to ${address}, but this element can only show pictures from ${root}.`;
  const page = address.slice(root.length).replace(/\/$/, "") || "race";
  if (!Object.hasOwn(pages, page)) return `The page “${page}” has no picture to show here.`;
  return { page, link: ownPart(url.search), address };
}

/** The height in pixels that an attribute asks for, null for none. @param {string | null} text */
export const heightOf = (text) => (/^\s*\d+(px)?\s*$/.test(text ?? "") ? Math.max(parseInt(text ?? ""), LEAST) : null);

/** Two sets of rules merged: what either hides, locks or switches off, and everything else of the first. @param {Rules | undefined} one
 * @param {Rules | undefined} other @returns {Rules | undefined} */
export function mergeRules(one, other) {
  if (!one || !other) return one ?? other;
  const both = (/** @type {string[]} */ ...selectors) => selectors.filter(Boolean).join(", ");
  return { ...one, hide: both(one.hide, other.hide), lock: both(one.lock, other.lock), off: [...one.off, ...other.off] };
}
