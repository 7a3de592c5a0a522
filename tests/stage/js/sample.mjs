/** A picture to test with: two runs on a bowl, the second of which diverges at step 3. */

export const STEPS = 6;

/** @param {object} [change] what differs from the sample */
export function picture(change = {}) {
  const row = (...values) => Float32Array.from(values);
  return {
    scene: "bowl",
    steps: STEPS,
    panes: [
      {
        kind: "map",
        surface: "/surface/x",
        box: [-2, 2, -1, 3],
        marks: [{ kind: "minimum", x: 0, y: 0, loss: 0 }],
        title: "Bowl",
      },
      { kind: "chart", of: "loss", title: "Loss", log: true, span: [1e-4, 100] },
      { kind: "chart", of: "rate", title: "Rate", log: false, span: [0, 1] },
    ],
    tracks: [track(0, "GD"), { ...track(1, "Adam"), status: "diverged", at: 3, why: "the loss is no longer finite" }],
    curves: [0, 1].map((run) => ({ pane: 1, run, style: run, hidden: false })),
    vectors: [],
    guides: [],
    contours: [],
    clouds: [],
    bands: [],
    lines: [],
    shares: [],
    every: 1,
    events: [],
    dials: [],
    formulas: [],
    bars: [],
    pins: [],
    grid: null,
    against: "steps",
    thick: "",
    ghosts: false,
    forks: null,
    axes: "stretched",
    near: 0,
    series: {
      x: [row(1, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01), row(1, 2.5, -40, 1e9)],
      y: [row(1, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01), row(1, -2.5, 40, -1e9)],
      loss: [row(2, 0.5, 0.125, 0.02, 0.005, 0.0008, 0), row(2, 12.5, 3200, 2e18)],
      norm: [row(2, 1, 0.5, 0.2, 0.1, 0.04, 0.02), row(2, 5, 80, 2e9)],
      dist: [row(1.4, 0.7, 0.35, 0.14, 0.07, 0.03, 0.014), row(1.4, 3.5, 56, 1.4e9)],
      rate: [row(...Array(7).fill(0.1)), row(...Array(4).fill(0.9))],
    },
    ...change,
  };
}

/** @param {number} run @param {string} name */
export const track = (run, name) => ({
  pane: 0,
  run,
  name,
  note: "",
  style: run,
  selected: run === 0,
  hidden: false,
  status: "moving",
  at: null,
  why: "",
  place: "",
  reached: null,
  left: null,
  below: null,
  last: "",
  evaluations: 1,
  batch: 0,
  epoch: 0,
  whole: 0,
});

export const frame = (change = {}) => ({
  left: 50,
  top: 30,
  width: 500,
  height: 400,
  x: [-2, 2],
  y: [-1, 3],
  log: false,
  ...change,
});
