// @ts-check
/** The tools above a chapter: read aloud, present, print, share. */
import { button, make } from "./dom.js";
import { Presenting } from "./presenting.js";
import { ROOT } from "./surface.js";

const STYLE = `
.tw-learn .tl-tools :is(button, a) { display: inline-flex; align-items: center; min-height: 36px; padding: 0 14px; border: 1px solid var(--tl-line); border-radius: 18px; background: none; color: var(--tl-ink); font-size: 15px; text-decoration: none; }
@media (hover: hover) { .tw-learn .tl-tools :is(button, a):hover { background: var(--tl-wash); } }
.tw-learn .tl-tools [aria-pressed="true"] { border-color: var(--tl-accent); color: var(--tl-accent); font-weight: 600; }
@media (pointer: coarse) { .tw-learn .tl-tools :is(button, a) { min-height: 44px; } }`;

export class Lectern {
  /** @param {import("./lesson.js").Lesson} lesson @param {string} print the address of the page to print
   * @param {(on: boolean) => void} presented the presentation has begun or ended */
  constructor(lesson, print, presented) {
    this.lesson = lesson;
    this.presented = presented;
    this.aloud = /** @type {import("./aloud.js").Aloud | null} */ (null);
    this.read = button("", ["Read aloud"], { "aria-pressed": "false" });
    const present = button("", ["Present"]),
      shares = button("", ["Share"], { "aria-haspopup": "dialog" });
    this.read.onclick = () => void this.readAloud();
    present.onclick = () => this.present();
    shares.onclick = async () => (await import("./handout.js")).handOut(lesson, ROOT, location.search);
    lesson.tools.replaceChildren(make("style", {}, [STYLE]), this.read, present, make("a", { href: print, target: "_blank", rel: "noopener" }, ["Print"]), shares);
  }

  async readAloud() {
    if (this.aloud) return this.aloud.close();
    const { Aloud } = await import("./aloud.js");
    if (this.aloud || !this.read.isConnected) return;
    this.aloud = new Aloud(this.lesson, () => {
      this.aloud = null;
      this.read.ariaPressed = "false";
      this.read.focus({ preventScroll: true });
    });
    this.read.ariaPressed = "true";
    this.aloud.start();
  }

  /** Begin a presentation at the step that is shown. */
  present() {
    const { lesson } = this;
    this.aloud?.close();
    if (lesson.presenting) return;
    new Presenting(lesson, () => this.presented(false));
    this.presented(true);
    void lesson.show(lesson.at);
  }

  close() {
    this.aloud?.close();
    this.lesson.presenting?.close();
  }
}
