// @ts-check
/** What a comparison adds to the stage: its panes as small multiples, and what is written around them. */
import { multiples } from "./multiples.js";
import { plates } from "./plates.js";

export const comparison = { multiples, plates };
