// @ts-check
/** Loads the stylesheet, which is next to this module. Nothing can be measured before it has arrived. */

import { RELOAD } from "./dom.js";

/** @type {Promise<void> | undefined} */
let styled;

/** @returns {Promise<void>} rejected with a sentence where the server has no stylesheet */
export function style() {
  styled ??= new Promise((done, fail) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("stage.css", import.meta.url).href;
    link.onload = () => done();
    link.onerror = () => {
      styled = undefined;
      link.remove();
      fail(new Error(`its stylesheet${RELOAD}`));
    };
    document.head.append(link);
  });
  return styled;
}
