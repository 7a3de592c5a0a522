"""What a change can reach, checked within some seconds: `python -m tools.quick [SECONDS]`, or `make quick`.

Lint, the types of what has changed and of what leans on it, and the tests that the change can reach (tools/reach.py):
the nearest first and of those the quickest, until the time is over. A change is everything since the last landed
commit (origin's main or, without one, the commit before this one), and what is not committed or not even added.

It ends with 0 if all that was reached is well, and says what was not reached.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from tools.clock import known_seconds
from tools.deadline import FILES, SAID, UNTIL
from tools.imports import ROOT, project_files
from tools.reach import distances, is_test, needs

LOG = ROOT / ".cache" / "quick.log"
"""All that pytest said."""
WORKERS = 2
UNKNOWN = 2.0
"""Seconds for a file of tests of which nobody knows how long it takes."""
TOLD = 8
"""Of so many files that were not reached the names are told."""
LEANING = 30
"""Of so many files that lean on a change the types are checked too."""
SPARE = 5.0
"""Of the seconds, those that the end takes: no test begins in them."""


def git(*arguments: str) -> list[str]:
    """The lines that Git answers, none where it fails."""
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.splitlines() if done.returncode == 0 else []


def landed() -> str:
    """The commit since which changes count."""
    found = git("merge-base", "HEAD", "origin/main") or git("rev-parse", "--verify", "--quiet", "HEAD~1")
    return found[0] if found else "HEAD"


def changed(since: str) -> list[str]:
    """The paths that have changed since a commit, new ones with them, that are still there or are no more."""
    return sorted({*git("diff", "--name-only", since), *git("ls-files", "--others", "--exclude-standard")})


def ordered(far: Mapping[str, int], seconds: Mapping[str, float]) -> list[str]:
    """The files of tests that a change reaches: the nearest first, then the quickest, and those with a browser last."""
    tests = [path for path in far if is_test(path) and (ROOT / path).exists()]
    return sorted(tests, key=lambda path: (path.startswith("tests/browser/"), far[path], seconds.get(path, 0.0), path))


def within(files: Sequence[str], seconds: Mapping[str, float], budget: float) -> list[str]:
    """The first of the files, as many as there is time for; to collect the tests of more would only take it."""
    spent, found = 0.0, []
    for path in files:
        if spent > budget * WORKERS:
            break
        spent += seconds.get(path, UNKNOWN)
        found.append(path)
    return found


def checks(paths: Iterable[str], far: Mapping[str, int]) -> dict[str, list[str]]:
    """The commands beside the tests, each with its name."""
    python = [sys.executable, "-m"]
    typed = [path for path in far if path.endswith(".py") and (ROOT / path).exists()]
    typed = [path for path in typed if far[path] == 0] + [path for path in typed if far[path] == 1][:LEANING]
    found = {"lint": [*python, "ruff", "check", "."], "format": [*python, "ruff", "format", "--check", "."]}
    if typed:
        found["types"] = [*python, "pyright", *typed]
    if any(path.endswith((".js", ".mjs")) for path in paths):
        found["types of the browser's code"] = [*python, "tools.check_js"]
    return found


def begin(files: Sequence[str], until: float, said: Path, log: Path) -> subprocess.Popen[bytes]:
    """Run the tests of these files in their order."""
    options = ["-n", str(WORKERS), "--maxschedchunk", "2", "-p", "tools.deadline"]
    asked = {FILES: " ".join(files), UNTIL: str(until), SAID: str(said), "THALWEG_TABLES": "covering"}
    command = [sys.executable, "-m", "pytest", *options, *{str(Path(path).parent) for path in files}]
    with log.open("wb") as out:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | asked,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )


def finish(running: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait so long for a process, then stop it and all that it started; whether it ended by itself."""
    try:
        running.wait(max(seconds, 0.1))
    except subprocess.TimeoutExpired:
        running.send_signal(signal.SIGINT)  # to it alone: a worker that is interrupted looks like a test that crashed
    else:
        return True
    with suppress(subprocess.TimeoutExpired):
        running.wait(SPARE / 2)
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    return False


def read(said: Path) -> dict[str, Any] | None:
    """What became of the tests, if any came to an end."""
    return json.loads(said.read_text(encoding="utf-8")) if said.exists() else None


def told(outcome: Mapping[str, Any], rest: Sequence[str]) -> list[str]:
    """What became of the tests, in lines; `rest` are files that were not even begun."""
    lines = [part for name, text in outcome["failed"].items() for part in (f"FAILED {name}", text)]
    lines += [f"{outcome['passed']} tests passed, {len(outcome['failed'])} failed."]
    left = [f"{file} ({number} tests)" for file, number in outcome["left"].items()] + list(rest)
    more = f" and {len(left) - TOLD} files more" if len(left) > TOLD else ""
    return [*lines, f"The time is over; not reached: {', '.join(left[:TOLD])}{more}."] if left else lines


def main(arguments: Sequence[str]) -> int:
    """Check what the change reaches; 0 if nothing is wrong with it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # A shell that starts it in the background turns that off.
    budget = float(arguments[0] if arguments else 50)
    end, since, said = time.time() + budget, landed(), LOG.with_suffix(".json")
    said.parent.mkdir(exist_ok=True)
    said.unlink(missing_ok=True)
    paths = changed(since)
    print(f"{len(paths)} files have changed since {since[:12]}: {', '.join(paths) or 'none'}.", flush=True)
    files = project_files()
    far = distances(paths, needs([f for f in files if f.path.endswith(".py")], {f.path for f in files} | set(paths)))
    tests = ordered(far, known_seconds())
    begun = within(tests, known_seconds(), budget)
    running = begin(begun, end - SPARE, said, LOG) if begun else None
    wrong = []
    for name, command in checks(paths, far).items():
        check = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdin=subprocess.DEVNULL)
        if not finish(check, end - SPARE - time.time()):
            print(f"The time is over; {name}: not finished.", flush=True)
        elif check.returncode != 0:
            wrong.append(name)
    if running is not None:
        whole = finish(running, end - SPARE / 2 - time.time())
        outcome = read(said)
        if outcome is None:
            print(LOG.read_text(encoding="utf-8") if whole else "The time is over; no test was reached.")
        else:
            print(*told(outcome, tests[len(begun) :]), sep="\n")
        if (outcome and outcome["failed"]) or (whole and running.returncode not in (0, 5)):
            wrong.append("tests")
    print(f"Wrong: {', '.join(wrong)}." if wrong else "All that was reached is well.")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
