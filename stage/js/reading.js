// @ts-check
/** Numbers as people type them, read as core/number.py reads them: 0,5 and 1,234.5 and −2·10⁻³ and 1e-3. */

const ALIKE = /** @type {Record<string, string>} */ ({ "–": "-", "−": "-", "’": "'", "×": "·", "⋅": "·", "*": "·", x: "·" });
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const UP = /^(?:(.+?)·)?10(?:\^\(?([+-]?\d+)\)?|([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))$/;
const GROUPED = /^[1-9]\d{0,2}(?:([ ',.])\d{3})(?:\1\d{3})*$/;

/** A raised exponent on the line. @param {string} text */
const lowered = (text) => text.replace("⁻", "-").replace("⁺", "").replace(/[⁰¹²³⁴-⁹]/g, (digit) => String(RAISED.indexOf(digit)));

/** The digits of a number without a power of ten, as JavaScript reads them. @param {string} text @param {boolean} power */
function plain(text, power) {
  const single = text.match(/^[1-9]\d{0,2}([.,])\d{3}$/);
  if (single) return single[1] === "," && !power ? text.replace(",", "") : text.replace(",", "."); // 1,234 are thousands
  if (GROUPED.test(text)) return text.replace(/[ ',.]/g, "");
  const parts = text.match(/^([1-9]\d{0,2}(?:([ ',.])\d{3})+|\d*)([.,])(\d*)$/);
  if (!parts) return text;
  return parts[2] === parts[3] ? "" : `${parts[1].replace(/[ ',.]/g, "") || "0"}.${parts[4]}`;
}

/** The number that a text stands for, NaN if it is none. @param {string} text @returns {number} */
export function readNumber(text) {
  const letters = [...text.normalize("NFC").replace(/[\s\u00a0\u2007\u2009\u202f]+/g, " ").trim()].map((one) => ALIKE[one] ?? one).join(""),
    tight = letters.replace(/ ?([·^+-]) ?/g, "$1"),
    sign = /^[+-]/.exec(tight)?.[0] ?? "",
    rest = tight.slice(sign.length),
    power = UP.exec(rest) ?? /^(.*?)()()(?=[eE])[eE]([+-]?\d+)$/.exec(rest);
  const mantissa = power ? (power[1] ? plain(power[1], true) : UP.test(rest) ? "1" : "") : plain(rest, false),
    exponent = power ? power[2] || (power[3] && lowered(power[3])) || power[4] : "0";
  if (!/^(\d+\.?\d*|\.\d+)$/.test(mantissa)) return NaN;
  return Number(`${sign === "-" ? "-" : ""}${mantissa}e${exponent}`);
}
