"""The stories with clouds: every claim holds on its own runs, depends on these two settings, and is readable."""

import re
from dataclasses import replace

import numpy as np
import pytest

from runs import crowd_codec
from runs.surface import box_of
from studies.cloud_story import swarms, watched
from ui.gallery import CLOUDS

each = pytest.mark.parametrize("story", CLOUDS.values(), ids=CLOUDS)


@each
def test_the_claim_holds_and_not_with_the_settings_exchanged(story):
    assert watched(story).claim.holds, watched(story).claim.text
    one, two, *rest = swarms(story)
    assert not story.claim(two, one, *rest).holds


@each
def test_the_claim_holds_under_another_seed(story):
    """It is about chances, not about these random numbers."""
    base = replace(story.crowd.base, seed=77)
    other = replace(story, crowd=replace(story.crowd, base=base), also=tuple(replace(r, seed=77) for r in story.also))
    assert story.claim(*swarms(other)).holds


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
    reading = crowd_codec.read(crowd_codec.write(story.crowd))
    assert (reading.crowd, reading.remarks) == (story.crowd, ())


@each
def test_all_begin_on_the_map(story):
    x0, x1, y0, y1 = box_of(story.crowd.base.ground)
    assert all(x0 < run.start[0] < x1 and y0 < run.start[1] < y1 for run in story.crowd.runs())
    assert all(np.isfinite(ends).all() for ends in watched(story).ends)


def test_no_two_stories_show_the_same():
    assert len({story.crowd for story in CLOUDS.values()}) == len({s.title for s in CLOUDS.values()}) == len(CLOUDS)
