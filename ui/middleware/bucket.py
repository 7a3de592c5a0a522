"""Rate limits by token buckets: how often something may happen in the long run, and how often in a burst."""

import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from typing import NamedTuple


class Rate(NamedTuple):
    """A rate limit: so many per second in the long run, and so many at once after a rest."""

    steady: float
    burst: float


class Bucket:
    """The tokens that one visitor or one address has left. Whoever takes more than there are has to wait."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate, self.clock = rate, clock
        self.left, self.seen = rate.burst, clock()

    def take(self, patience: float = float("inf")) -> float | None:
        """Take a token and return the seconds to wait for it. If these exceed `patience`, take none and return None."""
        now = self.clock()
        self.left = min(self.rate.burst, self.left + (now - self.seen) * self.rate.steady)
        self.seen = now
        wait = max(0.0, 1.0 - self.left) / self.rate.steady
        if wait > patience:
            return None
        self.left -= 1.0
        return wait


PAGES = Rate(200.0, 20_000.0)
"""Requests from one address: a class of 300 behind one address may open the app at once, with 60 files each."""
SURFACES = Rate(60.0, 1_000.0)
"""Surfaces and samples for one address. Each takes 20 ms of CPU time, and a comparison asks for nine at once."""
PICTURES = Rate(1_500.0, 6_000.0)
"""Pictures and trainings for one address: a class of a hundred that drags at once. Their queues bound the cost."""
SESSIONS = Rate(20.0, 600.0)
"""Sessions opened from one address."""
MESSAGES = Rate(300.0, 3_000.0)
"""Messages from all visitors of one address."""
VISITOR = Rate(15.0, 40.0)
"""Messages from one visitor. Dragging sends 8 to 12 per second."""

MOST_ADDRESSES = 10_000


class Allowance:
    """The limits of one address, and the number of its visitors who have connected but not sent a message yet."""

    def __init__(self) -> None:
        self.pages, self.surfaces, self.pictures = map(Bucket, (PAGES, SURFACES, PICTURES))
        self.sessions, self.messages = map(Bucket, (SESSIONS, MESSAGES))
        self.silent = 0


class Addresses:
    """The allowances of the most recently seen addresses."""

    def __init__(self) -> None:
        self.known: OrderedDict[str, Allowance] = OrderedDict()

    def of(self, host: str) -> Allowance:
        """The allowance of an address. All IPv6 addresses of one /64 network share one."""
        name = household(host)
        allowance = self.known.get(name)
        if allowance is None:
            allowance = self.known[name] = Allowance()
            if len(self.known) > MOST_ADDRESSES:
                self.known.popitem(last=False)
        self.known.move_to_end(name)
        return allowance


def household(host: str) -> str:
    """The name under which an address is counted. Anything but an IP address (a socket file) is used as it is."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return address.exploded[:19]
    return host.removeprefix("::ffff:")
