// @ts-check
/** The texts around the panes of a grid: names of rows and columns, names and captions of panes, badges. */
import { button, CROSS, focusedIn, icon, make } from "./dom.js";
import { mark } from "./marks.js";
import { colourOf } from "./palette.js";
import { showPhrases, stopOnce, term } from "./terms.js";

const STAR = "M12 2.5l2.9 6.3 6.9.8-5.1 4.7 1.4 6.8L12 17.7l-6.1 3.4 1.4-6.8L2.2 9.6l6.9-.8z";
/** @param {HTMLElement} element @param {number} left @param {number} top @param {number} width */
const put = (element, left, top, width) =>
  Object.assign(element.style, { left: `${left}px`, top: `${top}px`, width: `${width}px` });

/**
 * @param {HTMLElement} box @param {import("./types.js").Picture} picture @param {import("./types.js").Place[]} places
 * @param {import("./multiples.js").GridLayout} gridLayout @param {import("./types.js").Look} look
 * @param {(run: number) => void} pick
 */
export function paneLabels(box, picture, places, gridLayout, look, pick) {
  const made = gridLayout.headings.map(({ left, top, size, text, upright }) => {
    const heading = make("div", { class: upright ? "tw-heading tw-upright" : "tw-heading" }, [text]);
    put(heading, left, top, upright ? 0 : size);
    if (upright) Object.assign(heading.style, { width: "", height: `${size}px` });
    return heading;
  });
  const stops = new Set();
  let map = 0;
  picture.panes.forEach((pane, i) => {
    if (pane.kind !== "map") return;
    const { name, top, caption } = gridLayout.labels[map++],
      place = places[i],
      track = picture.tracks.find((t) => t.pane === i && t.selected) ?? picture.tracks.find((t) => t.pane === i);
    if (track?.selected) {
      const frame = make("div", { class: "tw-chosen" });
      put(frame, place.left, place.top, place.width);
      frame.style.height = `${place.height}px`;
      made.push(frame);
    }
    const choose = (/** @type {Event} */ { target }) => {
      if (track && !(/** @type {Element} */ (target).closest(".tw-term"))) pick(track.run);
    };
    const lost = pane.badge === "diverged",
      won = pane.badge && !lost ? [make("b", {}, [icon(STAR), term(pane.badge)])] : [];
    // The best pane is marked beside its name, or in its corner where rows and columns have the names.
    if (!Number.isNaN(top)) {
      const label = make("div", { class: "tw-pane-name", title: name }, [make("span", {}, [name]), ...won]);
      put(label, place.left, top, place.width);
      label.onclick = choose;
      made.push(label);
    } else if (won.length) {
      const corner = make("div", { class: "tw-corner" }, won);
      put(corner, place.left, place.top, place.width);
      made.push(corner);
    }
    const style = track?.style ?? 0;
    // The button that chooses the pane is as large as the caption, and lies below the words that explain themselves.
    const choice = button("tw-pick", [mark(style, 6.5, colourOf(look, style))], {
      title: `${name}: ${pane.caption}`,
      "aria-label": [name, pane.caption, pane.badge].filter(Boolean).join(", "),
      "aria-pressed": String(!!track?.selected),
      "data-pane": String(i),
    });
    choice.onclick = choose;
    const said = make("span"),
      crossed = term("", "diverged");
    showPhrases(said, pane.caption || name, " · ");
    crossed.append(icon(CROSS));
    crossed.ariaLabel = "diverged";
    crossed.tabIndex = -1; // the caption says it too
    const label = make("div", { class: "tw-caption" }, [choice, said, ...(lost ? [make("b", {}, [crossed])] : [])]);
    put(label, place.left, caption, place.width);
    made.push(label);
  });
  for (const label of made) stopOnce(label, stops);
  const pane = focusedIn(box)?.dataset.pane;
  box.replaceChildren(...made);
  if (pane)
    /** @type {HTMLElement | null} */ (box.querySelector(`[data-pane="${pane}"]`))?.focus({ preventScroll: true });
}
