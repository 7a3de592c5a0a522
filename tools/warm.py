"""Compile every kernel into the cache: `python -m tools.warm`, before tests run side by side, or in an image."""

import os
import time

from runs import warm


def main() -> None:
    """Compile, or load, the whole catalogue and both loops of the engine, and say how long it took."""
    began = time.perf_counter()
    warm.warm(background=False)
    print(f"The kernels are ready in {os.environ['NUMBA_CACHE_DIR']} ({time.perf_counter() - began:.1f} s).")


if __name__ == "__main__":
    main()
