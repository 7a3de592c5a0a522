// @ts-check
/** The standings as a table, whose rows stay the same elements. */
import { button, focusedIn, make } from "./dom.js";
import { mark } from "./marks.js";
import { colourOf, dashed } from "./palette.js";
import { cells, standings, statusOf } from "./standings.js";
import { showPhrases, stopOnce, term } from "./terms.js";

/** @typedef {import("./types.js").Picture} Picture @typedef {import("./types.js").Track} Track */

/** @typedef {{ key: string, row: HTMLElement, name: HTMLElement, texts: Text[],
 *   status: HTMLElement }} Row */

/** What stands above the columns, and what that explains ("" for nothing). */
const HEADS = [
  ["#", "rank"],
  ["Runner", ""],
  ["Loss", "loss"],
  ["Distance", "distance"],
  ["|∇f|", "gradient norm"],
  ["Status", ""],
];

export class Table {
  /** @param {HTMLElement} box @param {(run: number) => void} pick */
  constructor(box, pick) {
    this.body = make("tbody");
    const head = make("thead", {}, [
      make(
        "tr",
        {},
        HEADS.map(([text, about]) => make("th", { scope: "col" }, [about ? term(text, about) : text])),
      ),
    ]);
    box.replaceChildren(make("table", {}, [head, this.body]));
    this.rows = /** @type {Map<number, Row>} */ (new Map());
    this.order = "";
    this.body.addEventListener("click", (event) => {
      const at = /** @type {Element} */ (event.target),
        row = at.closest("tr");
      if (row && !at.closest(".tw-term")) pick(Number(row.dataset.run));
    });
  }

  /** Rows that look the same keep their elements, and so the focus.
   * @param {Picture} picture @param {import("./types.js").Look} look */
  view(picture, look) {
    const rows = /** @type {Map<number, Row>} */ (new Map());
    for (const track of picture.tracks) {
      if (track.hidden) continue;
      const { run, name, note, style, selected } = track,
        key = JSON.stringify([run, name, note, style, look.dark]);
      const old = this.rows.get(run),
        made = old?.key === key ? old : this.row(track, look, key);
      made.name.setAttribute("aria-pressed", String(selected));
      made.row.classList.toggle("tw-selected", selected);
      rows.set(run, made);
      if (made !== old) this.order = "";
    }
    this.rows = rows;
  }

  /** @param {Track} track @param {import("./types.js").Look} look @param {string} key @returns {Row} */
  row(track, look, key) {
    const texts = Array.from({ length: 4 }, () => document.createTextNode("")),
      [rank, ...rest] = texts,
      status = make("td", { class: "tw-status" });
    const ruler = make("span", { class: dashed(track.style) ? "tw-ruler tw-dashed" : "tw-ruler" });
    ruler.style.color = colourOf(look, track.style);
    const name = button("tw-name", [track.name]);
    const note = make("span", { class: "tw-note" }, [track.note]);
    const row = make("tr", { "data-run": String(track.run) }, [
      make("td", { class: "tw-rank" }, [rank]),
      make("th", { scope: "row" }, [make("span", { class: "tw-runner" }, [ruler, mark(track.style, 6.5, colourOf(look, track.style)), name, note])]),
      ...rest.map((text) => make("td", { class: "tw-figure-cell" }, [text])),
      status,
    ]);
    return { key, row, name, texts, status };
  }

  /** @param {Picture} picture @param {number} step @param {Picture | null} ghost @param {boolean} playing */
  show(picture, step, ghost, playing) {
    const rows = standings(picture, step, ghost),
      order = rows.map((r) => r.track.run).join();
    const said = new Set();
    rows.forEach((standing) => {
      const row = this.rows.get(standing.track.run);
      if (!row) return;
      [String(standing.rank), ...cells(standing)].forEach((text, k) => {
        if (row.texts[k].data !== text) row.texts[k].data = text;
      });
      showPhrases(row.status, statusOf(standing, playing), ", ");
      stopOnce(row.status, said);
    });
    if (order === this.order) return;
    // An element loses the focus when it is moved, so the focus is restored.
    const held = focusedIn(this.body);
    this.order = order;
    this.body.replaceChildren(...rows.flatMap((r) => this.rows.get(r.track.run)?.row ?? []));
    held?.focus({ preventScroll: true });
  }
}
