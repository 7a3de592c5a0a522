"""The page Learn: the course, chapter by chapter. The browser shows it, and asks for what it needs by address."""

from stage.components import Lecture, learn
from stage.routes import base
from ui import address_bar
from ui.course.chapters import COURSE
from ui.gallery.stories import BY_KEY
from ui.handout import link
from ui.middleware.settings import settings
from ui.routes import embed, lessons
from ui.routes.pictures import picture_hash


def page() -> None:
    """Draw the page. A visitor who goes from step to step asks for no further run."""
    address_bar.is_read()  # the browser reads the chapter and its step
    chapters = tuple(
        Lecture(
            of.key, of.place, of.title, of.asks, of.leaves, of.minutes, len(of.steps),
            sum(one.question is not None for one in of.steps),
            tuple((BY_KEY[key].title, f"scenes?story={key}") for key in of.scenes),
        )
        for of in COURSE.values()
    )  # fmt: skip
    thumbnails = f"{base()}/thumbnail/{picture_hash()}/"
    learn(
        chapters, lessons=lessons.address(), glossary=lessons.glossary_address(), thumbnails=thumbnails,
        handed=link.step(settings().frames, settings().embed), facts=embed.facts(), key="learn",
    )  # fmt: skip


page()
