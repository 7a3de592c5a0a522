"""The page of scenes, run by Streamlit's own test harness, and the small pictures on it."""

import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import parse_qsl, unquote

import numpy as np
import pytest

from figures import vignette as drawing
from figures.cloud_vignette import cloud_vignette, dots
from figures.look import track_colour
from figures.vignette import chained, drawn, thinned, vignette
from pictures.ensembles import styles
from runs import codec, edit
from runs.catalog import LANDSCAPES
from runs.ensemble import codec as ensemble_codec
from runs.opening import opening
from runs.surface import box_of
from scenes.calm_or_wild import CALM_OR_WILD
from studies.ensemble_story import watched
from studies.story import CHAPTERS, MOST, race, told, ways
from tests.ui.visitor import go, seen, visit
from ui.gallery import cards
from ui.gallery.stories import ALL_STORIES, ENSEMBLES, GALLERY, STORIES, claim_of
from ui.session import session
from ui.story_line import BEGIN

SVG = "{http://www.w3.org/2000/svg}"
HEAVIEST = 8000
"""Characters of a picture: 25 of them are sent at once."""

TITLES = [story.title for story in ALL_STORIES]

each = pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
each_cloud = pytest.mark.parametrize("story", ENSEMBLES.values(), ids=ENSEMBLES)


class Reader(HTMLParser):
    """Collects what a visitor meets: links, pictures, headings, and the words of every card."""

    def __init__(self, text):
        super().__init__()
        self.links, self.pictures, self.anchors, self.words, self.open = [], [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "a":
            self.links.append(given["href"])
        elif tag == "img":
            self.pictures.append(given)
        elif tag == "h2":
            self.anchors.append(given["id"])
        if tag != "img":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture(scope="module")
def reader():
    at = visit(page="scenes")
    found = Reader("".join(part.proto.body for part in at.get("html")))
    assert not found.open
    return found


def test_every_story_is_told(reader):
    assert [word for word in reader.words if word in TITLES] == TITLES
    for story in ALL_STORIES:
        claim = watched(story).claim if story.key in ENSEMBLES else told(story)
        assert {story.title, story.watch, story.question, claim.text} <= set(reader.words)


def test_every_link_leads_to_its_race_and_is_relative(reader):
    races = [link for link in reader.links if link.startswith("./?")]
    clouds = [link for link in reader.links if link.startswith("./clouds?")]
    assert len(races) + len(clouds) == sum(not link.startswith("#") for link in reader.links)
    ensembles = [story.ensemble for story in ENSEMBLES.values()]
    assert [ensemble_codec.read(link.removeprefix("./clouds")).ensemble for link in clouds] == ensembles
    scenes = [scene for story in STORIES.values() for scene in story.scenes]
    assert [codec.read(link.removeprefix("./")).scene for link in races] == scenes


def test_the_contents_lead_to_the_chapters(reader):
    contents = [link.removeprefix("#") for link in reader.links if link.startswith("#")]
    assert contents == ["chapters", *reader.anchors]  # the first one shows all of them again on a phone
    assert len(set(contents)) == len(GALLERY) + 1


def test_there_is_a_picture_a_story_whose_words_stand_beside_it(reader):
    assert len(reader.pictures) == len(ALL_STORIES)
    for story, given in zip(ALL_STORIES, reader.pictures, strict=True):
        clouds = story.key in ENSEMBLES
        drawn = cloud_vignette(story, styles(story.ensemble), dark=False) if clouds else vignette(story, dark=False)
        assert given["alt"] == ""
        assert unquote(given["src"]).removeprefix("data:image/svg+xml,") == drawn


@pytest.mark.parametrize("story", ALL_STORIES, ids=lambda story: story.key)
def test_a_card_escapes_what_it_shows(story):
    text = cards.card(story, dark=True)
    assert not re.search(r"&(?!amp;|lt;|gt;|quot;|#x27;)", text)
    assert text.count("<article") == text.count("</article>") == 1


def test_the_legend_says_what_is_at_its_default_where_another_differs():
    scene = STORIES["overshoot"].scene
    said = [cards.traits(scene, runner) for runner in scene.runners]
    assert [re.findall(r"γ ([\d.]+)", text) for text in said] == [["0.5"], ["0.9"], ["0.97"]]
    alone = STORIES["rescue"].scene
    assert "γ" not in cards.traits(alone, alone.runners[0])


def test_the_race_is_as_it_was_after_a_visit_to_the_scenes():
    changed = edit.with_steps(opening(), 123)
    at = visit(codec.write(changed))
    go(at, "scenes")
    go(at, "race")
    assert at.session_state[session.SCENE] == changed


def test_the_scenes_can_be_the_first_page_of_a_visit():
    at = visit(page="scenes")
    assert [title.value for title in at.title] == ["Scenes to start from"]
    assert len(at.get("html")) >= len(CHAPTERS)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@each
def test_a_picture_is_small_and_shows_every_runner(story, dark):
    text = vignette(story, dark)
    assert len(text) <= HEAVIEST
    root = ET.fromstring(text)
    count = len(story.scene.runners)
    wide = [path for path in root.iter(f"{SVG}path") if path.get("stroke-width") == "2.5"]
    heads = [path for path in root.iter(f"{SVG}path") if path.get("transform")]
    assert len(wide) == len(heads) == count
    assert {path.get("stroke") for path in wide} == {path.get("fill") for path in heads}
    assert len({path.get("d") for path in heads}) == count
    assert all(path.get("d") for path in wide)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@each_cloud
def test_a_picture_of_clouds_is_small_and_has_a_dot_where_runs_end(story, dark):
    marks = styles(story.ensemble)
    text = cloud_vignette(story, marks, dark)
    assert len(text) <= HEAVIEST
    clouds = [p for p in ET.fromstring(text).iter(f"{SVG}path") if p.get("stroke-linecap")][1::2]
    assert {path.get("stroke") for path in clouds} == {track_colour(mark, dark) for mark in marks}
    shown = dict(zip([path.get("stroke") for path in clouds], [path.get("d") for path in clouds], strict=True))
    x0, x1, y0, y1 = box_of(story.ensemble.base.ground)
    for mark, ends in zip(marks, watched(story).ends, strict=True):
        x, y = (ends[:, 0] - x0) / (x1 - x0) * drawing.WIDTH, (y1 - ends[:, 1]) / (y1 - y0) * drawing.HEIGHT
        seen = (x >= 0) & (x <= drawing.WIDTH) & (y >= 0) & (y <= drawing.HEIGHT)
        wanted = {tuple(v) for v in np.rint(np.column_stack([x, y])[seen]).astype(int).tolist()}
        drawn_at = re.findall(r"M(\d+) (\d+)h0", shown[track_colour(mark, dark)])
        assert {tuple(map(int, v)) for v in drawn_at} == wanted


def test_the_cloud_that_is_spread_more_widely_lies_below():
    assert [k for k, _ in dots(ENSEMBLES["batch_of_64"])] == [0, 1]
    assert [k for k, _ in dots(ENSEMBLES["temperature"])] == [1, 0]


def test_the_two_themes_draw_the_same_lines_in_other_colours():
    story = STORIES["overshoot"]
    light, dark = (vignette(story, theme) for theme in (False, True))
    assert light != dark
    assert re.sub(r"#[0-9a-f]{6}", "", light) == re.sub(r"#[0-9a-f]{6}", "", dark)


def test_there_is_a_shape_and_a_letter_for_every_runner():
    assert len(set(drawing.SHAPES)) == len(set(cards.GLYPHS)) == MOST


def test_long_paths_lie_below_short_ones():
    story = STORIES["overshoot"]
    assert [mark for mark, _, _ in drawing.sketch(story).tracks] == [2, 1, 0]


def test_of_many_minima_the_lowest_are_marked():
    crosses = {key: drawing.sketch(STORIES[key]).minima.count("h10") for key in ("luck_of_the_start", "carried_over")}
    assert crosses == {"luck_of_the_start": 1, "carried_over": 4}


def test_a_picture_starts_and_ends_where_its_runs_do():
    story = STORIES["carried_over"]
    seen_from = drawing.sketch(story)
    x0, x1, y0, y1 = -5.0, 5.0, -5.0, 5.0
    for mark, path, end in seen_from.tracks:
        way = ways(story)[mark].positions
        expected = [
            ((x - x0) / (x1 - x0) * drawing.WIDTH, (y1 - y) / (y1 - y0) * drawing.HEIGHT) for x, y in (way[0], way[-1])
        ]
        assert np.allclose([seen_from.start, end], expected, atol=0.51)
        assert np.allclose(decoded(path)[[0, -1]], expected, atol=0.51)


def decoded(path):
    """The points of a path of whole numbers."""
    begin, _, rest = path.removeprefix("M").partition("l")
    steps = np.array(re.findall(r"-?\d+", rest), int).reshape(-1, 2)
    return np.vstack([np.array(begin.split(), int), steps]).cumsum(axis=0)


def walks():
    rng = np.random.default_rng(5)
    yield from (rng.normal(0, scale, (n, 2)).cumsum(axis=0) for n, scale in ((2, 9), (40, 3), (300, 0.4), (300, 20)))
    yield np.zeros((30, 2))
    yield np.array([(0.0, 0.0), (10.0, 0.0), (0.0, 0.0)])


def distance(point, a, b):
    """The distance from a point to a segment, computed slowly: the nearest of very many points on it."""
    return min(np.hypot(*(a + t * (b - a) - point)) for t in np.linspace(0, 1, 2001))


@pytest.mark.parametrize("walk", [*walks()])
def test_a_thinned_line_keeps_its_ends_and_is_never_far_from_the_line(walk):
    thin = thinned(walk, 1.5)
    assert (thin[[0, -1]] == walk[[0, -1]]).all()
    kept = [int(np.flatnonzero((walk == point).all(axis=1))[0]) for point in thin[:-1]] + [len(walk) - 1]
    for first, last in pairwise(kept):
        step = max((last - first) // 8, 1)
        assert all(distance(walk[i], walk[first], walk[last]) <= 1.51 for i in range(first, last, step))


def test_a_straight_line_is_thinned_to_its_ends():
    line = np.linspace((0, 0), (30, 60), 50)
    assert len(thinned(line, 0.1)) == 2


@pytest.mark.parametrize("walk", [*walks()])
def test_what_is_drawn_can_be_read_back(walk):
    whole = np.rint(walk).astype(int)
    moved = whole[np.append(True, (np.diff(whole, axis=0) != 0).any(axis=1))]
    text = drawn(walk)
    assert (decoded(text) == moved).all() if len(moved) > 1 else text == ""


def test_pieces_are_chained_without_loss_and_without_gain():
    ring = np.array([(np.cos(a), np.sin(a)) for a in np.linspace(0, 2 * np.pi, 9)])
    line = np.array([(5.0, 5.0), (6.0, 5.5), (7.0, 5.0)])
    pieces = [np.array([a, b]) for points in (ring, line) for a, b in pairwise(points)]
    shuffled = [pieces[i][::-1] if i % 2 else pieces[i] for i in np.random.default_rng(1).permutation(len(pieces))]
    found = chained(np.array(shuffled))
    assert sorted(len(line) for line in found) == [3, 9]

    def strokes(lines):
        ends = [np.round(np.array([a, b]), 3) for line in lines for a, b in pairwise(line)]
        return sorted(sorted(map(tuple, pair.tolist())) for pair in ends)

    assert strokes(found) == strokes([ring, line])


def test_a_runner_that_is_all_default_is_told_by_its_rate():
    scene = race(opening().ground, opening().start, 20, *opening().runners[:2])
    assert cards.traits(scene, scene.runners[0]) == "η 0.0025"


# The story beside its picture.


def told_above(at, story):
    """The texts of this story above the picture, and the titles of all others."""
    claim = claim_of(story)
    return [part.value for part in at.markdown if part.value == claim or part.value.startswith(HEADS)]


HEADS = tuple(f"**{title}.**" for title in TITLES)


@pytest.mark.parametrize("story", ALL_STORIES, ids=lambda story: story.key)
def test_a_story_stays_beside_its_picture(story):
    page = "race" if story.key in STORIES else "clouds"
    at = visit(f"landscape=bowl&story={story.key}", page=page)
    assert told_above(at, story) == [f"**{story.title}.** {story.watch} *{story.question}*"]
    at = seen(at.button(key="story.answer").click().run())
    assert told_above(at, story)[1:] == [claim_of(story)]
    assert "story" in at.query_params
    at = seen(at.button(key="story.close").click().run())
    assert told_above(at, story) == []
    assert "story" not in at.query_params


@pytest.mark.parametrize("place", [0, 3, len(STORIES) - 1, len(ALL_STORIES) - 1])
def test_the_scenes_before_and_after_are_one_press_away(place):
    def of(story):
        return (
            ("race", codec.write(story.scene))
            if story.key in STORIES
            else ("clouds", ensemble_codec.write(story.ensemble))
        )

    page, link = of(ALL_STORIES[place])
    at = visit(f"{link}&story={ALL_STORIES[place].key}", page=page)
    assert (at.button(key="story.before").disabled, at.button(key="story.after").disabled) == (
        place == 0,
        place == len(ALL_STORIES) - 1,
    )
    for key, there in (("story.before", place - 1), ("story.after", place + 1)):
        if 0 <= there < len(ALL_STORIES):
            after = seen(visit(f"{link}&story={ALL_STORIES[place].key}", page=page).button(key=key).click().run())
            assert after.query_params["story"] == ALL_STORIES[there].key
            assert ALL_STORIES[there].title in told_above(after, ALL_STORIES[there])[0]


def test_the_story_stays_when_the_picture_is_changed():
    story = ALL_STORIES[0]
    at = visit(f"{codec.write(story.scene)}&story={story.key}")
    at = seen(at.text_input(key="x").set_value("0.5").run())
    assert story.title in told_above(at, story)[0]
    assert (at.query_params["x"], at.query_params["story"]) == ("0.5", story.key)


def test_no_page_tells_a_story_of_another_page_or_beside_a_worksheet():
    race_of, cloud_of = next(iter(STORIES)), next(iter(ENSEMBLES))
    for query, page in (
        (race_of, "clouds"),
        (cloud_of, "race"),
        (race_of, "compare"),
        (f"{race_of}&worksheet=on", "race"),
    ):
        assert not [b for b in visit(f"story={query}", page=page).button if str(b.key).startswith("story.")]


def test_a_story_that_does_not_exist_is_said():
    at = visit("landscape=bowl&story=nonsense")
    assert "story in the link: there is no scene called 'nonsense'." in [warning.value for warning in at.warning]


def test_a_card_leads_to_its_picture_with_its_story(reader):
    links = [link for link in reader.links if not link.startswith("#")]
    assert [dict(parse_qsl(link.partition("?")[2]))["story"] for link in links] == [
        story.key for story in ALL_STORIES for _ in range(2 if getattr(story, "twin", None) else 1)
    ]


ANSWER = f"{CALM_OR_WILD.watch} {claim_of(CALM_OR_WILD)}"


def question(at):
    """Whether the headline asks the question of the first scene."""
    return at.caption[0].value == f"*{CALM_OR_WILD.question}* {BEGIN}" if at.caption else False


def test_the_plain_page_asks_the_question_of_the_first_scene_and_its_address_stays_plain():
    at = visit()
    assert question(at)
    assert 'href="./learn"' in BEGIN
    at = seen(at.button(key="story.answer").click().run())
    assert ANSWER in [m.value for m in at.markdown]
    at = seen(at.button(key="story.answer").click().run())
    assert ANSWER not in [m.value for m in at.markdown]
    at = seen(at.button(key="story.close").click().run())
    assert at.caption[0].value == f"**Rosenbrock.** {LANDSCAPES['rosenbrock'].lesson}"
    assert not at.query_params


def test_the_question_of_the_first_scene_belongs_to_its_runs():
    at = visit()
    at = seen(at.text_input(key="x").set_value("0.5").run())
    assert not question(at)
    at = seen(at.text_input(key="x").set_value("-1.2").run())
    assert question(at)
    assert "story" not in at.query_params


@pytest.mark.parametrize("query", ["worksheet=on", "hide=rate", "story=zig_zag", "present=on"])
def test_the_question_of_the_first_scene_gives_way_to_other_words(query):
    assert not question(visit(query))
