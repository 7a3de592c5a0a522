"""Changes the code in small ways and looks whether a test fails: `python -m tools.mutants [OPTIONS] [FOLDER ...]`.

tools/mutants/sample.py declares the sample, and a seed draws it: the same seed gives the same mutants of the same code.
A mutant is killed if a test fails with it. It survives if none does: then a test is missing, or the mutant is
equivalent, because the program does the same with it. equivalent.toml lists those, which are not tried.
"""

import argparse
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from pathlib import Path
from queue import SimpleQueue

from tools.imports import ROOT
from tools.mutants.equivalent import judged, reason
from tools.mutants.mutant import Mutant
from tools.mutants.sample import PARTS, Part, drawn, possible
from tools.mutants.trial import KILLED, SURVIVED, TIMED_OUT, InterruptedTrialError, Trials

EQUIVALENT = "equivalent"
COLUMNS = ("places", "mutants", KILLED, TIMED_OUT, SURVIVED, EQUIVALENT)
WITHIN = 60.0


def options(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("folders", nargs="*", default=[*PARTS], metavar="FOLDER", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--seed", default="1", help="draws the sample, and the rows of large tables of tests")
    parser.add_argument("--sample", type=int, help="mutants of each folder, instead of the declared number")
    parser.add_argument("--workers", type=int, default=2, help="mutants that are tried at the same time")
    parser.add_argument("--within", type=float, default=WITHIN, help="seconds of tests that judge a mutant")
    asked = parser.parse_args(arguments)
    if wrong := [name for name in asked.folders if name not in PARTS]:
        parser.error(f"There is no folder {wrong[0]!r}; there are {', '.join(PARTS)}.")
    return asked


def again(asked: argparse.Namespace) -> str:
    """The command that has the same run again."""
    words = [f"SEED={asked.seed}"]
    words += [f"SAMPLE={asked.sample}"] if asked.sample is not None else []
    words += [f"REACH={asked.within:g}"] if asked.within != WITHIN else []
    words += [f"FOLDERS={' '.join(asked.folders)!r}"] if asked.folders != [*PARTS] else []
    return f"make mutants {' '.join(words)}"


def outcomes(trials: Trials, sample: Mapping[str, list[Mutant]], workers: int) -> Generator[tuple[str, Mutant, str]]:
    """Try the mutants of each folder, several at once. Yields folder, mutant and outcome as they come."""
    copies: SimpleQueue[Path] = SimpleQueue()
    for number in range(workers):
        copies.put(trials.copy(str(number)))
    sound = trials.copy("sound")

    def tried(mutant: Mutant, part: Part) -> str:
        copy = copies.get()
        try:
            return trials.tried(copy, mutant, part)
        finally:
            copies.put(copy)

    with ThreadPoolExecutor(workers) as pool:
        try:
            for folder, mutants in sample.items():
                trials.prove(sound, PARTS[folder], workers)
                begun = {pool.submit(tried, mutant, PARTS[folder]): mutant for mutant in mutants}
                for done in as_completed(begun):
                    yield folder, begun[done], done.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            trials.stop()
            raise


def table(rows: Mapping[str, Mapping[str, int]]) -> list[str]:
    """The numbers by folder, with their sums, as lines of text."""
    total = Counter[str]()
    for row in rows.values():
        total.update(row)
    lines = [f"{'':>14}" + "".join(f"{name:>12}" for name in COLUMNS)]
    for folder, row in {**rows, "together": total}.items():
        lines.append(f"{folder:>14}" + "".join(f"{row.get(name, 0):>12}" for name in COLUMNS))
    return lines


def main(arguments: Sequence[str]) -> int:
    """Draw the sample, try it, and report. Returns 1 only if the mutants could not be tried."""
    # A shell that starts this process in the background makes it ignore the first of these.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    asked, begun, known = options(arguments), time.monotonic(), judged()
    rows: dict[str, Counter[str]] = {}
    sample: dict[str, list[Mutant]] = {}
    survivors: list[Mutant] = []
    try:
        print(f"The same run again: {again(asked)}", flush=True)
        for folder in asked.folders:
            part = PARTS[folder]
            count = part.mutants if asked.sample is None else asked.sample
            mutants, places = drawn(possible(ROOT, part), count, f"{asked.seed} {folder}", ROOT)
            sample[folder] = [mutant for mutant in mutants if not reason(mutant, known)]
            same = len(mutants) - len(sample[folder])
            rows[folder] = Counter({"places": places, "mutants": len(mutants), EQUIVALENT: same})
        with tempfile.TemporaryDirectory(prefix="thalweg-mutants-") as folder:
            trials = Trials(Path(folder), asked.seed, asked.within)
            with closing(outcomes(trials, sample, asked.workers)) as news:
                for name, mutant, outcome in news:
                    rows[name][outcome] += 1
                    print(f"{outcome:>10}  {mutant.place}  {mutant.name}", flush=True)
                    if outcome == SURVIVED:
                        survivors.append(mutant)
                        print(mutant.diff, flush=True)
    except (KeyboardInterrupt, InterruptedTrialError):
        print("Interrupted. These mutants were tried:")
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    print("", *(f"{mutant.place}  {mutant.name}\n{mutant.diff}\n" for mutant in survivors), sep="\n")
    print(*table(rows), sep="\n")
    print(f"{time.monotonic() - begun:.0f} s. The same run again: {again(asked)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
