// @ts-check
/** Loads the stylesheet, which is next to this module, once for each tree of elements: the document's, and the shadow tree
 * of every element on a page of another site. Nothing can be measured before it has arrived. */

import { RELOAD } from "./dom.js";

/** @type {WeakMap<Node, Promise<void>>} */
const styled = new WeakMap();

/** @param {HTMLElement} root what is to be styled
 * @returns {Promise<void>} rejected with a sentence where the server has no stylesheet */
export function style(root) {
  const tree = root.getRootNode(),
    place = tree instanceof ShadowRoot ? tree : document.head,
    known = styled.get(place);
  if (known) return known;
  const coming = /** @type {Promise<void>} */ (new Promise((done, fail) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("stage.css", import.meta.url).href;
    link.onload = () => done();
    link.onerror = () => {
      styled.delete(place);
      link.remove();
      fail(new Error(`its stylesheet${RELOAD}`));
    };
    place.append(link);
  }));
  styled.set(place, coming);
  return coming;
}
