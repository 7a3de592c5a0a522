"""Make ahead what is the same at every start: `python -m tools.warm`, before tests run side by side, or in an image."""

import os
import time
from importlib import import_module

from ui import ahead
from ui.crew import Crew
from ui.middleware.health import version


def main() -> None:
    """Compile, or load, the whole catalogue and both loops of the engine; pack the stage, and draw the gallery's cards.

    As many processes share the work as this machine carries. It says how long it took.
    """
    began, crew = time.perf_counter(), Crew()
    if ahead.empty():
        crew.work([("loop",), ("opening",), ("assets",)])
    import_module("runs.warm").first()
    import_module("stage.routes").prepare()
    ahead.rest(crew, {}, version(), manner=())
    took = time.perf_counter() - began
    print(f"Kernels, stage and cards are ready in {os.environ['NUMBA_CACHE_DIR']} ({took:.1f} s).")


if __name__ == "__main__":
    main()
