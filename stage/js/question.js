// @ts-check
/** What the attributes of an element on another site's page ask for. */

/** @typedef {{ page: string, link: string, address: string }} Question  a page's name, its query, its address without one */

/** What a frame's link says of the page around the picture, which is not there. */
const OF_FRAMES = ["embed", "embed_options"];
/** The least height in pixels that an element may have. */
const LEAST = 240;

/** What a link asks for, or a sentence about what is wrong with it.
 * @param {string} src as the page's author wrote it @param {string} base the address that it is relative to
 * @param {object} pages by their names @param {string} root that of the app, with a slash at its end
 * @returns {Question | string} */
export function asked(src, base, pages, root) {
  if (!src.trim()) return "Nothing is shown here yet: the attribute src takes a link of Thalweg.";
  if (!URL.canParse(src, base)) return `This is no link of Thalweg: ${src}`;
  const { origin, pathname, search } = new URL(src, base),
    address = origin + pathname,
    words = new URLSearchParams(search);
  if (!`${address}/`.startsWith(root)) return `This link leads to ${address}, but the pictures here come from ${root}.`;
  const page = address.slice(root.length).replace(/\/$/, "") || "race";
  if (!Object.hasOwn(pages, page)) return `The page “${page}” has no picture that could be shown here.`;
  for (const name of OF_FRAMES) words.delete(name);
  return { page, link: words.toString(), address };
}

/** The height in pixels that an attribute asks for, null for none. @param {string | null} text */
export const heightOf = (text) => (/^\s*\d+(px)?\s*$/.test(text ?? "") ? Math.max(parseInt(text ?? ""), LEAST) : null);
