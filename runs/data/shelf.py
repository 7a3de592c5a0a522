"""The pictures that this server has: the digits that come with the app, and MNIST where THALWEG_DATA holds it."""

import os
from functools import lru_cache
from pathlib import Path

from core.param import demand
from runs.data import mnist
from runs.data.pictures import DIGITS, Pictures, digits

FOLDER = "THALWEG_DATA"
"""The environment variable that names a folder with data."""


@lru_cache(maxsize=1)
def _mnist(folder: str) -> Pictures | str:
    try:
        return mnist.read_mnist(Path(folder))
    except ValueError as error:
        return str(error)


def _found() -> Pictures | str:
    """MNIST, or why it is not there; "" where nobody says that it is."""
    folder = os.environ.get(FOLDER, "")
    return _mnist(folder) if folder else ""


def offered() -> tuple[str, ...]:
    """The keys of the pictures that this server has."""
    return (DIGITS, mnist.KEY) if isinstance(_found(), Pictures) else (DIGITS,)


def trouble() -> str:
    """Why the data in the folder of THALWEG_DATA cannot be used, in a sentence; "" if they can, or none is named."""
    found = _found()
    return found if isinstance(found, str) else ""


def pictures(key: str) -> Pictures:
    """The pictures with this key; ValueError with a sentence if this server does not have them."""
    demand(key in offered(), f"This server has no pictures called {key[:40]!r}.")
    found = _found()
    return found if key == mnist.KEY and isinstance(found, Pictures) else digits()
