"""Measures ensembles: the time of a thousand runs, the bytes that are sent, and the effect on other visitors."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from benchmarks.classroom import RAMP, SECONDS, Tally, Visitor, lesson, warm
from benchmarks.numerics import seconds
from benchmarks.row import Row, at_most, attempted
from runs import edit
from runs.ensemble import codec as ensemble_codec
from runs.ensemble.ensemble import Ensemble, first_ensemble
from runs.ensemble.snapshots import snapshots
from runs.gradient_noise import PLAIN_NOISE, GradientNoise
from runs.ground import Ground, landscape
from runs.run import Runner, Scene, optimizer
from tools.serving import calm, serving
from ui.gallery.stories import ENSEMBLES
from ui.routes.pictures import answer

ROUNDS, VISITORS, ASKING = 9, 30, 2


def adam(key: str, noise: float = 0.0, gradient: GradientNoise = PLAIN_NOISE) -> Ensemble:
    """1,000 runs x 500 steps of Adam."""
    ground = Ground(landscape(key, {"samples": 256.0} if key == "logistic_regression" else {}))
    start = next(iter(ground.starts().values()))
    return Ensemble(Scene(ground, start, 500, (Runner(optimizer("adam"), 0.05),), noise, gradient=gradient))


def walked() -> Iterator[Row]:
    """The time of ensembles as the page simulates them: recorded a hundred times, with the losses of all walkers."""
    for what, ensemble, limit in (
        (
            "logistic_regression, 256 samples, B = 16",
            adam("logistic_regression", gradient=GradientNoise(batch=16.0)),
            0.5,
        ),
        ("rosenbrock, Gaussian noise", adam("rosenbrock", noise=1.0), 0.15),
    ):
        (run,) = ensemble.runs()
        snapshots(run, ensemble.walkers, ensemble.every, ensemble.radius)
        took = [seconds(lambda r=run, c=ensemble: snapshots(r, c.walkers, c.every, c.radius)) for _ in range(ROUNDS)]
        yield at_most(f"1,000 runs x 500 steps of Adam, {what}", median(took), limit, "s")


def weights() -> Iterator[Row]:
    """The size of the animation that is sent, for the first ensemble and for every story with clouds."""
    shown = {"the first one": first_ensemble(), **{key: story.ensemble for key, story in ENSEMBLES.items()}}
    sizes = {
        name: len(answer("clouds", ensemble_codec.write(ensemble)).zipped) / 1e3 for name, ensemble in shown.items()
    }
    heaviest = max(sizes, key=lambda name: sizes[name])
    yield at_most("bytes of the first ensemble's animation", sizes["the first one"], 300, "kB")
    yield at_most(f"  the heaviest of {len(sizes)}, {heaviest}", sizes[heaviest], 300, "kB")


async def keep_asking(url: str, tally: Tally, number: int, end: float) -> None:
    """One visitor who asks for new clouds that are not cached, again and again without a pause."""
    address = url.replace("http", "ws", 1) + "/_stcore/stream"
    async with connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None, compression=None) as socket:
        visitor, seed, message = Visitor(socket, tally), 1000 * number, BackMsg()
        message.rerun_script.page_name = "clouds"
        while time.monotonic() < end:
            seed += 1
            base = edit.with_seed(first_ensemble().base, seed)
            message.rerun_script.query_string = ensemble_codec.write(replace(first_ensemble(), base=base))
            took, size = await visitor.ask(message)
            tally.changes.append(took)
            tally.sizes.append(size)


async def together(url: str) -> tuple[Tally, Tally]:
    """The measurements of visitors of the race, and of those who ask for clouds meanwhile."""
    asked, end = Tally(), time.monotonic() + RAMP + SECONDS
    busy = asyncio.gather(*(keep_asking(url, asked, number, end) for number in range(ASKING)))
    raced = await lesson(url, VISITORS)
    await busy
    return raced, asked


def beside() -> Iterator[Row]:
    """30 visitors race while two others ask for clouds again and again."""
    with serving() as server:
        asyncio.run(warm(server.url))
        calm(server.pid)
        raced, asked = asyncio.run(together(server.url))
    ranked = sorted(raced.changes)
    p95 = ranked[int(0.95 * len(ranked))] * 1e3
    yield at_most(f"{VISITORS} visitors on the race page beside {ASKING} who ask for clouds: p95", p95, 300, "ms")
    yield Row("  clouds meanwhile, median", f"{len(asked.changes)}, {median(asked.changes):.2f} s")
    yield Row("  bytes of clouds on the wire (median)", f"{median(asked.sizes) / 1e3:.0f} kB")
    errors = raced.errors + asked.errors
    yield Row("  errors", str(len(errors)), "none", not errors)


def rows() -> Iterator[Row]:
    """All figures of this part."""
    yield from attempted("ensembles", walked)
    yield from attempted("bytes of animations", weights)
    yield from attempted("races beside clouds", beside)
