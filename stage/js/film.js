// @ts-check
/** Exports the stage as an image or a film, made in the browser. Loaded when somebody asks for one. */
import { inside, toLeft, toTop } from "./axes.js";
import { captions, SIDE, stepText } from "./captions.js";
import { button, make, RELOAD } from "./dom.js";
import { codingFor, encode, heard } from "./encode.js";
import { Ground } from "./ground.js";
import { withStep } from "./links.js";
import { Overlay } from "./overlay.js";
import { escape, FONT, Pen } from "./pen.js";
import { record } from "./record.js";
import { served } from "./surface.js";

/** @typedef {import("./types.js").Picture} Picture @typedef {import("./stage.js").Stage} Stage */
/** @typedef {{ svg: string, width: number, height: number, high: number }} Drawing  high: where the panes begin */

/** A film: steps per second, least and most seconds, seconds for which its end is shown. */
const FILM = { pace: 40, least: 3, most: 9, end: 1 };

/** The style of the menu. */
const STYLE = `
.tw-menu {
  inset: auto; min-width: 170px; margin: 0; padding: 4px; border: 1px solid var(--tw-line); border-radius: 8px;
  background: var(--tw-paper); color: var(--tw-ink); font-size: 14px;
  box-shadow: 0 4px 16px rgb(0 0 0 / .2);
}
.tw-menu p { max-width: 260px; margin: 0; padding: 6px 10px; }
.tw-menu progress { display: block; width: calc(100% - 20px); margin: 0 10px 6px; accent-color: var(--tw-accent); }
.tw-choice {
  display: block; width: 100%; min-height: 36px; padding: 0 10px; border-radius: 6px; text-align: left;
}
.tw-choice:hover { background: var(--tw-hover); }
@media (pointer: coarse) { .tw-choice { min-height: 44px; } }`;

/** The name of a file, which contains the landscape.
 * @param {Picture} picture @param {string} ending @param {number} [step] */
export function fileName({ scene }, ending, step) {
  const at = step === undefined ? "" : `-step-${step}`;
  return `thalweg-${/\w+/.exec(scene)?.[0] ?? "stage"}${at}.${ending}`;
}

/** Seconds in which a film plays all steps. @param {number} steps */
export const duration = (steps) => Math.min(Math.max(steps / FILM.pace, FILM.least), FILM.most);

/** The link of the stage at a step, or as it opens by itself. @param {Stage} stage @param {number | null} step */
function linkAt({ source, clock }, step) {
  const [page, link] = source.address.split("?");
  return `${page}?${withStep(link, step === clock.home ? null : step)}`;
}

/** What moves on the stage, on layers of its own. @param {Stage} stage
 * @param {(HTMLCanvasElement | Pen)[]} layers @param {number} k device pixels a pixel */
function moving({ overlay, picture, size, look, stale, ghosts, frames }, layers, k) {
  const canvases = /** @type {HTMLCanvasElement[]} */ (layers),
    made = new Overlay(canvases[0], canvases[1], canvases[2]);
  const { arrows, space, contours, clouds } = overlay;
  Object.assign(made, { canvases, arrows, space, contours, clouds, density: k });
  made.view(/** @type {Picture} */ (picture), frames(), look, size, stale, ghosts.shown);
  return made;
}

/** The rings of the starts. @param {Stage} stage @param {CanvasRenderingContext2D} g @param {number} k @param {number} top */
function drawStarts({ pins }, g, k, top) {
  for (const [colour, wide] of /** @type {[string, number][]} */ ([
    ["#fff", 6],
    ["#11161b", 2.5],
  ]))
    for (const pin of pins.pins) {
      const f = pins.frames[pin.pane],
        [left, down] = [toLeft(f, pin.x), toTop(f, pin.y)];
      if (!inside(f, left, down)) continue;
      g.beginPath();
      g.arc(left * k, down * k + top, 9 * k, 0, 7);
      Object.assign(g, { strokeStyle: colour, lineWidth: wide * k });
      g.stroke();
    }
}

/** Draws what moves at any step, at k device pixels per pixel. @param {Stage} stage @param {number} k */
function frameDrawer(stage, k) {
  const layers = stage.overlay.canvases.map(() => /** @type {HTMLCanvasElement} */ (make("canvas"))),
    overlay = moving(stage, layers, k),
    { pins, frames } = stage.pins,
    starts = /** @type {Stage} */ (/** @type {unknown} */ ({ pins: { pins: [...pins], frames } }));
  return (/** @type {CanvasRenderingContext2D} */ g, /** @type {number} */ top, /** @type {number} */ step) => {
    overlay.draw(step);
    for (const i of [3, 0, 1, 2]) if (layers[i]) g.drawImage(layers[i], 0, top);
    drawStarts(starts, g, k, top);
  };
}

/** What moves at a step, as SVG: what is below the plot, and what is above it. @param {Stage} stage @param {number} step */
function drawn(stage, step) {
  const at = stage.overlay.canvases[0],
    pens = ["paths", "trails", "heads", ...(stage.overlay.canvases[3] ? ["below"] : [])].map((name) => new Pen(name, at)),
    rings = new Pen("starts", at);
  moving(stage, pens, 1).draw(step);
  drawStarts(stage, /** @type {any} */ (rings), 1, 0);
  return { below: pens[3]?.svg ?? "", above: [...pens.slice(0, 3), rings].map((pen) => pen.svg).join("") };
}

/** The texts around the panes of a grid. @param {Stage} stage */
const paneLabels = ({ parts, look }) =>
  [.../** @type {HTMLCollectionOf<HTMLElement>} */ (parts.labels.children)].map((label) => {
    const { offsetLeft: x, offsetTop: y, offsetHeight: h, textContent } = label,
      upright = `translate(${x + 15} ${y + h / 2}) rotate(-90)" text-anchor="middle`,
      transform = label.matches(".tw-upright") ? upright : `translate(${x} ${y + 15})`,
      words = escape(textContent ?? "");
    return words && `<text transform="${transform}" font-size="13" fill="${look.ink}">${words}</text>`;
  });

/** The ground at twice the resolution of the page, so that it is sharp in print. @param {Stage} stage */
function groundCanvas({ ground, look, size }) {
  const { canvas, g } = blank(2 * size.width, 2 * size.height),
    fields = ground.fields.map((field) => field && { ...field, key: "", painting: null }),
    fine = Object.assign(new Ground(canvas), { fields, frames: ground.frames, look, local: ground.local });
  fine.refresh(2);
  fine.close();
  g.resetTransform();
  return { canvas, g };
}

/** Everything on the stage as one self-contained SVG: lines, marks and texts as such, and the ground as an image.
 * @param {Stage} stage @param {number | null} step null: without what moves @returns {Promise<Drawing>} */
async function draw(stage, step) {
  const { parts, plot, overlay } = stage;
  // Whoever is quick saves before Plotly has come, or has drawn the latest change.
  if (!plot.plotly) await plot.load(served(stage.source.given?.plotly ?? ""));
  if (stage.stale) await stage.settle(0);
  const { look, size } = stage,
    picture = /** @type {Picture} */ (stage.picture);
  const { head, high, foot, tall } = captions(picture, step, size.width, look, linkAt(stage, step)),
    height = high + size.height + tall;
  const [space, still] = await Promise.all([
    overlay.space?.image(),
    plot.plotly.toImage(parts.figure, { format: "svg", ...size, imageDataOnly: true }),
  ]);
  const { below, above } = step === null ? { below: "", above: "" } : drawn(stage, step);
  const whole = `width="${size.width}" height="${size.height}"`,
    ground = `<image href="${groundCanvas(stage).canvas.toDataURL()}" ${whole}/>`;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${height}" font-family="${FONT}"` +
    ` viewBox="0 0 ${size.width} ${height}" xml:space="preserve">` +
    `<rect width="100%" height="100%" fill="${look.paper}"/>${head}<g transform="translate(0 ${high})">` +
    [ground, below, still.replace(/font-family:[^;]*(?:&quot;[^;]*)*;/g, `font-family: ${FONT};`), space, ...paneLabels(stage), above].join("") +
    `</g><g transform="translate(0 ${high + size.height})">${foot}</g></svg>`;
  return { svg, width: size.width, height, high };
}

/** @param {number} width @param {number} height device pixels */
function blank(width, height) {
  const canvas = Object.assign(/** @type {HTMLCanvasElement} */ (make("canvas")), { width, height });
  return { canvas, g: /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")) };
}

/** @param {Drawing} drawing @param {number} k device pixels a pixel; both sides become even, as films want them */
async function raster({ svg, width, height }, k) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const { canvas, g } = blank(2 * Math.round((width * k) / 2), 2 * Math.round((height * k) / 2));
  g.drawImage(image, 0, 0, canvas.width, canvas.height);
  return { canvas, g };
}

/** The animation, from its first step to its last, as a film that can be drawn at any of its seconds. It shows the stage
 * as it is at this moment, whatever happens on it until the film is made.
 * @param {Stage} stage @returns {Promise<import("./encode.js").Film>} */
async function filmOf(stage) {
  const { look, size } = stage,
    { steps } = /** @type {Picture} */ (stage.picture),
    k = Math.max(1, Math.min(2, 1280 / size.width)),
    move = frameDrawer(stage, k);
  const drawing = await draw(stage, null),
    still = (await raster(drawing, k)).canvas,
    { canvas, g } = blank(still.width, still.height),
    whole = duration(steps);
  const show = (/** @type {number} */ second) => {
    const t = Math.min(second / whole, 1) * steps;
    g.drawImage(still, 0, 0);
    move(g, drawing.high * k, t);
    Object.assign(g, { font: `${13 * k}px ${FONT}`, textAlign: "right", fillStyle: look.faint });
    g.fillText(stepText(Math.floor(t), steps), (size.width - SIDE) * k, 24 * k);
  };
  return { canvas, show, seconds: whole + FILM.end };
}

/** @param {Blob} blob @param {string} name */
function save(blob, name) {
  const href = URL.createObjectURL(blob);
  make("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/** The exports by name: each makes a file, and may have a remark on it.
 * @typedef {{ blob: Blob, name: string, remark?: string }} Made
 * @type {Record<string, (stage: Stage, tell: (done: number) => void, signal: AbortSignal) => Promise<Made>>} */
const MAKE = {
  "Picture (PNG)": async (stage) => {
    const name = fileName(/** @type {Picture} */ (stage.picture), "png", stage.step),
      { canvas } = await raster(await draw(stage, stage.step), 2),
      blob = await new Promise((done) => canvas.toBlob(done));
    return { blob, name };
  },
  "Drawing (SVG)": async (stage) => {
    const name = fileName(/** @type {Picture} */ (stage.picture), "svg", stage.step),
      { svg } = await draw(stage, stage.step);
    return { blob: new Blob([svg], { type: "image/svg+xml" }), name };
  },
  "Film of the race": async (stage, tell, signal) => {
    const picture = /** @type {Picture} */ (stage.picture),
      film = await filmOf(stage),
      coding = await codingFor(film.canvas),
      { blob, remark } = coding
        ? { blob: await encode(film, coding, await muxer(stage), tell, signal), remark: "" }
        : await record(film, tell, signal);
    return { blob, name: fileName(picture, blob.type.includes("mp4") ? "mp4" : "webm"), remark };
  },
};

/** What writes encoded frames into a file. @param {Stage} stage @returns {Promise<import("./encode.js").Muxer>} */
const muxer = (stage) =>
  import(served(stage.source.given?.muxer ?? "")).catch(() => {
    throw new Error("The part that makes films" + RELOAD);
  });

/** The menu below its button, which opens and closes it from now on.
 * @param {Stage} stage @param {HTMLButtonElement} anchor */
export function openMenu(stage, anchor) {
  const box = make("div", { class: "tw-menu", popover: "auto", role: "group", "aria-label": "Save" });
  const choices = () => Object.entries(MAKE).map(([name, how]) => choice(name, () => run(how)));
  const choice = (/** @type {string} */ name, /** @type {() => void} */ act) => {
    const made = button("tw-choice", [name]);
    made.onclick = act;
    return made;
  };
  const run = async (/** @type {(typeof MAKE)[string]} */ how) => {
    const stop = new AbortController(),
      bar = /** @type {HTMLProgressElement} */ (make("progress", { max: "1", "aria-label": "Progress" }));
    box.replaceChildren(make("p", {}, ["One moment …"]), bar, choice("Cancel", () => stop.abort()));
    box.setAttribute("popover", "manual"); // it stays open during the export
    box.showPopover();
    const { signal } = stop,
      cancelled = heard(signal, "abort").then(() => "");
    const made = how(stage, (done) => (bar.value = done), signal).then(
      ({ blob, name, remark = "" }) => {
        if (!signal.aborted) save(blob, name);
        return remark;
      },
      (error) => (signal.aborted ? "" : `This could not be saved: ${error.message}`),
    );
    const remark = await Promise.race([cancelled, made]);
    box.replaceChildren(...(remark ? [make("p", {}, [remark])] : []), ...choices());
    box.setAttribute("popover", "auto"); // a change of its kind closes it
    if (remark) box.showPopover();
  };
  box.replaceChildren(...choices());
  box.addEventListener("beforetoggle", () => {
    const { right, bottom } = anchor.getBoundingClientRect();
    Object.assign(box.style, { top: `${bottom + 4}px`, right: `${document.documentElement.clientWidth - right}px` });
  });
  stage.root.append(make("style", {}, [STYLE]), box);
  anchor.onclick = null;
  anchor.popoverTargetElement = box;
  box.showPopover();
}
