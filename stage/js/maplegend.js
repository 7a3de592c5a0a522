// @ts-check
/** What is beside a map: the sentence, what each tone means, and the counts. */
import { icon, make } from "./dom.js";
import { DASHES } from "./mapdraw.js";
import { css, PATTERNED, tile, toneOf } from "./mappaint.js";
import { LEFT } from "./mapwire.js";

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

/** The rows of the legend. Of many minima the last ones share a row. @param {MapPicture} map
 * @returns {{ code: number, name: string, note: string, share: string }[]} */
export function rowsOf({ kinds, leaving, classes }) {
  const minima = kinds.filter(({ hue }) => hue >= 0),
    own = minima.length > MOST ? minima.slice(0, MOST - 1) : minima,
    others = minima.slice(own.length),
    count = others.reduce((sum, { count }) => sum + count, 0);
  return [
    ...own,
    ...(others.length
      ? [{ code: -1, name: `${others.length} more minima`, note: "", share: `${Math.round((100 * count) / classes.length)} %` }]
      : []),
    ...kinds.filter(({ hue }) => hue < 0).map((kind) =>
      kind.code === LEFT && leaving.length ? { ...kind, note: `after ${span(leaving)} steps` } : kind,
    ),
  ];
}

/** @param {HTMLElement} box @param {MapPicture} map @param {boolean} dark */
export function showLegend(box, map, dark) {
  const items = rowsOf(map).map(({ code, name, note, share }) =>
    make("li", {}, [
      code < 0 ? make("span", { class: "tw-map-swatch" }) : swatch(code, dark),
      make("span", {}, [make("b", {}, [name]), ...(note ? [` ${note}`] : [])]),
      make("span", { class: "tw-map-share" }, [share]),
    ]),
  );
  const lines = map.lines.map(({ name }, i) => {
    const made = icon("M2 12h40", "0 0 44 24");
    made.setAttribute("class", "tw-map-dash");
    made.setAttribute("stroke-dasharray", DASHES[i % DASHES.length].join(" "));
    return make("li", {}, [made, make("span", {}, [name])]);
  });
  const scale = map.arriving.length
    ? [make("p", { class: "tw-map-scale" }, [`Light: within ${Math.ceil(map.arriving[0])} steps. Dark: ${Math.ceil(map.arriving[1])} steps or more.`])]
    : [];
  box.replaceChildren(make("ul", {}, [...items, ...lines]), ...scale, ...map.facts.map((text) => make("p", { class: "tw-map-scale" }, [text])), ...map.limits.map((text) => make("p", { class: "tw-map-limit" }, [text])));
}
