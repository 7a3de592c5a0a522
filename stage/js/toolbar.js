// @ts-check
/** The buttons above the map: zoom in, zoom out, show all (on a phone the only way to zoom), and save. */
import { iconButton, off, RELOAD } from "./dom.js";
import { ARROWS } from "./keys.js";

const STEP = 1.6;
const NEARER = "M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z";
const FARTHER = "M5 11h14v2H5z";
const WHOLE = "M4 4h6v2H6v4H4zM14 4h6v6h-2V6h-4zM4 14h2v4h4v2H4zM18 14h2v6h-6v-2h4z";

const EQUAL = "M5 4h2v13h13v2H5zM10 8h7v2h-7zM10 12h7v2h-7z";
const SAVE = "M11 3h2v9l3.5-3.5 1.4 1.4L12 16l-5.9-6.1 1.4-1.4L11 12zM4 17h2v2h12v-2h2v4H4z";

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
