// @ts-check
/** The one line for newcomers on the map. It is not seen while the picture plays. It goes when the start is moved for the
 * first time, and does not come back in this browser. */
import { make } from "./dom.js";
import { covered } from "./layout.js";
import { MOVED } from "./pins.js";

/** The name under which the browser keeps that a ring has been dragged. */
const DONE = "thalweg.dragged";
export const HINT = "Drag the ring. Press play.";

let dragged = false; // where the browser keeps nothing, this tab still does

function isDone() {
  try {
    return dragged || localStorage.getItem(DONE) !== null;
  } catch {
    return dragged;
  }
}

function markDone() {
  try {
    localStorage.setItem(DONE, "1");
  } catch {
    dragged = true; // a private window, or a full store
  }
}

/** Whether a picture begins with the line: its ring and its playback can be used, and nobody is asked or shown something
 * else. @param {import("./stage.js").Stage} stage */
export function isWanted({ root, away, picture, interaction }) {
  if (!picture) return false;
  const { rules, pins, panes, near, grid } = picture,
    blocked = ["start", "play"].some((name) => interaction.isBlocked(name)) || rules?.present || rules?.ask;
  return !away && !root.closest(".streamlit-embedded") && !blocked && !grid && !near && pins.some((pin) => pin.name === "start" && !covered(panes, pin.pane)) && !isDone();
}

/** The line. @param {import("./stage.js").Stage} stage @param {() => void} gone */
export function hint({ parts }, gone) {
  const line = make("p", { class: "tw-first" }, [HINT]);
  const end = () => {
    markDone();
    line.remove();
    gone();
  };
  parts.pins.addEventListener(MOVED, () => line.isConnected && end());
  return line;
}
