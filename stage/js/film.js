// @ts-check
/** Exports the stage as an image or a film, made in the browser. Loaded when somebody asks for one. */
import { inside, toLeft, toTop } from "./axes.js";
import { button, make, RELOAD } from "./dom.js";
import { codingFor, encode, heard } from "./encode.js";
import { Ground } from "./ground.js";
import { svgPath } from "./marks.js";
import { short } from "./number.js";
import { Overlay } from "./overlay.js";
import { colourOf } from "./palette.js";
import { record } from "./record.js";
import { served } from "./surface.js";

/** @typedef {import("./types.js").Picture} Picture @typedef {import("./stage.js").Stage} Stage */
/** @typedef {{ svg: string, width: number, height: number }} Drawing */

/** Pixels: the margin above and beside the panes, a line of the legend, a line of the small print. */
const HEAD = 36;
const SIDE = 14;
const LINE = 19;
const SMALL = 14;
/** The width of a letter of the small print in pixels, and the width from which the legend has two columns. */
const LETTER = 5.6;
const WIDE = 600;
/** A film: steps per second, least and most seconds, seconds for which its end is shown. */
const FILM = { pace: 40, least: 3, most: 9, end: 1 };

/** A line may end after one of these. */
const BREAK = new RegExp("(?<=[ ,&?])");
/** @param {string} text */
const escape = (text) => text.replace(/[&<>\x22]/g, (c) => `&#${c.charCodeAt(0)};`);

/** A text in lines of at most so many letters, broken after spaces, commas, and the separators of an address.
 * @param {string} text @param {number} letters @returns {string[]} */
export function wrap(text, letters) {
  const lines = [""];
  for (const piece of text.split(BREAK)) {
    const last = lines.length - 1;
    if (lines[last] && lines[last].length + piece.length > letters) lines.push(piece);
    else lines[last] += piece;
  }
  return lines.map((line) => line.trimEnd());
}

/** The name of a file, which contains the landscape.
 * @param {Picture} picture @param {string} ending @param {number} [step] */
export function fileName({ scene }, ending, step) {
  const at = step === undefined ? "" : `-step-${step}`;
  return `thalweg-${/\w+/.exec(scene)?.[0] ?? "stage"}${at}.${ending}`;
}

/** Seconds in which a film plays all steps. @param {number} steps */
export const duration = (steps) => Math.min(Math.max(steps / FILM.pace, FILM.least), FILM.most);

/** @param {number} step @param {number} steps */
const stepText = (step, steps) => `step ${step} of ${steps}`;

/** The texts above and below the panes: title and step, runners with their settings, the permalink.
 * @param {Picture} picture @param {number | null} step null: for a film, which draws it later
 * @param {number} width @param {import("./types.js").Look} look @param {string} link
 * @returns {{ head: string, foot: string, tall: number }} */
export function captions(picture, step, width, look, link) {
  const text = (/** @type {string} */ how, /** @type {string} */ words) =>
    `<text font-size="13" fill="${look.faint}" ${how}>${words}</text>`;
  const bold = (/** @type {string} */ words) => `<tspan font-weight="600" fill="${look.ink}">${escape(words)}</tspan>`,
    [title, ...settings] = (picture.caption || picture.panes[0].title).split(", "),
    now = step === null ? "" : text(`x="${width - SIDE}" y="24" text-anchor="end"`, stepText(step, picture.steps));
  const head = text(`x="${SIDE}" y="24"`, `${bold(title)}  ${escape(settings.join(", "))}`) + now;
  const rows = picture.tracks.filter((t) => !t.hidden),
    columns = width < WIDE ? 1 : 2;
  const legend = rows.map(({ run, name, note, style }, i) => {
    const row = picture.series.loss?.[run] ?? [],
      loss = step === null || !row.length ? "" : `, loss ${short(row[Math.min(step, row.length - 1)])}`,
      place = `translate(${SIDE + 6 + ((i % columns) * width) / columns} ${12 + LINE * Math.floor(i / columns)})`;
    const mark = `<path d="${svgPath(style, 5)}" fill="${colourOf(look, style)}"/>`,
      words = text(`x="12" y="4"`, `${bold(name)}  ${escape(note + loss)}`);
    return `<g transform="${place}">${mark}${words}</g>`;
  });
  const from = 18 + LINE * Math.ceil(rows.length / columns),
    small = wrap(link, Math.floor((width - 2 * SIDE) / LETTER)).map((line, i) =>
      text(`x="${SIDE}" y="${from + SMALL * i}" style="font-size:10.5px"`, escape(line)),
    );
  return { head, foot: [...legend, ...small].join(""), tall: from + SMALL * small.length };
}

/** Draws what moves at any step, at k device pixels per pixel. @param {Stage} stage @param {number} k */
function frameDrawer(stage, k) {
  const { overlay, picture, size, look, pins } = stage,
    layers = overlay.canvases.map(() => /** @type {HTMLCanvasElement} */ (make("canvas"))),
    moving = new Overlay(layers[0], layers[1], layers[2]);
  const { arrows, space, contours, clouds } = overlay;
  Object.assign(moving, { canvases: layers, arrows, space, contours, clouds, density: k });
  moving.view(/** @type {Picture} */ (picture), stage.frames(), look, size, stage.stale, stage.ghosts.shown);
  const starts = pins.pins.flatMap((pin) => {
    const f = pins.frames[pin.pane],
      [left, top] = [toLeft(f, pin.x), toTop(f, pin.y)];
    return inside(f, left, top) ? [[left, top]] : [];
  });
  return (
    /** @type {CanvasRenderingContext2D} */ g,
    /** @type {number} */ top,
    /** @type {number} */ step,
    which = [3, 0, 1, 2],
  ) => {
    moving.draw(step);
    for (const i of which) if (layers[i]) g.drawImage(layers[i], 0, top);
    for (const [colour, wide] of /** @type {[string, number][]} */ ([
      ["#fff", 6],
      ["#11161b", 2.5],
    ]))
      for (const [left, y] of starts) {
        g.beginPath();
        g.arc(left * k, y * k + top, 9 * k, 0, 7);
        Object.assign(g, { strokeStyle: colour, lineWidth: wide * k });
        g.stroke();
      }
  };
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

/** Everything on the stage as one self-contained SVG. @param {Stage} stage
 * @param {number | null} step null: without what moves @returns {Promise<Drawing>} */
async function draw(stage, step) {
  const { parts, plot, overlay, look, size } = stage,
    picture = /** @type {Picture} */ (stage.picture);
  const { head, foot, tall } = captions(picture, step, size.width, look, stage.source.address),
    height = HEAD + size.height + tall;
  const [space, still] = await Promise.all([
    overlay.space?.image(),
    plot.plotly.toImage(parts.figure, { format: "svg", ...size, imageDataOnly: true }),
  ]);
  const over = blank(2 * size.width, 2 * size.height),
    below = groundCanvas(stage);
  if (step !== null) {
    const move = frameDrawer(stage, 2);
    move(below.g, 0, step, [3]);
    move(over.g, 0, step, [0, 1, 2]);
  }
  const font = escape(getComputedStyle(stage.root).fontFamily);
  const whole = `width="${size.width}" height="${size.height}"`,
    image = (/** @type {string} */ href) => `<image href="${href}" ${whole}/>`;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${height}" font-family="${font}"` +
    ` xml:space="preserve">` +
    `<rect width="100%" height="100%" fill="${look.paper}"/>${head}<g transform="translate(0 ${HEAD})">` +
    [image(below.canvas.toDataURL()), still, space, ...paneLabels(stage), image(over.canvas.toDataURL())].join("") +
    `</g><g transform="translate(0 ${HEAD + size.height})">${foot}</g></svg>`;
  return { svg, width: size.width, height };
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
  const still = (await raster(await draw(stage, null), k)).canvas,
    { canvas, g } = blank(still.width, still.height),
    whole = duration(steps);
  const show = (/** @type {number} */ second) => {
    const t = Math.min(second / whole, 1) * steps;
    g.drawImage(still, 0, 0);
    move(g, HEAD * k, t);
    Object.assign(g, { font: `${13 * k}px sans-serif`, textAlign: "right", fillStyle: look.faint });
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
  stage.root.append(box);
  anchor.onclick = null;
  anchor.popoverTargetElement = box;
  box.showPopover();
}
