// @ts-check
/** The stylesheet of the page Network, which comes with its module. */
export const STYLE = `
.tw-network { container-type: inline-size; }
.tw-network p { margin: 0; }
.tn-body { display: grid; gap: 10px; }
.tn-body[hidden] { display: none; }
.tn-run { display: flex; align-items: center; gap: 6px 14px; min-height: 40px; flex-wrap: wrap; }
.tn-progress { flex: 1 1 160px; max-width: 320px; height: 8px; accent-color: var(--tw-accent); }
.tn-progress[hidden], .tw-network button[hidden] { display: none; }
.tn-state { color: var(--tw-faint); font-variant-numeric: tabular-nums; }
.tw-network button.tn-plain { min-height: 36px; padding: 0 14px; border: 1px solid color-mix(in srgb, var(--tw-ink) 40%, var(--tw-paper)); border-radius: 8px; }
.tw-network button.tn-plain:hover:enabled { border-color: currentColor; background: var(--tw-hover); }
.tn-plot { min-height: 330px; }
.tn-key { color: var(--tw-faint); font-size: 13px; }
.tn-table { overflow-x: auto; }
.tn-table table { width: 100%; border-collapse: separate; border-spacing: 0; font-variant-numeric: tabular-nums; }
.tn-table :is(th, td) { padding: 5px 10px; border-bottom: 1px solid var(--tw-line); text-align: right; white-space: nowrap; font-weight: 400; }
.tn-table thead th { color: var(--tw-faint); font-size: 13px; white-space: normal; vertical-align: bottom; }
.tn-table :is(tbody, thead) th:first-child { text-align: left; }
.tn-table .tw-runner { display: inline-flex; align-items: center; gap: 8px; }
.tn-table .tw-runner svg { width: 16px; height: 16px; flex: none; }
.tn-table .tw-name { font-weight: 600; min-height: 28px; }
.tn-table .tw-name[aria-pressed="true"] { text-decoration: underline; text-underline-offset: 4px; text-decoration-thickness: 2px; }
.tn-table .tw-note { color: var(--tw-faint); font-size: 13px; }
.tn-missing td { color: var(--tw-faint); }
.tn-said { display: grid; gap: 6px; max-width: 76ch; font-size: 15px; line-height: 1.45; }
.tn-guess { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 10px; margin: 0 0 8px; padding: 8px 14px; border-left: 4px solid var(--tw-accent); background: var(--tw-hover); font-size: 15px; }
.tn-guess[hidden] { display: none; }
.tn-guess p { flex: 1 1 100%; }
.tn-guess strong { font-size: 18px; }
.tw-network .tn-guess button { display: inline-flex; align-items: center; gap: 6px; min-height: 44px; padding: 0 14px; border: 1px solid var(--tw-faint); border-radius: 22px; background: var(--tw-paper); color: var(--tw-ink); }
.tn-guess svg { width: 20px; height: 20px; }
.tn-guess small { color: var(--tw-faint); font-size: 13px; }
.tw-network .tn-guess .tn-skip { border-color: transparent; background: none; }
.tn-part { display: grid; gap: 8px; padding-top: 14px; border-top: 1px solid var(--tw-line); }
.tn-part h3 { margin: 0; padding: 0; font-size: 18px; font-weight: 600; line-height: 1.3; }
.tn-part > p { max-width: 76ch; line-height: 1.45; }
.tn-chart { min-height: 300px; }
.tn-landscape .tn-said { flex: 1 1 240px; max-width: 62ch; }
.tn-row { display: flex; flex-wrap: wrap; gap: 8px 28px; align-items: flex-start; }
.tn-cell h4 { margin: 0 0 6px; padding: 0; font-size: 14px; font-weight: 600; line-height: 1.3; }
.tn-cell { max-width: 100%; }
.tn-wide { flex: 1 1 100%; }
.tn-matrix { overflow-x: auto; }
.tn-matrix table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
.tn-matrix :is(th, td) { width: 26px; height: 24px; padding: 0 3px; text-align: center; font-weight: 400; }
.tn-matrix th { color: var(--tw-faint); }
.tn-right { font-weight: 600; background: var(--tw-hover); }
.tn-wrong { display: flex; flex-wrap: wrap; gap: 10px 12px; margin: 0; padding: 0; list-style: none; font-size: 12.5px; }
.tn-wrong li { display: grid; gap: 3px; justify-items: center; margin: 0; }
.tn-wrong canvas { width: 48px; height: 48px; border: 1px solid var(--tw-line); image-rendering: pixelated; }
.tn-weights { image-rendering: pixelated; max-width: 100%; }
.tn-slide { display: flex; align-items: center; gap: 10px; }
.tn-slide input { flex: 1 1 120px; min-width: 100px; }
.tn-digits .tn-cell > p { max-width: 352px; color: var(--tw-faint); font-size: 13px; }
@container (max-width: 620px) {
  .tn-plot { min-height: 520px; }
  .tn-table .tw-runner { flex-wrap: wrap; gap: 0 6px; width: 140px; white-space: normal; }
  .tn-table .tw-ruler { display: none; }
  .tn-table .tw-runner svg { margin: 0; }
  .tn-table .tw-note { flex: 1 1 100%; font-size: 12px; }
  .tn-table :is(th, td) { padding: 4px 6px; }
  .tn-table :is(tbody, thead) th:first-child { position: sticky; left: 0; background: var(--tw-paper); }
  .tw-network button.tn-plain, .tn-table .tw-name { min-height: 44px; }
}`;
