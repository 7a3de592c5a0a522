// @ts-check
/** The run of a cell: it is fetched while the pointer moves, one at a time, and of those that wait the newest wins. */
import { at } from "./surface.js";
import { readPicture } from "./wire.js";

/** @typedef {{ link: string, tracks: { x: Float32Array, y: Float32Array }[] }} Path  tracks: one for every runner */

export class Runs {
  /** @param {(path: Path) => void} show @param {typeof fetch} [get] */
  constructor(show, get = (...asked) => fetch(...asked)) {
    this.show = show;
    this.get = get;
    this.pictures = "";
    this.link = ""; // what is shown, or on its way
    this.wanted = "";
    this.flying = false;
    this.shown = /** @type {Path | null} */ (null);
  }

  /** @param {string} pictures the address of races @param {string} link that of the run */
  want(pictures, link) {
    if (pictures === this.pictures && link === (this.wanted || this.link)) return;
    this.pictures = pictures;
    this.wanted = link;
    if (!this.flying) void this.fetch();
  }

  async fetch() {
    while (this.wanted) {
      const link = (this.link = this.wanted);
      this.wanted = "";
      this.flying = true;
      try {
        const reply = await this.get(`${at(this.pictures)}?${link}&moving=on`);
        if (!reply.ok) throw new Error();
        const { series } = readPicture(new Uint8Array(await reply.arrayBuffer()));
        this.shown = { link, tracks: series.x.map((x, k) => ({ x, y: series.y[k] })) };
        this.show(this.shown);
      } catch {
        this.link = ""; // the map is complete without it, and the next move asks again
      }
      this.flying = false;
    }
  }
}
