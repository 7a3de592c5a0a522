"""What other libraries do by default: presets for our methods, from the arguments that were read from their sources."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.param import demand

RATE = "rate"
"""The word for the learning rate where an argument is said to set it."""

Given = float | str
"""A value of a parameter: a number, or the name of an option."""


@dataclass(frozen=True, slots=True)
class Preset:
    """What a library or a paper does by default for one of our methods.

    `called` is its name there and `asked` the arguments that make it this method. `takes` says what each argument sets
    here: the rate or parameters, several for an argument that is a tuple. `rate` is None if there is no default.
    `values` holds the parameters that the defaults and the library's formula fix, and all others have our defaults,
    except those of `left`: arguments without a usable default, whose parameters keep the visitor's values. `differs`
    tells visitors what is special about it. If it is not `exact`, a run differs in its numbers, and `differs` says how.
    """

    method: str
    called: str
    differs: str
    rate: float | None = None
    values: Mapping[str, Given] = field(default_factory=dict)
    takes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    left: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, Any] = field(default_factory=dict)
    exact: bool = True

    def __post_init__(self) -> None:
        demand(self.called and self.differs.strip(), f"{self.method}: a preset has a name and says what differs.")
        demand(self.rate is not None or self.values, f"{self.method}: this preset of {self.called} sets nothing.")
        both = set(self.values) & set(self.left.values())
        demand(not both, f"{self.method}: {', '.join(sorted(both))} cannot be set and left as it is.")


@dataclass(frozen=True, slots=True)
class Library:
    """A library with its presets, at most one for each of our methods.

    `version` is the one that they were read from; papers have none.
    """

    key: str
    name: str
    version: str
    url: str
    presets: tuple[Preset, ...]

    def __post_init__(self) -> None:
        demand(self.key.isidentifier() and self.key.islower(), f"{self.key!r} is no key: lower case, digits and _.")
        demand(self.name, f"{self.key}: a library has a name.")
        demand(self.url.startswith("https://"), f"{self.key}: a library has the address of its sources.")
        methods = [preset.method for preset in self.presets]
        demand(methods and len(methods) == len(set(methods)), f"{self.key}: it has presets, one for each method.")

    def preset(self, method: str) -> Preset | None:
        """The preset for one of our methods; None if there is none."""
        return next((preset for preset in self.presets if preset.method == method), None)


@dataclass(frozen=True, slots=True)
class Signatures:
    """The arguments of a library's classes, by section and name. One without a default has no key `default`."""

    version: str
    sections: Mapping[str, Mapping[str, list[dict[str, Any]]]]

    def defaults(self, called: str) -> dict[str, Any]:
        """The defaults of a class or function, by argument; None for an argument that has none."""
        found = next((classes[called] for classes in self.sections.values() if called in classes), None)
        if found is None:
            raise ValueError(f"There is no {called} in version {self.version}.")
        return {argument["name"]: argument.get("default") for argument in found}

    def preset(
        self,
        method: str,
        called: str,
        takes: Mapping[str, str | tuple[str, ...]],
        differs: str,
        *,
        fixed: Mapping[str, Given] | None = None,
        left: Mapping[str, str] | None = None,
        asked: Mapping[str, Any] | None = None,
        exact: bool = True,
    ) -> Preset:
        """The preset of a class, with its defaults. A default of None means no rate, or a momentum or decay of zero."""
        defaults, values = self.defaults(called), dict(fixed or {})
        tuples = {name: (keys,) if isinstance(keys, str) else keys for name, keys in takes.items()}
        strange = {*takes, *(left or {}), *(asked or {})} - set(defaults)
        demand(not strange, f"{called} has no argument {', '.join(sorted(strange))}.")
        rate = None
        for name, keys in tuples.items():
            given = defaults[name] if isinstance(defaults[name], list) else [defaults[name]]
            for key, value in zip(keys, given, strict=True):
                if key == RATE:
                    rate = value
                else:
                    values[key] = float(value or 0)
        return Preset(method, called, differs, rate, values, tuples, left or {}, asked or {}, exact)  # fmt: skip


def signatures(record: str) -> Signatures:
    """The arguments of a library, from the folder `signatures` beside the file of its record."""
    read = json.loads((Path(record).parent / "signatures" / f"{Path(record).stem}.json").read_text(encoding="utf-8"))
    return Signatures(read.pop("version"), read)
