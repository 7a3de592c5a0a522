"""The files that can be exported from the race page."""

import json
from html import unescape
from types import SimpleNamespace

import pytest

from exports import words
from runs import codec, edit
from runs.opening import opening
from tests.ui import visitor
from ui import takeaway

HERE = "https://example.org/race/"


def visit(scene=None, *, opened=True):
    """The race page with this scene, and the files shown."""
    return visitor.visit(codec.write(scene) if scene else "", takeaway=opened)


def buttons(at):
    return {part.proto.label: part.proto for part in at.get("download_button")}


def test_nothing_is_made_before_somebody_asks():
    at = visit(opened=False)
    assert not buttons(at)
    assert not at.code


def test_every_file_has_a_button_with_a_name_that_says_what_is_in_it():
    found = buttons(visit())
    assert list(found) == list(takeaway.FILES)
    assert not any(button.disabled for button in found.values())


def test_scripts_can_be_read_on_the_page():
    at = visit()
    for name, (maker, _) in takeaway.TEXTS.items():
        at.session_state["takeaway.read"] = name
        at.run()
        assert not at.exception
        shown = at.code[-1].value
        assert shown.strip() == maker(opening(), takeaway_address(shown)).strip()


def takeaway_address(text):
    """The address before the query in the link of a script."""
    return next(line for line in text.splitlines() if "?v=1" in line).removeprefix("# ").partition("?")[0]


def test_what_pytorch_does_not_have_is_said():
    scene = edit.with_method(opening(), 1, "newton")
    said = [caption.value for caption in visit(scene).caption]
    assert "The PyTorch script is without run2, Newton: PyTorch has no Newton." in said
    assert not buttons(visit(scene))["PyTorch script"].disabled


def test_a_script_without_any_runner_cannot_be_taken():
    scene = opening()
    for index in range(len(scene.runners)):
        scene = edit.with_method(scene, index, "newton")
    assert buttons(visit(scene))["PyTorch script"].disabled


@pytest.mark.parametrize("name", takeaway.FILES)
def test_every_file_holds_the_link(name):
    scene = edit.with_steps(opening(), 30)
    maker, ending, _ = takeaway.FILES[name]
    text = maker(scene, HERE)
    link = words.link(scene, HERE)
    assert link in (unescape(text) if ending == ".html" else text)
    assert words.file_stem(scene) == "thalweg-rosenbrock-gd-momentum-rmsprop-adam-30_steps"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (None, ""),
        ("https://example.org", "https://example.org/"),
        ("http://localhost:8501/base/?v=1#top", "http://localhost:8501/base/"),
        ('http://x/"""\nimport os', "http://x/"),
        ("javascript:alert(1)", ""),
    ],
)
def test_an_address_is_only_an_address(monkeypatch, url, said):
    monkeypatch.setattr(takeaway.st, "context", SimpleNamespace(url=url))
    assert takeaway.address() == said


def test_the_json_is_json():
    assert json.loads(takeaway.FILES["JSON"][0](opening(), ""))["steps"] == 300
