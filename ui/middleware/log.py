"""The log: one line of JSON per event on standard error, without personal data.

Our own events, Streamlit's and the server's all have the same form. An event never contains an address, a link or a
value that a visitor has chosen, since what is not recorded cannot leak.
"""

import json
import logging
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

LOGGER = logging.getLogger("thalweg")
FOREIGN = ("streamlit", "uvicorn", "websockets", "asyncio")
"""Packages whose own log handlers are replaced by ours."""
TALKATIVE = ("uvicorn", "websockets")
"""Packages that log every visitor's address at the level "info", so that only warnings and above are kept."""


class JsonLines(logging.Formatter):
    """Formats a log record as one line of JSON: time, level, event, and the facts."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line of JSON."""
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
    """Log an event, named in a word or two, with its facts."""
    LOGGER.log(logging.getLevelName(level.upper()), event, extra={"facts": facts})


def open_log(level: str) -> None:
    """Log everything of this level or above, from whatever package.

    Call it again after imports, since Streamlit adds a handler to each of its loggers when it creates them.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    for name in _known():
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(max(logging.WARNING, logging.root.level) if name.startswith(TALKATIVE) else logging.NOTSET)


def _known() -> Iterable[str]:
    made = (name for name in logging.root.manager.loggerDict if name.split(".")[0] in FOREIGN)
    return {*FOREIGN, *made}
