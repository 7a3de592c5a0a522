"""The route that answers about a training, as far as it has come: GET {base}/training/{hash}/{what}?{query}.

`query` is the link of the page Network. `what` is "curves", "rates", "tuned.TRIALS", or "plane.KIND.METHOD.DRAW", a
slice through the space of weights. As long as it is being computed, an answer is a part, which nobody keeps; asking
again with its tag in If-None-Match gives 304 until there is more. Before there is anything, the answer is empty (202).
The whole answer may be kept for ever. Whoever asks for the same shares one computation (`ui.routes.jobs`).
"""

import gzip
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache, partial
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from pictures.training import answers as made
from pictures.training.curves import Packed
from pictures.training.plane import KINDS
from runs.training import codec
from runs.training.training import Training
from stage import wire
from stage.assets import Asset, digest, send
from ui.middleware.bucket import household
from ui.middleware.metrics import gauge, titled
from ui.routes.answers import BusyError, retry_after
from ui.routes.jobs import Job, Jobs
from ui.routes.pictures import BUSY, KIND, LEVEL, NEVER, OUTDATED, Pictures, picture_hash, split

NETWORK = "network"
"""The page."""
NOTHING = "There is no such question about a training."
MAKERS: Mapping[str, made.Maker] = MappingProxyType({"curves": made.curves, "rates": made.rates})
"""What may be asked about a training, besides planes and tuned rates."""
TUNED = re.compile(r"tuned\.([1-9])")
PLANE = re.compile(rf"plane\.({'|'.join(KINDS[1:])})\.([0-9]|[12][0-9]|3[01])\.([0-9]{{1,2}})")


def address() -> str:
    """How the addresses of trainings begin, below the app's root."""
    return f"/training/{picture_hash()}"


def packed(found: Packed) -> Asset:
    """An answer in the browser's format, zipped."""
    body = wire.pack_arrays(found.head, found.arrays)
    return Asset(b"", gzip.compress(body, LEVEL, mtime=0), f'"{digest(body)}"')


def maker(what: str) -> made.Maker | None:
    """What answers a question; None if there is no such question."""
    if found := PLANE.fullmatch(what):
        return made.plane(found[1], int(found[2]), int(found[3]))
    tuned = TUNED.fullmatch(what)
    return made.tuned(int(tuned[1])) if tuned else MAKERS.get(what)


@lru_cache(256)
def asked(query: str) -> Training:
    """The training that a link asks for, whatever else it says."""
    return codec.read(split(query)[1]).training


class Trainings:
    """The route. Its answers share the memory of pictures."""

    def __init__(self, pictures: Pictures) -> None:
        self.pictures, self.jobs = pictures, Jobs(pictures.answers)

    async def answer(self, request: Request) -> Response:
        """A training; 404 for an unknown version or question, 503 if the server is busy, each with a sentence."""
        what, query = request.path_params["what"], request.scope["query_string"].decode("latin-1")
        if request.path_params["hash"] != picture_hash() or maker(what) is None:
            self.jobs.outcomes["not_found"] += 1
            return PlainTextResponse(NOTHING if maker(what) is None else OUTDATED, 404, NEVER)
        question = asked(query)
        key = f"{NETWORK}/{what}", codec.write(question)
        found = self.pictures.answers.get(key)
        if found is not None:
            self.jobs.outcomes["cached"] += 1
            return send(request, found, KIND)
        address = household((request.scope.get("client") or ("",))[0])
        try:
            job = self.jobs.ask(key, address, partial(make, what, question))
        except BusyError:
            self.jobs.outcomes["refused"] += 1
            return PlainTextResponse(BUSY, 503, NEVER | {"Retry-After": retry_after()})
        if job.answer is not None:
            return send(request, job.answer, KIND)
        if job.found is None:
            return Response(status_code=202, headers=NEVER)
        return send(request, job.found, KIND, NEVER)

    def lines(self) -> Iterator[str]:
        """The metrics for Prometheus."""
        name = "thalweg_trainings_total"
        yield from titled(name, "Trainings, by how they ended, and requests that needed none.", "counter")
        yield from (f'{name}{{outcome="{how}"}} {n}' for how, n in sorted(self.jobs.outcomes.items()))
        yield from gauge("thalweg_trainings_waiting", "Trainings that wait.", self.jobs.queue.waiting)

    def routes(self, base: str) -> list[Route]:
        """The route to hand to `st.App`."""
        return [Route(f"{base}/training/{{hash}}/{{what}}", self.answer)]


def make(what: str, question: Training, job: Job) -> Asset:
    """Answer a question about a training, and tell the job what there is in the meantime."""
    answer = maker(what) or made.curves
    return packed(answer(question, lambda found: job.tell(packed(found)), job.cancelled))
