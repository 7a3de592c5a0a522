"""Python loads this at its start where this folder is on its path: it then says whom the process calls."""

import sys

CALLED = "This process called"
OWN = ("127.", "::1", "localhost")


def heard(event: str, args: tuple) -> None:
    """A name is looked up, or a connection is opened; within the machine that is nobody's business."""
    if event == "socket.getaddrinfo":
        host = args[0]
    elif event in ("socket.connect", "socket.sendto"):
        host = args[1][0] if isinstance(args[1], tuple) else None
    else:
        return
    if host is not None and not str(host).startswith(OWN):
        sys.stderr.write(f"{CALLED} {host!r} ({event})\n")


sys.addaudithook(heard)
sys.stderr.write("This process says whom it calls.\n")
