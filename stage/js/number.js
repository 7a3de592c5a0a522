// @ts-check
/** Numbers as people read them: four significant digits, a real minus sign, powers of ten where they are shorter. */

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** @param {number} power */
const raised = (power) => (power < 0 ? "⁻" : "") + [...String(Math.abs(power))].map((d) => RAISED[+d]).join("");

/** @param {number} value @param {number} [digits] */
export function short(value, digits = 4) {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const [mantissa, power] = Math.abs(value).toExponential(digits - 1).split("e");
  const sign = value < 0 ? "−" : "", p = +power;
  if (p < -3 || p >= digits + 1) return `${sign}${mantissa}·10${raised(p)}`;
  return sign + (+`${mantissa}e${p}`).toFixed(Math.max(0, digits - 1 - p));
}

/** The same for the ear: no raised digits. @param {number} value */
export function spoken(value) {
  if (!Number.isFinite(value)) return "not a number";
  return String(+value.toPrecision(3)).replace("-", "minus ").replace(/e(minus |\+)?(\d+)/, " times ten to the $1$2")
    .replace("the +", "the ");
}
