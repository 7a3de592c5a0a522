"""Chapters by their address: the text without an answer, each answer apart, and sentences for what is not there."""

import asyncio
import json
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qsl

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from pictures.registry import PAGES
from studies.course.measured import answer as measured
from studies.course.question import Rate
from studies.glossary.glossary import GLOSSARY, term_of
from studies.reference import REGISTRIES
from tests.decoding import decoded
from ui.course import kept
from ui.course.chapters import COURSE
from ui.routes import lessons
from ui.routes.pictures import picture_hash, split
from ui.worksheets import worksheet

KEYS = list(COURSE)
each = pytest.mark.parametrize("key", KEYS)


def get(path: str, base: str = "", **headers: str) -> Response:
    scope: dict[str, Any] = {
        "type": "http", "method": "GET", "path": base + path, "root_path": "", "query_string": b"",
        "headers": [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()],
    }  # fmt: skip
    for route in lessons.routes(base):
        matched, child = route.matches(scope)
        if matched == Match.FULL:
            answer = route.endpoint(Request({**scope, **child}))
            return asyncio.run(answer) if asyncio.iscoroutine(answer) else answer
    raise AssertionError(f"no route for {path}")


def read(path: str) -> Any:
    found = get(f"{lessons.address()}{path}", accept_encoding="gzip")
    assert found.status_code == 200
    assert "immutable" in found.headers["cache-control"]
    return json.loads(decoded(found.headers, bytes(found.body), 10**7))


@each
def test_a_chapter_holds_nothing_of_an_answer(key: str) -> None:
    text, chapter = kept.parts(key)[""], COURSE[key]
    found = json.loads(text)
    assert [step["title"] for step in found["steps"]] == [step.title for step in chapter.steps]
    assert chapter.notes.aim not in text
    for n, (step, shown) in enumerate(zip(chapter.steps, found["steps"], strict=True), 1):
        assert ("question" in shown) == (step.question is not None)
        if step.question is None:
            continue
        told = read(f"{key}/{n}")
        assert told["why"] not in json.dumps(shown)
        assert not {"value", "low", "high", "why", "after", "links"} & {*shown, *shown["question"]}
        if isinstance(step.question, Rate):
            right = step.question.rates[int(float(str(measured(step).value)))]
            assert dict(parse_qsl(shown["shown"]["link"]))["run1.rate"] == repr(step.question.rates[0]) != repr(right)


@each
def test_every_answer_is_the_measured_one_with_its_text_filled_in(key: str) -> None:
    for n, step in enumerate(COURSE[key].steps, 1):
        if step.question is not None:
            found, right = read(f"{key}/{n}"), measured(step)
            value = list(right.value) if isinstance(right.value, tuple) else right.value
            assert (found["value"], found["low"], found["high"]) == (value, right.low, right.high)
            assert found["why"].startswith("<p data-spoken=")
            assert not re.search(r"\{[a-z_]+\}", re.sub(r"<[^>]*>", "", found["why"] + found["after"]))
        else:
            assert get(f"{lessons.address()}{key}/{n}").status_code == 404


@each
def test_every_picture_of_a_chapter_can_be_made_and_leaves_only_what_its_step_speaks_of(key: str) -> None:
    found = read(key)
    shown = [(step["shown"], COURSE[key].steps[n].view.free) for n, step in enumerate(found["steps"])]
    for link, free in shown:
        given, rest = split(link["link"])
        question, remarks = PAGES[link["page"]].read(rest)
        sheet = worksheet.read_pairs(given)
        assert (*remarks, *sheet.remarks) == ()
        assert PAGES[link["page"]].write(question)
        assert all(sheet.worksheet.standing(name) == "free" for name in ("play", "time", *free))
        assert sheet.worksheet.standing("rate") == "hidden"


@each
def test_each_word_that_is_explained_has_its_explanation(key: str) -> None:
    everything = "".join(kept.parts(key).values()).replace('\\"', '"')
    named = set(map(unescape, re.findall(r'data-term="([^"]*)"', everything)))
    assert named == set(read(key)["terms"])


def test_the_glossary_lists_every_term_with_the_step_that_explains_it_and_a_picture_that_is_there() -> None:
    found = json.loads(decoded(*zipped(lessons.glossary_address()), 10**6))
    assert {one["term"] for one in found} == set(GLOSSARY)
    for one in found:
        assert one["says"] == " ".join(GLOSSARY[one["term"]].sentences)
        if one["picture"]:
            kind, _, key = one["picture"].partition("/")
            assert key in REGISTRIES[kind]
        of = [(key, n) for key in KEYS for n, step in enumerate(COURSE[key].steps, 1) if names(step, one["term"])]
        assert one["step"] == (list(of[0]) if of else None)
    old = get(lessons.glossary_address().replace(picture_hash(), "0123456789ab"))
    assert (old.status_code, old.headers["cache-control"]) == (404, "no-store")


def zipped(path: str) -> tuple[Any, bytes]:
    """The headers and the bytes of an answer that may be kept."""
    found = get(path, accept_encoding="gzip")
    assert "immutable" in found.headers["cache-control"]
    return found.headers, bytes(found.body)


def names(step: Any, term: str) -> bool:
    """Does a text of the step explain this term?"""
    asked = step.question
    texts = [step.text, step.after, *([asked.ask, asked.why, *getattr(asked, "options", ())] if asked else [])]
    found = re.findall(r"\[\[([^\]|]+)", " ".join(" ".join(texts).split()))
    return any(term_of(one) == term for one in found)


def test_teachers_notes_and_covers_are_apart() -> None:
    key = KEYS[0]
    assert read(f"{key}/notes")["aim"] == COURSE[key].notes.aim
    cover = get(f"{lessons.address()}{key}/cover.dark.svg")
    assert cover.media_type == "image/svg+xml"
    again = get(f"{lessons.address()}{key}", if_none_match=get(f"{lessons.address()}{key}").headers["etag"])
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (f"/lesson/0123456789ab/{KEYS[0]}", "another version"),
        (f"/lesson/{picture_hash()}/nowhere", "no chapter"),
        (f"/lesson/{picture_hash()}/nowhere/1", "no chapter"),
        (f"/lesson/{picture_hash()}/{KEYS[0]}/99", "no such part"),
        (f"/lesson/{picture_hash()}/{KEYS[0]}/answers", "no such part"),
    ],
)
def test_what_is_not_there_is_a_sentence_that_nobody_keeps(path: str, said: str) -> None:
    found = get(path, "/some/path")
    assert found.status_code == 404
    assert said in bytes(found.body).decode()
    assert found.headers["cache-control"] == "no-store"
    assert found.media_type == "text/plain"


def test_what_was_made_ahead_is_what_is_sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(kept, "READY", {})
    monkeypatch.setattr(kept, "made", lambda key: {"": key})
    kept.parts.cache_clear()
    assert not kept.are_kept("v")
    kept.draw_all("v")
    assert kept.are_kept("v")
    monkeypatch.setattr(kept, "made", lambda key: {"": "made twice"})
    assert kept.parts(KEYS[0]) == {"": KEYS[0]}
    kept.parts.cache_clear()
