// @ts-check
/** The stage in an element of another site's page, without a session: its pictures come by their address, the page's
 * history stays as it is, and keys act on the element that has the focus. embed.js fetches this module. */
import { make } from "./dom.js";
import { adoptStyles, containKeys } from "./frame.js";
import { asked, heightOf, mergeRules } from "./question.js";
import { Stage } from "./stage.js";
import { style } from "./style.js";
import { ROOT } from "./surface.js";

/** @typedef {import("./types.js").Rules} Rules @typedef {import("./question.js").Question} Question */
/** @typedef {Record<string, string>} Theme  CSS variables and their values */
/**
 * @typedef {{ plotly: string, muxer: string, pictures: string, pages: Record<string, string>,
 *   themes: Record<"light" | "dark", Theme>, controls: Record<"all" | "play" | "none" | "fixed", Rules> }} Facts  what the
 *   server says of itself. pages: for each name the parameter of its link that names the selected runner, or "";
 *   controls: rules, by the attribute's value
 * @typedef {{ step?: number, playing?: boolean }} Pending  what a script asked for before there was a picture
 */

/** On a page of another site the rules are those of the link and those of the element.
 * @type {import("./source.js").World["rulesOf"]} */
const rulesOf = (picture, given) => mergeRules(picture.rules, given);
/** The height in pixels of an element until its picture is there. */
const AWAITED = 600;
/** The height of the panes as a share of the width, and what is below the stage, in pixels. */
const SHARE = 0.56;
const BELOW = 8;

export class Embedded {
  /** @param {HTMLElement} host @param {Facts} facts @param {Pending} pending */
  constructor(host, facts, pending) {
    this.host = host;
    this.facts = facts;
    this.pending = pending;
    this.stage = /** @type {Stage | null} */ (null);
    this.question = /** @type {Question | null} */ (null);
    this.srcChanged = true; // the link was set
    this.overdue = false; // something was set while nobody could see it
    this.resume = false; // it plays on when it can be seen again
    this.told = -1;
    this.linked = /** @type {number | null} */ (null); // the step that the link below the picture names
    const changed = (/** @type {string} */ link) => this.changed(link);
    this.away = {
      world: { bar: { link: () => this.stage?.source.permalink ?? "", push: changed, replace: changed }, handleMessage: this.handleMessage, rulesOf },
      tall: () => this.tall(),
      autoplay: false,
      asleep: false,
    };
    this.said = make("div", { class: "said", hidden: "" });
    this.link = /** @type {HTMLAnchorElement} */ (make("a", { target: "_blank", rel: "noopener" }, ["Open in Thalweg"]));
    this.footer = make("p", { class: "footer", hidden: "" }, [this.link]);
    this.frame = make("div", { role: "group" }, [this.said, this.footer]);
    this.frame.addEventListener("keydown", containKeys);
    for (const used of ["focusin", "pointerdown"]) this.frame.addEventListener(used, () => this.setSilent(false));
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.follow = () => this.applyAttributes();
    this.dark.addEventListener("change", this.follow);
    this.observer = new MutationObserver((seen) => this.drawn(seen.some((one) => one.attributeName === "data-rev")));
    this.attachTo(/** @type {ShadowRoot} */ (host.shadowRoot));
    this.applyAttributes();
  }

  /** @param {ShadowRoot} shadow */
  attachTo(shadow) {
    for (const one of [...shadow.children]) if (one.localName !== "link") one.remove();
    adoptStyles(shadow);
    shadow.append(this.frame);
    style(this.frame).catch(() => {}); // the stage says what is missing
  }

  /** The value of `controls`. */
  get mode() {
    const given = this.host.getAttribute("controls");
    return given === "play" || given === "none" ? given : "all";
  }

  /** Follow the attributes. @param {string} [name] the one that was set */
  applyAttributes(name) {
    this.srcChanged ||= name === "src";
    this.overdue = this.away.asleep;
    if (this.overdue) return;
    const { host, frame, stage } = this,
      height = heightOf(host.getAttribute("height"));
    this.applyTheme();
    frame.className = `frame ${this.mode}`;
    frame.style.minHeight = height ? `${height}px` : stage?.picture ? "" : `${AWAITED}px`;
    if (this.srcChanged) return this.open(asked(host.getAttribute("src") ?? "", document.baseURI, this.facts.pages, ROOT));
    if (!stage?.source.given) return;
    stage.source.receive({ ...stage.source.given, rules: this.rules() }, stage.source.send);
    stage.recolour();
    stage.fit(true);
  }

  /** Use the colours of the theme. */
  applyTheme() {
    const { frame, host, facts } = this,
      given = host.getAttribute("theme"),
      theme = given === "light" || given === "dark" ? given : this.dark.matches ? "dark" : "light";
    frame.style.colorScheme = theme;
    for (const [name, value] of Object.entries(facts.themes[theme])) frame.style.setProperty(name, value);
  }

  /** @param {Question | string} found */
  open(found) {
    this.srcChanged = false;
    this.linked = null;
    if (typeof found === "string") {
      this.removeStage();
      this.frame.style.minHeight = "";
      this.footer.hidden = true;
      this.say("", found);
    } else if (this.stage && found.page === this.question?.page) {
      this.question = found;
      this.setLink(found.link);
      this.stage.source.open(found.link);
    } else {
      this.removeStage();
      this.question = found;
      this.setLink(found.link);
      this.begin(found);
    }
  }

  /** @param {Question} question */
  begin({ page, link, address }) {
    const root = /** @type {import("./main.js").Root} */ (make("div", { class: "tw-stage" })),
      { plotly, muxer, pictures } = this.facts,
      served = { plotly, muxer, pictures: `${pictures}/${page}` },
      given = { ...served, link, notInAddress: [], worksheet: "", acknowledged: 0, last: 0 };
    this.footer.before(root);
    this.away.autoplay = this.host.hasAttribute("autoplay");
    this.stage = root.stage = new Stage(root, this.away);
    this.setSilent(true); // on a page with many of them nobody has asked to hear it
    this.observer.observe(root, { attributeFilter: ["data-rev", "data-step"] });
    this.stage.source.receive({ ...given, rules: this.rules(), page: address }, () => {});
  }

  /** What is hidden and locked besides what the link says. */
  rules() {
    const { controls, pages } = this.facts,
      own = controls[this.mode];
    return pages[this.question?.page ?? ""] ? own : mergeRules(own, controls.fixed);
  }

  /** Whether a screen reader is told what happens on the stage. @param {boolean} silent */
  setSilent(silent) {
    this.stage?.parts.live.setAttribute("aria-live", silent ? "off" : "polite");
  }

  /** The stage has drawn something. @param {boolean} picture not only another step */
  drawn(picture) {
    const { stage, pending } = this;
    if (!stage?.picture) return;
    if (picture) {
      const { title, task, caption, panes } = stage.picture;
      this.say(title, task);
      this.frame.setAttribute("aria-label", `Thalweg: ${title || caption.split(", ")[0] || panes[0].title}`);
      if (!heightOf(this.host.getAttribute("height"))) this.frame.style.minHeight = "";
      this.pending = {};
      if (pending.step !== undefined) stage.clock.seek(pending.step);
      if (pending.playing !== undefined) pending.playing ? this.play() : this.pause();
      if (this.away.asleep) this.pauseUnseen(); // it began to play by itself
    }
    if (this.linked !== stage.source.step) {
      this.linked = stage.source.step;
      this.setLink(stage.source.permalink);
    }
    if (this.told === this.step) return;
    this.told = this.step;
    this.tell("thalweg-step", this.step);
  }

  /** A title and a text above the stage. @param {string} title @param {string} text */
  say(title, text) {
    this.said.hidden = !title && !text;
    this.said.replaceChildren(...(title ? [make("strong", {}, [title])] : []), text);
  }

  /** Set the link below the picture. @param {string} link */
  setLink(link) {
    this.footer.hidden = false;
    this.link.href = `${this.question?.address}?${link}`;
  }

  /** The visitor has changed the link. @param {string} link */
  changed(link) {
    this.setLink(link);
    this.tell("thalweg-change", this.link.href);
  }

  /** @param {string} name @param {unknown} detail */
  tell(name, detail) {
    this.host.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  /** Do what a session would do, as far as a link can say it: choose a runner. @param {string} name @param {any} value */
  handleMessage = (name, { run }) => {
    const word = this.facts.pages[this.question?.page ?? ""],
      track = this.stage?.picture?.tracks.find((one) => one.run === run);
    if (name === "pick" && word && track) this.stage?.source.write([[word, String(track.style + 1)]], true);
  };

  /** The pixels that the stage may take from its top to its bottom, if it is wide. */
  tall() {
    const { root, parts } = /** @type {Stage} */ (this.stage),
      height = heightOf(this.host.getAttribute("height"));
    if (height) return height - root.offsetTop - this.footer.offsetHeight - BELOW;
    return SHARE * root.clientWidth + parts.controls.offsetHeight + parts.table.offsetHeight;
  }

  /** The element is far from the window, or near it again. @param {boolean} asleep */
  sleep(asleep) {
    if (asleep === this.away.asleep) return;
    this.away.asleep = asleep;
    if (asleep) return this.pauseUnseen();
    if (this.overdue) this.applyAttributes();
    const { rev, still } = this.stage?.root.dataset ?? {};
    this.stage?.fit(rev !== still);
    if (rev !== still) this.stage?.settle(0);
    if (this.resume) this.stage?.clock.play();
    this.resume = false;
  }

  /** Pause a run that plays, until the element is near the window again. */
  pauseUnseen() {
    const clock = this.stage?.clock;
    if (!clock?.playing) return;
    this.resume = true;
    clock.pause();
  }

  get step() {
    return this.stage?.picture ? this.stage.clock.step : (this.pending.step ?? 0);
  }

  get playing() {
    return this.resume || (this.stage?.picture ? this.stage.clock.playing : (this.pending.playing ?? false));
  }

  play() {
    if (!this.stage?.picture) this.pending.playing = true;
    else if (this.away.asleep) this.resume = true;
    else this.stage.clock.play();
  }

  pause() {
    this.resume = false;
    if (!this.stage?.picture) this.pending.playing = false;
    else if (this.stage.clock.playing) this.stage.clock.pause();
  }

  /** @param {number} step */
  seek(step) {
    const to = Number(step);
    if (!Number.isFinite(to)) return;
    if (this.stage?.picture) this.stage.clock.seek(to);
    else this.pending.step = to;
  }

  /** Remove the stage. */
  removeStage() {
    this.observer.disconnect();
    this.stage?.close();
    this.stage?.root.remove();
    this.stage = this.question = null;
  }

  close() {
    this.removeStage();
    this.dark.removeEventListener("change", this.follow);
  }
}
