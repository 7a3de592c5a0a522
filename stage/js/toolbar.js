// @ts-check
/** The buttons above the map: 2D or 3D, zoom in, zoom out, show all (on a phone the only way to zoom), equal axes, save. */
import { afterPaint, button, hasWebGL, iconButton, make, off, RELOAD } from "./dom.js";
import { ARROWS } from "./keys.js";
import { sayOnMap } from "./said.js";

const STEP = 1.6;
const NEARER = "M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z";
const FARTHER = "M5 11h14v2H5z";
const WHOLE = "M4 4h6v2H6v4H4zM14 4h6v6h-2V6h-4zM4 14h2v4h4v2H4zM18 14h2v6h-6v-2h4z";

const EQUAL = "M5 4h2v13h13v2H5zM10 8h7v2h-7zM10 12h7v2h-7z";
const SAVE = "M11 3h2v9l3.5-3.5 1.4 1.4L12 16l-5.9-6.1 1.4-1.4L11 12zM4 17h2v2h12v-2h2v4H4z";

/** The views by the word of the link: what their buttons say, and what they do. */
const VIEWS = [["map", "2D", "Show the map"], ["surface", "3D", "Show the surface in 3D"], ["both", "both", "Show map and surface"]];
const FLAT = "This browser cannot draw in 3D, because it has no WebGL.";
/** Milliseconds for which a reason stays on the map. */
const READ = 6000;

/** The buttons that choose between map and surface: one stop for the Tab key, in which the arrow keys move.
 * @param {HTMLElement} box @param {import("./stage.js").Stage} stage
 * @returns {(view: string) => void} show which one is chosen; "": this picture has no choice */
export function viewButtons(box, stage) {
  let flat = false;
  const buttons = VIEWS.map(([view, word, name], i) => {
    const made = button("tw-switch", [word], { role: "radio", "aria-label": name, title: name });
    made.onclick = () => {
      if (flat && i) {
        sayOnMap(stage, FLAT);
        setTimeout(() => sayOnMap(stage, ""), READ);
      } else if (made.ariaChecked !== "true") stage.source.write([["view", view]], true);
    };
    made.onkeydown = (event) => {
      const [way] = ARROWS[event.key] ?? [0];
      if (!way) return;
      event.preventDefault();
      buttons[(i + way + 3) % 3].focus();
    };
    return made;
  });
  const group = make("span", { class: "tw-either tw-views", role: "radiogroup", "aria-label": "Map or surface" }, buttons);
  box.prepend(group);
  afterPaint().then(() => {
    flat = !hasWebGL();
    for (const made of flat ? buttons.slice(1) : []) Object.assign(made, { ariaDisabled: "true", title: FLAT });
  });
  return (view) => {
    group.hidden = !view;
    buttons.forEach((made, i) => {
      made.ariaChecked = String(VIEWS[i][0] === view);
      made.tabIndex = VIEWS[i][0] === view ? 0 : -1;
    });
  };
}

/** The button next to them, which exports images and films. Their module is loaded at the first click.
 * @param {import("./stage.js").Stage} stage */
export function saveButton(stage) {
  const made = iconButton("Save a picture or a film", SAVE, "tw-tool");
  made.onclick = () =>
    import("./film.js").then(
      ({ openMenu }) => openMenu(stage, made),
      () => stage.showErrors(["The part that saves pictures" + RELOAD]),
    );
  return made;
}

/** The button that makes the axes of the maps equal, or not. Its state is a word of the link.
 * @param {import("./source.js").Source} source */
function equalButton(source) {
  const made = iconButton("Equal axes", EQUAL, "tw-tool tw-equal");
  made.onclick = () => source.write([["axes", made.ariaPressed === "true" ? "stretched" : "equal"]], true);
  return made;
}

/**
 * @param {HTMLElement} box @param {(factor: number, way?: [number, number]) => void} zoom 0 means the whole map
 * @param {import("./source.js").Source} source
 * @returns {(zoomed: boolean, widest: boolean, equal: boolean | null) => void} tell what there is to do, and whether the
 *   axes are equal (null: they always are, or there is no map)
 */
export function zoomButtons(box, zoom, source) {
  const zoomButton = (/** @type {string} */ name, /** @type {string} */ d, /** @type {number} */ factor) => {
    const made = iconButton(name, d, "tw-tool");
    made.onclick = () => zoom(factor);
    // From these buttons, keyboard users move the map and rotate the surface.
    made.onkeydown = (event) => {
      const way = ARROWS[event.key];
      if (!way) return;
      event.preventDefault();
      zoom(1, way);
    };
    box.append(made);
    return made;
  };
  zoomButton("Zoom in", NEARER, 1 / STEP);
  const out = zoomButton("Zoom out", FARTHER, STEP);
  const whole = zoomButton("Show the whole map", WHOLE, 0);
  const axes = equalButton(source);
  box.append(axes);
  return (zoomed, widest, equal) => {
    off(whole, !zoomed && "This is the whole map");
    off(out, widest && "This is all");
    axes.hidden = equal === null;
    axes.ariaPressed = String(equal);
  };
}

/** Place what stands above and below the last map of the first row. @param {import("./stage.js").Stage} stage
 * @param {import("./types.js").Picture} picture @param {import("./types.js").Frame[]} frames */
export function placeTools({ parts, size }, { panes, grid }, frames) {
  const maps = frames.filter((_, i) => panes[i].kind === "map"),
    map = maps.findLast((f) => f.top === maps[0].top);
  if (!map) return;
  parts.zoom.style.right = `${size.width - map.left - map.width}px`;
  if (!grid) Object.assign(parts.readout.style, { right: parts.zoom.style.right, top: `${map.top + map.height + 21}px` });
}
