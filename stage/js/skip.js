// @ts-check
/** The link with which every page of Streamlit begins skips to Play, where there is one: the picture is what the page is
 * about, and by the Tab key Play comes after more than forty controls. */

/** @param {MouseEvent} event a click anywhere */
export function skip(event) {
  if (!(/** @type {Element} */ (event.target).closest("[data-testid=stSkipToContent]"))) return;
  const stops = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll(".tw-main, .tw-standings")),
    stop = [...stops].find((one) => !one.disabled && one.checkVisibility()); // a worksheet may have hidden Play
  if (!stop) return;
  event.preventDefault();
  event.stopPropagation();
  stop.focus();
}
