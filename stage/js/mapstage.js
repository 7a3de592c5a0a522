// @ts-check
/** The map of the page Maps: it receives maps, draws them, and says what the cell under the pointer is. */
import { Announcer } from "./announcer.js";
import { Dials } from "./dials.js";
import { button, make } from "./dom.js";
import { pythonNumber, withParams } from "./links.js";
import { Cells, drawAxes, drawLevels, drawLines, drawMinima, drawPath, pixelOf, widthOfLabels } from "./mapdraw.js";
import { Hand } from "./maphand.js";
import { showLegend } from "./maplegend.js";
import { Runs } from "./maprun.js";
import { precise, rangeOf } from "./mapscale.js";
import { STYLE } from "./mapstyle.js";
import { outcomeOf, readMap } from "./mapwire.js";
import { paint } from "./paint.js";
import { lookFor } from "./palette.js";
import { Source } from "./source.js";
import { style } from "./style.js";
import { fetchSurface } from "./surface.js";

/** @typedef {import("./mapwire.js").MapPicture} MapPicture @typedef {import("./mapscale.js").Side} Side */
/** @typedef {[number, number, number, number]} View left, right, bottom, top */

const EDGES = ["left", "right", "bottom", "top"];
const [ABOVE, BELOW, ASIDE] = [8, 48, 10];
/** Room for the labels and the edge beside a map. */
const BESIDE = 70;
/** Milliseconds in which the run of a cell is played, and the share of the window that a map may fill. */
const PLAYED = 1500;
const TALL = 0.74;
const END = "This is as near as float64 can see: it has no numbers between these points.";

const canvas = (/** @type {Record<string, string>} */ attributes) =>
  /** @type {HTMLCanvasElement} */ (make("canvas", attributes));

export class MapStage {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.under = canvas({ class: "tw-map-under", "aria-hidden": "true" });
    this.over = canvas({ class: "tw-map-over", tabindex: "0", role: "application", "aria-roledescription": "map" });
    this.cross = button("tw-pin tw-map-cross", [], { "aria-label": "The present place, to be dragged" });
    this.zoom = make("div", { class: "tw-map-tools tw-zoom", role: "group", "aria-label": "View of the map" });
    this.plot = make("div", { class: "tw-map-plot" }, [this.under, this.over, this.cross]);
    this.dialBox = make("div", { class: "tw-dials" });
    this.said = make("p", { class: "tw-map-said" });
    this.legend = make("div", { class: "tw-map-legend" });
    this.inset = canvas({ class: "tw-map-inset", role: "img", "aria-label": "The run on its landscape" });
    this.readout = make("p", { class: "tw-map-readout" });
    this.opener = button("tw-map-open", ["Open this run in the race"], { "data-of": "panes" });
    this.live = make("p", { class: "tw-live", "aria-live": "polite" });
    this.error = make("p", { class: "tw-error", role: "alert", hidden: "" });
    const cell = make("div", { class: "tw-map-cell" }, [this.readout, this.inset, this.opener]);
    root.replaceChildren(
      make("style", {}, [STYLE]),
      this.error,
      make("div", { class: "tw-map-grid" }, [
        make("div", {}, [this.zoom, this.plot, this.dialBox]),
        make("div", { class: "tw-map-side" }, [this.said, this.legend, cell]),
      ]),
      this.live,
    );
    root.style.minHeight = "";
    this.map = /** @type {MapPicture | null} */ (null);
    this.view = /** @type {View | null} */ (null); // what a hand has chosen, until a map shows it
    this.surface = /** @type {import("./types.js").Surface | null} */ (null);
    this.cell = -1; // the one that is pointed at
    this.box = /** @type {number[] | null} */ (null); // the rectangle that is being drawn, in shares
    this.cells = new Cells();
    this.look = lookFor("");
    this.frame = { left: 0, top: ABOVE, size: 1, width: 1, height: 1 };
    this.received = 0; // the number of maps so far, for which tests wait
    this.path = /** @type {import("./maprun.js").Path | null} */ (null);
    this.begun = 0;
    this.drawing = 0;
    this.ground = /** @type {{ of: object, width: number, dark: boolean, kept: HTMLCanvasElement } | null} */ (null);
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.source = new Source(
      /** @type {any} */ ({
        show: (/** @type {MapPicture} */ map) => this.show(map),
        trouble: (/** @type {string[]} */ sentences) => this.complain(sentences),
        lost: (/** @type {string} */ sentence) => this.complain(sentence ? [sentence] : []),
      }),
      {},
      readMap,
    );
    this.runs = new Runs((path) => {
      this.path = path;
      this.begun = performance.now();
      this.redraw();
    });
    this.dials = new Dials(this.dialBox, (name, value, final) => {
      const dial = this.map?.dials.find((one) => one.name === name);
      if (dial) this.source.setDial(dial, value, final);
    });
    this.announcer = new Announcer((text) => void (this.live.textContent = text));
    this.hand = new Hand(this);
    this.opener.onclick = () => this.open();
    this.watch = new ResizeObserver(() => this.fit());
    this.watch.observe(this.plot);
  }

  /** @param {string[]} sentences */
  complain(sentences) {
    this.error.textContent = sentences.join(" ");
    this.error.hidden = !sentences.length;
  }

  /** @param {MapPicture} map */
  async show(map) {
    await style(this.root);
    const old = this.map;
    // A coarse answer to the same question as a fine one adds nothing: only the present place has moved.
    const kept = old && old.of === map.of && old.n > map.n;
    this.map = kept ? { ...map, n: old.n, classes: old.classes, values: old.values, places: old.places, kinds: old.kinds, arriving: old.arriving, leaving: old.leaving, said: old.said, facts: old.facts, limits: old.limits } : map;
    if (old && old.title !== map.title) this.surface = null;
    if (!this.source.busy || !this.view) this.view = null;
    if (old?.of !== map.of || old.n !== map.n) this.cell = old?.n === map.n && old.starts === map.starts ? this.cell : -1;
    this.complain(map.remarks);
    if (map.rules) (await import("./rules.js")).applyRules(this.root, map.rules);
    this.recolour();
    this.received++;
    this.root.dataset.size = String(this.map.n);
    this.root.dataset.rev = String(this.received);
    fetchSurface(map.surface).then(
      (surface) => {
        if (this.map?.surface !== map.surface || this.surface === surface) return;
        this.surface = surface;
        this.draw();
      },
      ({ message }) => this.complain([`The ground could not be loaded: ${message}`]),
    );
  }

  /** Draw everything that depends on the map, in the colours of the page. */
  recolour() {
    const { map } = this;
    if (!map) return;
    this.look = lookFor(getComputedStyle(this.root).getPropertyValue("--st-background-color").trim());
    this.said.textContent = map.said;
    this.over.setAttribute("aria-label", `${map.title}, ${map.name}. ${map.said} Arrow keys move from point to point, Enter opens a run, plus and minus zoom.`);
    showLegend(this.legend, map, this.look.dark);
    const turned = { dials: map.dials, tracks: [{ selected: true, name: map.name, style: map.style }] };
    this.dials.view(/** @type {any} */ (turned), this.look, this.source.busy);
    this.hand.update();
    this.fit();
    this.point(this.cell, false);
  }

  /** The sides with the ends that are in view. @returns {[Side, Side]} */
  get sides() {
    const { sides } = /** @type {MapPicture} */ (this.map),
      { view } = this;
    return view ? [{ ...sides[0], low: view[0], high: view[1] }, { ...sides[1], low: view[2], high: view[3] }] : sides;
  }

  get scene() {
    return { map: /** @type {MapPicture} */ (this.map), sides: this.sides, frame: this.frame, look: this.look };
  }

  get font() {
    return getComputedStyle(this.root).fontFamily;
  }

  fit() {
    const { clientWidth: width } = this.plot,
      g = this.under.getContext("2d");
    // What stands beside the map begins where the largest map ends.
    this.root.style.setProperty("--tw-tall", `${Math.round(window.innerHeight * TALL) + BESIDE}px`);
    if (!this.map || !g || !width) return;
    const left = Math.ceil(widthOfLabels(g, this.sides[1], 6, this.font)),
      size = Math.floor(Math.max(Math.min(width - left - ASIDE, window.innerHeight * TALL), 120));
    this.frame = { left, top: ABOVE, size, width: left + size + ASIDE, height: ABOVE + size + BELOW };
    this.plot.style.height = `${this.frame.height}px`;
    this.draw();
  }

  /** @param {HTMLCanvasElement} on @param {number} width @param {number} height @returns {CanvasRenderingContext2D} */
  cleared(on, width, height) {
    const k = window.devicePixelRatio || 1,
      g = /** @type {CanvasRenderingContext2D} */ (on.getContext("2d"));
    if (on.width !== Math.round(width * k) || on.height !== Math.round(height * k)) {
      on.width = Math.round(width * k);
      on.height = Math.round(height * k);
      Object.assign(on.style, { width: `${width}px`, height: `${height}px` });
    }
    g.setTransform(k, 0, 0, k, 0, 0);
    g.clearRect(0, 0, width, height);
    return g;
  }

  draw() {
    if (!this.map) return;
    const { scene, frame } = this,
      g = this.cleared(this.under, frame.width, frame.height);
    this.cells.draw(g, scene, window.devicePixelRatio || 1);
    if (this.map.starts && this.surface) drawLevels(g, this.surface, scene);
    drawAxes(g, scene, this.font);
    this.hand.placeCross();
    this.redraw();
  }

  /** Draw what moves, now and until the run has been played. */
  redraw() {
    if (!this.drawing) this.drawing = requestAnimationFrame(() => this.drawOver());
  }

  drawOver() {
    this.drawing = 0;
    if (!this.map) return;
    const { scene, frame, map, path } = this,
      { left, top, size } = frame,
      share = this.still.matches ? 1 : Math.min((performance.now() - this.begun) / PLAYED, 1),
      g = this.cleared(this.over, frame.width, frame.height);
    g.save();
    g.beginPath();
    g.rect(left, top, size, size);
    g.clip();
    if (path && map.starts) {
      const points = new Float64Array(2 * path.x.length);
      for (let i = 0; i < path.x.length; i++) points.set(pixelOf(scene, path.x[i], path.y[i]), 2 * i);
      drawPath(g, points, share, this.look);
    }
    drawLines(g, scene);
    drawMinima(g, scene, this.font);
    this.hand.draw(g, scene);
    g.restore();
    if (!map.starts) this.drawInset(share);
    if (path && share < 1) this.redraw();
  }

  /** The run of a setting, on its landscape. @param {number} share */
  drawInset(share) {
    const { map, surface, path, look } = this,
      [width, height] = [this.inset.clientWidth || 240, 190];
    if (!map || !surface) return;
    const g = this.cleared(this.inset, width, height),
      [x0, x1, y0, y1] = map.box;
    if (this.ground?.of !== surface || this.ground.width !== width || this.ground.dark !== look.dark) {
      const image = g.createImageData(width, height);
      paint(surface, [x0, x1], [y0, y1], image, look.ground);
      const kept = document.createElement("canvas");
      [kept.width, kept.height] = [width, height];
      kept.getContext("2d")?.putImageData(image, 0, 0);
      this.ground = { of: surface, width, dark: look.dark, kept };
    }
    g.drawImage(this.ground.kept, 0, 0);
    if (!path) return;
    const points = new Float64Array(2 * path.x.length);
    for (let i = 0; i < path.x.length; i++) {
      points[2 * i] = ((path.x[i] - x0) / (x1 - x0)) * width;
      points[2 * i + 1] = (1 - (path.y[i] - y0) / (y1 - y0)) * height;
    }
    drawPath(g, points, share, look);
  }

  /** The words of the link for a cell, or (-1) for the present place. @param {number} cell
   * @returns {import("./links.js").Params} */
  wordsOf(cell) {
    const { n, places, sides } = /** @type {MapPicture} */ (this.map);
    const at = cell < 0 ? sides.map(({ present }) => present) : [places[0][cell % n], places[1][Math.floor(cell / n)]];
    return sides.map(({ word }, i) => [word, pythonNumber(at[i])]);
  }

  /** Show the run of a cell, and say how it ends. @param {number} cell -1: the present place @param {boolean} aloud */
  point(cell, aloud) {
    const { map, source } = this;
    if (!map || !source.given) return;
    this.cell = cell;
    this.run(this.wordsOf(cell));
    const words = this.sides.map(({ symbol, low, high }, i) => {
      const value = cell < 0 ? map.sides[i].present : map.places[i][i ? Math.floor(cell / map.n) : cell % map.n];
      return `${symbol} = ${precise(value, (high - low) / map.n)}`;
    });
    const told = cell < 0 ? (map.starts ? "the present start" : "the present setting") : outcomeOf(map, cell);
    this.readout.textContent = `${words.join(", ")}: ${told}.`;
    if (aloud) this.announcer.announce(() => this.readout.textContent ?? "");
    this.redraw();
  }

  /** Fetch and play the run with these words. @param {import("./links.js").Params} words */
  run(words) {
    const { map, source } = this;
    if (!map || !source.given) return;
    this.runs.want(`${source.given.pictures.replace("/map/", "/picture/")}/race`, withParams(map.race, words));
  }

  /** Go to the race with the run that is shown. */
  open() {
    if (this.map) this.source.sendMessage("pick", { words: Object.fromEntries(this.wordsOf(this.cell)) });
  }

  /** Show another part of the map. @param {View} wanted @param {boolean} final the hand rests */
  lookAt(wanted, final) {
    const { map } = this;
    if (!map || map.rules?.off.includes("zoom")) return;
    const ranges = map.sides.map((side, i) => rangeOf(side, wanted[2 * i], wanted[2 * i + 1]));
    if (!ranges[0] || !ranges[1]) {
      this.readout.textContent = END;
      this.announcer.announce(() => END);
      return;
    }
    const view = /** @type {View} */ ([...ranges[0], ...ranges[1]]);
    this.view = view;
    this.cell = -1;
    const words = view.map((edge, i) => /** @type {[string, string]} */ ([EDGES[i], pythonNumber(edge)]));
    this.source.write(words, false); // a coarse map at once
    if (final) this.source.write(words, true);
    this.fit();
  }

  close() {
    this.watch.disconnect();
    this.hand.close();
    cancelAnimationFrame(this.drawing);
    this.source.close();
  }
}
