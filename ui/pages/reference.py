"""The page Reference: what every entry of the catalogue is, where it comes from, and a race that shows it."""

from collections.abc import Callable, Sequence

import streamlit as st

from core.param import Param
from core.records import Landscape, Optimizer
from figures.family_tree import family_tree
from figures.thumbnail import thumbnail
from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.run import Scene
from studies import arrivals, reference
from studies.reference import Becoming, Kind, Record
from ui import address_bar
from ui.controls import widgets
from ui.wide import formula, wide
from ui.worksheets import session as worksheet_session

PLURAL: dict[Kind, str] = {"optimizer": "Optimizers", "landscape": "Landscapes", "schedule": "Schedules"}
EVERY = "every family"
ENTRY = "entry"
"""The query parameter that names the open entry."""
SEEN, FIRST = "thalweg.reference.seen", "thalweg.reference.first"
"""Session keys: the entry that the address names, and the entry with which the page opened."""
SCROLLING = """<style>
.st-key-tree { overflow-x: auto; }
.st-key-tree img { max-width: none !important; width: auto !important; }
</style>"""
"""The tree is wider than a phone's screen, so it scrolls in a box of its own."""


def open_entry(named: str) -> None:
    """Open the entry that an address names, such as "optimizer.adam"; an unknown name is ignored."""
    kind, _, key = named.partition(".")
    if any(kind == known and key in reference.REGISTRIES[known] for known in reference.KINDS):
        found = {"kind": kind, f"entry.{kind}": key, "search": "", f"family.{kind}": EVERY}
        st.session_state.update({f"thalweg.reference.{name}": value for name, value in found.items()})


def follow_address() -> bool:
    """Read the address if it is new: at the beginning of a visit to the page, and when the visitor went back.

    Returns True if the visitor has just arrived with an address that names no entry. Such an address stands for the
    entry with which the page opened, which is stored because Streamlit forgets the widgets when the page changes.
    """
    state, named = st.session_state, st.query_params.get(ENTRY, "")
    arrival = address_bar.has_arrived() and not named
    if address_bar.is_new():
        if not arrival:
            open_entry(named or state.get(FIRST, ""))
        state[SEEN] = named
        address_bar.is_read()
    return arrival


def show_address(kind: Kind, key: str, *, arrival: bool) -> None:
    """Write the entry to the address bar, unless the address stands for it already."""
    state, named = st.session_state, f"{kind}.{key}"
    if arrival or FIRST not in state:
        state[FIRST] = named
    if not arrival and named != (state[SEEN] or state.get(FIRST)):
        st.query_params[ENTRY] = state[SEEN] = named


def kept(name: str, options: Sequence[str] | None = None) -> str:
    """Prepare the widget `name`, so that it shows what it showed last, even after a visit to another page."""
    key = f"reference.{name}"
    value = st.session_state.get(f"thalweg.{key}", "" if options is None else options[0])
    if options is not None and value not in options:
        value = options[0]
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    return key


def keep(key: str) -> Callable[[], None]:
    """A callback that copies a widget's value to a plain session key, which outlives the widget."""

    def changed() -> None:
        st.session_state[f"thalweg.{key}"] = st.session_state[key]

    return changed


def choose_kind() -> Kind:
    """The control that chooses optimizers, landscapes or schedules."""
    key = kept("kind", reference.KINDS)
    chosen = widgets.segmented_control(
        "Kind", reference.KINDS, key=key, required=True, label_visibility="collapsed", on_change=keep(key),
        format_func=lambda kind: f"{PLURAL[kind]} ({len(reference.REGISTRIES[kind])})",
    )  # fmt: skip
    return chosen if chosen in reference.KINDS else reference.KINDS[0]


def choose_entry(kind: Kind) -> str | None:
    """The control that chooses the open entry among those that match the search and the family."""
    registry, families = reference.REGISTRIES[kind], [EVERY, *reference.families(kind)]
    search, family, entry = st.columns([1.2, 1, 1.4])
    with search:
        key = kept("search")
        text = widgets.text_input(
            "Search", key=key, max_chars=60, placeholder="name, author, year, word", on_change=keep(key)
        )
    with family:
        key = kept(f"family.{kind}", families)
        among = widgets.selectbox("Family", families, key=key, on_change=keep(key))
    found = reference.matching(kind, str(text), "" if among == EVERY else str(among))
    if not found:
        st.info(f"No {kind} of {among} mentions “{text}”.", icon=":material/search_off:")
        return None
    with entry:
        key = kept(f"entry.{kind}", found)
        label = PLURAL[kind] if len(found) > 1 else kind.capitalize()
        return widgets.selectbox(
            f"{label}: {len(found)}", found, key=key, on_change=keep(key), format_func=lambda k: registry[k].name
        )


def image(svg: str, alt: str) -> None:
    """Show SVG text as a picture."""
    st.image(svg, alt=alt)


def cell(text: str) -> str:
    """A text for a cell of a Markdown table, with all markup escaped."""
    return "".join(f"\\{letter}" if letter in r"\`*_{}[]<>#|~$:" else letter for letter in text)


def parameters(params: tuple[Param, ...]) -> None:
    """The table of the parameters and their allowed values."""
    st.markdown("##### Parameters")
    if not params:
        st.caption("It has no parameters of its own.")
        return
    rows = [(p.symbol, reference.usual(p), reference.allowed(p), p.help) for p in params]
    lines = ["| " + " | ".join(map(cell, row)) + " |" for row in rows]
    wide("\n".join(["| parameter | default | allowed | meaning |", "|---|---|---|---|", *lines]), "Parameters")


def limits(record: Optimizer) -> None:
    """What an optimizer becomes for certain values, and which others become this one."""

    def line(found: Becoming, name: str) -> str:
        return f"- {cell(name)} with {cell(found.condition)}"

    becomes, special = reference.becomes(record.key), reference.comes_from(record.key)
    if becomes:
        st.markdown("\n".join(["##### It becomes", "", *(line(f, OPTIMIZERS[f.special].name) for f in becomes)]))
    if special:
        st.markdown(
            "\n".join(["##### It is the limit of", "", *(line(f, OPTIMIZERS[f.general].name) for f in special)])
        )


def peculiar(record: Record) -> None:
    """The facts that only this kind of entry has."""
    if isinstance(record, Optimizer):
        limits(record)
    if isinstance(record, Landscape):
        for title, text in reference.peculiarities(record):
            st.markdown(f"**{title}.** {cell(text)}")


def survey(kind: Kind, key: str) -> None:
    """How often an optimizer reaches a minimum on each landscape, or each optimizer on a landscape, if known."""
    if kind == "schedule" or not (bands := arrivals.bands(kind, key)):
        return
    others = LANDSCAPES if kind == "optimizer" else OPTIMIZERS
    lines = []
    for band in bands:
        shown = [
            others[name].name + ("" if share in (0, 100) else f" ({share}\N{NO-BREAK SPACE}%)")
            for name, share in band.found
        ]
        lines.append(f"- **{band.word.capitalize()}:** {cell(', '.join(shown))}")
    where, who = "On which landscapes does it reach a minimum?", "Which methods reach a minimum here?"
    st.markdown(f"##### {where if kind == 'optimizer' else who}", help=arrivals.MEANING)
    st.markdown("\n".join(lines))


def facts(record: Record) -> str:
    """An entry in a few words: family, year, and what an optimizer costs."""
    found = [record.family, str(record.source.year)]
    if isinstance(record, Optimizer):
        count = record.evaluations
        found += [f"builds on {OPTIMIZERS[record.after].name}"] if record.after else []
        found += [
            f"{count} gradient{'s' if count > 1 else ''} per step",
            *(f"needs the {need}" for need in record.needs),
        ]
    return " · ".join(found)


def link(label: str, shown: Scene, key: str) -> None:
    """The link that opens a race."""
    address = worksheet_session.joined(reference.address(shown))
    widgets.link_button(label, address, icon=":material/flag:", key=key)


PICTURED: dict[Kind, str] = {
    "optimizer": "a short run in a tilted valley, with a dot for each step, beside a run of gradient descent; "
    "the link opens it in the race",
    "landscape": "the race that the link opens, its first run",
    "schedule": "the race that the link opens, its first run",
}


def show(kind: Kind, record: Record, dark: bool) -> None:
    """Everything about one entry."""
    st.subheader(record.name, anchor=False)
    st.caption(facts(record))
    picture, words = st.columns([1, 3])
    with picture:
        image(thumbnail(kind, record.key, dark), f"{record.name}: {PICTURED[kind]}")
        link("Open in the race", reference.pictured(kind, record.key), "reference.open")
    with words:
        st.markdown(cell(record.lesson))
        st.markdown(f"**What to watch for in its race.** {cell(record.watch)}")
        if kind == "optimizer":  # its picture is of another race
            link("Open its race", reference.scene(kind, record.key), "reference.open.watched")
        formula(record.formula, record.name)
        source = cell(str(record.source))
        st.markdown(f"[{source}]({record.source.url})" if record.source.url else source)
    peculiar(record)
    parameters(record.params)
    survey(kind, record.key)
    st.markdown("##### The source, as it runs")
    st.caption(reference.path(record))
    st.code(reference.code(record), language="python", wrap_lines=True)


def show_tree(dark: bool) -> None:
    """The family tree, on demand, and the methods that are missing in it."""
    key = "reference.tree"
    wanted = st.session_state.get(f"thalweg.{key}", False)
    if st.session_state.get(key) != wanted:
        st.session_state[key] = wanted
    if widgets.toggle(
        "Family tree",
        key=key,
        on_change=keep(key),
        help="Which method turns into which other one, and under what condition.",
    ):
        st.caption(reference.TREE)
        with st.container(key="tree"):
            image(
                family_tree(dark),
                "The family tree of the optimizers. Each entry also states its part of the tree in words.",
            )
    st.caption("**Not here.** " + " ".join(reference.LEFT_OUT))


def page() -> None:
    """Draw the page. Only one entry is open at a time, so that little is sent."""
    arrival, dark = follow_address(), st.context.theme.type == "dark"
    st.html(SCROLLING)
    st.title("Reference", anchor=False)
    kind = choose_kind()
    key = choose_entry(kind)
    if key is not None:
        show(kind, reference.REGISTRIES[kind][key], dark)
        show_address(kind, key, arrival=arrival)
    if kind == "optimizer":
        show_tree(dark)


page()
