// @ts-check
/** Notices that the server is away: a picture that does not come, a message that is not answered, a closed socket. */

/** Milliseconds without a picture, and without an answer to a message, before the visitor is told. */
const SLOW_AFTER = 3000;
const SILENT_AFTER = 5000;
/** Where Streamlit says in which state its socket is, and the state in which all is well. */
const STATE = "data-test-connection-state";
const CONNECTED = "CONNECTED";

export const LOST = "The server is not responding. The picture will update as soon as it does.";
const SLOW = "Waiting for the server. The picture will update as soon as it answers.";
const APART = "The connection to the server is lost. What is beside the picture will follow as soon as it is back.";

/** @typedef {Pick<import("./source.js").World, "setTimer" | "clearTimer">} Timers */

export class Connection {
  /** @param {(sentence: string) => void} say a sentence while the server is away, "" once it is back
   * @param {Timers} world */
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

  /** Expect an answer, and say so if it does not come. @param {"picture" | "message"} of */
  expect(of) {
    const [sentence, ms] = { picture: [SLOW, SLOW_AFTER], message: [APART, SILENT_AFTER] }[of];
    this.world.clearTimer(this.timers[of]);
    this.timers[of] = this.world.setTimer(() => this.troubles[of] || this.note(of, String(sentence)), Number(ms));
  }

  /** An answer has come, or will not come. @param {"picture" | "message"} of @param {string} [sentence] */
  end(of, sentence = "") {
    this.world.clearTimer(this.timers[of]);
    this.note(of, sentence);
  }

  /** Watch the socket of the page. What was asked for through a network that is gone may never be answered.
   * @param {Element} root @param {() => void} again called when there is a network again */
  listen(root, again) {
    const app = root.closest(`[${STATE}]`),
      watch = new MutationObserver(() => this.note("socket", app?.getAttribute(STATE) === CONNECTED ? "" : APART));
    if (app) watch.observe(app, { attributeFilter: [STATE] });
    addEventListener("online", again);
    this.unlisten = () => {
      watch.disconnect();
      removeEventListener("online", again);
    };
  }

  close() {
    this.unlisten();
    for (const timer of Object.values(this.timers)) this.world.clearTimer(timer);
  }
}
