"""The written reference is the one that the catalogue gives today, and says what the records say."""

import re
import xml.etree.ElementTree as ET
from collections import Counter

import numpy as np
import pytest

from core.records import Limit, Optimizer
from figures.family_tree import family_tree
from figures.thumbnail import level_lines, thumbnail
from runs import codec
from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.run import Ground, landscape
from runs.survey import Outcomes
from studies import ancestry, arrivals, reference
from tools import make_reference

ENTRIES = [(kind, key) for kind in reference.KINDS for key in reference.REGISTRIES[kind]]
WRITTEN, _, SURVEY = make_reference.FILE.read_text(encoding="utf-8").partition(make_reference.SURVEY)
STALE = "docs/reference.md is stale: run `python -m tools.make_reference`."


def test_the_written_facts_are_those_of_the_catalogue():
    assert make_reference.facts() + "\n" == WRITTEN, STALE


def test_the_survey_has_a_share_for_every_pair():
    head, _, *rows = [line for line in SURVEY.splitlines() if line.startswith("|")]
    lands = re.findall(r"#landscape-(\w+)\)", head)
    assert lands == list(LANDSCAPES), STALE
    assert [re.findall(r"#optimizer-(\w+)\)", row) for row in rows] == [[key] for key in OPTIMIZERS], STALE
    shares = [row.strip("| ").split(" | ")[1:] for row in rows]
    for line in shares:
        assert len(line) == len(lands)
        for land, share in zip(lands, line, strict=True):
            known = LANDSCAPES[land].minima(*(p.default for p in LANDSCAPES[land].params))
            assert (0 <= int(share) <= 100) if known else share == "–"


def test_every_link_within_the_page_leads_somewhere():
    text = WRITTEN + make_reference.SURVEY + SURVEY
    headings = {
        re.sub(r"[^a-z -]", "", line.lower()).replace(" ", "-") for line in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }
    anchors = set(re.findall(r'<a id="([^"]+)">', text)) | headings
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors
    files = re.findall(r"\]\(\.\./([^)]+)\)", text)
    root = make_reference.FILE.parents[1]
    assert len(files) == len(ENTRIES)
    assert all((root / file).is_file() for file in files)


@pytest.mark.parametrize(("kind", "key"), ENTRIES)
def test_an_entry_has_a_race_a_source_and_a_picture(kind, key):
    record = reference.REGISTRIES[kind][key]
    shown = reference.scene(kind, key)
    reading = codec.read(codec.write(shown))
    assert reading.scene == shown
    assert not reading.remarks
    played = {shown.ground.entry.key, shown.runners[0].method.key, shown.runners[0].schedule.key}
    assert key in played
    assert re.search(r"def (step|loss|curve)\(", reference.code(record))
    for dark in (False, True):
        root = ET.fromstring(thumbnail(kind, key, dark))
        drawn = [path.get("d") for path in root.iter("{http://www.w3.org/2000/svg}path")]
        assert not any(re.search("nan|inf", path) for path in drawn)
        assert max(map(len, drawn)) > 30


@pytest.mark.parametrize(
    ("text", "found"),
    [("kingma", {"adam", "adamax"}), ("ADAM kingma 2014", {"adam", "adamax"}), ("no such word", set())],
)
def test_the_search_finds_entries_that_mention_every_word(text, found):
    assert set(reference.matching("optimizer", text)) == found


@pytest.mark.parametrize("kind", reference.KINDS)
def test_the_families_share_the_entries_out(kind):
    parts = [reference.matching(kind, family=family) for family in reference.families(kind)]
    assert sorted(key for part in parts for key in part) == sorted(reference.REGISTRIES[kind])


def test_both_directions_of_a_limit_say_the_same():
    forth = [found for key in OPTIMIZERS for found in reference.becomes(key)]
    back = [found for key in OPTIMIZERS for found in reference.comes_from(key)]
    assert Counter(forth) == Counter(back)
    assert len(forth) == sum(len(way.limits) for way in OPTIMIZERS.values())


def test_the_tree_holds_every_optimizer_once_and_every_limit_once():
    rows = [row for _, rows in ancestry.tree() for row in rows]
    assert Counter(row.key for row in rows) == Counter(list(OPTIMIZERS))
    limits = [found for row in rows for found in (row.joint, *row.others) if found is not None]
    assert Counter(limits) == Counter(found for key in OPTIMIZERS for found in reference.becomes(key))
    for _, family in ancestry.tree():
        for number, row in enumerate(family):
            if row.joint is None:
                assert (row.depth, row.above) == (0, None)
            else:
                assert row.above is not None
                assert row.above < number
                above = family[row.above]
                assert (above.key, above.depth) == (row.joint.special, row.depth - 1)


def test_a_circle_of_limits_still_makes_a_tree(monkeypatch):
    gd, momentum = OPTIMIZERS["gd"], OPTIMIZERS["momentum"]
    fields = {name: getattr(gd, name) for name in Optimizer.__dataclass_fields__}
    circle = {"gd": Optimizer(**{**fields, "limits": (Limit({}, "momentum"),)}), "momentum": momentum}
    monkeypatch.setattr(ancestry, "OPTIMIZERS", circle)
    monkeypatch.setattr(reference, "OPTIMIZERS", circle)
    [(_, rows)] = ancestry.tree()
    assert Counter(row.key for row in rows) == Counter(list(circle))


@pytest.mark.parametrize("dark", [False, True])
def test_the_drawn_tree_names_every_optimizer(dark):
    root = ET.fromstring(family_tree(dark))
    names = Counter(span.text for span in root.iter("{http://www.w3.org/2000/svg}tspan"))
    assert all(names[way.name] == 1 for way in OPTIMIZERS.values())


def test_level_lines_lie_on_their_level():
    y, x = np.mgrid[:9, :9].astype(float)
    pieces = level_lines(2 * x + y, 7.3)
    assert len(pieces)
    assert np.allclose(2 * pieces[..., 0] + pieces[..., 1], 7.3)
    assert level_lines(2 * x + y, 99.0).shape == (0, 2, 2)
    lengths = np.linalg.norm(pieces[:, 1] - pieces[:, 0], axis=1)
    assert np.isclose(lengths.sum(), np.hypot(7.3 / 2, 7.3))


def ended(at, step=0, loss=1.0, status=0):
    """The outcome of a single walker."""
    return Outcomes(np.array(at, float).reshape(2, 1), np.array([loss]), np.array([step]), np.array([status]), 1)


@pytest.mark.parametrize(
    ("key", "outcome", "there"),
    [
        ("himmelblau", ended((3.05, 2.0)), True),
        ("himmelblau", ended((3.5, 2.0)), False),
        ("himmelblau", ended((3.05, 2.0), status=2), False),
        ("moving_bowl", ended((1.2, 0.0)), True),
        ("moving_bowl", ended((1.2, 0.0), step=100), False),
        ("moving_bowl", ended((-1.2, 0.0), step=100), True),
        ("deep_linear", ended((1.37, 1 / 1.37), loss=0.0), True),
        ("deep_linear", ended((9.0, 9.0), loss=1.0), False),
    ],
)
def test_who_has_arrived(key, outcome, there):
    assert arrivals.arrived(Ground(landscape(key)), outcome).tolist() == [there]


def test_the_starts_fill_the_box_evenly():
    ground = Ground(landscape("rosenbrock"))
    x, y = arrivals.lattice(ground)
    assert len(set(zip(x, y, strict=True))) == arrivals.SIDE**2
    assert (x.min(), x.max(), y.min(), y.max()) == (-1.875, 1.875, -0.875, 2.875)


def test_a_survey_tells_who_gets_there():
    assert arrivals.share("gd", "bowl") == 1.0
    assert arrivals.share("gd", "rastrigin") is not None
    assert arrivals.share("gd", "monkey_saddle") is None
