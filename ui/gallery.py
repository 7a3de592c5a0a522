"""The stories of the scenes page by chapter, found by scanning the package `scenes`. Nothing here calls Streamlit."""

import pkgutil
from collections.abc import Mapping, Sequence
from importlib import import_module
from types import MappingProxyType, ModuleType

import scenes
from core.records import demand
from studies.cloud_story import CloudStory
from studies.story import CHAPTERS, Chapter, Story

Tale = Story | CloudStory


def story_of(module: ModuleType) -> Tale:
    """The one story of a module; ValueError if there is none or more than one, or if its key is not the file's name."""
    found = [value for value in vars(module).values() if isinstance(value, Tale)]
    demand(len(found) == 1, f"{module.__name__} must hold exactly one story, and holds {len(found)}.")
    story, name = found[0], module.__name__.rpartition(".")[2]
    demand(story.key == name, f"{module.__name__}: its key is {story.key!r}.")
    return story


def arrange(stories: Sequence[Tale]) -> Mapping[Chapter, tuple[Tale, ...]]:
    """The stories by chapter, ordered by place; ValueError unless the places of every chapter are 1, 2, 3, ..."""
    found: dict[Chapter, tuple[Tale, ...]] = {}
    for chapter in CHAPTERS:
        held = sorted((story for story in stories if story.chapter == chapter), key=lambda story: story.place)
        places = [story.place for story in held]
        demand(places == [*range(1, len(held) + 1)], f"{chapter}: the places are {places}, not 1, 2, 3, ...")
        found[chapter] = tuple(held)
    return MappingProxyType(found)


def scan(package: ModuleType) -> list[Tale]:
    """The stories of a package, one per module, in the order of the modules' names."""
    names = sorted(info.name for info in pkgutil.iter_modules(package.__path__))
    return [story_of(import_module(f"{package.__name__}.{name}")) for name in names]


GALLERY: Mapping[Chapter, tuple[Tale, ...]] = arrange(scan(scenes))
TALES: tuple[Tale, ...] = tuple(story for held in GALLERY.values() for story in held)
STORIES: Mapping[str, Story] = MappingProxyType({s.key: s for s in TALES if isinstance(s, Story)})
"""The stories that are races."""
CLOUDS: Mapping[str, CloudStory] = MappingProxyType({s.key: s for s in TALES if isinstance(s, CloudStory)})
"""The stories with clouds."""
