"""A chapter to print: every step has its text, its picture and its code; answers stand on the last page or nowhere."""

import asyncio
import re
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from studies.course.chapter import Chapter
from studies.course.marked_text import paragraphs, pieces
from tests.decoding import decoded
from ui.course.chapters import COURSE
from ui.qr_code import qr_code
from ui.routes import paper
from ui.routes.pictures import picture_hash

CHAPTER = COURSE["gradient_descent"]


def get(path: str, query: str = "", base: str = "") -> Response:
    scope: dict[str, Any] = {
        "type": "http", "method": "GET", "path": base + path, "root_path": "", "query_string": query.encode(),
        "scheme": "https", "server": ("thalweg.example", 443), "headers": [(b"host", b"thalweg.example")],
    }  # fmt: skip
    [route] = paper.routes(base)
    _, child = route.matches(scope)
    return asyncio.run(route.endpoint(Request({**scope, **child})))


def page(query: str = "", base: str = "", key: str = CHAPTER.key) -> str:
    found = get(f"/lesson/{picture_hash()}/{key}/print", query, base)
    assert found.status_code == 200
    assert found.media_type == "text/html; charset=utf-8"
    assert "immutable" in found.headers["cache-control"]
    return decoded(found.headers, bytes(found.body), 10**7).decode()


def plain(text: str) -> list[str]:
    """What stands between the formulas, terms and fields of a text, long enough to be looked for."""
    parts = [piece.text for one in paragraphs(text) for piece in pieces(one) if piece.kind == "text"]
    return [some.strip() for part in parts for some in re.split(r"\{\w+\}|['<>&]", part) if len(some.strip()) > 12]


def whys(chapter: Chapter) -> list[str]:
    return [words for step in chapter.steps if step.question for words in plain(f"{step.question.why}\n\n{step.after}")]


def test_every_step_has_its_text_its_picture_and_its_code() -> None:
    text = page()
    steps, _, answers = text.partition('<section class="answers">')
    assert [steps.count(mark) for mark in ("<figure><svg", '<div class="code"><svg')] == [len(CHAPTER.steps)] * 2
    for n, step in enumerate(CHAPTER.steps, 1):
        assert all(words in steps for words in plain(step.text))
        assert qr_code(f"https://thalweg.example/learn?chapter={CHAPTER.key}&step={n}") in steps
    asking = [step for step in CHAPTER.steps if step.question]
    assert steps.count('<div class="question">') == answers.count("<figure><svg") == len(asking)
    assert steps.count('<div class="line">') >= 2 * len(asking)
    assert len(whys(CHAPTER)) > 5
    assert all(words in answers for words in whys(CHAPTER))


def test_before_the_last_page_nothing_of_an_answer_is_told() -> None:
    steps = page().partition('<section class="answers">')[0]
    assert not [words for words in whys(CHAPTER) if words in steps]
    without = page("answers=off")
    assert not [words for words in whys(CHAPTER) if words in without]
    assert "Answers" not in without.replace("Answers on", "")
    assert without.count("<figure>") == len(CHAPTER.steps)


def test_codes_lead_to_where_the_app_is_mounted() -> None:
    found = page(base="/some/path")
    assert qr_code(f"https://thalweg.example/some/path/learn?chapter={CHAPTER.key}&step=2") in found


@pytest.mark.parametrize(
    ("path", "query", "said"),
    [
        ("/lesson/0123456789ab/gradient_descent/print", "", "another version"),
        (f"/lesson/{picture_hash()}/alchemy/print", "", "no chapter"),
        (f"/lesson/{picture_hash()}/gradient_descent/print", "answers=perhaps", "on or off"),
    ],
)
def test_what_is_not_here_is_a_sentence_that_nobody_keeps(path: str, query: str, said: str) -> None:
    found = get(path, query)
    assert found.status_code == 404
    assert said in bytes(found.body).decode()
    assert found.headers["cache-control"] == "no-store"
