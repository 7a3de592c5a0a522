"""The glossary as a list: every term with its sentences, its picture, and the step of the course that explains it."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from studies.glossary.glossary import GLOSSARY
from ui.course import lesson, prose
from ui.course.chapters import COURSE


def explaining() -> Mapping[str, tuple[str, int]]:
    """The chapter and the step that explain a term first, by the names of the terms of the course."""
    found: dict[str, tuple[str, int]] = {}
    for key, chapter in COURSE.items():
        for n, step in enumerate(chapter.steps, 1):
            for name in prose.terms(lesson.texts(step)):
                found.setdefault(name, (key, n))
    return found


def entry(name: str, where: Mapping[str, tuple[str, int]]) -> dict[str, Any]:
    """A term as the browser gets it. `forms` are the other names that it has, and `step` is where it is explained."""
    term = GLOSSARY[name]
    forms = [form for form in term.aliases if "#" not in form and not form.startswith(name)]
    return {"term": name, "forms": forms, **lesson.explained(term), "step": where.get(name)}


@lru_cache(1)
def listed() -> str:
    """All terms in alphabetical order as JSON."""
    where = explaining()
    return json.dumps([entry(name, where) for name in sorted(GLOSSARY, key=lambda name: name.lower().lstrip("+"))])
