"""What can be wrong before the first visitor comes, and is said in one line of the log."""

import logging
import os
from importlib import import_module
from importlib.util import find_spec
from typing import NoReturn

from ui.middleware.log import write

FILES = 65_536
"""Open files, and so connections, that are asked for: half-open ones shall not use up the thousand of a default."""


def stop(reason: str) -> NoReturn:
    """End the process at once with this line. An exception would go through three layers, and each would add to it."""
    write("stopped", "error", reason=reason)
    logging.shutdown()
    os._exit(1)


def raise_limits() -> None:
    """Allow as many open files as the system gives without asking, up to FILES. Windows knows no such limit."""
    if find_spec("resource"):
        resource = import_module("resource")
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = FILES if hard == resource.RLIM_INFINITY else min(hard, FILES)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
