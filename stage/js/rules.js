// @ts-check
/** Hides and locks the controls that a teacher's link names. Loaded when a link does so. */
import { make } from "./dom.js";

/** The observers that keep locked elements locked. @type {WeakMap<Element, MutationObserver>} */
const guards = new WeakMap();

/** Remove hidden controls for everybody, and disable locked ones, also whenever they are rebuilt. A locked pin keeps the
 * pointer: a drag that began on it would move the map below.
 * @param {HTMLElement} root @param {import("./types.js").Rules} rules */
export function applyRules(root, { hide, lock, off }) {
  const sheet = root.querySelector(":scope > style") ?? root.appendChild(make("style")),
    locked = `:is(${lock}, :is(${lock}) *)`;
  sheet.textContent = `:is(${hide}){display:none!important}${locked}{pointer-events:none}.tw-term,.tw-pin{pointer-events:auto!important}.tw-pin:disabled{touch-action:auto;cursor:default}`;
  const shut = () => {
    for (const one of /** @type {NodeListOf<HTMLButtonElement>} */ (root.querySelectorAll(locked + ":enabled")))
      one.disabled = true;
  };
  shut();
  guards.get(root)?.disconnect();
  const guard = new MutationObserver(shut);
  guard.observe(root, { childList: true, subtree: true, attributeFilter: ["disabled"] });
  guards.set(root, guard);
  if (off.includes("zoom"))
    for (const kind of ["mousedown", "touchstart", "wheel"])
      root.querySelector(".tw-figure")?.addEventListener(kind, (event) => event.stopPropagation(), true);
}
