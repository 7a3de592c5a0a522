// @ts-check
/** The table of the page Network: a row for every method, the best first. Its rows stay the same elements. */
import { button, focusedIn, make } from "./dom.js";
import { mark } from "./marks.js";
import { colourOf, dashed } from "./palette.js";

/** @typedef {import("./networkwire.js").Curves} Curves @typedef {import("./types.js").Look} Look */

export class Table {
  /** @param {(method: number) => void} [pick] */
  constructor(pick = () => {}) {
    this.pick = pick;
    this.head = make("tr");
    this.body = make("tbody");
    this.element = make("div", { class: "tn-table", role: "region", "aria-label": "The table", tabindex: "0" }, [
      make("table", {}, [make("thead", {}, [this.head]), this.body]),
    ]);
    this.made = "";
    this.rows = /** @type {HTMLElement[]} */ ([]);
  }

  /** @param {Curves} curves @param {Look} look @param {number} picked the method whose pictures are shown */
  show(curves, look, picked) {
    const { methods, columns, rows, order } = curves,
      key = JSON.stringify([methods, columns, look.dark]);
    if (key !== this.made) this.make(curves, look);
    this.made = key;
    rows.forEach(({ cells, missing }, m) => {
      const row = this.rows[m];
      cells.forEach((text, k) => {
        const cell = row.children[k + 1];
        if (cell.textContent !== text) cell.textContent = text;
      });
      row.classList.toggle("tn-missing", missing);
      row.querySelector("button")?.setAttribute("aria-pressed", String(m === picked));
    });
    const wanted = order.map((m) => this.rows[m]);
    if (wanted.every((row, k) => this.body.children[k] === row)) return;
    const held = focusedIn(this.body); // an element loses the focus when it is moved
    this.body.replaceChildren(...wanted);
    held?.focus({ preventScroll: true });
  }

  /** @param {Curves} curves @param {Look} look */
  make({ methods, columns, rows }, look) {
    this.head.replaceChildren(
      make("th", { scope: "col" }, ["Method"]),
      ...columns.map(({ title, help }) => make("th", { scope: "col", title: help }, [title])),
    );
    this.rows = methods.map(({ name, note, style }, m) => {
      const ruler = make("span", { class: dashed(style) ? "tw-ruler tw-dashed" : "tw-ruler" });
      ruler.style.color = colourOf(look, style);
      const pick = button("tw-name", [name]);
      pick.onclick = () => this.pick(m);
      const said = make("span", { class: "tw-note" }, [note]);
      return make("tr", {}, [
        make("th", { scope: "row" }, [make("span", { class: "tw-runner" }, [ruler, mark(style, 6.5, colourOf(look, style)), pick, said])]),
        ...rows[m].cells.map(() => make("td")),
      ]);
    });
    this.body.replaceChildren();
  }
}
