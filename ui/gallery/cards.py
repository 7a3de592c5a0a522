"""The cards of the scenes page as HTML text: stories in, text out, without any call of Streamlit."""

import json
from functools import lru_cache
from html import escape
from urllib.parse import quote

from core.cache_dir import held, kept
from figures.cloud_vignette import cloud_vignette
from figures.look import track_colour
from figures.vignette import HEIGHT, WIDTH, vignette
from pictures.ensembles import styles
from pictures.labels import note
from runs import codec
from runs.catalog import OPTIMIZERS
from runs.ensemble import codec as ensemble_codec
from runs.ensemble.ensemble import Ensemble
from runs.run import Runner, Scene
from studies.ensemble_story import EnsembleStory
from studies.story import Chapter, Story
from ui.gallery.stories import ALL_STORIES, AnyStory, claim_of

GLYPHS = "●■▲◆"
"""The shapes of the marks, as characters."""

PLAIN = " =:,;()'/-."
"""The characters of SVG text that need no escape in a data URL inside double quotes."""


def anchor(chapter: Chapter) -> str:
    """The HTML id of a chapter, for links within the page."""
    return chapter.lower().replace(" ", "-")


def address(shown: Scene | Ensemble, story: AnyStory) -> str:
    """The link to a race or to clouds with its story, relative, so that it works wherever the app is mounted."""
    if isinstance(shown, Ensemble):
        return escape(f"./clouds?{ensemble_codec.write(shown)}&story={story.key}")
    return escape(f"./?{codec.write(shown)}&story={story.key}")


def picture(story: AnyStory, dark: bool) -> str:
    """The thumbnail of a story."""
    drawn = vignette(story, dark) if isinstance(story, Story) else cloud_vignette(story, styles(story.ensemble), dark)
    src = "data:image/svg+xml," + quote(drawn, safe=PLAIN)
    return f'<img src="{src}" alt="" width="{WIDTH}" height="{HEIGHT}">'


def traits(scene: Scene, runner: Runner) -> str:
    """What distinguishes a runner: the race's note on it, and its defaults where another runner differs from them."""
    params = OPTIMIZERS[runner.method.key].params
    same = [other.method.values for other in scene.runners if other.method.key == runner.method.key]
    usual = [
        f"{p.symbol} {p.tell(value)}"
        for p, value, values in zip(params, runner.method.values, zip(*same, strict=True), strict=True)
        if value == p.default and set(values) != {value}
    ]
    return ", ".join([note(runner), *usual])


def legend(scene: Scene, dark: bool) -> str:
    """The legend of a race: each runner's shape, colour and name, and what distinguishes it."""
    return rows(
        [(runner.mark, OPTIMIZERS[runner.method.key].name, traits(scene, runner)) for runner in scene.runners], dark
    )


def settings(ensemble: Ensemble, dark: bool) -> str:
    """The legend of clouds: their shapes and colours, in what they differ, and which methods run how often."""
    many = f"{ensemble.walkers:,} runs"
    named = ensemble.across is not None and ensemble.across.what == "runner"
    rest = [
        many if named else f"{many} of {OPTIMIZERS[runner.method.key].name}, {note(runner)}"
        for runner in (scene.runners[0] for scene in ensemble.settings())
    ]
    return rows(list(zip(styles(ensemble), ensemble.labels(), rest, strict=True)), dark)


def rows(said: list[tuple[int, str, str]], dark: bool) -> str:
    """One line for each of these: a mark, a name, and a remark."""
    lines = [
        f'<li><span style="color: {track_colour(mark, dark)}" aria-hidden="true">{GLYPHS[mark]}</span>'
        f" {escape(name)} <small>{escape(rest)}</small></li>"
        for mark, name, rest in said
    ]
    return f"<ul>{''.join(lines)}</ul>"


CHOSEN = "border-color: currentColor; font-weight: 600;"
CARDS = "cards"
"""The name under which they are kept from one start to the next."""

READY: dict[str, str] = {}
"""The cards that are drawn before the first visitor comes, by name."""


def name_of(story: AnyStory, dark: bool) -> str:
    """The name under which a card is stored."""
    return f"{story.key} {'dark' if dark else 'light'}"


@lru_cache(maxsize=128)
def card(story: AnyStory, dark: bool) -> str:
    """A story as HTML: the stored card, or a newly drawn one."""
    return READY.get(name_of(story, dark)) or drawn(story, dark)


def drawn(story: AnyStory, dark: bool) -> str:
    """A story: its picture, its title as the link to it, what to watch, the question, and the answer in numbers.

    The answer is collapsed, so that a teacher can ask before it is seen.
    """
    if isinstance(story, EnsembleStory):
        shown, key, twin = story.ensemble, settings(story.ensemble, dark), None
    else:
        shown, key, twin = story.scene, legend(story.scene, dark), story.twin
    more = f'<a class="twin" href="{address(twin.scene, story)}">The same {escape(twin.says)}</a>' if twin else ""
    return (
        f'<article class="tw-story" id="{story.key}">{picture(story, dark)}'
        f'<h3><a href="{address(shown, story)}">{escape(story.title)}</a></h3>'
        f"{key}<p>{escape(story.watch)}</p>"
        f'<p class="question">{escape(story.question)}</p>'
        f"<details><summary>Answer</summary><p>{escape(claim_of(story))}</p></details>{more}</article>"
    )


def contents(chapters: list[Chapter]) -> str:
    """The chapters as links. On a phone they are filters, and the first of them removes the filter."""
    items = [f'<li><a href="#{anchor(chapter)}">{escape(chapter)}</a></li>' for chapter in chapters]
    every = '<li class="tw-every"><a href="#chapters">All</a></li>'
    return f'<nav class="tw-contents" id="chapters" aria-label="Chapters"><ul>{every}{"".join(items)}</ul></nav>'


def chosen(chapters: list[Chapter]) -> str:
    """The style of the link to the chapter that is shown alone on a phone."""
    links = [f'body:has(#{anchor(c)}:target) .tw-contents a[href="#{anchor(c)}"]' for c in chapters]
    every = "body:not(:has(.tw-chapter h2:target)) .tw-every a"
    return f"<style>@media (max-width: 640px) {{ {', '.join([every, *links])} {{ {CHOSEN} }} }}</style>"


def are_kept(version: str) -> bool:
    """Have the cards of this version of the app been drawn and kept?"""
    return held(CARDS, version.encode()) is not None


def draw_all(version: str) -> None:
    """Draw every card in advance, since simulating some thirty races and clouds takes three seconds.

    The cards are stored on disk, and are used at the next start if the app has the same version.
    """

    def make() -> bytes:
        every = {name_of(story, dark): drawn(story, dark) for story in ALL_STORIES for dark in (False, True)}
        return json.dumps(every).encode()

    READY.update(json.loads(kept(CARDS, version.encode(), make)))


def section(chapter: Chapter, stories: tuple[AnyStory, ...], dark: bool) -> str:
    """A chapter with its cards."""
    cards = "".join(card(story, dark) for story in stories)
    head = f'<h2 id="{anchor(chapter)}">{escape(chapter)}</h2>'
    return f'<section class="tw-chapter">{head}<div class="tw-gallery">{cards}</div></section>'
