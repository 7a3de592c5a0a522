"""The diary: one line of JSON an event, on standard error, with nothing personal in it.

Our own events, Streamlit's and the server's all come out in the same form. An event never names an address, a link
or a value that a visitor has chosen: what is written down cannot be lost.
"""

import json
import logging
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

LOGGER = logging.getLogger("thalweg")
FOREIGN = ("streamlit", "uvicorn", "websockets", "asyncio")
"""Packages whose own handlers give way to the diary's."""
TALKATIVE = ("uvicorn", "websockets")
"""At the level "info" they name the address of every visitor, so they begin at "warning"."""


class Line(logging.Formatter):
    """A record as one line of JSON: when, how grave, what, and the facts."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        facts: dict[str, Any] = {"time": when.replace("+00:00", "Z"), "level": record.levelname.lower()}
        if record.name == LOGGER.name:
            facts |= {"event": record.getMessage(), **vars(record).get("facts", {})}
        else:
            facts |= {"event": "message", "from": record.name, "text": record.getMessage().strip()}
        if record.exc_info:
            facts["trace"] = self.formatException(record.exc_info)
        return json.dumps(facts, ensure_ascii=False, default=str)


def write(event: str, level: str = "info", **facts: object) -> None:
    """Write an event down, in a word or two, with what belongs to it."""
    LOGGER.log(logging.getLevelName(level.upper()), event, extra={"facts": facts})


def open_diary(level: str) -> None:
    """Write down what is of this level or graver, whoever says it. To be called again when packages were imported:
    Streamlit gives each of its loggers a handler of its own when it makes it.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line())
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    for name in _known():
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(max(logging.WARNING, logging.root.level) if name.startswith(TALKATIVE) else logging.NOTSET)


def _known() -> Iterable[str]:
    made = (name for name in logging.root.manager.loggerDict if name.split(".")[0] in FOREIGN)
    return {*FOREIGN, *made}
