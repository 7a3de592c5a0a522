"""The reduced font of icons: it was made from Streamlit's own, and has every icon that a page can show."""

import hashlib

import pytest

from tools.imports import ROOT
from tools.vendor import icons as script
from ui.middleware import front, icons

AGAIN = "The font of icons has to be made again: tools/vendor/icons.py says how."


def test_it_was_made_from_the_installed_font() -> None:
    found = sorted(path.name for path in front.STATIC.rglob("MaterialSymbols-*.woff2"))
    assert list(icons.subset(front.STATIC)) == [icons.record().source], f"Streamlit has {found}. {AGAIN}"


def test_it_is_what_the_script_has_made() -> None:
    body = icons.FONT.read_bytes()
    assert hashlib.sha256(body).hexdigest() == icons.record().made, AGAIN
    assert body[:4] == b"wOF2"
    assert len(body) < 25_000
    assert "Apache License" in (icons.ASSETS / "icons.LICENSE").read_text("utf-8")


def test_it_has_every_icon_that_a_page_can_show() -> None:
    lacking = script.wanted() - set(icons.record().names)
    assert not lacking, f"It lacks {', '.join(sorted(lacking))}. {AGAIN}"


def test_what_is_wanted_comes_from_streamlits_scripts_and_from_ours() -> None:
    assert script.names((ROOT / "ui/navigation.py").read_text("utf-8")) >= {"flag", "labs", "collections_bookmark"}
    ours = set().union(*(script.names(path.read_text("utf-8")) for path in ROOT.glob("ui/**/*.py")))
    assert ours >= {"download", "present_to_all", "undo"}
    streamlits = set().union(*(script.names((front.STATIC / path).read_text("utf-8")) for path in front.files()))
    assert streamlits >= {"keyboard_double_arrow_left", "more_vert", "visibility_off"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("icon=':material/flag:'", {"flag"}),
        ("`:material/${x?`undo`:'flag'}:`", {"undo", "flag"}),
        ('f":material/{icon}:", "labs", "no icon", "noicon", "undo"', {"labs", "undo"}),
        ('"flag", "undo"', set()),
        (":material/star_filled:", set()),  # Streamlit draws this one itself
    ],
)
def test_which_icons_a_text_can_show(text: str, found: set[str]) -> None:
    assert script.names(text) == found


def test_a_folder_without_the_font_or_with_another_one_keeps_its_own(tmp_path) -> None:
    assert icons.subset(tmp_path) == {}
    (tmp_path / icons.record().source).parent.mkdir(parents=True)
    (tmp_path / icons.record().source).write_bytes(b"another font")
    assert icons.subset(tmp_path) == {}
