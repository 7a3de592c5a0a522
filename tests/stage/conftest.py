"""A picture that uses every field that a page can set."""

import numpy as np
import pytest

from stage.payload import Chart, Curve, Map, Picture, Pin, Track, Vector

STEPS = 300


def _series(runs: int, steps: int) -> dict[str, tuple[np.ndarray, ...]]:
    t = np.arange(steps + 1.0)
    moving = {
        name: tuple(np.exp(-t / (9 + k + run)) + 0.01 * np.cos(t * (run + k + 1)) for run in range(runs))
        for k, name in enumerate(("x", "y", "loss", "norm", "dist"))
    }
    return moving | {"rate": tuple(np.full(steps + 1, 0.1 * (run + 1)) for run in range(runs))}


def make(runs: int = 6, steps: int = STEPS) -> Picture:
    """`runs` runs of `steps` steps with the series of the race; the last run ends early."""
    series = _series(runs, steps)
    series = {name: (*rows[:-1], rows[-1][: steps // 2]) for name, rows in series.items()}
    surface = "/surface/0123456789ab/rosenbrock?n=240&a=1&b=100"
    return Picture(
        scene="rosenbrock",
        steps=steps,
        panes=(
            Map(
                surface,
                (-2.0, 2.0, -1.0, 3.0),
                "Täler",
            ),
            Chart("loss", "Loss", True, (1e-8, 1e3)),
            Chart("norm", "Gradient norm", True, (1e-8, 1e3)),
            Chart("rate", "Rate η", False, (0.0, 1.0)),
        ),
        tracks=tuple(
            Track(
                0,
                run,
                f"Runner {run}",
                "η 0.1",
                run,
                run == 0,
                False,
                "diverged" if run == runs - 1 else "moving",
                steps // 2 - 1 if run == runs - 1 else None,
                "the loss is no longer finite",
            )
            for run in range(runs)
        ),
        curves=tuple(Curve(pane, run, run) for pane in (1, 2, 3) for run in range(runs)),
        vectors=(Vector(0, 0, 0, "x", "y"),),
        pins=(Pin("start", 0, -1.2, 1.0, "Start", (-4.0, -4.0), (4.0, 4.0)),),
        series=series,
    )


@pytest.fixture
def picture() -> Picture:
    """Six runs of 300 steps, for which the byte budget is defined."""
    return make()
