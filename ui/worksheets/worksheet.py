"""A teacher's worksheet as a value, and its part of the link, without any call of Streamlit.

    worksheet=on&hide=all&lock=method&free=rate,play&title=...&task=...&ask=winner

`hide` removes controls, `lock` draws them disabled, and `free` exempts controls from what holds for their family. If
several names apply to one control, the most specific counts: `hide=all&free=rate` leaves only the rate. Hidden and
locked controls act with the values that the link gives them.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Literal
from urllib.parse import urlencode

from core.param import Param, demand
from runs.codec import Pairs
from runs.link_words import today
from stage.rules import CONTROLS, Rules
from ui.worksheets.names import ALL, LABELS, PANELS, lineage, names

Standing = Literal["free", "locked", "hidden"]
"""The state of a control on a worksheet."""

MODE = Param.switch("worksheet", "Worksheet", False, "Does the page show only what the teacher has left?")
PRESENT = Param.switch("present", "Presentation", False, "Is the picture enlarged for a lecture hall?")
Guess = Literal["", "winner", "end"]
GUESSES: Mapping[str, Guess] = MappingProxyType({"nothing": "", "winner": "winner", "end": "end"})
ASK = Param.choice("ask", "Guess first", tuple(GUESSES), "What do students guess before they see the run?")
LONGEST_TASK, LONGEST_TITLE, LONGEST_KEY = 280, 80, 40
MOST_NAMES = 200
CHROME = ("pages", "present", "worksheet")
"""Controls that a worksheet shows only if its link frees them: those that lead to other pages or worksheets."""

ASKING = ("", "schedules", "network")
"""The addresses of the pages that may ask for a guess: those that show one race, or one training."""


@dataclass(frozen=True, slots=True)
class Worksheet:
    """What a link says beside the scene: which controls there are, and what a teacher asks.

    With `worksheet` the page shows `title` and `task`, as plain text, in place of the pages' names and the headline.
    `story` is the key of the scene from whose card the picture was opened (`ui.story_line`), and `chapter` that of the
    chapter of the course from which it was opened (`ui.lesson_line`).
    """

    hide: tuple[str, ...] = ()
    lock: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    worksheet: bool = False
    title: str = ""
    task: str = ""
    ask: Guess = ""
    present: bool = False
    story: str = ""
    chapter: str = ""

    def standing(self, name: str) -> Standing:
        """The state of the control with this name."""
        if self.worksheet and name in CHROME and name not in self.free:
            return "hidden"
        if not (self.hide or self.lock):
            return "free"
        for one in lineage(name):
            found = self._said(one)
            if found is not None and not (one == ALL and name in PANELS):
                # The panes' names tell what is shown, so hiding the way to other pages only locks them.
                return "locked" if (found, name) == ("hidden", "panes") and one != name else found
        return self._panel(name) if name in PANELS else "free"

    def _said(self, name: str) -> Standing | None:
        """What the link says about exactly this name; None if nothing."""
        if name in self.free:
            return "free"
        return "hidden" if name in self.hide else "locked" if name in self.lock else None

    def _panel(self, name: str) -> Standing:
        """The state of a panel that the link does not name: it can be opened if anything in it is drawn."""
        members = PANELS[name]
        named = [one for one in (*self.free, *self.lock) if one != name and set(lineage(one)) & set(members)]
        drawn = any(one != name and self.standing(one) != "hidden" for one in members)
        return "free" if named or drawn else "hidden"

    def rules(self, page: str) -> Rules:
        """The rules for the stage on the page with this address."""
        stands = {name: self.standing(name) for name in CONTROLS} if self.hide or self.lock else {}
        return Rules(
            hide=tuple(name for name, how in stands.items() if how == "hidden"),
            lock=tuple(name for name, how in stands.items() if how == "locked"),
            ask=self.ask if page in ASKING else "",
            again=self.worksheet,
            present=self.present,
        )


PLAIN = Worksheet()
"""Nothing is hidden, locked or asked."""

NAMES = tuple(part.name for part in fields(Worksheet))
"""The query parameters of a worksheet. No scene uses one of them."""

LISTS = ("hide", "lock", "free")
KEYS = ("story", "chapter")
"""Those that name a record."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of reading a link: a worksheet, and a sentence for everything in it that could not be used."""

    worksheet: Worksheet
    remarks: tuple[str, ...]


def plain_text(text: str, name: str, longest: int) -> str:
    """A teacher's text. ValueError with a sentence if it is too long or contains invisible characters."""
    found = text.replace("\r\n", "\n").strip()
    demand(len(found) <= longest, f"The {name} has {len(found):,} characters; at most {longest} are allowed.")
    odd = next((c for c in found if c != "\n" and unicodedata.category(c) in ("Cc", "Cs", "Cn")), None)
    if odd is not None:
        raise ValueError(f"The {name} has the control character U+{ord(odd):04X}, which cannot be shown.")
    return found


def with_words(worksheet: Worksheet, title: str, task: str, ask: str) -> Worksheet:
    """The worksheet with a teacher's texts. ValueError with a sentence if one cannot be shown or asked."""
    title, task = plain_text(title, "title", LONGEST_TITLE), plain_text(task, "task", LONGEST_TASK)
    return replace(worksheet, title=title, task=task, ask=GUESSES[ASK.write(ASK.read(ask))])


def _names(given: str, of: str, remarks: list[str]) -> tuple[str, ...]:
    """The names of a list in a link, without duplicates. Adds a remark for every unknown name."""
    found = list(dict.fromkeys(today(one.strip()) for one in given[:10_000].split(",") if one.strip()))
    known = {ALL, *names()}
    strange = [one for one in found[:MOST_NAMES] if one not in known]
    remarks += [f"{of} in the link: no control is called {one[:40]!r}. The other names are used." for one in strange]
    if len(found) > MOST_NAMES:
        remarks.append(f"{of} in the link: {len(found):,} names are too many. Only the first {MOST_NAMES} are used.")
    return tuple(one for one in found[:MOST_NAMES] if one in known)


def read_pairs(given: Pairs) -> Reading:
    """A worksheet from the names and values of a link, ignoring those of the scene. Never raises."""
    remarks: list[str] = []
    rest: dict[str, str] = {}
    for name, text in given:
        if name in rest:
            remarks.append(f"{name!r} appears twice in the link. The first one is used.")
        elif name in NAMES:
            rest[name] = text
    found = replace(PLAIN, **{name: _names(rest[name], name, remarks) for name in LISTS if name in rest})
    for name, longest in (("title", LONGEST_TITLE), ("task", LONGEST_TASK)):
        try:
            found = replace(found, **{name: plain_text(rest.get(name, ""), name, longest)})
        except ValueError as error:
            remarks.append(f"{name} in the link is left out: {error}")
    for param in (MODE, PRESENT, ASK):
        try:
            value = param.read(rest.get(param.key, param.write(param.default)))
            read = GUESSES[param.write(value)] if param is ASK else bool(value)
            found = replace(found, **{param.key: read})
        except ValueError as error:
            remarks.append(f"{param.key} in the link: {error} Used instead: {param.write(param.default)}.")
    return Reading(replace(found, **{name: rest.get(name, "")[:LONGEST_KEY] for name in KEYS}), tuple(remarks))


def pairs(worksheet: Worksheet) -> Pairs:
    """The worksheet as names and values of a query string, without those at their defaults."""
    return list(_pairs(worksheet))


def _pairs(worksheet: Worksheet) -> Iterator[tuple[str, str]]:
    for part in fields(worksheet):
        value = getattr(worksheet, part.name)
        if value:
            yield part.name, ",".join(value) if part.name in LISTS else "on" if value is True else value


def joined(query: str, worksheet: Worksheet) -> str:
    """The query string of a scene, followed by that of a worksheet."""
    return "&".join(part for part in (query, urlencode(pairs(worksheet), safe=",")) if part)


def refusal(name: str, standing: Standing) -> str:
    """The sentence that says why a change of this control is refused."""
    what = LABELS.get(name, name)
    return f"{what[0].lower()}{what[1:]}: the teacher's link has {'locked' if standing == 'locked' else 'hidden'} it."
