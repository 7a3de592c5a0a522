"""Token buckets: how often something may happen, and how often at once."""

import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from typing import NamedTuple


class Rate(NamedTuple):
    """So many a second in the long run, and so many at once after a rest."""

    steady: float
    burst: float


class Bucket:
    """What one visitor, or one address, may still do. Who takes more than there is waits for it."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate, self.clock = rate, clock
        self.left, self.seen = rate.burst, clock()

    def take(self, patience: float = float("inf")) -> float | None:
        """Take one; the seconds to wait for it, or None, and nothing is taken, where that is longer than `patience`."""
        now = self.clock()
        self.left = min(self.rate.burst, self.left + (now - self.seen) * self.rate.steady)
        self.seen = now
        wait = max(0.0, 1.0 - self.left) / self.rate.steady
        if wait > patience:
            return None
        self.left -= 1.0
        return wait


PAGES = Rate(200.0, 20_000.0)
"""Requests of one address: a class of 300 behind one address opens the app at one moment, with 60 files each."""
PICTURES = Rate(60.0, 1_000.0)
"""Answers that are computed for one address: 20 ms of processor time each, and sheets ask for nine at once."""
DOORS = Rate(20.0, 600.0)
"""Sessions that one address opens."""
MESSAGES = Rate(300.0, 3_000.0)
"""Messages of all visitors of one address."""
VISITOR = Rate(15.0, 40.0)
"""Messages of one visitor: a hand that drags sends 8 to 12 a second."""

MOST_ADDRESSES = 10_000


class Allowance:
    """What one address may still do, and how many of its visitors have come in without a word yet."""

    def __init__(self) -> None:
        self.pages, self.pictures, self.doors, self.messages = map(Bucket, (PAGES, PICTURES, DOORS, MESSAGES))
        self.silent = 0


class Addresses:
    """The allowances of the addresses that were seen last."""

    def __init__(self) -> None:
        self.known: OrderedDict[str, Allowance] = OrderedDict()

    def of(self, host: str) -> Allowance:
        """The allowance of an address; one household of IPv6 (/64) counts as one."""
        name = household(host)
        allowance = self.known.get(name)
        if allowance is None:
            allowance = self.known[name] = Allowance()
            if len(self.known) > MOST_ADDRESSES:
                self.known.popitem(last=False)
        self.known.move_to_end(name)
        return allowance


def household(host: str) -> str:
    """The name under which an address is counted. What is no address (a socket file) counts as itself."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return address.exploded[:19]
    return host.removeprefix("::ffff:")
