// @ts-check
/** The stylesheet of maps, which comes with their module. */
export const STYLE = `
/* Beside the sidebar of a tablet it is as narrow as on a phone. */
.tw-map { container-type: inline-size; }
.tw-map-grid { display: grid; grid-template-columns: minmax(0, var(--tw-tall, 100%)) minmax(270px, 1fr); gap: 4px 24px; align-items: start; }
.tw-map-plot { position: relative; touch-action: pan-y; }
.tw-map-plot canvas { position: absolute; left: 0; top: 0; }
.tw-map-over { cursor: crosshair; outline-offset: -2px; touch-action: pan-y; }
.tw-map .tw-map-tools { position: static; gap: 2px; padding-left: 30px; min-height: 32px; flex-wrap: wrap; }
.tw-map-tools .tw-button { width: 32px; height: 32px; }
.tw-map-tools button.tw-map-word {
  min-height: 32px; padding: 0 10px; border-radius: 8px; color: var(--tw-faint); font-size: 13px;
}
.tw-map-tools button.tw-map-word:hover:enabled { background: var(--tw-hover); color: var(--tw-ink); }
.tw-map-tools button.tw-map-word[aria-pressed="true"] { background: color-mix(in srgb, var(--tw-accent) 16%, transparent); color: var(--tw-ink); }
.tw-map-cross::after { inset: 9px; border: 0; border-radius: 0; background:
  linear-gradient(#000, #000) center / 2px 100% no-repeat, linear-gradient(#000, #000) center / 100% 2px no-repeat,
  linear-gradient(#fff, #fff) center / 6px 100% no-repeat, linear-gradient(#fff, #fff) center / 100% 6px no-repeat; box-shadow: none; }
.tw-map-cross:hover::after { inset: 6px; }
.tw-map-cross[hidden] { display: none; }
.tw-map-mark { position: relative; display: inline-grid; place-items: center; width: 28px; height: 28px; padding: 0; font-size: 12px; font-weight: 600; color: var(--tw-ink); }
.tw-map-mark::before { content: ""; position: absolute; z-index: -1; inset: 4px; border: 2px solid var(--tw-ink); border-radius: 50%; background: var(--tw-paper); box-shadow: 0 0 0 1.5px var(--tw-paper); }
.tw-map-marks { isolation: isolate; }
.tw-map-marks .tw-map-mark { position: absolute; left: 0; top: 0; isolation: isolate; }
.tw-map-marks .tw-map-mark:hover:enabled::before { inset: 2px; }
.tw-map-legend .tw-map-mark { isolation: isolate; justify-self: center; }
.tw-map .tw-dials { gap: 2px 14px; padding: 2px 0 0 30px; }
.tw-map .tw-dial input { width: 112px; }
.tw-map-side { max-width: 420px; }
.tw-map-side p { margin: 0 0 10px; }
.tw-map-said { font-size: 15px; line-height: 1.45; min-height: 4.4em; }
.tw-map-legend ul { display: grid; gap: 6px; margin: 0 0 10px; padding: 0; list-style: none; }
.tw-map-legend li { display: grid; grid-template-columns: 44px minmax(0, 1fr) auto; gap: 10px; align-items: center; margin: 0; padding: 0; font-size: 13.5px; line-height: 1.3; }
.tw-map-legend b { display: inline-block; font-weight: 600; }
.tw-map-legend b::first-letter { text-transform: uppercase; }
.tw-map-swatch { height: 18px; border-radius: 3px; box-shadow: inset 0 0 0 1px color-mix(in srgb, var(--tw-ink) 22%, transparent); }
.tw-map-dash { width: 44px; height: 24px; stroke: currentColor; stroke-width: 2.2; }
.tw-map-legend[data-several] li { grid-template-columns: 44px minmax(0, 1fr) 76px 76px; }
.tw-map-line { grid-column: 2 / -1; }
.tw-map-share { font-variant-numeric: tabular-nums; text-align: right; }
.tw-map-scale, .tw-map-limit { color: var(--tw-faint); font-size: 13px; }
.tw-map-limit { padding-left: 10px; border-left: 3px solid var(--tw-accent); color: var(--tw-ink); }
.tw-map-cell { border-top: 1px solid var(--tw-line); padding-top: 10px; }
.tw-map-readout { min-height: 2.7em; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.tw-map-inset { display: none; width: 100%; height: 190px; margin-bottom: 10px; border-radius: 4px; }
.tw-map[data-settings] .tw-map-inset { display: block; }
.tw-map button.tw-map-open { min-height: 36px; padding: 0 14px; border: 1px solid color-mix(in srgb, var(--tw-ink) 40%, var(--tw-paper)); border-radius: 8px; }
.tw-map button.tw-map-open:hover:enabled { border-color: currentColor; background: var(--tw-hover); }
/* Two maps need the whole width, so what is said of them is below. */
.tw-map[data-several] .tw-map-grid { grid-template-columns: minmax(0, 1fr); }
.tw-map[data-several] .tw-map-side { max-width: none; display: grid; grid-template-columns: repeat(auto-fit, minmax(min(300px, 100%), 1fr)); grid-template-rows: auto 1fr; gap: 0 32px; padding-left: 30px; }
.tw-map[data-several] .tw-map-legend { grid-row: span 2; }
.tw-map[data-several] .tw-map-said { min-height: 0; }
.tw-map[data-several] .tw-map-cell { border-top: 0; padding-top: 0; }
.tw-map .tw-dials + .tw-dials:empty { display: none; }
@container (max-width: 720px) {
  .tw-map-grid { grid-template-columns: minmax(0, 1fr); }
  .tw-map-side, .tw-map[data-several] .tw-map-side { max-width: none; padding-left: 0; }
  .tw-map-said { min-height: 0; }
  .tw-map .tw-dials, .tw-map .tw-map-tools { padding-left: 0; }
  .tw-map-tools .tw-button, .tw-map-tools button.tw-map-word { min-width: 44px; min-height: 44px; }
  .tw-map button.tw-map-open { min-height: 44px; }
}`;
