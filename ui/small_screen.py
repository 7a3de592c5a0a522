"""What phones and narrow windows need: the names of the pages in one row of the header, and a button named Settings.

Streamlit hides the names of the pages in the sidebar of a narrow window, and calls the button that opens the sidebar
"Expand sidebar".
"""

from collections.abc import Sequence

import streamlit as st
from streamlit.components.v2 import component
from streamlit.navigation.page import StreamlitPage

from ui import address_bar

# Streamlit makes the button anew whenever the sidebar is closed. A sidebar that has been opened over the page begins
# with the list of runners where there is one, and does not cover another page.
_NAME = """export default function ({ data: [page], parentElement: box }) {
  const narrow = () => matchMedia("(max-width: 768px)").matches;
  const other = "page" in box && box.page !== page;
  box.page = page;
  const open = document.querySelector('.stSidebar:not([data-collapsed="true"])');
  if (other && narrow()) open?.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
  if (box.names) return box.named();
  const landed = () => document.querySelector(".stSidebar .tw-roster")
    ?.scrollIntoView({ block: "start" });
  const mark = (link) => {
    const here = link.getAttribute("href").split("/").pop() === box.page;
    if (here === link.hasAttribute("aria-current")) return;
    here ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
    if (here) link.scrollIntoView({ block: "nearest", inline: "center" });
  };
  const named = box.named = () => {
    document.querySelectorAll(".st-key-pages a").forEach(mark);
    const button = document.querySelector('[data-testid="stExpandSidebarButton"]:not([aria-label="Settings"])');
    button?.setAttribute("aria-label", "Settings");
    button?.addEventListener("click", () => narrow() && setTimeout(landed, 400));
  };
  // A browser leaves a link that is half outside the row where it is when it gets the focus.
  addEventListener("focusin", ({ target }) => box.isConnected && target.matches(".st-key-pages :focus-visible")
    && target.scrollIntoView({ block: "nearest", inline: "center" }));
  named();
  box.names = new MutationObserver(() => box.isConnected ? named() : box.names.disconnect());
  box.names.observe(document.body, { childList: true, subtree: true });
}"""

_name = component("small_screen", html="<i></i>", js=_NAME, isolate_styles=False)


def show(pages: Sequence[StreamlitPage]) -> None:
    """The names of these pages, which only a narrow window shows, and the name of the button."""
    with st.container(horizontal=True, gap="small", key="pages"):
        for page in pages:
            st.page_link(page)
        _name(key="small_screen", data=[address_bar.page()])
