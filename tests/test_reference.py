"""The generated reference is up to date, and agrees with the records."""

import re
import xml.etree.ElementTree as ET
from collections import Counter

import numpy as np
import pytest

from figures.family_tree import family_tree
from figures.thumbnail import level_lines, thumbnail
from runs import codec
from runs.catalog import LANDSCAPES, OPTIMIZERS
from studies import arrivals, reference
from tools import make_reference

ENTRIES = [(kind, key) for kind in reference.KINDS for key in reference.REGISTRIES[kind]]
WRITTEN = make_reference.FILE.read_text(encoding="utf-8")
STALE = "docs/reference.md is stale: run `python -m tools.make_reference`."


def test_the_written_page_is_that_of_the_catalogue():
    assert make_reference.page() == WRITTEN, STALE


def test_the_survey_has_a_share_for_every_pair():
    shares = arrivals.written()
    assert list(shares) == [(way, land) for way in OPTIMIZERS for land in LANDSCAPES], STALE
    for (_, land), share in shares.items():
        known = LANDSCAPES[land].minima(*(p.default for p in LANDSCAPES[land].params))
        assert (share is not None and 0 <= share <= 100) if known else share is None


def test_every_link_within_the_page_leads_somewhere():
    headings = {
        re.sub(r"[^a-z -]", "", line.lower()).replace(" ", "-")
        for line in re.findall(r"^#+ (.+)$", WRITTEN, re.MULTILINE)
    }
    anchors = set(re.findall(r'<a id="([^"]+)">', WRITTEN)) | headings
    assert set(re.findall(r"\]\(#([^)]+)\)", WRITTEN)) <= anchors
    files = re.findall(r"\]\(\.\./([^)]+)\)", WRITTEN)
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
