"""Reports the network connections of a process. Python loads this file at its start if this folder is on its path."""

import sys

CALLED = "This process called"
OWN = ("127.", "::1", "localhost")


def heard(event: str, args: tuple) -> None:
    """Report a name that is looked up or a connection that is opened, except within this machine."""
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
