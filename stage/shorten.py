"""JavaScript made short: without spaces, and with short names for what nobody else can name.

It reads the part of the language in which the stage is written, and knows no more of it than brackets and what stands
beside a word: enough to tell a name from a property. What it cannot be sure of keeps its name.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count, product
from string import ascii_letters
from typing import NamedTuple

WORDS = frozenset(
    [
        "arguments",
        "as",
        "async",
        "await",
        "break",
        "case",
        "catch",
        "class",
        "const",
        "constructor",
        "continue",
        "default",
        "delete",
        "do",
        "else",
        "export",
        "extends",
        "false",
        "finally",
        "for",
        "from",
        "function",
        "get",
        "if",
        "import",
        "in",
        "instanceof",
        "let",
        "new",
        "null",
        "of",
        "return",
        "set",
        "static",
        "super",
        "switch",
        "this",
        "throw",
        "true",
        "try",
        "typeof",
        "undefined",
        "void",
        "while",
        "yield",
        "Infinity",
        "NaN",
    ]
)
"""What belongs to the language."""
BROWSER = frozenset(
    [
        "blur",
        "close",
        "event",
        "find",
        "focus",
        "frames",
        "history",
        "length",
        "location",
        "name",
        "open",
        "origin",
        "parent",
        "print",
        "screen",
        "scroll",
        "self",
        "status",
        "stop",
        "top",
    ]
)
"""What the browser calls by a common word: a script that declares one of these may mean the browser's elsewhere."""

PIECE = re.compile(
    r'"(?:[^"\\\n]|\\.)*"|[A-Za-z_$][\w$]*|\d[\w.]*|\s+'
    r"|\.\.\.|=>|\?\?=?|\?\.(?!\d)|\*\*|[=!]==?|[<>]=|\+\+|--|&&=?|\|\|=?|[-+*/%&|]=|>>|<<|.",
    re.DOTALL,
)
PATTERN = re.compile(r"/(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
TEXT = re.compile(r"[`}](?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{)", re.DOTALL)
VALUE = re.compile(r'[\w$)\]}"`]$')
"""How ends what a slash divides; after anything else it begins a regular expression."""


MEMBER = frozenset({"{", "}", ";", "async", "get", "set", "static"})
"""What stands before the name of a member of a class."""


class Sign(NamedTuple):
    """A word or sign: the bracket it stands in, how many there are, the room it is in, and what kind of word it is.

    A bracket is "(", "[", "block", "object", "class" or "text". A room is a function or another stretch of the script
    that sees no name of the next one, except those of the outermost depth.
    """

    text: str
    inside: str
    depth: int
    room: int
    kind: str

    @property
    def named(self) -> bool:
        """Whether it names a value."""
        return self.kind in {"name", "both"}


def pieces(script: str) -> list[str]:
    """Words, signs and texts in their order. A template is cut at what it computes. ValueError if one does not end."""
    found, braces, at = list[str](), list[int](), 0
    while at < len(script):
        first, last = script[at], found[-1] if found else ""
        if first == "`" or (first == "}" and braces and not braces[-1]):
            match = TEXT.match(script, at)
            braces = braces[:-1] if first == "}" else braces
            braces += [0] if match and match[0].endswith("${") else []
        elif first == "/" and (last == "return" or not VALUE.search(last)):
            match = PATTERN.match(script, at)
        else:
            match = PIECE.match(script, at)
            if braces:
                braces[-1] += (first == "{") - (first == "}")
        if not match:
            raise ValueError(f"A text does not end: {script[at : at + 40]!r}.")
        at = match.end()
        if not match[0].isspace():
            found.append(match[0])
    return found


def opens(text: str) -> bool:
    """Does a piece open a bracket?"""
    return text in {"(", "[", "{"} or (text[0] in "`}" and text.endswith("${"))


def closes(text: str) -> bool:
    """Does a piece close a bracket?"""
    return text[0] in ")]}"


def _bracket(text: str, last: str, classy: bool) -> str:
    if text != "{":
        return text if text in "([" else "text"
    if classy:
        return "class"
    return "block" if last in {"", ")", "=>", "else", "do", "try", "finally", "catch", ";", "{", "}"} else "object"


def _kind(text: str, inside: str, last: str, following: str) -> str:
    """A "name", a "property", "both" (a property called like its value), or "" for what is no word of the script."""
    if not re.match(r"[A-Za-z_$]", text) or text in WORDS:
        return ""
    if last in {".", "?."} or (inside == "class" and last in MEMBER):
        return "property"
    if inside == "object" and last in {"{", ",", "get", "set", "async"}:
        return "property" if following in {":", "("} else "both" if following in {",", "}", "="} else "name"
    return "name"


def read(script: str) -> list[Sign]:
    """The signs of a script without comments."""
    texts, signs, stack = pieces(script), list[Sign](), list[str]()
    room, classy = 0, False
    for i, text in enumerate(texts):
        last, following = texts[i - 1] if i else "", texts[i + 1] if i + 1 < len(texts) else ""
        if closes(text):
            stack.pop()
        inside = stack[-1] if stack else ""
        signs.append(Sign(text, inside, len(stack), room, _kind(text, inside, last, following)))
        if opens(text):
            stack.append(_bracket(text, last, classy))
        classy = (text == "class" and following != ":") or (classy and text != "{")
        room += text in {";", "}"} and (not stack or (len(stack) == 1 and inside == "class"))
    return signs


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
    for i, (text, inside, depth, *_) in enumerate(signs):
        last, before = (signs[k].text if k >= 0 else "" for k in (i - 1, i - 2))
        if text in {"function", "class"} and signs[i + 1].named:
            found.add(i + 1)
        elif text in {"const", "let"}:
            ends = {";", "of"} if before == "for" else {";"}
            found |= {*_pattern(signs, i + 1, _stop(signs, i + 1, depth, ends))}
        elif text == "(" and (inside == "class" or last not in {"if", "for", "while", "switch"}):
            end = _end(signs, i)
            if end + 1 < len(signs) and signs[end + 1].text in {"=>", "{"}:
                found |= {*_pattern(signs, i + 1, end)}
    return found


def _stop(signs: list[Sign], start: int, depth: int, ends: set[str]) -> int:
    places = (i for i in range(start, len(signs)) if signs[i].depth == depth and signs[i].text in ends)
    return next(places, len(signs))


def tops(signs: list[Sign]) -> list[str]:
    """The names that a script declares for all of itself, in their order."""
    return list(dict.fromkeys(signs[i].text for i in sorted(bound(signs)) if signs[i].depth == 0))


def foreign(signs: list[Sign], known: Iterable[str] = ()) -> set[str]:
    """Names that must stay: what a room uses and does not declare, and what may be the browser's."""
    rooms: dict[str, set[int]] = {}
    for i in bound(signs):
        rooms.setdefault(signs[i].text, set()).add(signs[i].room)
    whole = {*tops(signs), *known}
    return {
        s.text
        for s in signs
        if s.named and s.text not in whole and (s.room not in rooms.get(s.text, ()) or s.text in BROWSER)
    }


def short(taken: Iterable[str], least: int = 1) -> Iterator[str]:
    """Names of as many letters, then of one more and so on, that are not taken."""
    avoid = WORDS.union(taken)
    for size in count(least):
        yield from (name for name in map("".join, product(ascii_letters, repeat=size)) if name not in avoid)


def renamed(signs: list[Sign], names: Mapping[str, str], taken: Iterable[str]) -> list[str]:
    """The pieces of a script with `names` for what all of it sees, and short ones, none of `taken`, for the rest."""
    stay = foreign(signs, names)
    avoid = stay.union(taken)
    rooms: dict[int, tuple[dict[str, str], Iterator[str]]] = {}
    made = list[str]()
    for s in signs:
        new = s.text
        if s.named and new not in stay:
            own, free = rooms.setdefault(s.room, ({}, short(avoid)))
            new = names.get(new) or own.get(new) or own.setdefault(new, next(free))
        made.append(f"{s.text}:{new}" if s.kind == "both" and new != s.text else new)
    return made


SAME = {"const": "let", "true": "!0", "false": "!1"}


def _bare(texts: list[str]) -> list[str]:
    """Without brackets around what stands alone in them. Types are told by comments, and those need some."""
    lonely, stack = set[int](), list[tuple[int, bool]]()
    for i, text in enumerate(texts):
        if closes(text):
            start, alone = stack.pop()
            before, after = texts[start - 1], texts[i + 1 : i + 2]
            if alone and text == ")" and before in {"=", "return", "(", ",", "["} and after in AFTER:
                lonely |= {start, i}
        elif stack and text in {",", "=>", "?", "...", "="}:
            stack[-1] = (stack[-1][0], False)
        if opens(text):
            stack.append((i, text == "(" and texts[i + 1] not in {")", "{", "function"}))
    return [text for i, text in enumerate(texts) if i not in lonely]


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
