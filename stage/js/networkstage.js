// @ts-check
/** The page Network: it asks for a training, and shows what has come so far. */
import { Announcer } from "./announcer.js";
import { button, make } from "./dom.js";
import { Digits } from "./networkdigits.js";
import { CONFIG, curvesFigure } from "./networkfigure.js";
import { Feed } from "./networkfeed.js";
import { Guess } from "./networkguess.js";
import { Landscape } from "./networkplane.js";
import { RateCurves } from "./networkrates.js";
import { STYLE } from "./networkstyle.js";
import { Table } from "./networktable.js";
import { readArrays } from "./networkwire.js";
import { lookFor } from "./palette.js";
import { loadPlotly } from "./plot.js";
import { style } from "./style.js";

/** @typedef {import("./networkwire.js").Curves} Curves */
/** @typedef {{ plotly: string, trainings: string, link: string, methods: import("./networkwire.js").Method[], against: string, sweep: boolean, plane: string, curves: string,
 *   rules?: import("./types.js").Rules }} Given  what stage/stage.py says. link: that of the training alone */

export class NetworkStage {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.given = /** @type {Given | null} */ (null);
    this.curves = /** @type {Curves | null} */ (null);
    this.look = lookFor("");
    this.plotly = /** @type {any} */ (null);
    this.drawing = this.due = false;
    this.received = 0; // the number of answers so far, for which tests wait
    this.error = make("p", { class: "tw-error", role: "alert", hidden: "" });
    this.state = make("p", { class: "tn-state", role: "status" });
    this.bar = /** @type {HTMLProgressElement} */ (make("progress", { class: "tn-progress", max: "1", value: "0", "aria-label": "Training" }));
    this.halt = button("tn-plain tn-halt", ["Stop"]);
    this.halt.onclick = () => (this.source.asking ? this.stop() : this.goOn());
    this.plot = make("div", { class: "tn-plot", role: "img", "aria-label": "Loss and accuracy while the methods train" });
    this.key = make("p", { class: "tn-key" });
    this.said = make("div", { class: "tn-said" });
    this.live = make("p", { class: "tw-live", "aria-live": "polite" });
    this.body = make("div", { class: "tn-body" });
    this.picked = -1; // the method whose pictures are shown, -1 for the best
    this.table = new Table((method) => {
      this.picked = method;
      this.recolour();
    });
    this.digits = new Digits();
    this.rates = new RateCurves(this);
    this.landscape = new Landscape(this);
    this.guess = new Guess(() => this.begin());
    this.body.append(make("div", { class: "tn-run" }, [this.bar, this.state, this.halt]), this.plot, this.key, this.table.element, this.said, this.rates.element, this.landscape.element, this.digits.element);
    root.replaceChildren(make("style", {}, [STYLE]), this.error, this.guess.element, this.body, this.live);
    root.style.minHeight = "";
    this.announcer = new Announcer((text) => void (this.live.textContent = text));
    this.source = new Feed(readArrays, (found) => this.show(found), (sentence) => this.complain(sentence));
    this.watch = new ResizeObserver(() => this.draw());
    this.watch.observe(this.plot);
  }

  /** @param {string} sentence */
  complain(sentence) {
    this.error.textContent = sentence;
    this.error.hidden = !sentence;
  }

  /** @param {Given} given */
  async receive(given) {
    const before = this.given;
    this.given = given;
    await style(this.root);
    if (given.rules) (await import("./rules.js")).applyRules(this.root, given.rules);
    this.look = lookFor(getComputedStyle(this.root).getPropertyValue("--st-background-color").trim());
    if (given !== this.given) return;
    if (before?.link === given.link && before.trainings === given.trainings && before.curves === given.curves) return this.recolour();
    this.rates.want(false, "");
    this.landscape.want("");
    this.source.stop();
    this.curves = null;
    this.picked = -1;
    this.guess.ask(given.link, given.methods, !!given.rules?.ask, !!given.rules?.again, this.look);
    this.body.hidden = this.guess.open;
    if (!this.guess.open) this.begin();
  }

  /** Ask for the training of the present link. */
  begin() {
    const { given } = this;
    if (!given) return;
    this.body.hidden = false;
    this.state.textContent = "The training begins.";
    this.source.want(`${given.trainings}/${given.curves}?${given.link}`);
    this.showHalt();
  }

  stop() {
    this.source.stop();
    this.state.textContent = "Stopped. What has been trained stays.";
    this.showHalt();
  }

  goOn() {
    this.source.resume();
    this.showHalt();
  }

  showHalt() {
    this.halt.hidden = !!this.curves?.done;
    this.halt.textContent = this.source.asking ? "Stop" : "Go on";
  }

  /** @param {Curves} curves */
  show(curves) {
    this.bar.value = curves.progress;
    this.bar.hidden = curves.done;
    this.state.textContent = curves.state;
    if (!curves.methods) return; // rates are being tried
    const first = !this.curves;
    this.curves = curves;
    this.showHalt();
    this.received++;
    this.recolour();
    if (first) this.announcer.announce(() => "The methods train.");
    if (curves.done) this.announcer.announce(() => [curves.state, ...curves.said].join(" "));
    this.root.dataset.rev = String(this.received);
    this.root.dataset.done = String(curves.done);
  }

  recolour() {
    const { curves, look } = this;
    if (!curves) return;
    const picked = this.picked < 0 ? curves.order[0] : this.picked;
    this.table.show(curves, look, picked);
    this.digits.show(curves, picked, look);
    this.guess.tell(curves);
    this.said.replaceChildren(...curves.said.map((text) => make("p", {}, [text])));
    const bands = curves.seeds > 1 ? ` A band goes from the worst to the best of the ${curves.seeds} seeds, a line is their mean.` : "";
    this.askMore(curves.done);
    this.key.textContent = `Solid: on the validation images. Dotted: on those it trains with.${bands}`;
    this.draw();
  }

  /** Ask for what a link wants besides the table, which comes first. @param {boolean} done */
  askMore(done) {
    const { given } = this;
    if (!given) return;
    const path = (/** @type {string} */ what) => `${given.trainings}/${what}?${this.curves?.link ?? given.link}`;
    this.rates.want(given.sweep && done, path("rates"));
    this.landscape.want(given.plane && done ? path(given.plane) : "");
  }

  /** Draw the charts, or draw them once more if they are being drawn. */
  async draw() {
    this.due = true;
    if (this.drawing) return;
    this.drawing = true;
    try {
      while (this.due) {
        this.due = false;
        await this.drawOnce();
      }
    } catch (error) {
      this.complain(error instanceof Error ? error.message : String(error));
    }
    this.drawing = false;
  }

  async drawOnce() {
    const { given, plot } = this;
    if (!given || !this.curves) return;
    this.plotly ??= await loadPlotly(given.plotly);
    const { curves, look, received } = this,
      width = plot.clientWidth;
    if (!width || !curves) return;
    const { traces, layout } = curvesFigure(curves, { look, font: this.font, width, against: this.given?.against ?? "steps", coarse: this.coarse });
    await this.plotly.react(plot, traces, layout, CONFIG);
    await this.rates.draw(this.plotly);
    await this.landscape.draw(this.plotly);
    this.root.dataset.drawn = String(received);
  }

  get font() {
    return getComputedStyle(this.root).fontFamily;
  }

  /** Whether a finger points. */
  get coarse() {
    return matchMedia("(pointer: coarse)").matches;
  }

  close() {
    this.watch.disconnect();
    this.source.stop();
    this.rates.feed.stop();
    this.landscape.feed.stop();
  }
}
