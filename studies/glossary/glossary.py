"""The glossary: every term of the app that explains itself, for the pages and for the stage's JavaScript."""

from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType

from core.param import demand
from studies.glossary.charts import CHARTS
from studies.glossary.course import COURSE
from studies.glossary.events import EVENTS
from studies.glossary.marks import MARKS
from studies.glossary.standings import STANDINGS
from studies.glossary.term import Term

_STAGE = (*STANDINGS, *EVENTS, *MARKS, *CHARTS)
_ALL = (*_STAGE, *COURSE)
_FORMS = [form for term in _ALL for form in (term.term, *term.aliases)]
demand(len(set(_FORMS)) == len(_FORMS), "Two terms of the glossary are written in the same way.")

GLOSSARY: Mapping[str, Term] = MappingProxyType({term.term: term for term in _ALL})
"""All terms by name."""
_BY_FORM: Mapping[str, str] = {form.lower(): term.term for term in _ALL for form in (term.term, *term.aliases)}


def explained(*names: str) -> str:
    """The explanations of some terms as the help of a field or a caption, in Markdown."""
    return "\n\n".join(f"**{name[0].upper()}{name[1:]}**: {' '.join(GLOSSARY[name].sentences)}" for name in names)


def records() -> list[dict[str, object]]:
    """What the stage explains, as the browser reads it."""
    return [asdict(term) for term in _STAGE]


def term_of(text: str) -> str:
    """The name of the term that is written like this, in capitals or not; "" if none is."""
    return _BY_FORM.get(text.lower(), "")
