"""The commands of the container image: `python -m tools.container build`, `serve`, `health` or `threads`.

`build` compiles every kernel into the image, `serve` starts the app with these kernels, `health` is Docker's health
check, and `threads` checks on the present machine that sixteen threads compute the same as one.
docs/decisions/0003-one-image-for-every-machine.md explains why the processor is named and the cache copied.
"""

import os
import platform
import shutil
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
BUILT = ROOT / ".cache" / "numba"
COPY = "/tmp/thalweg"  # noqa: S108 (a container's own tmpfs, where nobody else writes)
CPUINFO = Path("/proc/cpuinfo")

V3 = frozenset({"avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe"})
"""The features of an x86-64-v3 processor, as the Linux kernel names them (`abm` stands for lzcnt)."""


def can_v3(machine: str, cpuinfo: str) -> bool:
    """Whether this machine runs code for x86-64-v3, as practically all machines since 2015 do."""
    if machine not in {"x86_64", "AMD64"}:
        return False
    flags = next((line for line in cpuinfo.splitlines() if line.startswith("flags")), "")
    return set(flags.split()) >= V3


def target() -> dict[str, str]:
    """Environment variables that make numba compile for x86-64-v3, or for the host if it cannot run that."""
    cpuinfo = CPUINFO.read_text(encoding="utf-8") if CPUINFO.exists() else ""
    if not can_v3(platform.machine(), cpuinfo):
        return {}
    # Without the second variable numba would add the features of the building machine, and on other machines it would
    # not find these kernels in the cache.
    return {"NUMBA_CPU_NAME": "x86-64-v3", "NUMBA_CPU_FEATURES": ""}


def bring_cache(built: Path, wanted: Path) -> None:
    """Copy the image's kernels to a writable place, since numba ignores a cache that it cannot write to."""
    try:
        shutil.copytree(built, wanted, dirs_exist_ok=True)
    except OSError as error:
        print(f"The compiled kernels were not copied from {built} to {wanted} ({error}): they are compiled anew.")


def health_url(environment: Mapping[str, str]) -> str:
    """The address of the app's health check, as seen from inside the container."""
    port = environment.get("STREAMLIT_SERVER_PORT", "8501")
    base = environment.get("STREAMLIT_SERVER_BASE_URL_PATH", "").strip("/")
    return f"http://127.0.0.1:{port}/{base}{'/' if base else ''}_stcore/health"


def build(_arguments: Sequence[str]) -> int:
    """Compile every kernel for the image's processor, in a new process, which then reads these settings."""
    os.execve(sys.executable, [sys.executable, "-m", "tools.warm"], os.environ | target())  # noqa: S606


def begin(*command: str) -> NoReturn:
    """Replace this process by a Python command that uses the image's kernels."""
    wanted = os.environ.get("THALWEG_CACHE", COPY)
    bring_cache(BUILT, Path(wanted))
    os.execve(sys.executable, [sys.executable, *command], os.environ | target() | {"THALWEG_CACHE": wanted})  # noqa: S606


def serve(arguments: Sequence[str]) -> int:
    """Start the app, with further arguments for `streamlit run`."""
    begin("-m", "streamlit", "run", str(ROOT / "app.py"), *arguments)


def threads(_arguments: Sequence[str]) -> int:
    """Run tools/threads.py, which compares the bits of sixteen threads with those of one."""
    begin("-m", "tools.threads")


def health(_arguments: Sequence[str]) -> int:
    """Return 0 if the app answers "ok". The body is checked since Streamlit answers unknown paths with status 200."""
    try:
        with urllib.request.urlopen(health_url(os.environ), timeout=3) as answer:  # noqa: S310 (a fixed http address)
            return 0 if answer.read() == b"ok" else 1
    except (urllib.error.URLError, OSError):
        return 1


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "build": build,
    "serve": serve,
    "health": health,
    "threads": threads,
}


def main(arguments: Sequence[str]) -> int:
    """Run one of the commands; 2 and a sentence for anything else."""
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command is None:
        print(f"Usage: python -m tools.container {' | '.join(COMMANDS)}", file=sys.stderr)
        return 2
    return command(arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
