"""JavaScript made short: without spaces, and with short names for what nobody else can name.

What it cannot be sure of keeps its name.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count, product
from typing import NamedTuple

from stage.signs import WORDS, Sign, closes, opens


def _end(signs: list[Sign], start: int) -> int:
    """The place of the bracket that closes the one at `start`."""
    return next(i for i in range(start + 1, len(signs)) if signs[i].depth == signs[start].depth)


def _pattern(signs: list[Sign], start: int, end: int) -> Iterator[int]:
    """Names that a pattern binds, or a list of declarations: all but those in the values after "="."""
    skip: int | None = None
    for i in range(start, end):
        text, depth = signs[i].text, signs[i].depth
        if skip is not None and (depth < skip or (text == "," and depth == skip)):
            skip = None
        if skip is None and signs[i].named:
            yield i
        if text == "=" and skip is None:
            skip = depth


def bound(signs: list[Sign]) -> set[int]:
    """Where names are declared: by a word for it, or as a parameter."""
    found = set[int]()
    for i, (text, _, depth, *_) in enumerate(signs):
        before = signs[i - 2].text if i > 1 else ""
        if text in {"function", "class"} and signs[i + 1].named:
            found.add(i + 1)
        elif text in {"const", "let"}:
            ends = {";", "of"} if before == "for" else {";"}
            found |= {*_pattern(signs, i + 1, _stop(signs, i + 1, depth, ends))}
        elif _parameters(signs, i):
            found |= {*_pattern(signs, i + 1, _end(signs, i))}
    return found


def _parameters(signs: list[Sign], at: int) -> bool:
    """Does a list of parameters begin here?"""
    if signs[at].text != "(" or (
        signs[at].inside != "class" and signs[at - 1].text in {"if", "for", "while", "switch"}
    ):
        return False
    end = _end(signs, at)
    return end + 1 < len(signs) and signs[end + 1].text in {"=>", "{"}


def _stop(signs: list[Sign], start: int, depth: int, ends: set[str]) -> int:
    places = (i for i in range(start, len(signs)) if signs[i].depth == depth and signs[i].text in ends)
    return next(places, len(signs))


def tops(signs: list[Sign]) -> list[str]:
    """The names that a script declares for all of itself, in their order."""
    return list(dict.fromkeys(signs[i].text for i in sorted(bound(signs)) if signs[i].depth == 0))


def reach(signs: list[Sign], at: int) -> range:
    """Where the name that is declared at this place is seen."""
    start = at - 1 if signs[at - 1].text in {"function", "class"} else at
    while start == at or not (signs[start].text in {"const", "let", "function", "class"} or _parameters(signs, start)):
        start = (at if start == at else start) - 1
    loop = start > 1 and signs[start].text != "(" and signs[start - 2].text == "for"
    if signs[start].text != "(" and not loop:
        depth = signs[start].depth
        first = next((i for i in range(start, -1, -1) if signs[i].depth < depth), 0)
        return range(first, next((i for i in range(at, len(signs)) if signs[i].depth < depth), len(signs)))
    head = _stop(signs, at, signs[start].depth - 1, {")"}) if loop else _end(signs, start)
    body = head + 2 if signs[head + 1].text == "=>" else head + 1
    return range(start, _end(signs, body) if signs[body].text == "{" else _past(signs, body, signs[head].depth, loop))


def _past(signs: list[Sign], start: int, depth: int, statement: bool) -> int:
    """Where an expression ends, or a statement without braces, that begins here."""
    choices = 0
    for i in range(start, len(signs)):
        text = signs[i].text if signs[i].depth == depth else ""
        choices += (text == "?") - (text == ":")
        if signs[i].depth < depth or text == ";" or (not statement and (text == "," or choices < 0)):
            return i
    return len(signs)


def reaches(signs: list[Sign]) -> dict[tuple[int, str], list[range]]:
    """By room and name, where every declaration of it is seen."""
    found: dict[tuple[int, str], list[range]] = {}
    for i in sorted(bound(signs)):
        found.setdefault((signs[i].room, signs[i].text), []).append(reach(signs, i))
    return found


def foreign(signs: list[Sign], known: Iterable[str] = ()) -> set[str]:
    """Names that must stay: those that are used where nothing in the script declares them."""
    seen, whole = reaches(signs), {*tops(signs), *known}
    return {
        s.text
        for i, s in enumerate(signs)
        if s.named and s.text not in whole and not any(i in one for one in seen.get((s.room, s.text), ()))
    }


class Local(NamedTuple):
    """A name of a room: where it is seen, and where it stands."""

    seen: list[range]
    uses: list[int]

    def hides(self, other: "Local") -> bool:
        """Would one of two names that are called alike hide the other where that is used, or share a block with it?"""
        return any(_clash(one, two, self.uses, other.uses) for one in self.seen for two in other.seen)


def _clash(one: range, two: range, first: list[int], second: list[int]) -> bool:
    if one.start >= two.stop or two.start >= one.stop:
        return False
    if len(one) > len(two):
        one, two, first, second = two, one, second, first
    # Parameters and what a function declares end together, and must not be called alike.
    return one.start < two.start or one.stop >= two.stop or any(i in one for i in second)


LETTERS = "esntrialocdhupmgfbywvkxqjzESNTRIALOCDHUPMGFBYWVKXQJZ"
"""Letters that are frequent in scripts come first: what has few different letters is squeezed best."""


def short(taken: Iterable[str], least: int = 1) -> Iterator[str]:
    """Names of as many letters, then of one more and so on, that are not taken."""
    avoid = WORDS.union(taken)
    for size in count(least):
        yield from (name for name in map("".join, product(LETTERS, repeat=size)) if name not in avoid)


def renamed(signs: list[Sign], names: Mapping[str, str], taken: Iterable[str]) -> list[str]:
    """The pieces of a script with `names` for what all of it sees, and short ones, none of `taken`, for the rest.

    Two names of a room are called alike where no place sees both.
    """
    stay = foreign(signs, names)
    avoid = stay.union(taken)
    seen = {key: Local(some, []) for key, some in reaches(signs).items() if key[1] not in stay and key[1] not in names}
    for i, s in enumerate(signs):
        if s.named and (s.room, s.text) in seen:
            seen[s.room, s.text].uses.append(i)
    given: dict[int, dict[str, str]] = {}
    for (room, name), local in seen.items():
        others = given.setdefault(room, {})
        barred = {new for other, new in others.items() if local.hides(seen[room, other])}
        others[name] = next(new for new in short(avoid) if new not in barred)
    made = list[str]()
    for s in signs:
        new = names.get(s.text) or given.get(s.room, {}).get(s.text, s.text) if s.named else s.text
        made.append(f"{s.text}:{new}" if s.kind == "both" and new != s.text else new)
    return made


SAME = {"const": "let", "true": "!0", "false": "!1"}


def _bare(texts: list[str]) -> list[str]:
    """Without brackets around what stands alone in them. Types are told by comments, and those need some."""
    lonely, stack = set[int](), list[tuple[int, bool]]()
    for i, text in enumerate(texts):
        if closes(text):
            start, alone = stack.pop()
            if alone and text == ")" and texts[start - 1] in BEFORE and texts[i + 1 : i + 2] in AFTER:
                lonely |= {start, i}
        elif stack and text == ",":
            stack[-1] = (stack[-1][0], False)
        if opens(text):
            stack.append((i, text == "(" and texts[i + 1] not in {")", "{", "function"}))
    return [text for i, text in enumerate(texts) if i not in lonely]


BEFORE = frozenset({"=", "=>", "return", "(", ",", "[", "...", ":"})
AFTER = ([";"], [","], [")"], ["}"], ["]"])


def _merged(texts: list[str]) -> list[str]:
    """Declarations that follow each other as one, and a lonely parameter without brackets."""
    made, first = list[str](), [""]  # with what the statement has begun, by depth
    for i, text in enumerate(texts):
        last, following, then = made[-1] if made else "", texts[i + 1 : i + 2], texts[i + 1 : i + 4]
        if text == "(" and then[1:] == [")", "=>"] and re.match(r"[A-Za-z_$]", then[0]):
            continue
        if text == ")" and following == ["=>"] and texts[max(i - 2, 0)] == "(" and re.match(r"[A-Za-z_$]", last):
            continue
        if closes(text):
            first.pop()
        first[-1] = first[-1] or text
        if text == "let" and last == ",":
            continue
        joins = text == ";" and first[-1] == "let" and following == ["let"]
        if (text == ";" and not joins) or (text == "}" and first[-1] != "let"):
            first[-1] = ""
        made.append("," if joins else text)
        if opens(text):
            first.append("")
    return made


def joined(texts: list[str]) -> str:
    """Pieces as a script, with spaces where two would become one. Every statement ends with a semicolon or a brace."""
    made, last = list[str](), ""
    texts = _merged(_bare([SAME.get(text, text) for text in texts]))
    for text, following in zip(texts, [*texts[1:], ""], strict=True):
        if (text == ";" and following == "}") or (text == "," and following in {")", "]", "}"}):
            continue
        new = text[1:] if re.match(r"0\.\d", text) else text
        if re.search(r"[\w$] [\w$]|\+ \+|- -|/ /", f"{last[-1:]} {new[:1]}"):
            made.append(" ")
        made.append(new)
        last = new
    return "".join(made)
