// @ts-check
/** Draws as a canvas does, but writes SVG: what is drawn stays lines and letters that can be scaled, edited and searched. It
 * knows what the stage's drawing uses of a canvas. */

/** The fonts of everything that is printed. Every machine has them. */
export const FONT = "sans-serif";

/** Escape a text. @param {string} text */
export const escape = (text) => text.replace(/[&<>\x22]/g, (c) => `&#${c.charCodeAt(0)};`);

/** Coordinates in hundredths of a pixel. @param {number} value */
const fixed = (value) => String(+value.toFixed(2));

const ANCHORS = /** @type {Record<string, string>} */ ({ right: "end", center: "middle" });

/** What `save` keeps. */
const STATE = {
  strokeStyle: "#000",
  fillStyle: "#000",
  lineWidth: 1,
  lineJoin: "miter",
  lineCap: "butt",
  lineDashOffset: 0,
  globalAlpha: 1,
  globalCompositeOperation: "source-over",
  font: "10px sans-serif",
  textAlign: "left",
  textBaseline: "alphabetic",
  dash: /** @type {number[]} */ ([]),
  clipped: "",
};

export class Pen {
  /** @param {string} name distinguishes its clips from those of other pens @param {Element} canvas whose font labels take */
  constructor(name, canvas) {
    this.name = name;
    this.canvas = canvas;
    this.width = this.height = 0;
    this.clips = /** @type {string[]} */ ([]);
    this.marks = /** @type {string[]} */ ([]);
    this.path = "";
    this.states = /** @type {(typeof STATE)[]} */ ([]);
    Object.assign(this, STATE);
  }

  /** The same as a canvas whose context is this pen. */
  getContext = () => this;

  /** Everything that was drawn, as one group. */
  get svg() {
    const clips = this.clips.map((d, i) => `<clipPath id="${this.name}${i}"><path d="${d}"/></clipPath>`).join("");
    return `<g class="${this.name}">${clips && `<defs>${clips}</defs>`}${this.marks.join("")}</g>`;
  }

  get state() {
    const self = /** @type {any} */ (this);
    return /** @type {typeof STATE} */ (Object.fromEntries(Object.keys(STATE).map((key) => [key, self[key]])));
  }

  save() {
    this.states.push(this.state);
  }

  restore() {
    Object.assign(this, this.states.pop());
  }

  setTransform() {}

  clearRect() {
    this.marks = [];
    this.clips = [];
  }

  beginPath() {
    this.path = "";
  }

  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this.path += `M${fixed(x)} ${fixed(y)}`;
  }

  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    this.path += `${this.path ? "L" : "M"}${fixed(x)} ${fixed(y)}`;
  }

  closePath() {
    this.path += "Z";
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  rect(x, y, width, height) {
    this.path += `M${fixed(x)} ${fixed(y)}h${fixed(width)}v${fixed(height)}h${fixed(-width)}Z`;
  }

  /** A whole circle. @param {number} x @param {number} y @param {number} r */
  arc(x, y, r) {
    const half = (/** @type {number} */ to) => `A${fixed(r)} ${fixed(r)} 0 1 1 ${fixed(to)} ${fixed(y)}`;
    this.path += `M${fixed(x + r)} ${fixed(y)}${half(x - r)}${half(x + r)}Z`;
  }

  /** One clip at a time, which is all that is needed. */
  clip() {
    const known = this.clips.indexOf(this.path),
      at = known < 0 ? this.clips.push(this.path) - 1 : known;
    Object.assign(this, { clipped: `${this.name}${at}` });
  }

  /** @param {number[]} dash */
  setLineDash(dash) {
    Object.assign(this, { dash });
  }

  /** The attributes that shapes, texts and images share. */
  get common() {
    const { globalAlpha, clipped } = this.state;
    return (globalAlpha < 1 ? ` opacity="${fixed(globalAlpha)}"` : "") + (clipped && ` clip-path="url(#${clipped})"`);
  }

  get outline() {
    const { strokeStyle, lineWidth, lineJoin, lineCap, lineDashOffset, dash } = this.state,
      dashes = dash.length ? ` stroke-dasharray="${dash.join(" ")}" stroke-dashoffset="${fixed(lineDashOffset)}"` : "";
    return `fill="none" stroke="${strokeStyle}" stroke-width="${fixed(lineWidth)}" stroke-linejoin="${lineJoin}" stroke-linecap="${lineCap}"${dashes}`;
  }

  /** What is drawn with "destination-over" lies below everything that is there. */
  stroke() {
    const below = this.state.globalCompositeOperation === "destination-over";
    if (this.path) this.marks[below ? "unshift" : "push"](`<path d="${this.path}" ${this.outline}${this.common}/>`);
  }

  fill() {
    if (this.path) this.marks.push(`<path d="${this.path}" fill="${this.state.fillStyle}"${this.common}/>`);
  }

  /** @param {string} text @param {number} x @param {number} y @param {string} look */
  text(text, x, y, look) {
    const { font, textAlign, textBaseline } = this.state,
      anchor = ANCHORS[textAlign] ? ` text-anchor="${ANCHORS[textAlign]}"` : "",
      down = textBaseline === "middle" ? ` dy="0.35em"` : "",
      size = parseFloat(/[\d.]+(?=px)/.exec(font)?.[0] ?? "10"),
      weight = /^(bold|[6-9]00)/.test(font) ? ` font-weight="600"` : "";
    this.marks.push(
      `<text x="${fixed(x)}" y="${fixed(y)}"${down}${anchor} font-size="${size}"${weight} ${look}${this.common}>${escape(text)}</text>`,
    );
  }

  /** @param {string} text @param {number} x @param {number} y */
  strokeText(text, x, y) {
    this.text(text, x, y, this.outline);
  }

  /** @param {string} text @param {number} x @param {number} y */
  fillText(text, x, y) {
    this.text(text, x, y, `fill="${this.state.fillStyle}"`);
  }

  /** A bitmap, such as a cloud. @param {HTMLCanvasElement} image @param {number} x @param {number} y
   * @param {number} width @param {number} height */
  drawImage(image, x, y, width, height) {
    const at = `x="${fixed(x)}" y="${fixed(y)}" width="${fixed(width)}" height="${fixed(height)}"`;
    this.marks.push(`<image href="${image.toDataURL()}" ${at} preserveAspectRatio="none"${this.common}/>`);
  }
}
