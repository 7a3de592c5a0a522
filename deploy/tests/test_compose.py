"""The compose file, the Caddyfile and the settings: consistent with each other and with the app."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from runs import bounds
from ui.middleware import settings

HERE = Path(__file__).resolve().parents[1]
TEXT = (HERE / "compose.yaml").read_text()
COMPOSE = yaml.safe_load(TEXT)
APP, PROXY = COMPOSE["services"]["app"], COMPOSE["services"]["proxy"]
EXAMPLE = dict(re.findall(r"^#([A-Z_]+)=(.*)$", (HERE / ".env.example").read_text(), re.MULTILINE))
USED = dict(re.findall(r"\$\{([A-Z_]+):-([^}]*)\}", TEXT))
BUILD = {"IMAGE", "PROXY_IMAGE"}
"""Variables for building images, which are not set in a classroom."""


def with_defaults(value: str) -> str:
    """A value as compose expands it if no variable is set."""
    return re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", value)


def test_every_setting_is_explained_with_its_default() -> None:
    assert set(EXAMPLE) == set(USED) - BUILD
    for name in set(EXAMPLE) - {"DOMAIN"}:
        assert EXAMPLE[name] == USED[name], name


def test_the_app_knows_what_it_is_told() -> None:
    told = {name: with_defaults(value) for name, value in APP["environment"].items()}
    known = settings.read(told)
    assert known == settings.Settings(level="info", metrics_host="0.0.0.0")
    assert bounds.read(told) == bounds.Bounds()
    ours = {name for name in told if name.startswith("THALWEG_")}
    source = "".join(path.read_text() for path in [Path(settings.__file__), Path(bounds.__file__)])
    assert all(f'"{name}"' in source for name in ours)


@pytest.mark.parametrize("service", COMPOSE["services"].values(), ids=list(COMPOSE["services"]))
def test_a_container_may_do_and_take_only_so_much(service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["init"] is True
    assert service["restart"] == "unless-stopped"
    assert service["mem_limit"] == service["memswap_limit"]
    assert {"cpus", "pids_limit", "healthcheck", "logging"} <= set(service)


def test_the_proxy_is_the_only_way_in() -> None:
    assert "ports" not in APP
    assert APP["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert "cap_add" not in APP
    assert all(with_defaults(port).startswith("127.0.0.1:") for port in PROXY["ports"])


def test_health_is_what_the_body_says() -> None:
    assert APP["healthcheck"]["test"] == ["CMD", "python", "-m", "tools.container", "health"]
    assert "= ok" in PROXY["healthcheck"]["test"][1]
    assert "http://:8081 {" in (HERE / "Caddyfile").read_text()


def test_what_is_mounted_is_there() -> None:
    mounted = [volume.split(":")[0] for volume in PROXY["volumes"] if volume.startswith(".")]
    assert mounted
    assert all((HERE / name).is_file() for name in mounted)


def test_the_proxy_reads_what_compose_gives_it() -> None:
    read = set(re.findall(r"\{\$([A-Z_]+)", (HERE / "Caddyfile").read_text()))
    script = (HERE / "proxy.sh").read_text()
    assert set(PROXY["environment"]) == {"SITE", "CLASS_PASSWORD"}
    assert read - {"APP_HOST", "APP_PORT"} == {"SITE", "DOOR", "CLASS_KEY", "CLASS_HASH"}
    for name in read - {"APP_HOST", "APP_PORT", "SITE"}:
        assert f"{name}=" in script


def test_compose_reads_the_file() -> None:
    """Debian's podman-compose is too old to know `config`; `make compose` installs one that does."""
    command = [sys.executable, "-m", "podman_compose", "--file", str(HERE / "compose.yaml"), "config"]
    told = os.environ | {"REPLICAS": "2", "DOMAIN": "thalweg.example"}
    read = yaml.safe_load(subprocess.run(command, capture_output=True, check=True, env=told).stdout)
    assert read["services"]["app"]["deploy"]["replicas"] == "2"
    assert read["services"]["proxy"]["environment"]["SITE"] == "thalweg.example"
