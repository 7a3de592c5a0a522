"""Checks that the browser tests pass on a busy machine: `python -m tools.restless [TIMES]`, or `make restless`.

The tests run so many times in a row while two other processes keep the processors busy. The kernels are compiled first,
since that would take longer beside these two than a page is waited for. After every round a line gives its result and
duration. The whole output of a failed round is printed.
"""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tools.imports import ROOT

BURNING = 2
BURN = "while True: pass"
FIRST = ("-m", "tools.warm")
TESTS = ("-m", "pytest", "-n", "2", "--dist", "worksteal", "tests/browser")


@contextmanager
def burning(many: int) -> Iterator[None]:
    """The number of other processes, each of which uses a whole processor."""
    beside = [subprocess.Popen([sys.executable, "-c", BURN]) for _ in range(many)]
    try:
        yield
        if any(each.poll() is not None for each in beside):
            raise RuntimeError("A process that should burn a processor has ended: the machine was not as busy as said.")
    finally:
        for each in beside:
            each.kill()
            each.wait()


def rounds(command: Sequence[str], times: int) -> Iterator[tuple[bool, float, str]]:
    """Run the command so many times. Yields whether it passed, its seconds, and its output."""
    for _ in range(times):
        begun = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        yield done.returncode == 0, time.monotonic() - begun, done.stdout + done.stderr


def main(arguments: Sequence[str]) -> int:
    """Run the rounds. Returns 0 if all have passed."""
    times, passed = int(arguments[0]) if arguments else 10, 0
    subprocess.run((sys.executable, *FIRST), cwd=ROOT, check=True)
    with burning(BURNING):
        for number, (well, seconds, said) in enumerate(rounds((sys.executable, *TESTS), times), 1):
            passed += well
            closing = said.rstrip().rpartition("\n")[2].strip("= ")
            print(f"Round {number} of {times}: {closing} ({seconds:.0f} s)", flush=True)
            if not well:
                print(said, flush=True)
    print(f"{passed} of {times} rounds passed while {BURNING} processes burned processors.")
    return int(passed < times)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
