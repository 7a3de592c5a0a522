"""The settings of an installation."""

import pytest

from core.param import Param
from ui.middleware.settings import ANYWHERE, METRICS, PICTURES, VISITORS, Settings, read

READ = [
    ({}, Settings()),
    ({"THALWEG_TITLE": " ", "THALWEG_MAX_VISITORS": "", "THALWEG_LOG": ""}, Settings()),
    ({"THALWEG_TITLE": "Descent 101 · Größe"}, Settings(title="Descent 101 · Größe")),
    ({"THALWEG_MAX_VISITORS": " 40 "}, Settings(visitors=40)),
    ({"THALWEG_MAX_VISITORS": "\uff11\uff120", "THALWEG_PICTURES_MB": "1·10³"}, Settings(visitors=120, pictures=1000)),
    ({"THALWEG_PICTURES_MB": "8"}, Settings(pictures=8)),
    ({"THALWEG_LOG": "INFO"}, Settings(level="info")),
    (
        {"THALWEG_METRICS_PORT": "9100", "THALWEG_METRICS_ADDRESS": "0.0.0.0"},
        Settings(metrics=9100, metrics_host="0.0.0.0"),
    ),
    (
        {"THALWEG_EMBED": "https://a.example  http://*.b.example:8080"},
        Settings(embed=("https://a.example", "http://*.b.example:8080")),
    ),
    ({"THALWEG_EMBED": "OFF"}, Settings(embed=())),
    ({"THALWEG_EMBED": " on "}, Settings(embed=ANYWHERE)),
    (
        {"THALWEG_FRAMES": "https://a.example  http://*.b.example:8080"},
        Settings(frames=("https://a.example", "http://*.b.example:8080")),
    ),
]


@pytest.mark.parametrize(("environment", "settings"), READ)
def test_the_environment_is_read(environment: dict[str, str], settings: Settings) -> None:
    assert read(environment | {"PATH": "/bin"}) == settings


REFUSED = [
    {"THALWEG_TITLE": "x" * 81},
    {"THALWEG_TITLE": "two\nlines"},
    {"THALWEG_MAX_VISITORS": "0"},
    {"THALWEG_MAX_VISITORS": "a hundred"},
    {"THALWEG_MAX_VISITORS": "1.5"},
    {"THALWEG_PICTURES_MB": "0"},
    {"THALWEG_PICTURES_MB": "1e9"},
    {"THALWEG_METRICS_PORT": "65536"},
    {"THALWEG_METRICS_PORT": "-1"},
    {"THALWEG_LOG": "loud"},
    {"THALWEG_FRAMES": "courses.example"},
    {"THALWEG_FRAMES": "https://a.example; script-src *"},
    {"THALWEG_EMBED": "*"},
    {"THALWEG_EMBED": "off https://a.example"},
    {"THALWEG_EMBED": "https://a.example/path"},
]


@pytest.mark.parametrize("environment", REFUSED)
def test_what_cannot_be_set_is_a_sentence(environment: dict[str, str]) -> None:
    (name,) = environment
    with pytest.raises(ValueError, match=rf"{name}.*\.$"):
        read(environment)


ENDS = [(VISITORS, "visitors", 1, 100_000), (PICTURES, "pictures", 1, 65_536), (METRICS, "metrics", 0, 65_535)]


@pytest.mark.parametrize(("param", "field", "low", "high"), ENDS)
def test_a_number_may_be_the_end_of_its_range_and_nothing_beyond(param: Param, field: str, low: int, high: int) -> None:
    for value in (low, high):
        assert getattr(read({param.key: str(value)}), field) == value
    for value in (low - 1, high + 1):
        with pytest.raises(ValueError, match=rf"{param.key}.*\.$"):
            read({param.key: str(value)})


@pytest.mark.parametrize("length", [1, 79, 80])
def test_a_title_has_at_most_eighty_characters(length: int) -> None:
    assert read({"THALWEG_TITLE": "x" * length}).title == "x" * length
