// @ts-check
/** How the page Learn looks: a book with a living picture. */

/** The symbols that have a colour of their own (stage/symbols.css). */
const HUES = ["rate", "momentum", "beta2", "epsilon", "path", "gradient", "memory", "batch", "noise"];
const hues = HUES.map((name) => `.tw-learn [data-hue=${name}] { color: var(--tw-symbol-${name}); }`).join("\n");

export const STYLE = `
.tw-learn {
  --tl-ink: var(--st-text-color); --tl-paper: var(--st-background-color); --tl-accent: var(--st-primary-color);
  --tl-faint: color-mix(in srgb, var(--tl-ink) 74%, var(--tl-paper)); --tl-line: color-mix(in srgb, var(--tl-ink) 16%, var(--tl-paper));
  --tl-wash: color-mix(in srgb, var(--tl-accent) 7%, var(--tl-paper)); --tl-edge: color-mix(in srgb, var(--tl-ink) 55%, var(--tl-paper));
  --thalweg-font: var(--st-font); /* of the stages in it */
  min-height: 80vh; color: var(--tl-ink); font: 17px / 1.6 var(--st-font, sans-serif);
}
.tw-learn :where(h1, h2, h3, p, ul, ol) { margin: 0; padding: 0; font-size: inherit; }
.tw-learn [hidden] { display: none; }
.tw-learn button { font: inherit; color: inherit; cursor: pointer; }
.tw-learn a { color: var(--tl-accent); }
.tw-learn :is(a, button, input, summary, [tabindex]):focus-visible { outline: 2px solid var(--tl-ink); outline-offset: 2px; border-radius: 4px; }
.tl-live { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.tl-warning { margin: 0 0 16px; padding: 8px 14px; border-left: 4px solid var(--tl-accent); background: var(--tl-wash); }
.tl-hint { color: var(--tl-faint); font-size: 14px; line-height: 1.45; }

/* The contents. */
.tl-opening, .tl-path, .tl-path + .tl-hint { max-width: 46rem; margin-inline: auto; }
.tw-learn .tl-opening { margin: 1.2rem auto 2.2rem; }
.tw-learn .tl-opening h1 { padding: 0 0 .35rem; font-size: 34px; font-weight: 700; line-height: 1.2; }
.tl-opening p { max-width: 34em; }
.tw-learn .tl-go { display: inline-block; margin-top: 16px; padding: 9px 18px; border-radius: 22px; background: var(--tl-accent); color: var(--tl-paper); font-weight: 600; text-decoration: none; }
.tw-learn .tl-go:focus-visible { outline-color: var(--tl-ink) !important; }
.tl-aside { display: inline-flex; align-items: center; min-height: 44px; margin: 16px 0 0 22px; }
.tl-path { position: relative; list-style: none; }
.tw-learn .tl-path > li { position: relative; margin: 0; padding: 0 0 8px 44px; font-size: inherit; }
.tl-path > li::before { content: ""; position: absolute; left: 14px; top: 0; bottom: 0; width: 2px; background: var(--tl-line); }
.tl-path > li:first-child::before { top: 60px; }
.tl-path > li:last-child::before { bottom: auto; height: 60px; }
.tl-path > li::after { content: ""; position: absolute; left: 6px; top: 52px; box-sizing: border-box; width: 18px; height: 18px; border: 2px solid var(--tl-edge); border-radius: 50%; background: var(--tl-paper); }
.tl-path > .tl-read::after { border-color: var(--tl-accent); background: var(--tl-accent); box-shadow: inset 0 0 0 3px var(--tl-paper); }
.tl-path > .tl-next::after { border: 5px solid var(--tl-accent); }
.tw-learn .tl-chapter { display: grid; grid-template-columns: 176px minmax(0, 1fr); gap: 20px; align-items: center; padding: 10px; border: 1px solid transparent; border-radius: 10px; color: inherit; text-decoration: none; }
@media (hover: hover) { .tl-chapter:hover { border-color: var(--tl-line); background: var(--tl-wash); } }
.tl-chapter img { width: 100%; height: auto; border-radius: 7px; aspect-ratio: 320 / 220; background: var(--tl-line); }
.tl-place { color: var(--tl-faint); font-size: 13px; }
.tw-learn .tl-chapter h2 { padding: 1px 0; font-size: 21px; font-weight: 700; line-height: 1.25; }
.tw-learn .tl-asks { color: var(--tl-faint); font-size: 17px; font-style: italic; line-height: 1.4; }
.tl-done { margin-top: 5px; color: var(--tl-accent); font-size: 13px; font-weight: 600; }
.tw-learn .tl-leaves { margin: 2px 0 16px; padding: 0 10px; color: var(--tl-faint); font-size: 14px; line-height: 1.45; }
.tl-leaves b { font-weight: 600; }

/* A chapter: the text, and the stage beside it. */
.tl-lesson { display: grid; grid-template-columns: minmax(0, 35rem) minmax(0, 1fr); gap: 0 40px; max-width: 108rem; margin: 0 auto; }
.tl-text { min-width: 0; padding: 14px 0 40vh; }
.tl-easel { position: sticky; top: 39px; align-self: start; box-sizing: border-box; max-height: calc(100vh - 39px); padding-top: 10px; min-width: 0; overflow: hidden auto; scrollbar-width: thin; }
.tl-head { padding: 0 0 10px 50px; }
.tl-head nav { font-size: 14px; }
.tl-head nav a { text-decoration: none; }
.tl-head nav a::before { content: "← "; }
.tl-head nav a:hover { text-decoration: underline; }
.tw-learn .tl-head h1 { padding: 4px 0 2px; font-size: 32px; font-weight: 700; line-height: 1.2; letter-spacing: -.01em; }
.tl-loads, .tl-waits { padding: 8px 14px; border-left: 4px solid var(--tl-accent); background: var(--tl-wash); font-size: 15px; line-height: 1.4; }
.tl-loads { margin-top: 16px; }
.tw-learn .tl-waits { position: absolute; z-index: 4; top: 64px; left: 12%; right: 12%; border: 1px solid var(--tl-line); border-left: 4px solid var(--tl-accent); background: var(--tl-paper); }
.tl-waits:empty { display: none; }
.tl-meta { margin-top: 6px; color: var(--tl-faint); font-size: 14px; }
.tl-score { font-weight: 600; color: var(--tl-accent); }
.tl-tools { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 8px; }
.tl-tools:empty { display: none; }
.tl-step { position: relative; padding: 18px 0 14px 50px; scroll-margin-top: 52px; }
.tl-step::before { content: ""; position: absolute; left: 16px; top: 0; bottom: 0; width: 1px; background: var(--tl-line); }
.tl-step:first-of-type::before { top: 30px; }
.tw-learn .tl-n { position: absolute; left: 0; top: 17px; width: 33px; height: 33px; padding: 0; border: 1px solid var(--tl-edge); border-radius: 50%; background: var(--tl-paper); color: var(--tl-ink); font-size: 15px; font-variant-numeric: tabular-nums; line-height: 1; }
.tl-n::after { content: ""; position: absolute; inset: -7px; }
.tw-learn .tl-n:focus-visible { border-radius: 50%; }
.tl-seen .tl-n { border-color: var(--tl-accent); color: var(--tl-accent); }
.tl-here .tl-n { background: var(--tl-accent); border-color: var(--tl-accent); color: var(--tl-paper); font-weight: 700; }
.tl-here::before { width: 3px; left: 15px; background: var(--tl-accent); }
.tw-learn .tl-step h2, .tw-learn .tl-end h2 { padding: 0 0 4px; font-size: 20px; font-weight: 700; line-height: 1.45; }
.tl-body { max-width: 30.5em; }
.tl-body p + p, .tl-explanation p + p { margin-top: .7em; }
.tw-learn .tl-table { margin: .7em 0; border-collapse: collapse; font-variant-numeric: tabular-nums; }
.tw-learn .tl-table :is(th, td) { padding: 3px 22px 3px 0; border: 0; border-bottom: 1px solid var(--tl-line); font-size: inherit; text-align: left; }
.tl-inline { white-space: nowrap; }
.tw-learn math { font-size: 1.06em; }
.tl-formula { margin: .9em 0; padding: .2em 0; overflow-x: auto; font-size: 1.2em; text-align: center; }
.tw-learn .tl-term { padding: 0; border: 0; background: none; color: inherit; font: inherit; text-decoration: underline dotted var(--tl-accent) 1.5px; text-underline-offset: 3px; cursor: help; }
.tw-learn [data-hue] { border-radius: 3px; transition: background .15s; }
.tw-learn .tl-lit { background: color-mix(in srgb, currentColor 18%, transparent); }
${hues}
.tl-nav { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 18px; margin-top: 1em; }
.tl-nav:empty { display: none; }
.tw-learn .tl-on, .tw-learn .tl-sure { min-height: 44px; padding: 6px 18px; border: 1px solid var(--tl-accent); border-radius: 22px; background: var(--tl-paper); color: var(--tl-accent); font-weight: 600; font-size: 16px; line-height: 1.3; }
.tl-on::after { content: " →"; }
@media (hover: hover) { .tw-learn :is(.tl-on, .tl-sure:enabled, .tl-quiet):hover { background: var(--tl-wash); } }
.tl-race { font-size: 15px; }
.tw-learn .tl-quiet { min-height: 36px; margin-top: 8px; padding: 4px 12px; border: 0; border-radius: 18px; background: none; color: var(--tl-accent); font-size: 15px; }

/* What is asked, and what is right. */
.tl-question { margin-top: 1em; padding: 14px 16px; border: 1px solid var(--tl-line); border-radius: 10px; background: var(--tl-wash); }
.tw-learn .tl-ask { margin-bottom: .6em; font-weight: 600; }
.tl-cards { display: grid; gap: 8px; list-style: none; }
.tl-cards > * { position: relative; display: flex; align-items: center; gap: 10px; box-sizing: border-box; min-height: 44px; padding: 8px 12px; border: 1px solid var(--tl-edge); border-radius: 8px; background: var(--tl-paper); line-height: 1.35; }
.tw-learn ul.tl-cards > li { margin: 0; border-color: var(--tl-line); font-size: inherit; }
label:is(.tl-cards > *, .tl-pills > *) { cursor: pointer; }
.tl-cards input { flex: none; width: 18px; height: 18px; margin: 0; accent-color: var(--tl-accent); }
.tl-cards > :has(:checked) { border-color: var(--tl-accent); box-shadow: inset 0 0 0 1px var(--tl-accent); }
.tl-cards > :has(:focus-visible), .tl-pills > :has(:focus-visible) { outline: 2px solid currentColor; outline-offset: 2px; }
.tl-cards :focus-visible, .tl-pills :focus-visible { outline: none !important; }
.tw-learn ul.tl-cards > .tl-is { border-color: var(--tl-accent); box-shadow: inset 0 0 0 1px var(--tl-accent); font-weight: 600; }
.tl-is::before { content: "✓"; color: var(--tl-accent); font-weight: 700; }
.tl-mine small { margin-left: auto; color: var(--tl-faint); font-size: 13px; font-weight: 400; white-space: nowrap; }
.tl-number { display: flex; align-items: center; gap: 10px; }
.tw-learn :is(.tl-number, .tl-why) input { box-sizing: border-box; height: 44px; padding: 0 12px; border: 1px solid var(--tl-edge); border-radius: 8px; background: var(--tl-paper); color: inherit; font: inherit; }
.tl-number input { width: 9em; }
.tw-learn .tl-sure { margin-top: 12px; background: var(--tl-accent); color: var(--tl-paper); }
.tw-learn .tl-sure:disabled { border-color: var(--tl-line); background: none; color: var(--tl-faint); cursor: default; }
@media (hover: hover) { .tw-learn .tl-sure:enabled:hover { background: color-mix(in srgb, var(--tl-accent) 88%, var(--tl-ink)); } }
.tl-wrong { margin-top: 8px; font-size: 15px; font-weight: 600; }
.tw-learn .tl-verdict { margin-top: .8em; }
.tl-verdict strong { font-size: 19px; }
.tl-yes strong { color: var(--tl-accent); }
.tl-why { display: grid; gap: 6px; margin-top: .7em; }
.tl-why label { font-weight: 600; }
.tw-learn .tl-why .tl-sure { justify-self: start; margin-top: 4px; }
.tl-explanation { margin-top: .7em; }
.tw-learn .tl-explanation:focus-visible { outline: none; }
.tl-own { color: var(--tl-faint); font-size: 15px; }
.tl-rates output { display: block; font-size: 20px; font-variant-numeric: tabular-nums; }
.tl-rates input { width: 100%; height: 32px; margin: 0; accent-color: var(--tl-accent); }
.tl-ticks { display: flex; justify-content: space-between; color: var(--tl-faint); font-size: 13px; }
.tl-ticks span { width: 18px; display: flex; justify-content: center; white-space: nowrap; }
.tl-sketch { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 2px 8px; }
.tl-heights { display: flex; flex-direction: column; justify-content: space-between; color: var(--tl-faint); font-size: 13px; line-height: 1.2; text-align: right; width: 4em; padding: 4px 0; }
.tl-pad { width: 100%; border: 1px solid var(--tl-line); border-radius: 6px; background: var(--tl-paper); touch-action: none; cursor: crosshair; }
.tl-pad path { fill: none; }
.tl-grid { stroke: var(--tl-line); }
.tl-drawn { stroke: var(--tl-accent); stroke-width: 3; stroke-linejoin: round; }
.tl-right { stroke: var(--tl-ink); stroke-width: 3; stroke-linejoin: round; }
.tl-pad:has(.tl-right) { cursor: default; }
.tl-pad:has(.tl-right) .tl-drawn { stroke-dasharray: 7 6; }
.tl-knot { fill: var(--tl-paper); stroke: var(--tl-accent); stroke-width: 2.5; }
.tw-learn .tl-knot:focus-visible { outline: none; fill: var(--tl-accent); stroke: var(--tl-ink); }
.tl-axis { grid-column: 2; display: flex; justify-content: space-between; color: var(--tl-faint); font-size: 13px; }
.tl-key i { display: inline-block; width: 24px; margin: 0 6px 3px 0; border-top: 3px solid var(--tl-ink); vertical-align: middle; }
.tl-key .tl-key-mine { border-top: 3px dashed var(--tl-accent); }
.tl-key .tl-key-right { margin-left: 18px; }
.tl-switch { margin-top: 1em; }
.tl-switch > span { display: block; margin-bottom: 4px; color: var(--tl-faint); font-size: 15px; }
.tl-pills { display: flex; flex-wrap: wrap; gap: 6px; }
.tl-pills > * { display: flex; align-items: center; min-height: 40px; padding: 0 16px; border: 1px solid var(--tl-edge); border-radius: 20px; font-size: 15px; }
.tl-pills input { position: absolute; opacity: 0; pointer-events: none; }
.tl-pills > :has(:checked) { border-color: var(--tl-accent); background: var(--tl-accent); color: var(--tl-paper); font-weight: 600; }

/* A word that is explained. */
.tl-word { inset: auto; box-sizing: border-box; width: max-content; max-width: min(360px, calc(100vw - 16px)); margin: 0; padding: 10px 12px; border: 1px solid var(--tl-line); border-radius: 8px; background: var(--tl-paper); color: var(--tl-ink); font-size: 15px; line-height: 1.4; box-shadow: 0 4px 16px rgb(0 0 0 / .2); }
.tl-word:popover-open { display: flex; gap: 12px; }
.tl-word img { flex: none; width: 112px; height: 84px; border-radius: 5px; }
.tl-word b { display: block; }
.tl-word b::first-letter { text-transform: uppercase; }
.tw-learn .tl-word:focus-visible { outline: none; }

/* The end, and what a teacher reads. */
.tl-end { margin-top: 26px; padding: 18px 0 0 50px; border-top: 1px solid var(--tl-line); }
.tl-broken { max-width: 30.5em; }
.tw-learn .tl-end h3 { margin: 22px 0 2px; padding: 0; font-size: 15px; font-weight: 600; }
.tw-learn .tl-sources li { margin: 0 0 0 1.1em; font-size: 15px; }
.tl-notes { margin-top: 14px; padding: 10px 16px; border: 1px dashed var(--tl-edge); border-radius: 8px; font-size: 15px; line-height: 1.5; }
.tl-notes summary { font-weight: 600; cursor: pointer; }
.tl-notes p { margin-top: 6px; }
.tw-learn .tl-notes li { margin: 2px 0 2px 1.1em; font-size: inherit; }

/* In a narrow window the stage is above the text. */
.tl-narrow .tl-lesson { display: flex; flex-direction: column-reverse; }
.tl-narrow .tl-text { padding: 6px 0 30vh; touch-action: pan-y; }
/* The text below stays where it is while the stage is built. */
.tl-narrow .tl-easel { z-index: 3; flex: none; height: calc(var(--tl-high, 45vh) + 7px); overflow: hidden auto; align-self: stretch; margin: 0 -.75rem; padding: 2px .5rem 4px; border-bottom: 1px solid var(--tl-line); background: var(--tl-paper); }
.tl-narrow :is(.tl-head, .tl-end) { padding-left: 0; }
.tl-narrow .tl-step { padding: 16px 0 12px; scroll-margin-top: calc(45vh + 50px); }
.tl-narrow [data-spoken] { scroll-margin-top: calc(45vh + 50px); }
.tl-narrow .tl-step::before { display: none; }
.tl-narrow .tl-step h2 { padding-left: 44px; }
.tl-narrow .tl-n { top: 14px; }
@media (max-width: 560px) { .tl-chapter.tl-chapter { grid-template-columns: 104px minmax(0, 1fr); gap: 12px; padding: 8px; } .tl-path .tl-chapter h2 { font-size: 18px; } .tl-path .tl-chapter .tl-asks { font-size: 15px; } .tw-learn .tl-path > li { padding-left: 30px; } .tl-path > li::before { left: 8px; } .tl-path > li::after { left: 0; top: 38px; } }
@media (prefers-reduced-motion: reduce) { .tw-learn [data-hue] { transition: none; } }`;
