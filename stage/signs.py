"""JavaScript taken apart into words and signs.

This reads the part of the language in which the stage is written, and knows no more of it than brackets and what stands
beside a word: enough to tell a name from a property.
"""

import re
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
