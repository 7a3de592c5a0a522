// @ts-check
/** What is written around the panes of a grid: names of rows and columns, names and captions of panes, badges. */
import { icon, make } from "./dom.js";
import { svgPath } from "./marks.js";
import { colourOf } from "./palette.js";

const STAR = "M12 2.500l2.9 6.300 6.9.800-5.1 4.700 1.4 6.800L12 17.700l-6.100 3.400 1.400-6.800L2.200 9.600l6.900-.8z";
const LOST =
  "M19 6.4 17.6 5 12 10.6 6.4 5 5 6.400l5.600 5.600L5 17.600 6.400 19l5.600-5.600 5.600 5.600 1.400-1.400-5.600-5.600z";

/** @param {HTMLElement} element @param {number} left @param {number} top @param {number} width */
const put = (element, left, top, width) =>
  Object.assign(element.style, { left: `${left}px`, top: `${top}px`, width: `${width}px` });

/**
 * @param {HTMLElement} box @param {import("./types.js").Picture} picture @param {import("./types.js").Place[]} places
 * @param {import("./multiples.js").Sheet} sheet @param {import("./types.js").Look} look
 * @param {(run: number) => void} pick
 */
export function plates(box, picture, places, sheet, look, pick) {
  const made = sheet.headings.map(({ left, top, size, text, upright }) => {
    const heading = make("div", { class: upright ? "tw-heading tw-upright" : "tw-heading" }, [text]);
    put(heading, left, top, upright ? 0 : size);
    if (upright) Object.assign(heading.style, { width: "", height: `${size}px` });
    return heading;
  });
  let map = 0;
  picture.panes.forEach((pane, i) => {
    if (pane.kind !== "map") return;
    const { name, top, caption } = sheet.plates[map++],
      place = places[i],
      track = picture.tracks.find((t) => t.pane === i && t.selected) ?? picture.tracks.find((t) => t.pane === i);
    if (track?.selected) {
      const frame = make("div", { class: "tw-chosen" });
      put(frame, place.left, place.top, place.width);
      frame.style.height = `${place.height}px`;
      made.push(frame);
    }
    const choose = () => track && pick(track.run);
    if (!Number.isNaN(top)) {
      const plate = make("div", { class: "tw-plate", title: name }, [name]);
      put(plate, place.left, top, place.width);
      plate.onclick = choose;
      made.push(plate);
    }
    const mark = icon(svgPath(track?.style ?? 0, 6.5), "-9 -9 18 18");
    mark.style.fill = colourOf(look, track?.style ?? 0);
    const badge = { "": [], best: [icon(STAR), "best"], diverged: [icon(LOST)] }[pane.badge];
    const button = make("button", { type: "button", class: "tw-caption", title: `${name}: ${pane.caption}` }, [
      mark,
      make("span", {}, [pane.caption || name]),
      ...(badge.length ? [make("b", { class: `tw-${pane.badge}` }, badge)] : []),
    ]);
    button.setAttribute("aria-label", [name, pane.caption, pane.badge].filter(Boolean).join(", "));
    button.setAttribute("aria-pressed", String(!!track?.selected));
    put(button, place.left, caption, place.width);
    button.onclick = choose;
    button.dataset.pane = String(i);
    made.push(button);
  });
  const held = /** @type {HTMLElement | null} */ (document.activeElement),
    pane = held && box.contains(held) ? held.dataset.pane : undefined;
  box.replaceChildren(...made);
  if (pane)
    /** @type {HTMLElement | null} */ (box.querySelector(`[data-pane="${pane}"]`))?.focus({ preventScroll: true });
}
