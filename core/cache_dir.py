"""Where compiled kernels are kept, and what else is the same at every start.

Each kernel lies there under a stamp of what it reaches (core.reach). What none of them reaches and all depend on are
the flags by which they are compiled and the way stamps are made: the directory is named after these.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

GROUND = Path(__file__).parent
SPACE = 32 * 2**20
"""Bytes that have to be free: the whole catalogue takes some eight million."""
MEMORY = Path("/dev/shm")  # noqa: S108 (the kernels lie in a folder of their own there, and nobody else's are read)
"""Where a folder in memory is found on Linux, also in a container that may write nowhere else."""
RULES = ("kernel.py", "reach.py")
"""The files by which every kernel is compiled and stamped."""
KINDS = {".nbi", ".nbc"}
"""The endings of numba's files: the index of a kernel, and its code."""

notes: list[str] = []
"""What was found at the start and is worth telling whoever runs the app, in sentences."""


def fingerprint(folder: Path = GROUND) -> str:
    """Twelve hexadecimal digits that change with any of the RULES in `folder`."""
    digest = hashlib.sha256()
    for name in RULES:
        digest.update(name.encode() + b"\0" + (folder / name).read_bytes())
    return digest.hexdigest()[:12]


def obstacle(folder: Path) -> str:
    """Why kernels cannot be written to `folder`, in a few words; "" if they can. The folder is created if need be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
            file.write(b"x")
        return "" if shutil.disk_usage(folder).free >= SPACE else "the disk is full"
    except OSError as error:
        return error.strerror or str(error)


def whole(file: Path) -> bool:
    """Is this file of numba's complete? Its format (pickle) begins with one certain byte and ends with another.

    A file that was cut short, or never reached the disk, would end the call of its kernel with an error.
    """
    with file.open("rb") as opened:
        first = opened.read(1)
        opened.seek(-1, os.SEEK_END)
        return (first, opened.read(1)) == (b"\x80", b".")


def sweep(folder: Path) -> int:
    """Remove the kernels that are not whole, so that they are compiled anew: how many files there were."""
    broken = [
        file for file in folder.rglob("*.nb?") if file.suffix in KINDS and not (file.stat().st_size and whole(file))
    ]
    for file in broken:
        file.unlink()
    return len(broken)


def prepare(environment: "os._Environ[str] | dict[str, str]" = os.environ, ground: Path = GROUND) -> Path:
    """Choose the cache directory, remove what is broken in it, and tell numba of it through `environment`.

    The parent is `THALWEG_CACHE` if that is set, else `.cache/numba` in the project; where that cannot be written, a
    folder among the temporary files, else one in memory (numba ignores an unwritable cache silently, and every visitor
    would compile). `notes` say what was wrong. SystemExit with a sentence where no kernel can be written at all.
    """
    wanted = environment.get("THALWEG_CACHE")
    name = fingerprint(ground)
    chosen = next(_places(Path(wanted) if wanted else ground.parent / ".cache" / "numba", name), None)
    if chosen is None:
        raise SystemExit("Thalweg cannot start: " + " ".join(notes))
    if broken := sweep(chosen):
        notes.append(f"{broken} broken files of compiled kernels were removed from {chosen}; they are compiled anew.")
    environment["NUMBA_CACHE_DIR"] = str(chosen)
    return chosen


@lru_cache(1)
def note_trouble(what: str) -> None:
    """Note that compiled kernels can be read or written no longer: once for one reason after the other."""
    notes.append(f"A compiled kernel could not be read from the cache or written to it: {what}. It is in memory now.")


def _file(name: str, folder: Path | None) -> Path:
    return (folder or Path(os.environ["NUMBA_CACHE_DIR"])) / f"{name}.kept"


def _seal(key: bytes, body: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(key).digest() + body).digest()


def held(name: str, key: bytes, folder: Path | None = None) -> bytes | None:
    """What was kept under this name; None if that is nothing, or broken, or was made for another key."""
    with suppress(OSError):
        found = _file(name, folder).read_bytes()
        if found[:32] == _seal(key, found[32:]):
            return found[32:]
    return None


def kept(name: str, key: bytes, make: Callable[[], bytes], folder: Path | None = None) -> bytes:
    """What `make` gives, kept beside the kernels from one start to the next for as long as `key` stays the same.

    There is one file for each name. One that is broken, or was made for another key, is made anew; where none can be
    written, what was made is used all the same.
    """
    found = held(name, key, folder)
    if found is not None:
        return found
    body, file = make(), _file(name, folder)
    # Another process that starts now never reads half a file.
    whole = file.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        whole.write_bytes(_seal(key, body) + body)
        whole.replace(file)
    with suppress(OSError):
        whole.unlink(missing_ok=True)
    return body


def foreign(place: Path) -> bool:
    """Has somebody else made this folder? Windows gives everybody temporary files of their own."""
    return hasattr(os, "geteuid") and place.stat().st_uid != os.geteuid()


def _places(parent: Path, name: str) -> Iterator[Path]:
    """The folders that can be written, the best one first."""
    for place in (parent, Path(tempfile.gettempdir()) / "thalweg", MEMORY / "thalweg"):
        problem = obstacle(place / name)
        if not problem and place != parent and foreign(place):
            problem = "it belongs to somebody else, whose code would be run"
        if problem:
            notes.append(f"Compiled kernels cannot be kept in {place}: {problem}.")
        else:
            yield place / name
