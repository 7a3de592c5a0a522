"""The stage is the component that draws moving pictures: a page describes a `Picture`, and the browser plays it."""

from streamlit.components.v2 import component

from stage import routes, wire
from stage.payload import Picture
from stage.rules import FREE, Rules

_HTML = '<div class="tw-stage" style="min-height:60vh"></div>'

# Streamlit sends inline scripts again with every change, so this one is short. It only imports the real modules, which
# can import each other and stay in the browser's cache. It must return at once, so it does not wait for them.
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
    """Do nothing. Streamlit keeps a component's state only if there is a callback; the page reads it when it runs."""


def stage(picture: Picture, *, key: str, rules: Rules = FREE) -> None:
    """Show `picture`, with the controls that `rules` allow.

    Each action of the visitor runs the page again, with one of these messages in `st.session_state[key]`:

    start: {"pin": name, "x": float, "y": float, "scene": str, "seq": int, "final": bool}; `final`: the drag has ended
    pick: {"run": int, "seq": int}, a row of the standings (or a pane of a grid) was chosen
    dial: {"dial": name, "value": float, "scene": str, "seq": int, "final": bool}, a dial was dragged
    fork: {"run": int, "step": int, "seq": int}, the visitor wants to change the run from this step on
    settled: {"seq": int}, the picture that answers this message (the last one of a drag) has been drawn
    """
    data = wire.pack_picture(wire.mounted(picture, routes.base()), routes.addresses(), rules)
    _mount(
        key=key,
        data=data,
        on_start_change=_woken,
        on_pick_change=_woken,
        on_dial_change=_woken,
        on_fork_change=_woken,
        on_settled_change=_woken,
    )
