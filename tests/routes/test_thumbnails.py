"""Thumbnails by their address: the drawing of the reference page in both themes, and sentences for what is not here."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from figures.thumbnail import thumbnail
from studies.reference import REGISTRIES
from tests.decoding import decoded
from ui.routes import thumbnails
from ui.routes.pictures import picture_hash


def get(path: str, base: str = "", **headers: str) -> Response:
    scope: dict[str, Any] = {
        "type": "http", "method": "GET", "path": base + path, "root_path": "", "query_string": b"",
        "headers": [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()],
    }  # fmt: skip
    [route] = thumbnails.routes(base)
    _, child = route.matches(scope)
    return asyncio.run(route.endpoint(Request({**scope, **child})))


@pytest.mark.parametrize("theme", thumbnails.THEMES)
def test_an_entry_has_the_picture_of_the_reference_page_for_ever(theme: str) -> None:
    found = get(f"{thumbnails.address('landscape')}bowl.{theme}.svg", accept_encoding="gzip")
    assert found.media_type == "image/svg+xml"
    assert "immutable" in found.headers["cache-control"]
    drawn = thumbnail("landscape", "bowl", theme == "dark").encode()
    assert decoded(found.headers, bytes(found.body), len(drawn) + 1) == drawn
    again = get(f"{thumbnails.address('landscape')}bowl.{theme}.svg", if_none_match=found.headers["etag"])
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/thumbnail/0123456789ab/optimizer/adam.light.svg", "another version"),
        (f"/thumbnail/{picture_hash()}/optimizer/bowl.light.svg", "no entry"),
        (f"/thumbnail/{picture_hash()}/scene/bowl.light.svg", "no entry"),
        (f"/thumbnail/{picture_hash()}/landscape/bowl.blue.svg", "no entry"),
    ],
)
def test_what_is_not_here_is_a_sentence_that_nobody_keeps(path: str, said: str) -> None:
    found = get(path, "/some/path")
    assert found.status_code == 404
    assert said in bytes(found.body).decode()
    assert found.headers["cache-control"] == "no-store"


def test_the_pictures_of_the_chooser_are_drawn_once_and_kept_until_the_next_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    drawn: list[tuple[str, str, bool]] = []

    def draw(kind: str, key: str, dark: bool) -> str:
        drawn.append((kind, key, dark))
        return f"<svg>{key}</svg>"

    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(thumbnails, "thumbnail", draw)
    monkeypatch.setattr(thumbnails, "AHEAD", {})
    monkeypatch.setattr(thumbnails, "DRAWN", {})
    assert not thumbnails.are_kept("v")
    thumbnails.draw_all("v")
    assert len(drawn) == len(set(drawn)) == 2 * sum(len(REGISTRIES[kind]) for kind in thumbnails.CHOSEN)
    assert thumbnails.are_kept("v")
    assert not thumbnails.are_kept("w")
    drawn.clear()
    thumbnails.AHEAD.clear()
    thumbnails.draw_all("v")
    assert bytes(get(f"{thumbnails.address('optimizer')}adam.dark.svg").body) == b"<svg>adam</svg>"
    assert not drawn
