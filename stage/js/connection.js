// @ts-check
/** Notices that the server is away. */

/** Where Streamlit says in which state its socket is. */
const STATE = "data-test-connection-state";
export const LOST = "The server is not responding. The picture will update as soon as it does.";
const APART = "The connection to the server is lost. What is beside the picture will follow as soon as it is back.";
/** Milliseconds without an answer before a visitor is told. */
const SILENT = { picture: 3000, message: 5000 };
const SAID = { picture: LOST, message: APART };

export class Connection {
  /** @param {(sentence: string) => void} say @param {import("./source.js").World} world */
  constructor(say, world) {
    this.say = say;
    this.world = world;
    this.troubles = { picture: "", message: "", socket: "" }; // the first of them is said
    this.timers = { picture: 0, message: 0 };
    this.unlisten = () => {};
  }

  /** @param {keyof Connection["troubles"]} of @param {string} sentence "" for none */
  note(of, sentence) {
    const said = () => Object.values(this.troubles).find(Boolean) ?? "",
      before = said();
    this.troubles[of] = sentence;
    if (said() !== before) this.say(said());
  }

  /** An answer is expected. @param {"picture" | "message"} of */
  expect(of) {
    this.world.clearTimer(this.timers[of]);
    this.timers[of] = this.world.setTimer(() => this.note(of, SAID[of]), SILENT[of]);
  }

  /** It has come, or will not come. @param {"picture" | "message"} of @param {string} [sentence] */
  end(of, sentence = "") {
    this.world.clearTimer(this.timers[of]);
    this.note(of, sentence);
  }

  /** Watch the socket. @param {Element} root @param {() => void} again called when there is a network again */
  listen(root, again) {
    const app = root.closest(`[${STATE}]`),
      watch = new MutationObserver(() => this.note("socket", app?.getAttribute(STATE) === "CONNECTED" ? "" : APART));
    if (app) watch.observe(app, { attributeFilter: [STATE] });
    addEventListener("online", again);
    this.unlisten = () => {
      watch.disconnect();
      removeEventListener("online", again);
    };
  }

  close() {
    this.unlisten();
    Object.values(this.timers).forEach(this.world.clearTimer);
  }
}
