"""The stage: a page describes a `Picture`, the stage draws it and plays it in the browser."""

from streamlit.components.v2 import component

from stage import routes, wire
from stage.payload import (
    Band,
    Bar,
    Chart,
    Cloud,
    Count,
    Curve,
    Dial,
    Event,
    Fog,
    Formula,
    Grid,
    Guide,
    Line,
    Map,
    Picture,
    Pin,
    Space,
    Track,
    Vector,
)
from stage.rules import CONTROLS, FREE, Rules

__all__ = [
    "CONTROLS",
    "Band",
    "Bar",
    "Chart",
    "Cloud",
    "Count",
    "Curve",
    "Dial",
    "Event",
    "Fog",
    "Formula",
    "Grid",
    "Guide",
    "Line",
    "Map",
    "Picture",
    "Pin",
    "Rules",
    "Space",
    "Track",
    "Vector",
    "stage",
]

_HTML = '<div class="tw-stage" style="min-height:60vh"></div>'

# The only inline script, because Streamlit sends it again with every change: it fetches real modules, which can
# import each other and stay in the browser's cache. It must return at once, so the module arrives later.
_LOADER = """const modules = {};
export default function (ctx) {
  const { data, parentElement } = ctx, n = new DataView(data.buffer, data.byteOffset).getUint32(0, true);
  const { main } = JSON.parse(new TextDecoder().decode(data.subarray(4, 4 + n))).addresses;
  let close;
  (modules[main] ??= import(new URL(main, location.origin).href)).then(
    (module) => { close = module.mount(ctx); },
    () => {
      delete modules[main];
      parentElement.querySelector(".tw-stage").textContent =
        "The stage could not be loaded from the server. Reload the page to try again.";
    },
  );
  return () => close?.();
}"""

_mount = component("stage", html=_HTML, js=_LOADER, isolate_styles=False)


def _woken() -> None:
    """Streamlit keeps a component's state only where somebody listens; the page reads it when it runs."""


def stage(picture: Picture, *, key: str, rules: Rules = FREE) -> None:
    """Show `picture` as far as `rules` admit.

    What the visitor does runs the page again, and stands in `st.session_state[key]`:

    start: {"pin": name, "x": float, "y": float, "scene": str, "seq": int, "rest": bool}, rest being the last of a drag
    pick: {"run": int, "seq": int}, a row of the standings (or a pane of a grid) was chosen
    dial: {"dial": name, "value": float, "scene": str, "seq": int, "rest": bool}, a dial was dragged
    fork: {"run": int, "step": int, "seq": int}, the future of a run is to be changed from this step on
    settled: {"seq": int}, the picture that followed this message (the last one of a drag) is drawn
    """
    data = wire.pack_picture(picture, routes.addresses(), rules)
    _mount(
        key=key,
        data=data,
        on_start_change=_woken,
        on_pick_change=_woken,
        on_dial_change=_woken,
        on_fork_change=_woken,
        on_settled_change=_woken,
    )
