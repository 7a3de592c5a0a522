"""What belongs to a visitor and not to the question, laid over the picture of a page before the stage gets it."""

from dataclasses import replace

from pictures.selection import selected
from runs.run import Scene
from stage.payload import Picture
from ui.session import session


def acknowledged(picture: Picture, part: str) -> Picture:
    """The picture with the number of the last message that has come from the component of this name."""
    return replace(picture, acknowledged=session.acknowledged(part))


def raced(picture: Picture, scene: Scene, part: str) -> Picture:
    """The picture of a race with the runner whose controls are open, and the paths of before a change."""
    return replace(acknowledged(selected(picture, scene, session.selected()), part), ghosts=True)
