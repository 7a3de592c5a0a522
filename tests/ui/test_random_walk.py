"""A random visitor: any control, any value in its range or at its limits, any page, any link, any message.

The test suite takes a few steps; `make walk` takes a thousand.
"""

import os
from itertools import count
from random import Random

import pytest
from streamlit.testing.v1 import AppTest

from runs import codec
from runs.ensemble import codec as ensemble_codec
from runs.run import Scene
from tests.ui.visitor import file_of, go, visit, written
from ui import address_bar
from ui.gallery.stories import ALL_STORIES

STEPS = int(os.environ.get("WALK", "40"))
PAGES = ["race", "scenes", "compare", "clouds", "maps", "network", "anatomy", "schedules", "reference"]
LISTS = ["selectbox", "radio", "multiselect", "button_group"]
KINDS = [*LISTS, "slider", "number_input", "checkbox", "toggle", "text_input", "text_area", "button"]
ODD = ["", "0", "-1", "1e999", "nan", "x" * 300, "<b>η</b>", "1,2\n3,4\n5,six", "\0", "٣", "adam", "0.5"]
NAMES = [
    "steps",
    "x",
    "run1",
    "run1.rate",
    "landscape",
    "vary",
    "walkers",
    "batch",
    "seed",
    "hide",
    "lock",
    "comparison",
    "ask",
]
"""Names in a link, which get arbitrary values."""
WORDS = [
    *("x", "y", "start1.x", "start2.y", "across1.x", "across2.y", "down1.x", "run1.rate", "run2.rate", "run4.beta1"),
    *("run2.momentum", "run1.schedule.k1", "run2.schedule.k5", "run9.rate", "landscape", "steps", "hide", "", "?"),
]
"""Names of words that the stage writes into a link, and some that it does not."""
COUNT = count(1)
"""The numbers of the messages."""


def numbers(rng, low, high):
    """A number in a range, often at one of its ends."""
    inside = rng.randint(low, high) if isinstance(low, int) else rng.uniform(low, high)
    return rng.choice([low, high, inside, inside])


def value_for(rng, kind, control):
    """What a visitor could set a control to."""
    if kind in ("slider", "number_input"):
        low, high = control.min, control.max
        return numbers(rng, -1000.0 if low is None else low, 1000.0 if high is None else high)
    if kind in ("selectbox", "radio"):
        return rng.choice(control.options)
    if kind in ("multiselect", "button_group"):
        held = [getattr(one, "content", one) for one in control.options]
        return rng.sample(held, rng.randint(0, len(held))) if kind == "multiselect" else rng.choice(held)
    return rng.choice(ODD) if kind.startswith("text") else rng.random() < 0.5


def turn(rng, at):
    """Set one of the controls that the page shows, and return what was done, in words."""
    found = [(kind, one) for kind in KINDS for one in at.get(kind) if not getattr(one, "disabled", False)]
    if not found:
        return leave(rng, at)
    kind, control = rng.choice(found)
    if kind == "button":
        control.click().run()
        return f"click {control.label!r}"
    value = value_for(rng, kind, control)
    control.set_value(value).run()
    return f"{kind} {control.label!r} = {value!r}"


def words(rng, at):
    """What the handles of the stage could write, and now and then something else, about this landscape or another."""
    texts = [*ODD, *(str(numbers(rng, -5.0, 5.0)) for _ in range(9))]
    told = {name: rng.choice(texts) for name in rng.sample(WORDS, rng.randint(0, 3))}
    stages = any(part.proto.component_name.endswith("stage") for part in at.get("bidi_component"))
    own = written(at, told) if stages else {"words": told, "of": "beale"}
    return rng.choice([own, own, own, own | {"of": "atlantis"}, {"words": rng.choice(["x", None, []])}, {}])


def say(rng, at):
    """A message of one of the page's components, valid or not."""
    parts = [part.proto.id.rpartition("-")[2] for part in at.get("bidi_component")]
    if not parts:
        return turn(rng, at)
    part, seq = rng.choice(parts), rng.choice([next(COUNT), next(COUNT), next(COUNT), 0, 1, 2**60, None])
    said = {
        "words": words(rng, at),
        "fork": {"run": rng.choice([-1, 0, 1]), "step": rng.choice([0, 5, 10**9])},
        "pick": {"run": rng.choice([0, 1, 7, -3])},
        "act": {"do": rng.choice(["remove", "copy", "add", "nothing"]), "run": rng.choice([0, 3])},
        "reopened": {},
    }
    name = rng.choice(["words", *said])
    message = said[name] | {"seq": seq}
    at.session_state[part] = {name: rng.choice([message, message, message, [], None, 5])}
    at.run()
    return f"{part} says {name} {message}"


def leave(rng, at):
    """Another page."""
    page = rng.choice(PAGES)
    at.query_params.clear()
    at.switch_page(file_of(page)).run()
    return f"go to {page}"


def follow(rng, at):
    """A link: one of the scenes', with an odd value or two in it."""
    story = rng.choice(ALL_STORIES)
    shown = getattr(story, "scene", None) or story.ensemble
    pairs = dict((codec if isinstance(shown, Scene) else ensemble_codec).pairs(shown))
    pairs |= {name: rng.choice(ODD) for name in rng.sample(NAMES, rng.randint(0, 3))}
    at.query_params.clear()
    for name, value in pairs.items():
        at.query_params[name] = value
    at.session_state[address_bar.REOPENED] = rng.random() < 0.8  # else it is an address that comes late
    at.run()
    return f"follow {pairs}"


DEEDS = [turn] * 10 + [say] * 3 + [leave] * 2 + [follow] * 2


@pytest.mark.parametrize("seed", [1])
def test_whatever_a_visitor_does_nothing_is_raised(seed):
    rng, at, done = Random(seed), visit(), []
    assert isinstance(at, AppTest)
    for number in range(STEPS):
        done.append(rng.choice(DEEDS)(rng, at))
        assert not at.exception, f"After step {number}, the last of {done[-8:]}: {at.exception}"
    assert len(set(done)) > STEPS // 2
    go(at, "race")
