"""The chapters of the course, found by scanning the package `lessons`. Nothing here calls Streamlit."""

import pkgutil
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType, ModuleType

import lessons
from core.param import demand
from studies.course.chapter import Chapter


def chapter_of(module: ModuleType) -> Chapter:
    """The one chapter of a module; ValueError unless there is exactly one, with the name of the file as its key."""
    found = [value for value in vars(module).values() if isinstance(value, Chapter)]
    demand(len(found) == 1, f"{module.__name__} must hold exactly one chapter, and holds {len(found)}.")
    chapter, name = found[0], module.__name__.rpartition(".")[2]
    demand(chapter.key == name, f"{module.__name__}: its key is {chapter.key!r}.")
    return chapter


def scan(package: ModuleType) -> Mapping[str, Chapter]:
    """The chapters of a package by key, in their order; ValueError if two have one place."""
    modules = [import_module(f"{package.__name__}.{info.name}") for info in pkgutil.iter_modules(package.__path__)]
    found = sorted(map(chapter_of, modules), key=lambda chapter: chapter.place)
    places = [chapter.place for chapter in found]
    demand(len(set(places)) == len(places), f"The places of the chapters are {places}: one of them stands twice.")
    return MappingProxyType({chapter.key: chapter for chapter in found})


COURSE: Mapping[str, Chapter] = scan(lessons)
"""The chapters by key, in the order in which they are read."""
