"""What phones and narrow windows need: the names of the pages in one row of the header, and a button named Settings.

Streamlit hides the names of the pages in the sidebar of a narrow window, and calls the button that opens the sidebar
"Expand sidebar".
"""

from collections.abc import Mapping

from streamlit.components.v2 import component
from streamlit.navigation.page import StreamlitPage

from stage.routes import base
from ui import address_bar

# A name presses Streamlit's own link in the hidden sidebar, which changes the page without loading the app again. One
# component draws all names: links of Streamlit's own would be eight elements of every page run.
# Streamlit makes the button anew whenever the sidebar is closed. A sidebar that has been opened over the page begins
# with the list of runners where there is one, and does not cover another page.
_NAME = """export default function ({ data: [page, base, pages], parentElement: box }) {
  const narrow = () => matchMedia("(max-width: 768px)").matches;
  const other = "page" in box && box.page !== page;
  box.page = page;
  const open = document.querySelector('.stSidebar:not([data-collapsed="true"])');
  if (other && narrow()) open?.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
  const row = box.querySelector(".tw-pages");
  const seen = (link) => link?.scrollIntoView({ block: "nearest", inline: "center" });
  if (row.children.length !== pages.length) row.replaceChildren(...pages.map(([path, title]) => {
    const link = Object.assign(document.createElement("a"), { href: `${base}/${path}`, textContent: title });
    link.addEventListener("click", (event) => {
      const own = [...document.querySelectorAll('[data-testid="stSidebarNavLink"]')].find((a) => a.href === link.href);
      if (!own || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      own.click();
    });
    return link;
  }));
  pages.forEach(([path], i) => {
    const link = row.children[i], here = path === page;
    if (here === link.hasAttribute("aria-current")) return;
    here ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
    if (here) seen(link);
  });
  if (box.names) return box.named();
  const landed = () => document.querySelector(".stSidebar .tw-roster")
    ?.scrollIntoView({ block: "start" });
  const named = box.named = () => {
    const button = document.querySelector('[data-testid="stExpandSidebarButton"]:not([aria-label="Settings"])');
    button?.setAttribute("aria-label", "Settings");
    button?.addEventListener("click", () => narrow() && setTimeout(landed, 400));
  };
  // A browser leaves a link that is half outside the row where it is when it gets the focus.
  addEventListener("focusin", ({ target }) => box.isConnected && target.matches(".tw-pages :focus-visible")
    && seen(target));
  // Its width changes when the stylesheet comes, when the button named Settings does, and when a phone is turned.
  new ResizeObserver(() => seen(row.querySelector("[aria-current]"))).observe(box);
  named();
  box.names = new MutationObserver(() => box.isConnected ? named() : box.names.disconnect());
  box.names.observe(document.body, { childList: true, subtree: true });
}"""

_name = component("small_screen", html='<div class="tw-pages"></div>', js=_NAME, isolate_styles=False)


def show(pages: Mapping[str, StreamlitPage]) -> None:
    """The names of these pages, which only a narrow window shows, and the name of the button."""
    named = [[page.url_path, title] for title, page in pages.items()]
    _name(key="small_screen", data=[address_bar.page(), base(), named])
