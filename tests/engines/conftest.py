"""A server, a screen that nobody sees, and the two browsers."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines import programs
from tests.engines.drivers import Engine, Firefox, WebKit
from tools.serving import serving


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The app's address. Afterwards its log must contain no traceback."""
    with serving() as running:
        yield running.url
        said = running.log.read_text()
    assert "Traceback" not in said, said


@pytest.fixture(scope="session")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An X server without a screen, on the first free display."""
    number = tmp_path_factory.mktemp("screen") / "number"
    with number.open("w") as out:
        command = [programs.SCREEN, "-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
    try:
        os.environ["DISPLAY"] = f":{told(number, process)}"
        yield
    finally:
        process.terminate()
        process.wait(10)


def told(number: Path, process: subprocess.Popen[bytes]) -> str:
    """The display's number, which the X server says once it is ready."""
    while not (found := number.read_text().strip()):
        assert process.poll() is None, "Xvfb did not start"
    return found


@pytest.fixture(scope="session", params=[Firefox, WebKit], ids=lambda kind: kind.name)
def engine(request: pytest.FixtureRequest, screen: None) -> Iterator[Engine]:
    found = request.param()
    request.config.get_terminal_writer().line(f"{found.name} {found.version}")
    yield found
    found.close()
