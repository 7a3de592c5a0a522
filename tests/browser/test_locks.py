"""What a lock stops on the stage: gesture by gesture, on pages where it is locked and on pages where it is free.

A locked gesture changes nothing: neither the link, nor the picture, nor the playhead. To know that nothing comes of it,
a key without a meaning is pressed afterwards, which the browser handles after the gesture. The same gesture does change
something where it is free.
"""

import json
from collections.abc import Callable
from typing import NamedTuple

import pytest

from tests.browser.conftest import Race, until

RACE = "?v=1&landscape=rosenbrock&run1=momentum&run1.rate=0.0011&run2=gd&run2.rate=0.001"
STATE = """({
  written: self.written,
  link: stage.source.link,
  // The step is compared by itself, and is written later.
  address: [...new URLSearchParams(location.search)].filter(([name]) => name !== "step").sort().join("&"),
  pin: [stage.pins.pins[0].x, stage.pins.pins[0].y],
  place: document.querySelector(".tw-pin").style.transform,
  shown: stage.picture.query,
  step: [stage.clock.t, stage.root.dataset.step],
  scrubber: document.querySelector(".tw-scrub").value,
  peek: stage.interaction.peek,
  playing: stage.clock.playing,
  speed: [stage.clock.speed, document.querySelector(".tw-speed").value],
  loop: [stage.clock.loop, document.querySelector(".tw-loop").getAttribute("aria-pressed")],
  rate: document.querySelectorAll(".tw-dial input")[0].value,
  momentum: document.querySelectorAll(".tw-dial input")[1].value,
  view: stage.frames().map((f) => [f.x, f.y]),
})"""
"""All that a gesture could change: the link, the picture and the playhead, and what the controls show."""
MIDDLE = 100
"""The step of the playhead before each gesture, from which every key leads away."""


class Sheet:
    """A page of a worksheet, with the gestures of somebody who tries everything."""

    def __init__(self, race: Race) -> None:
        self.race, self.page, self.mouse = race, race.page, race.page.mouse
        self.touch = self.page.context.new_cdp_session(self.page)
        self.spots = 0
        # A key that no control takes would scroll the page, and the next gesture would miss its place.
        race.ask("(document.querySelector('.stMain').style.overflow = 'hidden')")
        race.ask("(self.heard = 0, addEventListener('keyup', () => self.heard++))")
        # Plotly ends a zoom by the wheel a moment after the view has changed, and takes back a drag that began before.
        race.ask(
            "(self.zooming = false, ['relayouting', 'relayout'].forEach((name, i) => "
            "document.querySelector('.js-plotly-plot').on(`plotly_${name}`, () => (self.zooming = !i))))"
        )
        # A change that is taken back before anybody looks is a change too.
        race.ask(
            "(self.written = 0, stage.source.write = function (...all) {"
            " self.written++; return Object.getPrototypeOf(this).write.apply(this, all); })"
        )

    def place(self, what: str, x: float = 0.5, y: float = 0.5) -> tuple[float, float]:
        """A place within an element, in parts of its size."""
        box = self.race.ask(f"document.querySelector({what!r}).getBoundingClientRect().toJSON()")
        return box["left"] + x * box["width"], box["top"] + y * box["height"]

    def in_pane(self, pane: int, x: float, y: float) -> tuple[float, float]:
        """A place in a pane, in parts of its size."""
        rect = "document.querySelector('.tw-plot').getBoundingClientRect().toJSON()"
        f, box = self.race.ask(f"[stage.frames()[{pane}], {rect}]")
        return box["left"] + f["left"] + x * f["width"], box["top"] + f["top"] + y * f["height"]

    def spot(self) -> tuple[float, float]:
        """A place on the map, away from all paths, and another one each time."""
        self.spots += 1
        return self.in_pane(0, 0.35 + 0.02 * (self.spots % 10), 0.05)

    def begin(self, *, rested: bool) -> dict[str, object]:
        """Bring the playhead to the middle, and the pointer and the focus away. Returns the state, after Plotly has
        drawn what has changed if the picture shall have `rested`.
        """
        drawn = "!stage.stale && !self.zooming && stage.root.dataset.still === stage.root.dataset.rev"
        self.race.when(f"!stage.source.busy && ({drawn} || !{json.dumps(rested)})")
        self.mouse.move(*self.spot())
        reset = f"document.activeElement.blur(), stage.clock.pause(), stage.clock.seek({MIDDLE})"
        return self.race.ask(f"({reset}, {STATE})")

    def settled(self) -> dict[str, object]:
        """Press a key that means nothing and wait until the page has heard it: by then it has handled the gesture too.
        Then wait until nothing is on its way. Returns the state.
        """
        heard = self.race.ask("self.heard")
        self.page.keyboard.press("F9")
        return self.race.when(f"self.heard > {heard} && !stage.source.busy && !stage.stale && {STATE}")

    def drag(self, begin: tuple[float, float], across: float, down: float) -> None:
        """Press at a place, move in two steps, and let go."""
        x, y = begin
        self.mouse.move(x, y)
        self.mouse.down()
        self.mouse.move(x + across / 2, y + down / 2)
        self.mouse.move(x + across, y + down)
        self.mouse.up()

    def swipe(self, begin: tuple[float, float], across: float = 0, down: float = 0) -> None:
        """The same with a finger. Without a way it is a tap."""
        x, y = begin
        self.touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        if across or down:
            points = [{"x": x + across, "y": y + down}]
            self.touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": points})
        self.touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def press(self, what: str, key: str) -> None:
        """Press a key on a control; on the page if it does not take the focus."""
        if what:
            self.race.ask(f"document.querySelector({what!r}).focus({{ preventScroll: true }})")
        self.page.keyboard.press(key)

    def wheel(self, place: tuple[float, float]) -> None:
        self.mouse.move(*place)
        self.mouse.wheel(0, -120)


class Gesture(NamedTuple):
    """A gesture: the control that it is for, what it changes where that is free, and how it is done."""

    name: str
    control: str
    changes: str
    act: Callable[[Sheet], object]


def on(what: str, *keys: str) -> list[tuple[str, Callable[[Sheet], object]]]:
    """Keys on a control, or on the page if there is none."""
    return [(key, lambda sheet, key=key: sheet.press(what, key)) for key in keys]


def at(what: str, x: float) -> list[tuple[str, Callable[[Sheet], object]]]:
    """The pointer on a control, from this part of its width on."""
    return [
        ("click", lambda s: s.mouse.click(*s.place(what, x))),
        ("double click", lambda s: s.mouse.dblclick(*s.place(what, x + 0.2))),
        ("drag", lambda s: s.drag(s.place(what, x + 0.1), 30, 0)),
        ("tap", lambda s: s.swipe(s.place(what, x - 0.1))),
    ]


PIN, SCRUB, SPEED, RATE, MOMENTUM = (
    ".tw-pin", ".tw-scrub", ".tw-speed", ".tw-dial:nth-of-type(1) input", ".tw-dial:nth-of-type(2) input",
)  # fmt: skip
ARROWS = ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown")
SLIDER = (*ARROWS, "PageUp", "PageDown", "Home", "End")
TABLE: dict[tuple[str, str, str], list[tuple[str, Callable[[Sheet], object]]]] = {
    ("on the pin", "start", "link"): [
        ("drag", lambda s: s.drag(s.place(PIN), 50, 20)),
        ("drag with a finger", lambda s: s.swipe(s.place(PIN), 20, 10)),
        *on(PIN, *ARROWS, "Shift+ArrowLeft", "Shift+ArrowDown"),
    ],
    ("on the map", "start", "link"): [
        ("click", lambda s: s.mouse.click(*s.in_pane(0, 0.7, 0.2))),
        ("double click", lambda s: s.mouse.dblclick(*s.in_pane(0, 0.6, 0.3))),
        ("tap", lambda s: s.swipe(s.in_pane(0, 0.5, 0.25))),
    ],
    ("in a chart", "time", "step"): [
        ("click", lambda s: s.mouse.click(*s.in_pane(1, 0.8, 0.5))),
        ("double click", lambda s: s.mouse.dblclick(*s.in_pane(1, 0.7, 0.5))),
        ("tap", lambda s: s.swipe(s.in_pane(1, 0.6, 0.5))),
    ],
    ("into a chart", "time", "peek"): [("point", lambda s: s.mouse.move(*s.in_pane(1, 0.8, 0.5)))],
    ("on the scrubber", "time", "step"): [*at(SCRUB, 0.6), *on(SCRUB, *SLIDER)],
    ("on the page", "step", "step"): on(
        "", "ArrowLeft", "ArrowRight", "Shift+ArrowLeft", "Shift+ArrowRight", "Home", "End"
    ),
    ("on a button for steps", "step", "step"): [
        (f"click {k}", lambda s, k=k: s.mouse.click(*s.place(f".tw-buttons:first-child > :nth-child({k})")))
        for k in (1, 2, 4, 5)
    ],
    ("on the dial of the rate", "dial-rate", "rate"): [*at(RATE, 0.3), *on(RATE, *SLIDER)],
    ("on the dial of the momentum", "dial-momentum", "momentum"): [*at(MOMENTUM, 0.4), *on(MOMENTUM, *SLIDER)],
    # Not `playing`: on a busy machine the race may have ended before anybody looks.
    ("to play", "play", "step"): [
        ("click", lambda s: s.mouse.click(*s.place(".tw-main"))),
        *on("", "Space"),
        *on(".tw-main", "Enter", "Space"),
    ],
    ("on the speed", "speed", "speed"): on(SPEED, "ArrowUp", "ArrowDown"),
    ("on the loop", "loop", "loop"): [
        ("click", lambda s: s.mouse.click(*s.place(".tw-loop"))),
        *on(".tw-loop", "Enter", "Space"),
    ],
    ("on the button", "zoom", "view"): [("click", lambda s: s.mouse.click(*s.place(".tw-zoom > button")))],
    ("on the view", "zoom", "view"): [
        ("wheel", lambda s: s.wheel(s.in_pane(0, 0.3, 0.3))),
        ("drag", lambda s: s.drag(s.in_pane(0, 0.3, 0.3), 40, 20)),
    ],
}
"""Gestures by place, by the control that they are for, and by what they change where that is free."""
GESTURES = [
    Gesture(f"{name} {where}", control, changes, act)
    for (where, control, changes), acts in TABLE.items()
    for name, act in acts
]


# A locked control does not take the focus, so the keys on it go to the page: `step` is locked beside it. It does not
# take the pointer either, which would drag the view there: `zoom` is locked beside the pin. Each gesture is locked on
# one page, and free on another one that locks something else.
SHEETS = {
    "start,step,zoom": ("start", "step", "time"),
    "time,step": ("time", "start"),
    "dial-rate,dial-momentum,step": ("dial-rate", "dial-momentum", "play", "speed", "loop", "zoom"),
    "play,speed,loop,zoom": ("play", "speed", "loop", "zoom", "step", "dial-rate", "dial-momentum"),
}
"""What a link locks, and the controls whose gestures are tried there."""


def test_every_gesture_is_locked_on_one_page_and_free_on_another():
    for gesture in GESTURES:
        told = {gesture.control in lock.split(",") for lock, tried in SHEETS.items() if gesture.control in tried}
        assert told == {True, False}, gesture.name


def tried(sheet: Sheet, gesture: Gesture, lock: str) -> str:
    """Do a gesture on a page with locks. Returns what is wrong with its effect, in words; "" if nothing is."""
    off = lock.split(",")
    before = sheet.begin(rested=gesture.control in off or gesture.changes == "view")
    gesture.act(sheet)
    if gesture.control not in off:
        was = json.dumps(before[gesture.changes], separators=(",", ":"))
        changed = f"JSON.stringify({STATE}[{gesture.changes!r}]) !== JSON.stringify({was})"
        if gesture.changes == "view":
            # Plotly does not take a drag that begins while it still ends a zoom, and a visitor would drag again.
            until(lambda: sheet.race.frames(30) or sheet.race.ask(changed) or gesture.act(sheet))
        sheet.race.when(changed)
        return ""
    after = sheet.settled()
    # Whoever points at a path peeks at its steps, which the scrubber shows, unless the time is locked.
    compared = [name for name in before if name not in {"peek", "scrubber"} or "time" in off]
    wrong = [f"{name} {before[name]} became {after[name]}" for name in compared if before[name] != after[name]]
    return f"{gesture.name} is locked, but {', '.join(wrong)}" if wrong else ""


@pytest.mark.parametrize("lock", SHEETS)
def test_what_is_locked_does_nothing_and_everything_else_does_something(visit, lock):
    # It is high, so that all controls are in the window, however many lines of text stand above them.
    sheet = Sheet(visit(f"{RACE}&lock={lock}", viewport={"width": 1280, "height": 1100}))
    found = [tried(sheet, gesture, lock) for gesture in GESTURES if gesture.control in SHEETS[lock]]
    assert [wrong for wrong in found if wrong] == []
