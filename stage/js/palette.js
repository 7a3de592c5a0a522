// @ts-check
/**
 * The colours of each theme. Low ground is near the colour of the page, and higher ground departs from it. The tracks have
 * the hues of Okabe and Ito, with a lightness that gives a contrast of at least 3:1 on every height of the ground.
 */

/** Ground that no light falls on: lines of one colour on another. @param {string} low @param {string} ink
 * @param {number} [wide] pixels @returns {import("./types.js").GroundLook} */
export const unlit = (low, ink, wide = 1) => ({
  low,
  high: low,
  ink,
  relief: 0,
  fifth: 1.4,
  lines: [{ ink, alpha: [1, 1], width: [wide, wide], shift: 0 }],
});

/** @type {Record<"light" | "dark", import("./types.js").Look>} */
export const PALETTE = {
  light: {
    dark: false,
    ink: "#1c2126",
    faint: "#5a666e",
    line: "#dfe4e7",
    casing: "#ffffff",
    paper: "#ffffff",
    contours: "#9a7b4f",
    ground: {
      low: "#eff3f2",
      high: "#d3dbdf",
      ink: "#7d8b92",
      relief: 0.038,
      fifth: 1.4,
      lines: [
        { ink: "#4a5c68", alpha: [0.62, 0.28], width: [1.5, 0.9], shift: -0.35 },
        { ink: "#ffffff", alpha: [0, 0.95], width: [0.6, 1.1], shift: 0.75 },
      ],
    },
    plain: unlit("#ffffff", "#7d8b92"),
    tracks: ["#000000", "#0055a4", "#a83400", "#108660", "#752f63", "#9c6a00"],
  },
  dark: {
    dark: true,
    ink: "#e6e9ec",
    faint: "#9aa5ae",
    line: "#252d35",
    casing: "#0a0d11",
    paper: "#0e1217",
    contours: "#b39a6b",
    ground: {
      low: "#141a21",
      high: "#2c3742",
      ink: "#74828d",
      relief: 0.16,
      fifth: 1.4,
      lines: [
        { ink: "#020509", alpha: [0.85, 0], width: [1.5, 0.7], shift: -0.3 },
        { ink: "#96acbe", alpha: [0.26, 0.66], width: [0.6, 1], shift: 0.45 },
      ],
    },
    plain: unlit("#0e1217", "#74828d"),
    tracks: ["#ffffff", "#56b4e9", "#df6717", "#88e4be", "#c27fa4", "#f6ae28"],
  },
};

/** One shape per style, so that nobody has to tell runs apart by colour alone. */
export const SHAPES = ["circle", "square", "triangle", "diamond", "cross", "star", "pentagon", "wedge"];

/** @param {import("./types.js").Look} look @param {number} style */
export const colourOf = (look, style) => look.tracks[style % look.tracks.length];

/** Whether a style is dashed: there are six colours, which the seventh and eighth runs reuse. @param {number} style */
export const dashed = (style) => style % SHAPES.length >= 6;

/** @param {string} css #rgb, #rrggbb or rgb(...) @returns {[number, number, number]} */
export function rgb(css) {
  const text = css.trim();
  const hex = text.match(/^#([0-9a-f]{3}|[0-9a-f]{6})$/i)?.[1];
  const parts = hex
    ? [0, 1, 2].map((i) => parseInt(hex.length === 3 ? hex[i] + hex[i] : hex.slice(2 * i, 2 * i + 2), 16))
    : (text.match(/[\d.]+/g) ?? []).map(Number);
  return [parts[0] ?? 255, parts[1] ?? 255, parts[2] ?? 255];
}

/** Relative luminance by WCAG 2. @param {[number, number, number]} colour */
export function luminance(colour) {
  const [r, g, b] = colour.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** @param {string} paper the page's background */
export const lookFor = (paper) => PALETTE[luminance(rgb(paper)) < 0.2 ? "dark" : "light"];
