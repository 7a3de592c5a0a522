"""Prepares what is the same at every start: `python -m tools.warm`, before tests run in parallel, or in an image."""

import os
import time
from importlib import import_module

from ui.middleware.health import version
from ui.startup import ahead
from ui.startup.workers import Workers


def main() -> None:
    """Compile or load the whole catalogue and both loops of the engine, compress what is sent, draw the gallery's
    cards.

    As many processes share the work as the machine allows. The duration is printed.
    """
    began, workers = time.perf_counter(), Workers()
    if ahead.empty():
        workers.work([("loop",), ("opening",)])
    import_module("runs.warmup.warm").first()
    import_module("stage.routes").prepare()
    ahead.rest(workers, {}, version(), manner=())
    took = time.perf_counter() - began
    print(f"Kernels, stage and cards are ready in {os.environ['NUMBA_CACHE_DIR']} ({took:.1f} s).")


if __name__ == "__main__":
    main()
