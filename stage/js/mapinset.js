// @ts-check
/** The runs of a setting on their landscape, beside a map of settings. */
import { drawPath } from "./mapdraw.js";
import { paint } from "./paint.js";

const HEIGHT = 190;
const WIDTH = 240;

export class Inset {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.ground = /** @type {{ of: object, width: number, dark: boolean, kept: HTMLCanvasElement } | null} */ (null);
  }

  /** @param {import("./mapstage.js").MapStage} stage @param {import("./types.js").Surface} surface
   * @param {number} share of the run that has been played */
  draw(stage, surface, share) {
    const { map, path, look } = stage,
      width = this.canvas.clientWidth || WIDTH;
    if (!map) return;
    const g = stage.cleared(this.canvas, width, HEIGHT),
      [x0, x1, y0, y1] = map.box;
    if (this.ground?.of !== surface || this.ground.width !== width || this.ground.dark !== look.dark) {
      const image = g.createImageData(width, HEIGHT);
      paint(surface, [x0, x1], [y0, y1], image, look.ground);
      const kept = document.createElement("canvas");
      [kept.width, kept.height] = [width, HEIGHT];
      kept.getContext("2d")?.putImageData(image, 0, 0);
      this.ground = { of: surface, width, dark: look.dark, kept };
    }
    g.drawImage(this.ground.kept, 0, 0);
    path?.tracks.forEach((track, i) => {
      if (map.runners[i]) drawPath(g, track, (x, y) => [((x - x0) / (x1 - x0)) * width, (1 - (y - y0) / (y1 - y0)) * HEIGHT], share, look, map.runners[i].style, i > 0);
    });
  }
}
