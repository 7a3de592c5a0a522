"""Pictures by their address: the same bytes everywhere, sentences for bad links, and refusals that nobody keeps."""

import asyncio
import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from pictures.registry import PAGES
from runs import codec, edit
from runs.opening import opening
from tests.decoding import decoded
from ui.routes import answers, pictures
from ui.routes.answers import BusyError
from ui.routes.pictures import Pictures, answer, picture_hash

ROOT = Path(__file__).resolve().parents[2]
SCENE = codec.write(edit.with_steps(opening(), 40))
QUICK = [page for page in PAGES if page != "clouds"]
FEW = "walkers=100&steps=20&landscape=bowl&run1=gd"


def head(packed: bytes) -> dict[str, Any]:
    """The JSON head of a zipped answer."""
    raw = gzip.decompress(packed)
    return json.loads(raw[4 : 4 + int.from_bytes(raw[:4], "little")])


def scope_of(path: str, query: str, headers: dict[str, str], base: str = "") -> dict[str, Any]:
    return {
        "type": "http", "method": "GET", "path": base + path, "root_path": "", "query_string": query.encode(),
        "client": ("127.0.0.1", 1), "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
    }  # fmt: skip


def get(served: Pictures, path: str, query: str = "", base: str = "", **headers: str) -> Response:
    """The answer of the route to a GET."""
    scope = scope_of(path, query, headers, base)
    for route in served.routes(base):
        match, child = route.matches(scope)
        if match is Match.FULL:
            return asyncio.run(route.endpoint(Request({**scope, **child})))
    raise AssertionError(path)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Pictures:
    monkeypatch.setattr(answers, "PATIENCE", 600.0)  # a busy machine takes longer than a visitor would wait
    return Pictures(4)


def address(page: str) -> str:
    return f"/picture/{picture_hash()}/{page}"


@pytest.mark.parametrize("page", PAGES)
def test_an_answer_may_be_kept_for_ever_and_the_second_comes_from_the_cache(served: Pictures, page: str) -> None:
    query = FEW if page == "clouds" else SCENE
    first, second = (get(served, address(page), query, **{"accept-encoding": "gzip"}) for _ in range(2))
    assert first.status_code == second.status_code == 200
    assert "immutable" in first.headers["cache-control"]
    assert (first.body, first.headers) == (second.body, second.headers)
    assert dict(served.outcomes) == {"computed": 1, "cached": 1}
    plain = get(served, address(page), query)
    assert bytes(plain.body) == decoded(dict(first.headers), bytes(first.body), 10**7)
    again = get(served, address(page), query, **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.body) == (304, b"")


def test_an_answer_says_what_it_answers_and_what_it_could_not_use() -> None:
    told = head(answer("race", "landscape=ravine&run1=adam&run1.rate=nan&foo=1&hide=fork,nonsense&title=Hello").zipped)
    assert told["query"] == PAGES["race"].write(PAGES["race"].read("landscape=ravine&run1=adam")[0])
    assert [part.split(" ")[0].strip("'") for part in told["remarks"]] == ["hide", "run1.rate", "foo"]
    assert told["rules"]["off"] == ["fork"]
    assert told["title"] == "Hello"
    plain = head(answer("race", told["query"]).zipped)
    assert plain["query"] == told["query"]
    assert not plain["remarks"]
    assert "rules" not in plain


def test_a_picture_in_motion_has_the_paths_and_no_events() -> None:
    still, moving = (head(answer("race", query).zipped) for query in (SCENE, f"{SCENE}&moving=on"))
    assert (still["moving"], moving["moving"]) == (False, True)
    assert still["events"]
    assert not moving["events"]
    assert still["series"] == moving["series"]
    assert head(answer("race", f"{SCENE}&moving=perhaps").zipped)["events"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/picture/0123456789ab/race", pictures.OUTDATED),
        ("/picture/latest/nowhere", pictures.NO_PICTURE),
        ("/picture/HASH/reference", pictures.NO_PICTURE),
        ("/picture/HASH/..%2Frace", pictures.NO_PICTURE),
    ],
)
def test_an_unknown_address_gets_a_sentence_that_nobody_keeps(served: Pictures, path: str, said: str) -> None:
    refused = get(served, path.replace("HASH", picture_hash()), SCENE)
    assert (refused.status_code, bytes(refused.body).decode()) == (404, said)
    assert refused.headers["cache-control"] == "no-store"
    assert not served.answers.kept


@pytest.mark.parametrize("base", ["", "/class/room"])
@pytest.mark.parametrize("query", ["", SCENE])
def test_whoever_knows_only_the_link_is_led_to_the_running_version(served: Pictures, base: str, query: str) -> None:
    led = get(served, f"{base}/picture/latest/race", query, base="") if not base else None
    if led is None:
        scope = scope_of("/picture/latest/race", query, {}, base)
        route = served.routes(base)[0]
        match, child = route.matches(scope)
        assert match is Match.FULL
        led = asyncio.run(route.endpoint(Request({**scope, **child})))
    assert (led.status_code, led.headers["cache-control"]) == (302, "no-store")
    assert led.headers["location"] == f"{base}{address('race')}" + (f"?{query}" if query else "")


def test_a_busy_server_says_when_to_ask_again(served: Pictures, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*_args: object) -> None:
        raise BusyError

    monkeypatch.setattr(served.answers, "ask", refuse)
    told = get(served, address("race"), SCENE)
    assert (told.status_code, bytes(told.body).decode()) == (503, pictures.BUSY)
    assert int(told.headers["retry-after"]) > 0
    assert told.headers["cache-control"] == "no-store"
    assert dict(served.outcomes) == {"refused": 1}


def test_the_figures_count_what_became_of_the_questions(served: Pictures) -> None:
    for _ in range(3):
        get(served, address("race"), SCENE)
    get(served, "/picture/none/race", SCENE)
    told = "\n".join(served.lines())
    for outcome, count in {"computed": 1, "cached": 2, "not_found": 1}.items():
        assert f'thalweg_pictures_total{{outcome="{outcome}"}} {count}' in told
    assert "thalweg_picture_seconds_count 1" in told
    assert f"thalweg_pictures_bytes {served.answers.size:g}" in told


PROBE = """
import hashlib, sys
from ui.routes.pictures import answer, picture_hash
print(picture_hash())
for line in sys.stdin.read().splitlines():
    page, _, query = line.partition("?")
    print(hashlib.sha256(answer(page, query).zipped).hexdigest())
"""


def test_two_processes_answer_with_the_same_bytes() -> None:
    noisy = f"{SCENE}&noise=0.3&seed=5"
    asked = [*(f"{page}?{SCENE}" for page in QUICK), f"clouds?{FEW}", f"race?{noisy}", f"race?{noisy}&moving=on"]
    said = [
        subprocess.run(
            [sys.executable, "-c", PROBE], input="\n".join(asked), capture_output=True, text=True, cwd=ROOT,
            check=True, env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout.split()
        for seed in ("1", "2")
    ]  # fmt: skip
    assert said[0] == said[1]
    assert len(said[0]) == len(asked) + 1


WORDS = [name for name, _ in codec.pairs(opening())] + ["across", "across1", "down", "walkers", "runner", "start1.x"]
NAMES = st.sampled_from([*WORDS, "run2.origin", "run2.at", "hide", "lock", "ask", "moving", "v", "landscape.table"])
TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["nan", "inf", "-inf", "1e300", "-1", "0", "1e-300", "on", "off", "adam", "ravine", "2", "3"]),
    st.floats().map(str),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(QUICK), st.lists(st.tuples(NAMES, TEXTS), max_size=8))
def test_a_hostile_link_is_answered(page: str, words: list[tuple[str, str]]) -> None:
    told = head(answer(page, urlencode([("steps", "30"), *words])).zipped)
    assert all(isinstance(sentence, str) and sentence for sentence in told["remarks"])
    assert told["tracks"]


@pytest.mark.parametrize("page", QUICK)
@pytest.mark.parametrize(
    "query",
    [
        "x" * 30_000,
        "&".join(f"run{i}=adam" for i in range(2_000)),
        "%ff%fe%00&=&&&&x=%zz",
        "steps=20&x=nan&y=inf&run1.rate=1e300",
        "steps=20&run1=adam&run2=adam&run2.origin=1&run2.at=5&run3=adam&run3.origin=2&run3.at=9&run4.origin=4",
        quote("steps=20&landscape=ravine"),
    ],
    ids=["long", "many", "broken", "numbers", "forks", "quoted"],
)
def test_a_forged_query_is_answered_with_sentences(served: Pictures, page: str, query: str) -> None:
    reply = get(served, address(page), query, **{"accept-encoding": "gzip"})
    assert reply.status_code == 200
    assert head(bytes(reply.body))["remarks"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("query", ["", SCENE, f"{SCENE}&hide=fork&present=on", "landscape=nowhere", "x" * 30_000])
def test_the_hints_of_a_page_are_what_its_stage_fetches(served: Pictures, page: str, query: str) -> None:
    if page == "clouds":
        query = f"{FEW}&{query}"
    picture, *surface = pictures.hints("" if page == "race" else page, query)
    path, _, link = picture.partition("?")
    assert path == address(page)
    found = head(bytes(get(served, path, link, **{"accept-encoding": "gzip"}).body))
    assert found["query"] == link
    maps = [pane["surface"] for pane in found["panes"] if pane["kind"] == "map"]
    assert set(surface) == (set() if page == "compare" else set(maps))
