"""Words of a link that have changed, and words that only the browser reads.

A word that has changed is read under both names for good, and written under the new one.

Links stand in courses and on slides, so a word that once was in a link always means what it meant. A word is a name
(`fog.batch=4`), or a value that names a parameter or a control (`across=fog.batch`, `hide=fog`).
"""

from collections.abc import Mapping
from types import MappingProxyType

FORMER: Mapping[str, str] = MappingProxyType({
    "fog": "gradient",
    "fog.kind": "gradient.kind",
    "fog.freedom": "gradient.freedom",
    "fog.batch": "gradient.batch",
    "fog.order": "gradient.order",
    "fog.late": "gradient.delay",
    "fog.rounding": "gradient.rounding",
    "fog.bits": "gradient.bits",
})  # fmt: skip
"""Former word -> the word of today."""

OF_BROWSER = frozenset({"step"})
"""The words that only the browser's stage reads and writes: the step at which the playhead rests. They are no part of
the question that a link asks, so they change no picture and no address of one.
"""


def today(word: str) -> str:
    """The word of today for a word of a link; any other text as it is."""
    return FORMER.get(word, word)
