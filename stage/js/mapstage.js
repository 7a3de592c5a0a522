// @ts-check
/** The map of the page Maps: it receives maps, draws them, and says what the cell under the pointer is. */
import { Announcer } from "./announcer.js";
import { Dials } from "./dials.js";
import { button, make } from "./dom.js";
import { pythonNumber, withParams } from "./links.js";
import { Cross } from "./mapcross.js";
import { Cells, drawAxes, drawLevels, drawLines, drawMinima, drawPath, drawTitle, pixelOf, widthOfLabels } from "./mapdraw.js";
import { framesOf } from "./mapframes.js";
import { Marks } from "./mapmarks.js";
import { Hand } from "./maphand.js";
import { Inset } from "./mapinset.js";
import { showLegend } from "./maplegend.js";
import { Runs } from "./maprun.js";
import { precise, rangeOf } from "./mapscale.js";
import { STYLE } from "./mapstyle.js";
import { outcomeOf, readMap, shownOf } from "./mapwire.js";
import { lookFor } from "./palette.js";
import { Source } from "./source.js";
import { style } from "./style.js";
import { fetchSurface } from "./surface.js";

/** @typedef {import("./mapwire.js").MapPicture} MapPicture @typedef {import("./mapscale.js").Side} Side */
/** @typedef {[number, number, number, number]} View left, right, bottom, top */

const EDGES = ["left", "right", "bottom", "top"];
/** The most runners of a map. */
const MOST = 2;
/** Milliseconds in which the run of a cell is played. */
const PLAYED = 1500;
const END = "This is as near as float64 can see: it has no numbers between these points.";

const canvas = (/** @type {Record<string, string>} */ attributes) =>
  /** @type {HTMLCanvasElement} */ (make("canvas", attributes));

export class MapStage {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.under = canvas({ class: "tw-map-under", "aria-hidden": "true" });
    this.over = canvas({ class: "tw-map-over", tabindex: "0", role: "application", "aria-roledescription": "map" });
    const places = Array.from({ length: MOST }, (_, k) => k);
    this.crosses = places.map((k) => new Cross(this, k));
    this.zoom = make("div", { class: "tw-map-tools tw-zoom", role: "group", "aria-label": "View of the map" });
    this.plot = make("div", { class: "tw-map-plot" }, [this.under, this.over, ...this.crosses.map(({ element }) => element)]);
    this.marks = new Marks(this);
    this.plot.insertBefore(this.marks.element, this.crosses[0].element);
    const dialBoxes = places.map(() => make("div", { class: "tw-dials" }));
    this.said = make("p", { class: "tw-map-said" });
    this.legend = make("div", { class: "tw-map-legend" });
    this.inset = new Inset(canvas({ class: "tw-map-inset", role: "img", "aria-label": "The run on its landscape" }));
    this.readout = make("p", { class: "tw-map-readout" });
    this.opener = button("tw-map-open", ["Open this run in the race"], { "data-of": "panes" });
    this.live = make("p", { class: "tw-live", "aria-live": "polite" });
    this.error = make("p", { class: "tw-error", role: "alert", hidden: "" });
    const cell = make("div", { class: "tw-map-cell" }, [this.readout, this.inset.canvas, this.opener]);
    root.replaceChildren(
      make("style", {}, [STYLE]),
      this.error,
      make("div", { class: "tw-map-grid" }, [
        make("div", {}, [this.zoom, this.plot, ...dialBoxes]),
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
    this.cells = places.map(() => new Cells());
    this.look = lookFor("");
    this.frames = framesOf(1, 1, 0, this.root);
    this.received = 0; // the number of maps so far, for which tests wait
    this.path = /** @type {import("./maprun.js").Path | null} */ (null);
    this.begun = 0;
    this.drawing = 0;
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
    this.dials = dialBoxes.map((box, k) => new Dials(box, (name, value, final) => {
      const dial = this.map?.runners[k]?.dials.find((one) => one.name === name);
      if (dial) this.source.setDial(dial, value, final);
    }));
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
    this.map = kept ? { ...old, sides: map.sides, runners: map.runners, start: map.start, race: map.race, query: map.query, remarks: map.remarks, rules: map.rules } : map;
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
    this.over.setAttribute("aria-label", `${map.title}, ${map.runners.map(({ name }) => name).join(" and ")}. ${map.said} Arrow keys move from point to point, Enter opens a run, plus and minus zoom.`);
    showLegend(this.legend, map, this.look.dark);
    this.dials.forEach((dials, k) => {
      const { dials: turned, name, style } = map.runners[k] ?? { dials: [], name: "", style: 0 };
      dials.view(/** @type {any} */ ({ dials: turned, tracks: [{ selected: true, name, style }] }), this.look, this.source.busy);
    });
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

  /** What is drawn: a map of every runner, or that of their difference. @returns {import("./mapdraw.js").Scene[]} */
  get scenes() {
    const map = /** @type {MapPicture} */ (this.map),
      { frames, look, sides } = this;
    return shownOf(map).map((plane, k) => ({ map, plane, lines: map.difference ? [] : map.runners[k].lines, sides, frame: frames[k], look }));
  }

  get font() {
    return getComputedStyle(this.root).fontFamily;
  }

  fit() {
    const { clientWidth: width } = this.plot,
      g = this.under.getContext("2d");
    if (!this.map || !g || !width) return;
    const many = shownOf(this.map).length,
      left = Math.ceil(widthOfLabels(g, this.sides[1], 6, this.font));
    this.root.toggleAttribute("data-several", many > 1);
    this.frames = framesOf(many, width, left, this.root);
    this.plot.style.height = `${this.frames[0].height}px`;
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
    const { width, height } = this.frames[0],
      g = this.cleared(this.under, width, height);
    this.scenes.forEach((scene, k, all) => {
      const { map } = scene;
      this.cells[k].draw(g, scene, window.devicePixelRatio || 1);
      if (map.starts && this.surface) drawLevels(g, this.surface, scene);
      drawAxes(g, scene, this.font);
      if (all.length > 1) drawTitle(g, scene, map.runners[k], this.font);
    });
    this.marks.place();
    for (const cross of this.crosses) cross.place();
    this.redraw();
  }

  /** Draw what moves, now and until the run has been played. */
  redraw() {
    if (!this.drawing) this.drawing = requestAnimationFrame(() => this.drawOver());
  }

  drawOver() {
    this.drawing = 0;
    const { map, path, look } = this,
      { width, height } = this.frames[0];
    if (!map) return;
    const share = this.still.matches ? 1 : Math.min((performance.now() - this.begun) / PLAYED, 1),
      g = this.cleared(this.over, width, height);
    this.scenes.forEach((scene, k, all) => {
      const { left, top, size } = scene.frame;
      g.save();
      g.beginPath();
      g.rect(left, top, size, size);
      g.clip();
      if (map.starts)
        path?.tracks.forEach((track, i) => {
          const mine = all.length < 2 || i === k;
          if (mine && map.runners[i]) drawPath(g, track, (x, y) => pixelOf(scene, x, y), share, look, map.runners[i].style, i > 0 && all.length < 2);
        });
      drawLines(g, scene);
      drawMinima(g, scene, this.font);
      this.hand.draw(g, scene);
      g.restore();
    });
    if (!map.starts && this.surface) this.inset.draw(this, this.surface, share);
    if (path && share < 1) this.redraw();
  }

  /** The words of the link for a cell, or (-1) for the present place. @param {number} cell
   * @returns {import("./links.js").Params} */
  wordsOf(cell) {
    const { n, places, sides } = /** @type {MapPicture} */ (this.map);
    const at = cell < 0 ? null : [places[0][cell % n], places[1][Math.floor(cell / n)]];
    return sides.flatMap(({ words, present }, i) =>
      words.map((word, k) => /** @type {[string, string]} */ ([word, pythonNumber(at ? at[i] : present[k])])),
    );
  }

  /** Show the run of a cell, and say how it ends. @param {number} cell -1: the present place @param {boolean} aloud */
  point(cell, aloud) {
    const { map, source } = this;
    if (!map || !source.given) return;
    this.cell = cell;
    this.run(this.wordsOf(cell));
    const { runners, planes, starts } = map,
      several = runners.length > 1,
      words = this.sides.map(({ symbol, low, high }, i) => {
        const value = cell < 0 ? map.sides[i].present[0] : map.places[i][i ? Math.floor(cell / map.n) : cell % map.n];
        return `${symbol} = ${precise(value, (high - low) / map.n)}`;
      }),
      place = cell < 0 && several && !starts ? "The present settings" : words.join(", "),
      dashed = (/** @type {number} */ k) => (k && (map.difference || !starts) ? " (dashed)" : ""),
      ends = runners.map(({ name }, k) => (several ? `${name}${dashed(k)}: ` : "") + outcomeOf(planes[k], cell, map.kinds)),
      told = cell < 0 ? (starts ? "the present start" : several ? "those of the crosses" : "the present setting") : ends.join("; ");
    this.readout.textContent = `${place}: ${told}.`;
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
