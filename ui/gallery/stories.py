"""The stories of the scenes page by chapter, found by scanning the package `scenes`. Nothing here calls Streamlit."""

import pkgutil
from collections.abc import Mapping, Sequence
from importlib import import_module
from types import MappingProxyType, ModuleType

import scenes
from core.param import demand
from studies.ensemble_story import EnsembleStory, watched
from studies.story import CHAPTERS, Chapter, Story, told

AnyStory = Story | EnsembleStory


def story_of(module: ModuleType) -> AnyStory:
    """The one story of a module; ValueError if there is none or more than one, or if its key is not the file's name."""
    found = [value for value in vars(module).values() if isinstance(value, AnyStory)]
    demand(len(found) == 1, f"{module.__name__} must hold exactly one story, and holds {len(found)}.")
    story, name = found[0], module.__name__.rpartition(".")[2]
    demand(story.key == name, f"{module.__name__}: its key is {story.key!r}.")
    return story


def arrange(stories: Sequence[AnyStory]) -> Mapping[Chapter, tuple[AnyStory, ...]]:
    """The stories by chapter, ordered by place; ValueError unless the places of every chapter are 1, 2, 3, ..."""
    found: dict[Chapter, tuple[AnyStory, ...]] = {}
    for chapter in CHAPTERS:
        held = sorted((story for story in stories if story.chapter == chapter), key=lambda story: story.place)
        places = [story.place for story in held]
        demand(places == [*range(1, len(held) + 1)], f"{chapter}: the places are {places}, not 1, 2, 3, ...")
        found[chapter] = tuple(held)
    return MappingProxyType(found)


def scan(package: ModuleType) -> list[AnyStory]:
    """The stories of a package, one per module, in the order of the modules' names."""
    names = sorted(info.name for info in pkgutil.iter_modules(package.__path__))
    return [story_of(import_module(f"{package.__name__}.{name}")) for name in names]


GALLERY: Mapping[Chapter, tuple[AnyStory, ...]] = arrange(scan(scenes))
ALL_STORIES: tuple[AnyStory, ...] = tuple(story for held in GALLERY.values() for story in held)
STORIES: Mapping[str, Story] = MappingProxyType({s.key: s for s in ALL_STORIES if isinstance(s, Story)})
"""The stories that are races."""
ENSEMBLES: Mapping[str, EnsembleStory] = MappingProxyType(
    {s.key: s for s in ALL_STORIES if isinstance(s, EnsembleStory)}
)
"""The stories with clouds."""
BY_KEY: Mapping[str, AnyStory] = MappingProxyType({story.key: story for story in ALL_STORIES})
"""All stories, in the order in which they are told."""


def claim_of(story: AnyStory) -> str:
    """The answer of a story in numbers, measured on its own runs."""
    return (watched(story).claim if isinstance(story, EnsembleStory) else told(story)).text
