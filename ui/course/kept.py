"""The chapters as they are sent, kept on the disk from one start to the next: measuring all of them takes seconds."""

import json
from collections.abc import Mapping
from functools import lru_cache

from core.cache_dir import held, kept
from ui.course import lesson
from ui.course.chapters import COURSE
from ui.course.covers import cover

LESSONS = "lessons"
"""The name under which they are kept."""
THEMES = ("light", "dark")

READY: dict[str, Mapping[str, str]] = {}
"""The parts of the chapters that were made before anybody asked, by the chapters' keys."""


def made(key: str) -> Mapping[str, str]:
    """All parts of a chapter by their names: "" itself, "1" and on the answers of the steps that ask, "notes", and the
    covers "cover.light.svg" and "cover.dark.svg".
    """
    of = COURSE[key]
    answers = {str(n): step for n, step in enumerate(of.steps, 1) if step.question is not None}
    return {
        "": json.dumps(lesson.chapter(of)),
        **{n: json.dumps(lesson.answer(step)) for n, step in answers.items()},
        "notes": json.dumps(lesson.notes(of)),
        **{f"cover.{theme}.svg": cover(of, theme == "dark") for theme in THEMES},
    }


@lru_cache(maxsize=32)
def parts(key: str) -> Mapping[str, str]:
    """The parts of a chapter: those that are kept, or newly made ones. KeyError if there is no such chapter."""
    return READY.get(key) or made(key)


def are_kept(version: str) -> bool:
    """Have the chapters of this version of the app been made and kept?"""
    return held(LESSONS, version.encode()) is not None


def draw_all(version: str) -> None:
    """Make every chapter in advance. They are stored on the disk and used at the next start of the same version."""
    READY.update(
        json.loads(kept(LESSONS, version.encode(), lambda: json.dumps({key: made(key) for key in COURSE}).encode()))
    )
