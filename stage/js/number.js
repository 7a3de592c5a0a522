// @ts-check
/** Numbers as people read them, as in core/numeral.py. */

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** @param {number} power */
const raised = (power) => (power < 0 ? "⁻" : "") + [...String(Math.abs(power))].map((d) => RAISED[+d]).join("");

/** In a column, where the width stays: 0.5000. @param {number} value @param {number} [digits] */
export function short(value, digits = 4) {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value),
    sign = value < 0 ? "−" : "";
  const [mantissa, power] = size.toExponential(digits - 1).split("e"),
    p = Number(power);
  if (p < -3 || p > digits) return `${sign}${mantissa}·10${raised(p)}`;
  return sign + size.toFixed(Math.max(0, digits - 1 - p));
}

/** In a sentence: 0.5, 10⁻³. @param {number} value @param {number} [digits] */
export const trimmed = (value, digits) =>
  short(value, digits)
    .replace(/(\.\d*?)0+(?=·|$)/, "$1")
    .replace(/\.(?=·|$)/, "")
    .replace(/^(−?)1·/, "$1");

/** The same for the ear: no raised digits. @param {number} value */
export function spoken(value) {
  if (!Number.isFinite(value)) return "not a number";
  const size = Math.abs(value),
    minus = (/** @type {number} */ v) => (v < 0 ? "minus " : "");
  const plain = size === 0 || (size >= 1e-4 && size < 1e6);
  const [mantissa, power] = (plain ? `${size}e0` : size.toExponential(2)).split("e"),
    p = Number(power);
  const digits = String(Number(Number(mantissa).toPrecision(3)));
  return minus(value) + digits + (p ? ` times ten to the ${minus(p)}${Math.abs(p)}` : "");
}
