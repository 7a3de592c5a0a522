"""How the app is: which version runs, and what of it is warm already."""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ui.middleware.metrics import METRICS, gauge, titled

ROOT = Path(__file__).resolve().parents[2]
FLOORS = (
    "core",
    "landscapes",
    "libraries",
    "networks",
    "optimizers",
    "schedules",
    "runs",
    "studies",
    "scenes",
    "lessons",
    "figures",
    "exports",
    "stage",
    "pictures",
)
STATES = ("starting", "warming", "warm")
"""Nobody is let in yet; the first scene is there and the rest follows; everything is compiled and loaded."""


def version(root: Path = ROOT) -> str:
    """Twelve hexadecimal digits that change with any source of the app: two servers that agree in them are the same."""
    digest = hashlib.sha256()
    for floor in (*FLOORS, "ui"):
        for source in sorted(
            path for path in (root / floor).rglob("*") if path.suffix in {".py", ".js", ".css", ".html", ".json"}
        ):
            digest.update(source.relative_to(root).as_posix().encode() + b"\0" + source.read_bytes())
    digest.update((root / "app.py").read_bytes())
    return digest.hexdigest()[:12]


@dataclass(slots=True)
class Health:
    """The state of this process."""

    version: str = field(default_factory=version)
    state: str = STATES[0]
    begun: float = field(default_factory=time.monotonic)
    left: dict[str, int] = field(default_factory=dict)
    """What is still to be made ready, and how many of each: modules of pages, kernels, the gallery's cards."""

    def facts(self) -> dict[str, object]:
        """What is said to everybody who asks."""
        up = round(time.monotonic() - self.begun, 1)
        warmup = {"warmup": self.state, "left": dict(self.left)}
        return {"status": "ok", "version": self.version, **warmup, "up": up, "visitors": METRICS.visitors}

    def lines(self) -> Iterator[str]:
        """The same for Prometheus."""
        yield from titled("thalweg_info", "Which version runs.", "gauge")
        yield f'thalweg_info{{version="{self.version}"}} 1'
        yield from gauge("thalweg_warm", "Is 1 once everything is loaded, 0 before.", self.state == STATES[-1])
        yield from gauge("thalweg_warmup_left", "Modules, kernels, cards, files to prepare.", sum(self.left.values()))

    def routes(self, base: str) -> list[Route]:
        """GET {base}/healthz, never stored."""

        async def answer(_request: Request) -> Response:
            return JSONResponse(self.facts(), headers={"Cache-Control": "no-store"})

        return [Route(f"{base}/healthz", answer)]
