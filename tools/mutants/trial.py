"""Tries mutants: each in a copy of the project in a temporary folder, against the tests that it can reach.

The nearest tests run first, and the first failure ends a trial. Tests that take far longer than without the mutant are
stopped: a mutant that never ends is killed by time.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event

from tools.imports import LEFT_OUT, ROOT, project_files
from tools.mutants.mutant import Mutant
from tools.mutants.sample import Part
from tools.quick import finish, ordered
from tools.reach import distances, needs
from tools.suite import BYTECODE

KILLED, TIMED_OUT, SURVIVED = "killed", "timed out", "survived"
PATIENT, START = 4.0, 60.0
"""Tests may take so many times as long as without a mutant, and so many seconds more, since others use the machine."""
LONGEST = 3600.0
"""At most so many seconds the tests take without a mutant."""
KERNELS = Path(".cache", "numba")
"""Compiled kernels, which no mutant of the sample changes, and what else is kept from one start to the next."""
FIRST = 2
"""So many files of tests run first by themselves: they kill most mutants, and collecting all tests takes longer."""


class InterruptedTrialError(Exception):
    """The trials were stopped."""


class Trials:
    """The trials of one run: the tests without a mutant, and then mutants in one or several copies.

    `within` is the number of seconds of tests, nearest first, that judge a mutant.
    """

    def __init__(self, folder: Path, seed: str, within: float, root: Path = ROOT) -> None:
        self.root, self.folder, self.within = root, folder, within
        self.environment = os.environ | BYTECODE | {"THALWEG_TABLES": f"covering:{seed}", "PYTEST_ADDOPTS": ""}
        self.stopped = Event()
        self.running: set[subprocess.Popen[bytes]] = set()
        self.seconds: dict[tuple[str, ...], dict[str, float]] = {}
        files = project_files(root)
        self.needed = needs([file for file in files if file.path.endswith(".py")], {file.path for file in files})

    def copy(self, name: str) -> Path:
        """A copy of the project, without what is made again except for its compiled kernels."""
        made = Path(shutil.copytree(self.root, self.folder / name, ignore=shutil.ignore_patterns(*LEFT_OUT)))
        if (kernels := self.root / KERNELS).exists():
            shutil.copytree(kernels, made / KERNELS)
        return made

    def stop(self) -> None:
        """End all trials, with all processes that they have started."""
        self.stopped.set()
        for each in list(self.running):
            with suppress(ProcessLookupError):
                os.killpg(each.pid, signal.SIGKILL)

    def run(self, copy: Path, part: Part, options: Sequence[str], seconds: float) -> tuple[int | None, str]:
        """Run tests in a copy. Returns the exit status, None if the time was over, and the output."""
        command = [sys.executable, "-m", "pytest", "-q", *options]
        log = copy / "mutants.log"
        with log.open("wb") as out:
            running = subprocess.Popen(
                command,
                cwd=copy,
                env={**self.environment, **part.environment, "THALWEG_CACHE": str(copy / KERNELS)},
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        self.running.add(running)
        if self.stopped.is_set():
            self.stop()
        ended = finish(running, seconds, asked=False)
        self.running.discard(running)
        if self.stopped.is_set():
            raise InterruptedTrialError
        return running.returncode if ended else None, log.read_text(encoding="utf-8", errors="replace")

    def prove(self, copy: Path, part: Part, workers: int) -> None:
        """Run a part's tests without a mutant and keep their durations. RuntimeError with the output if they fail."""
        key = (part.tests, *part.environment)
        if key in self.seconds:
            return
        kept = copy / ".cache" / "seconds.json"
        kept.unlink(missing_ok=True)
        status, said = self.run(copy, part, ["-n", str(workers), "-p", "tools.clock", part.tests], LONGEST)
        if status != 0:
            raise RuntimeError(f"The tests in {part.tests} fail without any mutant:\n{said}")
        self.seconds[key] = json.loads(kept.read_text(encoding="utf-8"))

    def known(self, part: Part) -> Mapping[str, float]:
        """The durations of the test files of a part without a mutant."""
        return self.seconds[part.tests, *part.environment]

    def reached(self, path: str, part: Part) -> list[str]:
        """The test files of a part that a change of this file can reach, the most telling first."""
        far = distances([path], self.needed)
        return ordered(
            {test: away for test, away in far.items() if not away or test.startswith(part.tests)}, self.known(part)
        )

    def rounds(self, path: str, part: Part) -> Iterator[tuple[list[str], float]]:
        """The test files that judge a mutant in this file, in rounds, with the seconds that each round may take."""
        files, known, spent = [], self.known(part), 0.0
        for test in self.reached(path, part):
            if files and spent + known.get(test, 0.0) > self.within:
                break
            spent += known.get(test, 0.0)
            files.append(test)
        for some in (files[:FIRST], files[FIRST:]):
            if some:
                yield some, START + PATIENT * sum(known.get(test, 0.0) for test in some)

    def tried(self, copy: Path, mutant: Mutant, part: Part) -> str:
        """How a mutant ended: KILLED, TIMED_OUT or SURVIVED."""
        file = copy / mutant.path
        for kept in (copy / KERNELS).rglob("*.kept"):
            kept.unlink()  # or what a mutant makes would not be made at all
        try:
            replace(file, mutant.after)
            for some, seconds in self.rounds(mutant.path, part):
                status, _ = self.run(copy, part, ["-x", *some], seconds)
                if status is None:
                    return TIMED_OUT
                if status not in (0, 5):  # 5: of these files the sample of tests has none
                    return KILLED
        finally:
            replace(file, mutant.before)
        return SURVIVED


def replace(file: Path, text: str) -> None:
    """Write a file, and remove what Python has compiled of it, which passes for a text of the same length and age."""
    file.write_text(text, encoding="utf-8")
    for compiled in file.parent.glob(f"__pycache__/{file.stem}.*.pyc"):
        compiled.unlink()
