"""A soak test: three thousand changes of all kinds on one server, whose memory must not grow after the first 500.

The changes include races, scenes, clouds, comparisons, typed data, sliders, and the pictures and surfaces that a
browser fetches, since every cache of the app must have a limit. The load goes only to loopback.
"""

import asyncio
import gzip
import os
import re
import socket
from dataclasses import replace
from random import Random
from urllib.request import urlopen

from benchmarks.pictures import Reader, address, moved
from deploy.tests.caller import Caller, calling
from runs import codec, edit
from runs.comparison import codec as comparison_codec
from runs.comparison.presets import PRESETS
from runs.ensemble import codec as ensemble_codec
from runs.ground import Ground, landscape
from runs.opening import opening
from tools.serving import Server, calm, resident, serving
from ui.gallery.stories import ENSEMBLES, STORIES

CHANGES = int(os.environ.get("SOAK", "3000"))
SETTLED, GROWTH = CHANGES // 6, 15.0
"""After SETTLED changes, memory may grow by at most GROWTH MB."""
CALLERS, STAY = 5, 20
"""The number of visitors at once, and the number of changes after which each is replaced by a new one."""
PICTURES, KEPT = 20_000, 8
"""The number of different pictures that are asked for, and the megabytes for those that are kept."""
SURFACE = re.compile(rb'"(/surface/[^"]+)"')


def link(number: int) -> tuple[str, str]:
    """The page and the query of the change with this number, which are all different."""
    rng = Random(number)
    kind = rng.choice(["story", "story", "story", "clouds", "comparison", "data"])
    if kind == "clouds":
        ensemble = rng.choice([*ENSEMBLES.values()]).ensemble
        return "clouds", ensemble_codec.write(replace(ensemble, base=replace(ensemble.base, seed=number), walkers=200))
    if kind == "comparison":
        comparison = rng.choice([*PRESETS.values()])()
        return "compare", comparison_codec.write(replace(comparison, base=replace(comparison.base, seed=number)))
    if kind == "data":
        rows = tuple(tuple(round(rng.uniform(-5, 5), 3) for _ in range(3)) for _ in range(64))
        return "", codec.write(replace(opening(), ground=Ground(landscape("linear_regression"), table=rows)))
    scene = rng.choice([*STORIES.values()]).scene
    return "", codec.write(replace(scene, start=(scene.start[0] + number * 1e-4, scene.start[1])))


class Guest(Caller):
    """A visitor whose browser fetches the surfaces of what it shows."""

    async def change(self, number: int, url: str) -> None:
        """Open a link, or move a slider of the page that is open; then fetch what is new on it."""
        # The first changes fill the caches, which may grow up to their limits.
        if number > SETTLED and number % 3 and self.slider:
            self.value = float(number % 9)
            await self.run()
        else:
            self.page, self.slider, self.value = "", "", None
            page, self.query = link(number)
            message = self.message(self.query)
            message.rerun_script.page_name = page
            await self.ask(message)
        for surface in set(SURFACE.findall(gzip.decompress(self.picture))):
            await asyncio.to_thread(fetch, url + surface.decode())
        assert not self.tally.errors, (number, self.tally.errors)


def fetch(address: str) -> None:
    """Read an answer, and forget it."""
    with urlopen(address, timeout=30) as answer:
        answer.read()


async def soak(server: Server) -> list[float]:
    """The server's memory in MB, at the start and after every sixth of all changes."""
    numbers, found = iter(range(1, CHANGES + 1)), [resident(server.pid)]

    async def come_and_go() -> None:
        while True:
            async with calling(server.url, Guest) as guest:
                for _ in range(STAY):
                    number = next(numbers, None)
                    if number is None:
                        return
                    await guest.change(number, server.url)
                    if number % SETTLED == 0:
                        found.append(resident(server.pid))

    await asyncio.gather(*(come_and_go() for _ in range(CALLERS)))
    return found


def test_memory_is_flat() -> None:
    # With the default, the pictures would still be filling their memory at the end.
    with serving(THALWEG_PICTURES_MB=str(KEPT), MALLOC_ARENA_MAX="2") as server:
        calm(server.pid)
        found = asyncio.run(soak(server))
    print(f"{CHANGES} changes: memory {', '.join(f'{size:.0f}' for size in found)} MB")  # noqa: T201
    assert len(found) == 7
    assert max(found[2:]) - found[1] <= GROWTH


async def read(url: str, size: list[float], pid: int) -> None:
    """Ask for PICTURES different pictures, by four at a time; the server's memory in MB after every eighth of them."""
    base, numbers = await address(url), iter(range(1, PICTURES + 1))
    link = codec.write(edit.with_steps(opening(), 100))

    async def one() -> None:
        reader = Reader(url)
        for number in numbers:
            await reader.fetch(f"{base}?{moved(link, number)}&moving=on")
            if number % (PICTURES // 8) == 0:
                size.append(resident(pid))
        reader.close()

    await asyncio.gather(*(one() for _ in range(4)))


def test_pictures_stay_within_their_memory() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    size: list[float] = []
    with serving(THALWEG_PICTURES_MB=str(KEPT), THALWEG_METRICS_PORT=str(port)) as server:
        calm(server.pid)
        asyncio.run(read(server.url, size, server.pid))
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
            told = dict(line.rsplit(" ", 1) for line in answer.read().decode().splitlines() if line[:1] != "#")
    print(f"{PICTURES} pictures, {KEPT} MB for them: memory {', '.join(f'{one:.0f}' for one in size)} MB")  # noqa: T201
    assert float(told['thalweg_pictures_total{outcome="computed"}']) == PICTURES
    assert 0.9 * KEPT * 2**20 < float(told["thalweg_pictures_bytes"]) <= KEPT * 2**20
    assert max(size[2:]) - size[1] <= GROWTH
