"""The stories with clouds: every claim holds on its own runs, depends on these two settings, and is readable."""

import re
from dataclasses import replace

import numpy as np
import pytest

from runs.ensemble import codec as ensemble_codec
from runs.surface import box_of
from studies.ensemble_story import all_snapshots, watched
from ui.gallery.stories import ENSEMBLES

each = pytest.mark.parametrize("story", ENSEMBLES.values(), ids=ENSEMBLES)


@each
def test_the_claim_holds_and_not_with_the_settings_exchanged(story):
    assert watched(story).claim.holds, watched(story).claim.text
    one, two, *rest = all_snapshots(story)
    assert not story.claim(two, one, *rest).holds


@each
def test_the_claim_holds_under_another_seed(story):
    """It is about chances, not about these random numbers."""
    base = replace(story.ensemble.base, seed=77)
    other = replace(
        story, ensemble=replace(story.ensemble, base=base), also=tuple(replace(r, seed=77) for r in story.also)
    )
    assert story.claim(*all_snapshots(other)).holds


@each
def test_the_words_can_be_read(story):
    text = watched(story).claim.text
    assert len(re.findall(r"\d", text)) >= 2
    assert not re.search(r"\b(inf|nan|None)\b|e[+-]\d", text)
    assert text.endswith(".")
    assert len(text) <= 260
    assert not re.search(r"[.!?] ", story.watch)
    assert len(story.watch) <= 125


@each
def test_a_link_leads_to_the_clouds(story):
    reading = ensemble_codec.read(ensemble_codec.write(story.ensemble))
    assert (reading.ensemble, reading.remarks) == (story.ensemble, ())


@each
def test_all_begin_on_the_map(story):
    x0, x1, y0, y1 = box_of(story.ensemble.base.ground)
    assert all(x0 < run.start[0] < x1 and y0 < run.start[1] < y1 for run in story.ensemble.runs())
    assert all(np.isfinite(ends).all() for ends in watched(story).ends)


def test_no_two_stories_show_the_same():
    assert (
        len({story.ensemble for story in ENSEMBLES.values()})
        == len({s.title for s in ENSEMBLES.values()})
        == len(ENSEMBLES)
    )
