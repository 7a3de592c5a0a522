// @ts-check
/** What is beside a map: the sentence, what each tone means, and the counts. */
import { icon, make } from "./dom.js";
import { DASHES } from "./mapdraw.js";
import { marksOf } from "./mapmarks.js";
import { css, PATTERNED, tile, toneOf } from "./mappaint.js";
import { LEFT, shownOf } from "./mapwire.js";

/** @typedef {import("./mapwire.js").MapPicture} MapPicture @typedef {import("./mapwire.js").Kind} Kind */

/** The most minima that have a row of their own. */
const MOST = 8;
const STEPS = 6;

/** A patch of a class with its tones from few steps to many, and its pattern. @param {number} code @param {boolean} dark */
function swatch(code, dark) {
  const tones = Array.from({ length: STEPS }, (_, k) => css(toneOf(code, k / (STEPS - 1), dark)));
  const made = make("span", { class: "tw-map-swatch", "aria-hidden": "true" });
  made.style.backgroundImage = `linear-gradient(to right, ${tones.join(", ")})`;
  if (PATTERNED.includes(code)) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 8;
    const g = canvas.getContext("2d");
    if (g) tile(g, code, dark);
    made.style.backgroundImage = `url(${canvas.toDataURL()}), ${made.style.backgroundImage}`;
  }
  return made;
}

/** The steps of the lightest and of the darkest tone, in words. @param {number[]} ends */
const span = ([low, high]) => `${Math.ceil(low)} to ${Math.ceil(high)}`;

/** The rows of the legend. Of many minima the last ones share a row.
 * @param {Pick<MapPicture, "kinds" | "leaving" | "n">} map
 * @returns {{ code: number, name: string, note: string, shares: string[] }[]} */
export function rowsOf({ kinds, leaving, n }) {
  const minima = kinds.filter(({ hue }) => hue >= 0),
    own = minima.length > MOST ? minima.slice(0, MOST - 1) : minima,
    others = minima.slice(own.length),
    shares = (others[0]?.counts ?? []).map((_, k) => others.reduce((sum, { counts }) => sum + counts[k], 0) / n ** 2);
  return [
    ...own,
    ...(others.length
      ? [{ code: -1, name: `${others.length} more minima`, note: "", shares: shares.map((share) => `${Math.round(100 * share)} %`) }]
      : []),
    ...kinds.filter(({ hue }) => hue < 0).map((kind) =>
      kind.code === LEFT && leaving.length ? { ...kind, note: `after ${span(leaving)} steps` } : kind,
    ),
  ];
}

/** What lightness means, in a sentence. @param {MapPicture} map @returns {string[]} */
export function scaleOf({ arriving, between, difference, measure, planes }) {
  if (measure) return planes.length > 1 ? ["Lightness has the same scale in both maps."] : [];
  if (difference) return between.length ? [`The stronger the colour, the sooner, up to ${Math.ceil(between[1])} steps.`] : [];
  if (!arriving.length) return [];
  const where = planes.length > 1 ? ", the same in both maps" : "";
  return [`Light: within ${Math.ceil(arriving[0])} steps. Dark: ${Math.ceil(arriving[1])} steps or more${where}.`];
}

/** @param {HTMLElement} box @param {MapPicture} map @param {boolean} dark */
export function showLegend(box, map, dark) {
  const cells = (/** @type {string[]} */ texts) => texts.map((text) => make("span", { class: "tw-map-share" }, [text]));
  const items = rowsOf(map).map(({ code, name, note, shares }) =>
    make("li", {}, [
      code < 0 ? make("span", { class: "tw-map-swatch" }) : swatch(code, dark),
      make("span", {}, [make("b", {}, [name]), ...(note ? [` ${note}`] : [])]),
      ...cells(shares),
    ]),
  );
  const several = shownOf(map).length > 1,
    heads = several ? [make("li", {}, [make("span"), make("span"), ...cells(map.runners.map(({ name }) => name))])] : [];
  const lines = map.difference ? [] : map.runners.flatMap(({ name: whose, lines }) =>
    lines.map(({ name }, i) => {
      const made = icon("M2 12h40", "0 0 44 24");
      made.setAttribute("class", "tw-map-dash");
      made.setAttribute("stroke-dasharray", DASHES[i % DASHES.length].join(" "));
      return make("li", {}, [made, make("span", { class: "tw-map-line" }, [several ? `${whose}: ${name}` : name])]);
    }),
  );
  const marks = marksOf(map).map(({ runner, name }, k) =>
    make("li", {}, [
      make("span", { class: "tw-map-mark", "aria-hidden": "true" }, [String(k + 1)]),
      make("span", { class: "tw-map-line" }, [several ? `${map.runners[runner].name}: ${name}` : name]),
    ]),
  );
  const small = (/** @type {string} */ name) => (/** @type {string} */ text) => make("p", { class: name }, [text]);
  box.toggleAttribute("data-several", several);
  box.replaceChildren(
    make("ul", {}, [...heads, ...items, ...lines, ...marks]),
    ...[...scaleOf(map), ...map.facts].map(small("tw-map-scale")),
    ...map.limits.map(small("tw-map-limit")),
  );
}
