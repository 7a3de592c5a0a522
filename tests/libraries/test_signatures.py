"""The signatures in libraries/signatures are those of the libraries that are installed here."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = {"pytorch": "torch", "keras": "keras", "optax": "optax"}
READ = "import sys; from tools.conventions.read import READERS, text; print(text(*READERS[sys.argv[1]]()), end='')"


@pytest.mark.parametrize("key", [key for key, module in LIBRARIES.items() if find_spec(module)])
def test_what_is_kept_is_what_the_installed_library_says(key):
    # A process of its own: importing these libraries warns, and takes memory that the other tests need.
    found = subprocess.run([sys.executable, "-c", READ, key], capture_output=True, text=True, cwd=ROOT, check=True)
    kept = (ROOT / "libraries" / "signatures" / f"{key}.json").read_text(encoding="utf-8")
    assert found.stdout == kept, f"If {key} was updated on purpose: python -m tools.conventions.read {key}"
