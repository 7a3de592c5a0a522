// @ts-check
/** The stage itself: it receives pictures, keeps the view and the playhead, and tells every part when to draw. */
import { Announcer } from "./announcer.js";
import { Clock, CLOSELY, OPENING, speedFor } from "./clock.js";
import { afterPaint, build, reveal } from "./dom.js";
import { attachParts, drifts, fetchLegend, fetchParts, opened } from "./extras.js";
import { follow } from "./following.js";
import { Ghosts } from "./ghosts.js";
import { Ground } from "./ground.js";
import { Interaction } from "./interaction.js";
import { covered } from "./layout.js";
import { Overlay } from "./overlay.js";
import { lookFor } from "./palette.js";
import { Panel } from "./panel.js";
import { Pins } from "./pins.js";
import { equalAxes, Plot } from "./plot.js";
import { sayOnMap, showLabels } from "./said.js";
import { layoutOf } from "./sizing.js";
import { Source } from "./source.js";
import { narrate } from "./standings.js";
import { fetchSurface, served } from "./surface.js";
import { style } from "./style.js";
import { Table } from "./table.js";
import { placeTools, saveButton, viewButtons, zoomButtons } from "./toolbar.js";
import { Transport } from "./transport.js";

/** @typedef {import("./types.js").Picture} Picture */

/** Milliseconds: the pause after which Plotly redraws, and the time between two updates of the standings. */
const [SETTLE, READING] = [250, 90];
/** Pixels that a mark of the time line needs. */
const MARK = { mouse: 24, finger: 44 };
/** How much thicker lines are in a presentation, in addition to its larger scale. */
const BOLD = 1.5;
/** Whether one picture can replace another without a new layout. @param {Picture | null} old @param {Picture} next */
const fits = (old, next) =>
  old?.scene === next.scene && old.tracks.length === next.tracks.length && old.panes.length === next.panes.length;

export class Stage {
  /** @param {HTMLElement} root @param {import("./types.js").Away | null} [away] null: it is on a page of the app */
  constructor(root, away = null) {
    this.root = root;
    this.away = away;
    this.parts = build(root);
    const { figure, ground, still, trail, moves, pins, zoom, bar, table, live } = this.parts;
    this.picture = /** @type {Picture | null} */ (null);
    this.look = lookFor("");
    this.places = /** @type {import("./types.js").Place[]} */ ([]);
    this.size = { width: 0, height: 0 };
    this.gridLayout = /** @type {import("./multiples.js").GridLayout | null} */ (null);
    this.scale = 1; // a presentation is larger than the page
    this.drawn = 0;
    this.generation = this.displayed = 0; // of the newest picture that has come, and of the one that is shown
    this.received = this.tableDrawn = 0; // received: the number of pictures so far, for which tests wait
    this.stale = true;
    this.draft = false; // during a drag only what it moves is drawn, and the rest waits
    this.followed = ""; // where the view last went to by itself
    this.timer = 0;
    this.clock = new Clock(() => this.show());
    this.source = new Source({
      show: (picture) => void this.update(picture).catch(({ message }) => this.showErrors([`The stage could not be drawn: ${message}`])),
      trouble: (sentences) => this.showErrors(sentences), lost: (sentence) => sayOnMap(this, sentence),
    }, away?.world);
    this.ground = new Ground(ground);
    this.overlay = new Overlay(still, trail, moves, true);
    this.plot = new Plot(figure, this.view, () => this.settle(SETTLE));
    this.pins = new Pins(pins, (pin, final) => this.source.movePin(pin, final));
    this.ghosts = new Ghosts();
    this.anatomy = /** @type {import("./anatomy.js").Anatomy | null} */ (null);
    this.morph = /** @type {import("./morph.js").Morph | null} */ (null);
    this.comparison = /** @type {typeof import("./comparison.js").comparison | null} */ (null);
    this.transport = new Transport(bar, this.clock);
    this.panel = new Panel(this.parts.panel, this.transport.marks, {
      redraw: () => this.show(),
      go: (step) => this.transport.go(step - this.clock.step),
      fork: (step) => this.source.sendMessage("fork", { run: this.picture?.tracks.find((t) => t.selected)?.run ?? 0, step }),
      setDial: (name, value, final) => {
        const dial = this.picture?.dials.find((one) => one.name === name);
        if (dial) this.source.setDial(dial, value, final);
      },
    });
    this.table = new Table(table, (run) => this.source.sendMessage("pick", { run }));
    this.announcer = new Announcer((text) => void (live.textContent = text));
    this.setZoomed = zoomButtons(zoom, (factor, way) => {
      this.followed = "";
      const { picture } = this;
      this.overlay.space?.zoom(factor, way);
      if (picture && !covered(picture.panes, 0)) this.plot.zoomBy(picture, this.frames(), factor, way);
    }, this.source);
    this.showView = viewButtons(zoom, this);
    zoom.append(saveButton(this));
    this.watch = new ResizeObserver(() => this.fit());
    this.watch.observe(root);
    this.interaction = new Interaction(this);
  }

  /** @param {Picture} given */
  async update(given) {
    const generation = ++this.generation,
      { picture, step } = await opened(this, given),
      first = !this.picture,
      parts = fetchParts(picture),
      errors = [...picture.remarks, ...(typeof step === "string" ? [step] : [])];
    const miss = (/** @type {Error} */ { message }) => {
      errors.push(`The ground could not be loaded: ${message}`);
      return null;
    };
    const urls = picture.panes.map((p) => (p.kind === "map" ? p.surface : null)),
      surfaces = await Promise.all(urls.map((url) => (url ? fetchSurface(url).catch(miss) : null)));
    const [found] = await Promise.all([parts, style(this.root)]);
    if (generation !== this.generation) return; // a newer picture is on its way
    errors.push(...attachParts(this, picture, found));
    this.surfaces = surfaces;
    picture.panes.forEach((p, i) => {
      if (p.kind === "map") p.marks = drifts(picture, i) ? [] : (surfaces[i]?.marks ?? []);
    });
    this.ground.setSurfaces(urls, surfaces);
    this.display(picture, first, typeof step === "number" ? step : null);
    if (first) await afterPaint(); // ground and paths are seen before plotly.js is fetched and compiled
    const late = [this.plot.load(served(this.source.given?.plotly ?? "")), fetchLegend(this)];
    await Promise.all(late.map((part) => part.catch(({ message }) => errors.push(message))));
    this.showErrors(errors);
    if (generation !== this.generation) return;
    await this.settle(first ? 0 : SETTLE); // the new paths are seen before Plotly takes its time
  }

  /** Follow a change of the theme. */
  recolour() {
    if (lookFor(getComputedStyle(this.root).getPropertyValue("--st-background-color")) !== this.look) this.source.again();
  }

  /** Show a picture at once, above what Plotly has drawn so far.
   * @param {Picture} picture @param {boolean} first @param {number | null} [step] the one that an opened link names */
  display(picture, first, step = null) {
    const held = this.pins.held >= 0 || this.panel.dials.held;
    this.plot.keepZoom(this.picture, picture, held);
    this.draft = held && fits(this.picture, picture);
    this.morph?.begin(this.picture, picture, held);
    this.picture = picture;
    this.displayed = this.generation;
    this.interaction.peekAt(null);
    this.clock.limit(picture.steps, picture.near ? OPENING : Infinity);
    this.stale = true;
    this.source.opening = null;
    if (first) this.autoplay(!(this.away?.autoplay ?? true) || step !== null);
    if (step !== null) this.clock.rest(step);
    if (this.draft) {
      this.panel.silence();
      this.table.view(picture, this.look);
      this.view();
    } else this.refresh(picture, !held && !this.source.busy && !picture.moving);
    reveal(this.root, ++this.received);
    if (!this.clock.playing) this.announcer.announce(() => this.sentence());
  }

  /** Draw a picture and, if it rests, what nobody reads in a drag. @param {Picture} picture @param {boolean} rests */
  refresh(picture, rests) {
    this.look = lookFor(getComputedStyle(this.root).getPropertyValue("--st-background-color"));
    this.root.classList.toggle("tw-dark", this.look.dark);
    this.root.classList.toggle("tw-dissected", picture.formulas.length > 0);
    this.showView(picture.view);
    this.ghosts.update(picture, rests);
    this.parts.table.hidden = !picture.tracks.length;
    this.table.view(picture, this.look);
    this.panel.view(picture, this.look, this.source.busy, rests);
    this.fit(true);
  }

  /** Play the race, unless the visitor prefers reduced motion. @param {boolean} [still] show its end and wait */
  autoplay(still = false) {
    const { clock, picture } = this;
    clock.speed = speedFor(clock.last, picture?.near ? CLOSELY : undefined);
    if (picture?.near || still || matchMedia("(prefers-reduced-motion: reduce)").matches) clock.t = clock.home;
    else clock.play();
  }

  /** Follow the size of page and window. @param {boolean} [anyway] */
  fit(anyway = false) {
    const { picture, parts } = this;
    if (!picture || !parts.plot.clientWidth || this.away?.asleep) return;
    this.scale = +getComputedStyle(this.root).zoom || 1;
    this.overlay.lineScale = this.scale > 1 ? BOLD : 1;
    this.ground.density = this.overlay.density = this.scale * (devicePixelRatio || 1);
    this.table.show(picture, this.step, this.ghosts.shown, this.clock.playing);
    const { width, height, places, barTop, gridLayout } = layoutOf(this, picture),
      same = width === this.size.width && height === this.size.height;
    parts.controls.style.setProperty("--tw-gap", `${(barTop ?? 0) + parts.plot.offsetTop}px`);
    if (same && !anyway) return;
    Object.assign(this, { size: { width, height }, places, gridLayout });
    showLabels(this);
    parts.plot.style.height = `${height}px`;
    this.panel.events.view(picture, this.look, matchMedia("(pointer: coarse)").matches ? MARK.finger : MARK.mouse);
    this.view();
    if (!anyway) this.settle(0);
  }

  /** Where every pane is, and which ranges it shows. */
  frames = () => (this.picture ? this.plot.frames(this.picture, this.places, this.stale) : []);

  /** Everything that depends on the view. */
  view = () => {
    const { picture, parts } = this,
      frames = this.frames();
    if (!picture) return;
    this.ground.view(frames, this.look, this.size.width, this.size.height);
    if (!this.draft) this.overlay.taken = this.ghosts.place(parts.ghost, frames[picture.panes.findIndex((p) => p.kind === "map")], () => this.view());
    const seen = this.morph?.seen(picture) ?? picture;
    this.overlay.view(seen, frames, this.look, this.size, this.stale, this.draft ? null : this.ghosts.shown);
    const pins = picture.pins.filter((pin) => !covered(picture.panes, pin.pane));
    this.pins.view(pins, frames, this.pins.held >= 0 || this.source.busy || this.displayed < this.generation);
    parts.figure.classList.toggle("tw-stale", this.stale);
    if (this.draft) return this.show();
    placeTools(this, picture, frames);
    const zoomed = covered(picture.panes, 0) || Object.keys(this.plot.zoom).length > 0;
    this.setZoomed(zoomed, this.plot.isWidest(picture, frames), equalAxes(picture, this.places));
    this.show();
  };

  /** From now on paths move to their places in the next picture, where it shows the same runs. */
  async morphs() {
    this.morph ??= new (await import("./morph.js")).Morph(this);
  }

  /** Light what belongs to a symbol of a formula. From the first call on an event tells of whose dial is in hand
   * (js/lit.js). @param {string | null} symbol */
  async light(symbol) {
    const { Lit } = await import("./lit.js");
    (this.overlay.lit ?? new Lit(this)).light(symbol);
  }

  /** Let Plotly catch up once nothing has happened for `wait` milliseconds. @param {number} wait */
  settle(wait) {
    clearTimeout(this.timer);
    return new Promise((done) => {
      this.timer = setTimeout(() => done(this.catchUp()), wait);
    });
  }

  async catchUp() {
    const { picture, root } = this;
    if (!picture || !this.plot.plotly || !root.isConnected || this.away?.asleep) return;
    if (this.displayed < this.generation) return; // another picture has come, and will be drawn when it is shown
    if (this.morph?.running || this.plot.held) return this.settle(SETTLE);
    if (this.draft) {
      if (this.source.busy) return this.settle(SETTLE);
      this.draft = false;
      this.refresh(picture, false);
    }
    const { places, look, size } = this,
      coarse = matchMedia("(pointer: coarse)").matches;
    const frames = this.plot.frames(picture, places, false);
    const font = getComputedStyle(root).fontFamily,
      more = this.overlay.clouds?.traces(picture, look) ?? [];
    await this.plot.draw(picture, { ...size, places, frames, look, font, coarse, more });
    await this.overlay.space?.draw(this.plot.plotly, picture, frames, this.surfaces ?? [], look, font);
    if (this.picture !== picture) return;
    this.stale = false;
    this.view();
    root.dataset.still = String(this.received);
  }

  /** Where the heads are: between two steps while the playhead moves. */
  get time() {
    return this.interaction.peek ?? (this.picture?.near ? this.clock.step : this.clock.t);
  }

  /** The step that everything shows: the playhead's, or the one the visitor peeks at. */
  get step() {
    return this.interaction.peek ?? this.clock.step;
  }

  show() {
    const { picture, clock, root } = this;
    if (!picture || !this.size.width || follow(this, SETTLE)) return;
    this.overlay.draw(this.time);
    this.drawn++;
    this.transport.show(this.step);
    this.anatomy?.show(picture, this.step);
    if (root.dataset.step !== String(clock.step)) root.dataset.step = String(clock.step);
    this.source.rest(clock.playing || clock.step === clock.home ? null : clock.step);
    const now = performance.now(),
      playing = String(clock.playing);
    if (!(clock.playing || this.draft) || now - this.tableDrawn > READING) {
      this.tableDrawn = now;
      if (this.draft) showLabels(this);
      this.table.show(picture, this.step, this.draft ? null : this.ghosts.shown, clock.playing);
    }
    if (this.draft) return;
    const happened = this.panel.show(picture, this.step);
    if (root.dataset.playing !== playing) {
      root.dataset.playing = playing;
      this.announcer.announce(() => (clock.playing ? "Playing." : this.sentence()));
    } else if (clock.playing && happened) this.announcer.announce(() => happened);
    else if (!clock.playing && this.interaction.peek === null) this.announcer.announce(() => this.sentence());
  }

  sentence() {
    const now = this.picture ? narrate(this.picture, this.clock.step) : "",
      text = [now, this.panel.sentence].filter(Boolean).join(" ");
    this.parts.moves.setAttribute("aria-label", `Paths of the runners on the landscape. ${text}`);
    return text;
  }

  /** @param {string[]} sentences */
  showErrors(sentences) {
    this.parts.error.textContent = sentences.join(" ");
    this.parts.error.hidden = sentences.length === 0;
  }

  close() {
    this.source.close();
    this.clock.pause();
    clearTimeout(this.timer);
    this.interaction.close();
    this.watch.disconnect();
    this.plot.close();
    this.ground.close();
    this.overlay.space?.close();
  }
}
