// @ts-check
/** Links: query strings, their parameters, and numbers as Python writes them. */

/** @typedef {[name: string, text: string][]} Params */

/** Streamlit's own parameters, for a page in a frame. They stay in the address bar and are no part of a link. */
const OF_STREAMLIT = ["embed", "embed_options"];

/** A number as Python writes it into links. @param {number} value */
export function pythonNumber(value) {
  const [digits, exponent] = value.toExponential().split("e"),
    n = Number(exponent);
  if (n >= -4 && n < 16) return String(value);
  return `${digits}e${n < 0 ? "-" : "+"}${String(Math.abs(n)).padStart(2, "0")}`;
}

/** A number rounded to so many decimals; fewer than none round to tens, hundreds ... @param {number} value
 * @param {number} decimals */
export const rounded = (value, decimals) =>
  decimals >= 0 ? Number(value.toFixed(decimals)) : Number((value * 10 ** decimals).toFixed(0)) * 10 ** -decimals;

/** A link with some of its parameters changed. @param {string} link @param {Params} params */
export function withParams(link, params) {
  if (!params.length) return link;
  const all = new URLSearchParams(link);
  for (const [name, text] of params) all.set(name, text);
  return all.toString();
}

/** A link without these parameters. @param {string} link @param {Iterable<string>} names */
export function without(link, names) {
  const all = new URLSearchParams(link);
  for (const name of names) all.delete(name);
  return all.toString();
}

/** A query string without Streamlit's own parameters. @param {string} query */
export const ownPart = (query) => without(query, OF_STREAMLIT);

/** A link with Streamlit's own parameters of a query string. @param {string} link @param {string} query */
export function framed(link, query) {
  const kept = [...new URLSearchParams(query)].filter(([name]) => OF_STREAMLIT.includes(name));
  return [link, String(new URLSearchParams(kept))].filter(Boolean).join("&");
}

/** Whether two links say the same. @param {string} one @param {string} other */
export const same = (one, other) => String(new URLSearchParams(one)) === String(new URLSearchParams(other));

/** The step at which the playhead rests. Python ignores this word. */
export const STEP = "step";

/** A link that opens at this step. @param {string} link @param {number | null} step */
export const withStep = (link, step) =>
  [without(link, [STEP]), ...(step === null ? [] : [`${STEP}=${step}`])].filter(Boolean).join("&");

/** The landscape that a link names. @param {string} link */
export const landscapeOf = (link) => new URLSearchParams(link).get("landscape") ?? "";
