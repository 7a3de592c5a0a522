// @ts-check
/** What a source of pictures uses of the browser: its clock, its network and its address bar. */
import { framed, ownPart } from "./links.js";

/** @typedef {import("./types.js").Picture} Picture @typedef {import("./types.js").Rules} Rules */
/** The functions of the browser that a source uses; tests and embedded stages bring their own. handleMessage: handles
 * messages for Python where there is no session.
 * @typedef {{ now: () => number, setTimer: (act: () => void, ms: number) => number, clearTimer: (timer: number) => void,
 *   fetch: (url: string, options: { signal: AbortSignal }) => Promise<Response>,
 *   bar: { link: () => string, push: (link: string) => void, replace: (link: string) => void },
 *   handleMessage: (name: string, value: object) => void,
 *   rulesOf: (picture: Picture, given?: Rules) => Rules | undefined }} World */

/** @type {World} */
export const browser = {
  now: () => performance.now(),
  setTimer: (act, ms) => window.setTimeout(act, ms),
  clearTimer: (timer) => clearTimeout(timer),
  fetch: (url, options) => fetch(url, options),
  bar: {
    link: () => ownPart(location.search),
    push: (link) => history.pushState(history.state, "", `?${framed(link, location.search)}`),
    replace: (link) => history.replaceState(history.state, "", `?${framed(link, location.search)}`),
  },
  handleMessage: () => {},
  rulesOf: (_, given) => given, // a page of the app says itself which rules there are
};
