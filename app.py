"""The front door: the ASGI app that `streamlit run app.py` and every ASGI server find here."""

# ruff: noqa: E402 (a process starts, and the garbage collector pauses, before most imports)

import asyncio
import gc
import webbrowser
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from threading import Thread
from typing import Any

from ui.startup import ahead
from ui.startup.workers import Workers

WORKERS = Workers()
ahead.begin(WORKERS)
# Imported modules stay in memory. Without this, Python looks through them for garbage again and again (0.2 s).
gc.disable()

import streamlit as st
from starlette.middleware import Middleware

from core import cache_dir
from runs import bounds, survey
from runs.warmup import warm
from stage import routes
from ui.middleware import front, log, metrics
from ui.middleware.guard import Guard
from ui.middleware.health import Health
from ui.middleware.policy import content_policy, security_headers
from ui.middleware.preflight import raise_limits, stop
from ui.middleware.settings import settings
from ui.middleware.sharing import Sharing
from ui.routes import lessons, paper, thumbnails
from ui.routes.embed import Embed
from ui.routes.maps import Maps
from ui.routes.pictures import Pictures, hints, picture_hash
from ui.routes.trainings import Trainings

gc.freeze()
gc.enable()

MAIN = ahead.MAIN
HEALTH = Health()


def tell() -> None:
    """Write down what was noted of the kernels' cache since it was last asked."""
    while cache_dir.notes:
        log.write("kernel cache", "warning", text=cache_dir.notes.pop(0))


def check() -> None:
    """Look at what the app cannot do without, and stop with one line where something is wrong."""
    tell()
    try:
        bounds.bounds()
    except ValueError as error:
        stop(str(error))
    if routes.plotly()[1] is None:
        stop("plotly.min.js is missing from the installed plotly package: install plotly again.")
    raise_limits()


def publish() -> None:
    """Open the port of the metrics, where one is set."""
    port, host = settings().metrics, settings().metrics_host
    if port:
        try:
            metrics.publish(host, port, *lines())
        except OSError as error:
            stop(
                f"The metrics cannot be published on port {port} ({error.strerror}): set another THALWEG_METRICS_PORT."
            )


def lines() -> tuple[Callable[[], Iterator[str]], ...]:
    """What the metrics consist of."""
    return HEALTH.lines, metrics.METRICS.lines, PICTURES.lines, TRAININGS.lines, surveys, metrics.process


def surveys() -> Iterator[str]:
    """How many surveys are at work, and how many wait for them."""
    yield from metrics.gauge("thalweg_surveys_inside", "Surveys at work.", survey.SURVEY_SLOTS.inside)
    yield from metrics.gauge("thalweg_surveys_waiting", "Surveys that wait.", survey.SURVEY_SLOTS.waiting)


def make_ready() -> None:
    """Prepare what the first visitor needs, and nothing else: the race and its picture.

    A garbage collection looks through everything that is not frozen, while all visitors wait. Freezing takes modules
    out of it, which saves about 0.1 s each time. What is loaded later is frozen when it is there.
    """
    check()
    ahead.load_race()
    # Streamlit makes its loggers when its modules are imported, each with a handler of its own.
    log.open_log(settings().level)
    warm.first()
    routes.prepare()
    picture_hash()  # of the code that is loaded now, whatever is on the disk later
    freeze()
    publish()
    HEALTH.state = "warming"
    log.write("open", version=HEALTH.version, visitors=settings().visitors, steps=bounds.bounds().steps)
    Thread(target=finish, name="finish", daemon=True).start()


def finish() -> None:
    """Prepare everything else in the background, and freeze what has been loaded since the start."""
    ahead.rest(WORKERS, HEALTH.left, HEALTH.version)
    tell()
    freeze()
    HEALTH.state = "warm"
    log.write("warm", seconds=HEALTH.facts()["up"])


def freeze() -> None:
    """Take all that is loaded by now out of the garbage collection."""
    gc.collect()
    gc.freeze()


def address() -> str:
    """Where a browser on this machine finds the app."""
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    base = (st.get_option("server.baseUrlPath") or "").strip("/")
    return f"{scheme}://localhost:{st.get_option('server.port')}/{base}"


def announce() -> None:
    """Say that the app is open, and open it in a browser where there is one."""
    print(f"\n  Thalweg is open at {address()}\n", flush=True)  # noqa: T201 (the one line a user waits for)
    if not st.get_option("server.headless"):
        webbrowser.open(address())


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """What happens between the start of the server and the first request."""
    await asyncio.to_thread(make_ready)
    # The server listens just after this function has yielded, so the announcement waits a moment for it.
    loop = asyncio.get_running_loop()
    opening = loop.call_later(0.2, loop.run_in_executor, None, announce)
    yield {}
    opening.cancel()
    TRAININGS.jobs.dismiss()
    WORKERS.dismiss()


def middleware() -> list[Middleware]:
    """The guard, set up from the installed Streamlit, its options and our settings, and the front behind it."""
    guard = Middleware(
        Guard,
        headers=security_headers(content_policy(front.INDEX, settings().frames)),
        origins=st.get_option("server.corsAllowedOrigins") if st.get_option("server.enableCORS") else None,
        hosts=st.get_option("server.allowedHosts") or (),
        room=settings().visitors,
        title=settings().title,
        sharing=SHARING,
    )
    return [guard, Middleware(front.Front, base=routes.base(), hints=hints)]


try:
    log.open_log(settings().level)
    PICTURES = Pictures(settings().pictures)
    TRAININGS = Trainings(PICTURES)
    SHARING = Sharing(settings().embed, routes.base())
except ValueError as wrong:
    stop(str(wrong))

# Streamlit looks for this very line: it does not run the file to find out whether it holds an app.
SERVED = (HEALTH, PICTURES, Maps(PICTURES), TRAININGS, Embed(SHARING), thumbnails, paper, lessons)
OWN = [part for one in SERVED for part in one.routes(routes.base())] + routes.routes()
app = st.App(MAIN, lifespan=lifespan, middleware=middleware(), routes=OWN)
