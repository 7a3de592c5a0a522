"""A teacher's worksheet, and the part of the link that is one. Values and text only; no streamlit call.

    worksheet=on&hide=all&lock=method&free=rate,play&title=...&task=...&ask=winner

`hide` leaves controls out, `lock` draws them disabled, `free` lets them be whatever their family is. Of several names
that concern one control the most exact counts: `hide=all&free=rate` leaves the rate alone. What is hidden or locked
acts with the value that the link gives it.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Literal
from urllib.parse import urlencode

from core.records import Param, demand
from runs.codec import Pairs
from stage import CONTROLS, Rules
from ui.worksheet_names import ALL, LABELS, PANELS, lineage, names

Standing = Literal["free", "locked", "hidden"]
"""How a control stands on a worksheet."""

MODE = Param.switch("worksheet", "Worksheet", False, "Does the page show only what the teacher has left?")
PRESENT = Param.switch("present", "Presentation", False, "Is the picture enlarged for a lecture hall?")
Guess = Literal["", "winner", "end"]
GUESSES: Mapping[str, Guess] = MappingProxyType({"nothing": "", "winner": "winner", "end": "end"})
ASK = Param.choice("ask", "Guess first", tuple(GUESSES), "What do students guess before they see the run?")
LONGEST_TASK, LONGEST_TITLE = 280, 80
MOST_NAMES = 200
CHROME = ("pages", "present", "worksheet")
"""What a worksheet has only where its link names it as free: the ways to elsewhere and to another sheet."""

ASKING = ("", "schedules")
"""The pages on which a guess may be asked for, by their addresses: those that show one race."""


@dataclass(frozen=True, slots=True)
class Worksheet:
    """What a link says beside the scene: which controls there are, and what a teacher asks.

    With `worksheet` the page has no other page's name and no headline: `title` and `task` stand there, as plain text.
    """

    hide: tuple[str, ...] = ()
    lock: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    worksheet: bool = False
    title: str = ""
    task: str = ""
    ask: Guess = ""
    present: bool = False

    def standing(self, name: str) -> Standing:
        """How the control of this name stands."""
        if self.worksheet and name in CHROME and name not in self.free:
            return "hidden"
        if not (self.hide or self.lock):
            return "free"
        for one in lineage(name):
            found = self._said(one)
            if found is not None and not (one == ALL and name in PANELS):
                # The names of the panes say what is seen: who takes away the way to other pages leaves them.
                return "locked" if (found, name) == ("hidden", "panes") and one != name else found
        return self._panel(name) if name in PANELS else "free"

    def _said(self, name: str) -> Standing | None:
        """What the link says of exactly this name."""
        if name in self.free:
            return "free"
        return "hidden" if name in self.hide else "locked" if name in self.lock else None

    def _panel(self, name: str) -> Standing:
        """How a panel stands of which the link itself says nothing: it opens where anything in it is drawn."""
        members = PANELS[name]
        named = [one for one in (*self.free, *self.lock) if one != name and set(lineage(one)) & set(members)]
        drawn = any(one != name and self.standing(one) != "hidden" for one in members)
        return "free" if named or drawn else "hidden"

    def rules(self, page: str) -> Rules:
        """What of this concerns the stage of the page with this address."""
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
"""The names that a worksheet has in a link. No scene has one of them."""

LISTS = ("hide", "lock", "free")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a link gave: a worksheet, and a sentence for everything in it that could not be used."""

    worksheet: Worksheet
    remarks: tuple[str, ...]


def plain_text(text: str, name: str, longest: int) -> str:
    """A teacher's text. ValueError with a sentence where it is too long or has characters that nobody sees."""
    found = text.replace("\r\n", "\n").strip()
    demand(len(found) <= longest, f"The {name} has {len(found):,} characters; at most {longest} are allowed.")
    odd = next((c for c in found if c != "\n" and unicodedata.category(c) in ("Cc", "Cs", "Cn")), None)
    if odd is not None:
        raise ValueError(f"The {name} has the control character U+{ord(odd):04X}, which cannot be shown.")
    return found


def with_words(worksheet: Worksheet, title: str, task: str, ask: str) -> Worksheet:
    """The worksheet with a teacher's words. ValueError with a sentence for what cannot be shown or asked."""
    title, task = plain_text(title, "title", LONGEST_TITLE), plain_text(task, "task", LONGEST_TASK)
    return replace(worksheet, title=title, task=task, ask=GUESSES[ASK.write(ASK.read(ask))])


def _names(given: str, of: str, remarks: list[str]) -> tuple[str, ...]:
    """The names of a list in a link, each once; a sentence for every one that is none."""
    found = list(dict.fromkeys(one.strip() for one in given[:10_000].split(",") if one.strip()))
    known = {ALL, *names()}
    strange = [one for one in found[:MOST_NAMES] if one not in known]
    remarks += [f"{of} in the link: no control is called {one[:40]!r}. The other names are used." for one in strange]
    if len(found) > MOST_NAMES:
        remarks.append(f"{of} in the link: {len(found):,} names are too many. Only the first {MOST_NAMES} are used.")
    return tuple(one for one in found[:MOST_NAMES] if one in known)


def read_pairs(given: Pairs) -> Reading:
    """A worksheet from the names and values of a link, of which those of the scene are passed over. Never raises."""
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
    return Reading(found, tuple(remarks))


def pairs(worksheet: Worksheet) -> Pairs:
    """The worksheet as names and values of a query string; none where it says nothing."""
    return list(_pairs(worksheet))


def _pairs(worksheet: Worksheet) -> Iterator[tuple[str, str]]:
    for part in fields(worksheet):
        value = getattr(worksheet, part.name)
        if value:
            yield part.name, ",".join(value) if part.name in LISTS else "on" if value is True else value


def joined(query: str, worksheet: Worksheet) -> str:
    """The link of a scene with that of a worksheet after it."""
    return "&".join(part for part in (query, urlencode(pairs(worksheet), safe=",")) if part)


def refusal(name: str, standing: Standing) -> str:
    """Why what a browser sent about a control is not done."""
    what = LABELS.get(name, name)
    return f"{what[0].lower()}{what[1:]}: the teacher's link has {'locked' if standing == 'locked' else 'hidden'} it."
