"""Make ahead what is the same at every start: `python -m tools.warm`, before tests run side by side, or in an image."""

import os
import time

from runs import warm
from stage import routes
from ui.cards import draw_all
from ui.door.health import version


def main() -> None:
    """Compile, or load, the whole catalogue and both loops of the engine; pack the stage, and draw the gallery's cards.

    It says how long it took.
    """
    began = time.perf_counter()
    warm.warm(background=False)
    routes.prepare()
    draw_all(version())
    took = time.perf_counter() - began
    print(f"Kernels, stage and cards are ready in {os.environ['NUMBA_CACHE_DIR']} ({took:.1f} s).")


if __name__ == "__main__":
    main()
