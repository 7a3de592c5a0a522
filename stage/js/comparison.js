// @ts-check
/** What a comparison adds to the stage: its panes as small multiples, and what is written around them. */
import { paneLabels } from "./labels.js";
import { multiples } from "./multiples.js";

export const comparison = { multiples, paneLabels };
