// @ts-check
/**
 * The types of a picture in the browser. stage/payload.py defines and explains the same types in Python.
 *
 * @typedef {[number, number]} Range
 * @typedef {{ kind: "minimum" | "saddle", x: number, y: number, loss: number }} Mark
 * @typedef {{ left: number, top: number, word: string }} Spot  a mark of the map that explains itself, in pixels
 * @typedef {[number, number, number, number]} Box  x0, x1, y0, y1
 * @typedef {{ kind: "map", surface: string, box: Box, title: string, caption: string,
 *   badge: "" | "fewest steps" | "lowest loss" | "diverged",
 *   marks?: Mark[] }} MapPane  the marks come with the surface
 * @typedef {{ kind: "chart", of: string, title: string, log: boolean, span: Range, level: number | null }} ChartPane
 * @typedef {{ kind: "space", of: number, title: string, alone: boolean }} SpacePane
 * @typedef {MapPane | ChartPane | SpacePane} Pane
 * @typedef {{ pane: number, run: number, name: string, note: string, style: number, selected: boolean,
 *   hidden: boolean, status: "moving" | "converged" | "diverged", at: number | null, why: string,
 *   place: string, reached: number | null, left: number | null, below: number | null, last: string, evaluations: number, batch: number, epoch: number, whole: number, settings: string }} Track
 * @typedef {{ pane: number, run: number, style: number, hidden: boolean }} Curve
 * @typedef {{ pane: number, run: number, style: number, x: string, y: string, name: string, label: string,
 *   chain: string, on: boolean, of: string }} Vector
 * @typedef {{ pane: number, x: string, y: string, label: string, style?: number }} Guide  a star, or another shape
 * @typedef {{ pane: number, samples: string, rows: string }} Contours
 * @typedef {{ pane: number, style: number, box: Box, bins: number, density: string, mean: [string, string],
 *   spread: [string, string, string] }} Cloud
 * @typedef {{ pane: number, style: number, low: string, high: string, alpha: number }} Band
 * @typedef {{ pane: number, style: number, of: string, label: string, dash: boolean }} Line  of no run
 * @typedef {{ pane: number, x: number, y: number, of: string, style: number }} Share
 * @typedef {{ run: number, step: number, last: number, kind: string, text: string }} Event
 * @typedef {{ name: string, label: string, value: number, low: number, high: number,
 *   scale: "linear" | "log" | "one-minus-log", words: string[] }} Dial
 * @typedef {{ run: number, mathml: string, lead: string, style: number | null }} Formula
 * @typedef {{ run: number, label: string, x: string, y: string }} Bar
 * @typedef {{ rows: string[], columns: string[], early: boolean }} Grid
 * @typedef {{ name: string, pane: number, x: number, y: number, label: string, low: Range, high: Range,
 *   words: [string, string][], unit: Range, digits: Range }} Pin
 * @typedef {Record<string, Float32Array[]>} Series
 * @typedef {{ hide: string, lock: string, off: string[], ask: "" | "winner" | "end", again: boolean,
 *   present: boolean }} Rules  hide and lock: selectors; off: the names of both
 * @typedef {{ scene: string, steps: number, panes: Pane[], tracks: Track[],
 *   curves: Curve[], vectors: Vector[], guides: Guide[], contours: Contours[], clouds: Cloud[], bands: Band[], lines: Line[],
 *   shares: Share[], every: number, events: Event[], dials: Dial[], formulas: Formula[], bars: Bar[], pins: Pin[],
 *   grid: Grid | null, against: "steps" | "evaluations" | "length" | "epochs" | "samples", thick: string,
 *   axes: "fitting" | "equal" | "stretched", view: "" | "map" | "surface" | "both", caption: string, ghosts: boolean, forks: number | null, near: number, series: Series, moving: boolean, query: string,
 *   remarks: string[], title: string, task: string, rules?: Rules }} Picture  moving: that of a drag; query: the link that it answers
 *
 * @typedef {{ plotly: string, muxer: string, pictures: string, link: string, path?: string, notInAddress: string[],
 *   worksheet: string, acknowledged: number, last: number, rules?: Rules, page?: string }} Given  what stage/stage.py
 *   says; page: the address of the page that shows the picture, where this is not that page
 *
 * @typedef {{ n: number, box: Box, scale: "linear" | "log", soft: number, lowest: number, marks: Mark[], z: Float64Array,
 *   low: number, high: number }} Surface  z: the loss (on the log scale above the lowest), row by row from y0 up;
 *   low and high: the ends of the heights, which are z itself or log10(soft + z)
 *
 * @typedef {{ left: number, top: number, width: number, height: number, below?: boolean, beside?: boolean }} Place  in
 *   pixels of the plot; below, beside: whether it has tick labels there (it has, unless that is said)
 * @typedef {Place & { x: Range, y: Range, log: boolean, chart?: boolean }} Frame  a place and the ranges it shows,
 *   decades if log
 *
 * @typedef {{ dark: boolean, ink: string, faint: string, line: string, casing: string, paper: string, contours: string,
 *   ground: GroundLook, plain: GroundLook, tracks: string[] }} Look  plain: on paper, and in forced colours
 *
 * @typedef {{ low: string, high: string, ink: string, relief: number, fifth: number,
 *   lines: { ink: string, alpha: Range, width: Range, shift: number }[] }} GroundLook  ink: of lines that are alike
 *   everywhere; relief: the largest share by which light changes the tint; fifth: how much stronger every fifth line is;
 *   lines: the strokes of a level line, with opacity and width in pixels where the slope turns away from the light and
 *   where it faces it, and the pixels by which they are uphill
 *
 * @typedef {{ world: Partial<import("./source.js").World>, tall: () => number, autoplay: boolean,
 *   asleep: boolean, tower?: boolean, awaits?: "" | "charts" | "numbers", veil?: (stage: import("./stage.js").Stage, picture: Picture) => Promise<Picture> }}
 *   Away  what a stage without a session needs: what its source uses of the browser, the pixels from its top to its
 *   bottom, whether it plays when it is first shown, whether it is too far away to be seen; tower: its charts stand below
 *   its map, and all of it has that height; awaits: what will stand below the map, so that there is room for it; veil: what is shown of a picture
 */
export {};
