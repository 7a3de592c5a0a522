/** A slow network, if the page's storage says how slow: every message of the WebSocket and every picture takes so many
 * milliseconds more. Every second picture takes twice as long, so that answers would come in another order. */
() => {
  // The tab serves other tests afterwards. Between two tests its storage is emptied.
  if (!location.protocol.startsWith("http") || localStorage.getItem("slow") === null || window.sockets) return;
  const delay = Number(localStorage.getItem("slow")),
    later = (act) => setTimeout(act, delay),
    Native = window.WebSocket,
    fetched = window.fetch;
  let count = 0;
  window.sockets = [];
  window.WebSocket = class extends Native {
    constructor(...asked) {
      super(...asked);
      window.sockets.push(this);
    }
    send(data) {
      later(() => this.readyState === Native.OPEN && super.send(data));
    }
    addEventListener(kind, heard, ...more) {
      super.addEventListener(kind, kind === "message" ? (event) => later(() => heard(event)) : heard, ...more);
    }
    set onmessage(heard) {
      super.onmessage = heard && ((event) => later(() => heard(event)));
    }
  };
  window.fetch = async (...asked) => {
    const answer = fetched(...asked);
    if (String(asked[0]).includes("/picture/")) await new Promise((done) => setTimeout(done, delay * (1 + (++count % 2))));
    return answer;
  };
};
