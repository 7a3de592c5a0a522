"""Measures steal time: the time that other virtual machines on the same hardware take, which affects every timing."""

from pathlib import Path

from benchmarks.row import Row

STAT = Path("/proc/stat")


def _times() -> tuple[int, int]:
    """Ticks that other machines got while this one was waiting, and all ticks, summed over all processors. Only Linux
    reports them: elsewhere both are 0.
    """
    if not STAT.exists():
        return 0, 0
    found = [int(word) for word in STAT.read_text().splitlines()[0].split()[1:9]]
    return found[7], sum(found)


class Neighbours:
    """Measures the steal time from now on."""

    def __init__(self) -> None:
        self.begun = _times()

    def row(self) -> Row:
        """The share of stolen time since the start of the measurement."""
        stolen, every = (now - then for now, then in zip(_times(), self.begun, strict=True))
        found = f"{stolen / max(every, 1):.0%}" if STAT.exists() else "not known here"
        return Row("  taken meanwhile by other machines, of this one's processors", found)
