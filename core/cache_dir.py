"""Where compiled kernels are kept.

numba notices a changed kernel file, but not a changed function that a kernel calls from another file. So the cache
lives in a directory whose name is a hash of everything in `core/`: change the ground and every kernel is new.
"""

import hashlib
import os
import tempfile
from pathlib import Path

GROUND = Path(__file__).parent


def fingerprint(folder: Path = GROUND) -> str:
    """Twelve hexadecimal digits that change with any Python source in `folder`."""
    digest = hashlib.sha256()
    for source in sorted(folder.glob("*.py")):
        digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()[:12]


def writable(folder: Path) -> bool:
    """Can a file be made in `folder`? It is created if need be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def prepare(environment: "os._Environ[str] | dict[str, str]" = os.environ, ground: Path = GROUND) -> Path:
    """Choose the cache directory and tell numba of it through `environment`.

    The parent is `THALWEG_CACHE` if that is set, else `.cache/numba` in the project; where neither can be written,
    a folder among the temporary files (numba ignores an unwritable cache silently, and every visitor would compile).
    """
    wanted = environment.get("THALWEG_CACHE")
    parent = Path(wanted) if wanted else ground.parent / ".cache" / "numba"
    name = fingerprint(ground)
    chosen = parent / name
    if not writable(chosen):
        chosen = Path(tempfile.gettempdir()) / "thalweg" / name
        chosen.mkdir(parents=True, exist_ok=True)
    environment["NUMBA_CACHE_DIR"] = str(chosen)
    return chosen
