"""The stage is the component that draws moving pictures: a page names one, and the browser fetches and plays it."""

from collections.abc import Mapping
from dataclasses import dataclass

from streamlit.components.v2 import component

from stage import routes
from stage.rules import FREE, Rules, ruled

_HTML = '<div class="tw-stage" style="min-height:60vh"></div>'

# Streamlit sends inline scripts again with every change, so this one is short. It only imports the real modules, which
# can import each other and stay in the browser's cache. It must return at once, so it does not wait for them.
_LOADER = """const modules = {};
export default function (ctx) {
  const { data: [data], parentElement } = ctx;
  let close;
  (modules[data.main] ??= import(new URL(data.main, location.origin).href)).then(
    (module) => { close = module.mount({ ...ctx, data }); },
    () => {
      delete modules[data.main];
      parentElement.querySelector(".tw-stage").textContent =
        "The stage could not be loaded from the server. Reload the page to try again.";
    },
  );
  return () => close?.();
}"""

_mount = component("stage", html=_HTML, js=_LOADER, isolate_styles=False)
_mount_map = component(
    "map",
    html='<div class="tw-stage tw-map" style="min-height:60vh"></div>',
    js=_LOADER.replace("data.main", "data.map").replace("module.mount", "module.components.map"),
    isolate_styles=False,
)
_mount_network = component(
    "network",
    html='<div class="tw-stage tw-network" style="min-height:60vh"></div>',
    js=_LOADER.replace("data.main", "data.network").replace("module.mount", "module.components.network"),
    isolate_styles=False,
)


@dataclass(frozen=True, slots=True)
class Question:
    """Which picture a stage shows: the address below the app's from which pictures are fetched, and the link.

    `path` is that of the page in the address bar, without a slash at its end. The link's parameters in `not_in_address`
    are left out of the address; those of the query string `worksheet` are added.
    """

    pictures: str
    link: str
    path: str
    not_in_address: tuple[str, ...] = ()
    worksheet: str = ""


def _woken() -> None:
    """Do nothing. Streamlit keeps a component's state only if there is a callback; the page reads it when it runs."""


def _data(question: Question, acknowledged: int, last: int, rules: Rules) -> dict[str, object]:
    """What the browser has to know of a question, and of the messages that have arrived."""
    return {
        **routes.addresses(),
        "pictures": question.pictures,
        "link": question.link,
        "path": question.path,
        "notInAddress": list(question.not_in_address),
        "worksheet": question.worksheet,
        "acknowledged": acknowledged,
        "last": last,
        **ruled(rules),
    }


def stage(question: Question, *, key: str, acknowledged: int, last: int, rules: Rules = FREE) -> None:
    """Show the picture that answers `question`, with the controls that `rules` allow.

    `last` is the highest sequence number that has arrived from this stage, and `acknowledged` that of the words. When
    the visitor has changed something on the stage, the page runs again, with one of these messages in
    `st.session_state[key]`:

    words: {"words": {name: text}, "of": landscape, "seq": int}, the words of the link that have changed. The stage has
        shown the picture already, and says so when the visitor rests.
    pick: {"run": int, "seq": int}, a row of the standings (or a pane of a grid) was chosen
    fork: {"run": int, "step": int, "seq": int}, the visitor wants to change the run from this step on
    """
    data = _data(question, acknowledged, last, rules)
    # A list: in a dictionary Streamlit looks for data frames, and for that it loads pandas and pyarrow.
    _mount(key=key, data=[data], on_words_change=_woken, on_pick_change=_woken, on_fork_change=_woken)


def map_stage(question: Question, *, key: str, acknowledged: int, last: int, rules: Rules = FREE) -> None:
    """Show the map that answers `question`, as `stage` shows a picture. Its messages:

    words: as those of `stage`.
    pick: {"words": {name: text}, "seq": int}, a run was chosen: the words of the present link that it changes.
    """
    data = _data(question, acknowledged, last, rules) | {"map": routes.module("map.js")}
    _mount_map(key=key, data=[data], on_words_change=_woken, on_pick_change=_woken)


def network_stage(trainings: str, link: str, looks: Mapping[str, object], *, key: str, rules: Rules = FREE) -> None:
    """Show the training of this link, while it grows. It sends no message.

    `trainings` is how the addresses of trainings begin, below the app's root. `looks` is what the browser needs to know
    besides: `methods`, a list of {key, name, note, style}, and the words of the link that only change how it is looked
    at.
    """
    own = {"network": routes.module("network.js"), "plotly": routes.addresses()["plotly"]}
    _mount_network(key=key, data=[{**own, "trainings": trainings, "link": link, **looks, **ruled(rules)}])
