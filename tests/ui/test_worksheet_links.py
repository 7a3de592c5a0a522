"""Links of worksheets: written exactly, and read with a sentence for everything that is not valid."""

from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from runs.codec import pairs as scene_pairs
from runs.opening import opening
from stage.rules import CONTROLS
from ui.handout.groups import EVERY, GROUPS, PRESETS, groups_of, worksheet_of
from ui.handout.link import PLACE, READABLE, admitted, element, embedded, iframe, legibility, step
from ui.middleware.settings import ANYWHERE
from ui.qr_code import MOST, qr_code
from ui.worksheets.names import ALL, LABELS, PANELS, lineage, names
from ui.worksheets.worksheet import (
    LONGEST_TASK,
    NAMES,
    PLAIN,
    Worksheet,
    joined,
    pairs,
    plain_text,
    read_pairs,
    with_words,
)

SHEETS = [
    PLAIN,
    Worksheet(hide=(ALL,), free=("rate", "playing"), worksheet=True),
    Worksheet(lock=("steps", "landscape.b"), title="A & B", task='Why?\n<b>"é"</b> ∇f, 100 %', ask="end", present=True),
    *(worksheet_of(choice) for choice in PRESETS.values()),
]


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_link_gives_the_worksheet_back(sheet):
    text = joined("v=1&x=0.5", sheet)
    reading = read_pairs(parse_qsl(text, keep_blank_values=True))
    assert (reading.worksheet, reading.remarks) == (sheet, ())
    assert read_pairs(pairs(sheet)).worksheet == sheet
    assert joined("", PLAIN) == ""


def test_no_name_means_two_things_in_a_link():
    assert not set(NAMES) & {name for name, _ in scene_pairs(opening())}
    assert ALL not in names()


@pytest.mark.parametrize(
    ("sheet", "stands"),
    [
        (Worksheet(hide=(ALL,), free=("rate",)), {"rate": "free", "dial-rate": "free", "steps": "hidden"}),
        (Worksheet(hide=("frame",), lock=("frame.rotation",)), {"frame.rotation": "locked", "frame.scale_x": "hidden"}),
        (Worksheet(lock=("method",)), {"method.momentum": "locked", "dial-momentum": "locked", "rate": "free"}),
        (Worksheet(lock=("method.beta1",)), {"method": "free", "dial-momentum": "locked"}),
        (Worksheet(hide=("runners",)), {"runner-add": "hidden"}),
        (Worksheet(hide=("pages",)), {"panes": "locked", "compare": "free"}),
        (Worksheet(hide=("panes",)), {"panes": "hidden"}),
        (Worksheet(hide=(ALL,), lock=("gradient.delay",)), {"more": "free", "shown": "hidden", "settings": "hidden"}),
        (Worksheet(hide=("tolerance", "against", "curve", "axes")), {"shown": "hidden", "more": "free"}),
        (Worksheet(worksheet=True), {"pages": "hidden", "worksheet": "hidden", "rate": "free"}),
        (Worksheet(worksheet=True, free=("pages",)), {"pages": "free"}),
    ],
)
def test_the_most_exact_name_counts(sheet, stands):
    assert {name: sheet.standing(name) for name in stands} == stands


def test_everything_has_a_label_and_lies_in_exactly_one_group():
    held = [name for group in GROUPS.values() for name in group.names]
    assert len(held) == len(set(held))
    of_reference = {"kind", "search", "family", "entry", "open", "tree"}
    for name in LABELS.keys() - PANELS.keys() - of_reference:
        assert len(set(lineage(name)) & set(held)) == 1, name
    for page in EVERY:
        assert all(PRESETS[preset][group] for preset in PRESETS for group in groups_of(page))


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_leaves_what_it_says(preset):
    sheet = worksheet_of(PRESETS[preset])
    for key, state in PRESETS[preset].items():
        for name in GROUPS[key].names:
            assert sheet.standing(name) == state
    assert set(sheet.rules("").hide) | set(sheet.rules("").lock) <= CONTROLS.keys()


@pytest.mark.parametrize("text", ["x" * (LONGEST_TASK + 1), "a\0b", "a\tb", "\x1b[31m", "\ud800", "a\x7f"])
def test_a_text_that_cannot_be_shown_has_a_sentence(text):
    with pytest.raises(ValueError, match=r"^The task has .*\.$"):
        plain_text(text, "task", LONGEST_TASK)
    reading = read_pairs([("task", text), ("hide", "rate")])
    assert reading.worksheet == Worksheet(hide=("rate",))
    assert reading.remarks[0].startswith("task in the link is left out: The task has ")
    with pytest.raises(ValueError, match="must be one of"):
        with_words(PLAIN, "", "", "everything")


def test_a_flood_of_names_is_cut_short():
    reading = read_pairs([("hide", ",".join(f"x{i}" for i in range(3000)))])
    assert reading.worksheet == PLAIN
    assert "too many" in reading.remarks[-1]
    assert len(reading.remarks) <= 202


def test_a_name_that_appears_twice_has_a_sentence():
    reading = read_pairs([("hide", "rate"), ("hide", "steps"), ("x", "1"), ("x", "2")])
    assert reading.worksheet == Worksheet(hide=("rate",))
    assert reading.remarks == ("'hide' appears twice in the link. The first one is used.",)


def test_the_code_is_drawn_here_and_holds_the_link():
    svg = qr_code("http://localhost/?" + "x" * 500)
    assert svg.startswith("<svg")
    assert "viewBox" in svg
    assert svg.count("http") == 1  # the name of the format
    with pytest.raises(ValueError, match="at most"):
        qr_code("x" * (MOST + 1))
    assert not legibility("x" * READABLE)
    assert "1,201 characters" in legibility("x" * (READABLE + 1))


def test_a_frame_holds_whatever_the_title_is():
    snippet = iframe("https://x.example/?v=1&task=%22", 'He said "<b>" & left')
    assert 'src="https://x.example/?v=1&amp;task=%22&amp;embed=true"' in snippet
    assert 'title="He said &quot;&lt;b&gt;&quot; &amp; left"' in snippet
    assert "allowfullscreen" in snippet
    assert "?embed=true" in iframe("https://x.example/", "t")
    assert "THALWEG_FRAMES" in admitted(())
    assert "https://a.example" in admitted(("https://a.example",))


@pytest.mark.parametrize(
    ("link", "script"),
    [
        ("https://x.example/?v=1", "https://x.example/stage/embed.js"),
        ("https://x.example/compare?v=1", "https://x.example/stage/embed.js"),
        ("https://x.example/class/room/?v=1", "https://x.example/class/room/stage/embed.js"),
        ("https://x.example/class/room/compare?v=1", "https://x.example/class/room/stage/embed.js"),
    ],
)
def test_two_lines_show_the_picture_on_another_page(link, script):
    first, second = element(link + '&task="<b>"').splitlines()
    assert first == f'<script type="module" src="{script}"></script>'
    assert second == f'<thalweg-stage src="{link}&amp;task=&quot;&lt;b&gt;&quot;"></thalweg-stage>'


def test_the_dialog_says_where_the_two_lines_work():
    assert "every site" in embedded(ANYWHERE)
    assert "THALWEG_EMBED" in embedded(())
    assert "https://a.example, https://b.example" in embedded(("https://a.example", "https://b.example"))


def test_the_page_for_teachers_names_every_control():
    text = (Path(__file__).parents[2] / "docs" / "teaching.md").read_text(encoding="utf-8")
    assert [name for name in (ALL, *LABELS, *NAMES) if f"`{name}`" not in text and f"`{name}=" not in text] == []


def test_the_browser_completes_the_html_of_a_step():
    found = step((), ("https://a.example",))
    for name in ("frame", "element"):
        assert found[name].count(PLACE) == {"frame": 1, "element": 2}[name]
    assert f'src="{PLACE}learn?{{words}}&amp;embed=true"' in found["frame"]
    assert f'src="{PLACE}stage/embed.js"' in found["element"]
    assert f'src="{PLACE}{{link}}"' in found["element"]
    assert "https://a.example" in found["embedded"]
    assert "THALWEG_FRAMES" in found["framed"]
    assert "`" not in "".join(found.values())
