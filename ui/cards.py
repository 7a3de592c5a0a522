"""The cards of the gallery as HTML text. Words in, text out; no streamlit call."""

from functools import lru_cache
from html import escape
from urllib.parse import quote

from figures.look import track_colour
from figures.vignette import HEIGHT, WIDTH, vignette
from runs import codec
from runs.catalog import OPTIMIZERS
from runs.run import Runner, Scene
from studies.story import Chapter, Story, told
from ui.gallery import GALLERY
from ui.picture import note

GLYPHS = "●■▲◆"
"""The shapes of the marks, as letters."""

PLAIN = " =:,;()'/-."
"""What stands in an SVG text and needs no escape in a data address inside double quotes."""


def anchor(chapter: Chapter) -> str:
    """The name by which a link finds a chapter."""
    return chapter.lower().replace(" ", "-")


def address(scene: Scene) -> str:
    """The link to a race. It is relative, so that it holds wherever the app is mounted."""
    return escape("./?" + codec.write(scene))


def picture(story: Story, dark: bool) -> str:
    """The thumbnail of a story."""
    src = "data:image/svg+xml," + quote(vignette(story, dark), safe=PLAIN)
    return f'<img src="{src}" alt="" width="{WIDTH}" height="{HEIGHT}">'


def traits(scene: Scene, runner: Runner) -> str:
    """What distinguishes a runner: what the race says of it, and what is at its default for it but not for another."""
    params = OPTIMIZERS[runner.method.key].params
    same = [other.method.values for other in scene.runners if other.method.key == runner.method.key]
    usual = [
        f"{p.symbol} {p.write(value)}"
        for p, value, values in zip(params, runner.method.values, zip(*same, strict=True), strict=True)
        if value == p.default and set(values) != {value}
    ]
    return ", ".join([note(runner), *usual])


def legend(scene: Scene, dark: bool) -> str:
    """Who runs: shape, colour, name, and what distinguishes it."""
    rows = [
        f'<li><span style="color: {track_colour(runner.mark, dark)}" aria-hidden="true">{GLYPHS[runner.mark]}</span>'
        f" {escape(OPTIMIZERS[runner.method.key].name)} <small>{escape(traits(scene, runner))}</small></li>"
        for runner in scene.runners
    ]
    return f"<ul>{''.join(rows)}</ul>"


@lru_cache(maxsize=128)
def card(story: Story, dark: bool) -> str:
    """A story: its picture, its title as the link to the race, what to watch, the question, and the answer in numbers.

    The claim is folded away: a teacher asks before it is seen.
    """
    twin = story.twin
    more = f'<a class="twin" href="{address(twin.scene)}">The same {escape(twin.says)}</a>' if twin else ""
    return (
        f'<article class="tw-story">{picture(story, dark)}'
        f'<h3><a href="{address(story.scene)}">{escape(story.title)}</a></h3>'
        f"{legend(story.scene, dark)}<p>{escape(story.watch)}</p>"
        f'<p class="question">{escape(story.question)}</p>'
        f"<details><summary>In numbers</summary><p>{escape(told(story).text)}</p></details>{more}</article>"
    )


def contents(chapters: list[Chapter]) -> str:
    """The chapters as links."""
    items = [f'<li><a href="#{anchor(chapter)}">{escape(chapter)}</a></li>' for chapter in chapters]
    return f'<nav class="tw-contents" aria-label="Chapters"><ul>{"".join(items)}</ul></nav>'


def draw_all() -> None:
    """Draw every card once, so that no visitor waits for it: 25 small races and their pictures are a second's work."""
    for chapter, stories in GALLERY.items():
        section(chapter, stories, dark=False)


def section(chapter: Chapter, stories: tuple[Story, ...], dark: bool) -> str:
    """A chapter with its cards."""
    cards = "".join(card(story, dark) for story in stories)
    head = f'<h2 id="{anchor(chapter)}">{escape(chapter)}</h2>'
    return f'<section class="tw-chapter">{head}<div class="tw-gallery">{cards}</div></section>'
