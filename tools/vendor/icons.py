"""Makes ui/middleware/assets/icons.woff2, the part of Streamlit's icon font that a page can show.

    pip install fonttools==4.68.0 brotli==1.2.1
    python -m tools.vendor.icons

Neither package is needed otherwise, also not by the tests. The same versions give the same bytes. To be made again when
Streamlit has another font, or when Streamlit or a page uses an icon that it lacks; tests say when.
"""
# pyright: reportMissingImports=false

import hashlib
import json
import re
import sys
from collections.abc import Iterator

from streamlit.material_icon_names import ALL_MATERIAL_ICONS

from tools.imports import ROOT
from ui.middleware import front, icons

SHOWN = ("app.py", "stage/**/*.py", "ui/**/*.py")
"""Our files that can show an icon."""
MENTION = ":material/"
QUOTED = re.compile(r"""["'`]([a-z0-9_]+)(?=["'`])""")
WRITTEN = re.compile(MENTION + "([a-z0-9_]+):")


def names(text: str) -> set[str]:
    """The icons that a file can show, if it shows any: those that it writes out, and each text that is an icon's name.

    The texts are counted too because a name may be put together. A file that never writes `:material/` is left out:
    the lists of emoji and of programming languages alone contain 300 words that are also names of icons.
    """
    if MENTION not in text:
        return set()
    return {name for name in QUOTED.findall(text) + WRITTEN.findall(text) if name in ALL_MATERIAL_ICONS}


def texts() -> Iterator[str]:
    """Streamlit's scripts and our files."""
    scripts = (front.STATIC / path for path in sorted(front.files()) if path.endswith(".js"))
    for path in [*scripts, *(path for pattern in SHOWN for path in sorted(ROOT.glob(pattern)))]:
        yield path.read_text("utf-8")


def wanted() -> set[str]:
    """Every icon that a page can show."""
    return set().union(*map(names, texts()))


def main() -> int:
    """Write the font and its record. Returns the exit status."""
    # Whoever only reads the names does not need it.
    from fontTools import subset, ttLib  # noqa: PLC0415

    found = sorted((front.STATIC / "static/media").glob("MaterialSymbols-Rounded.*.woff2"))
    if len(found) != 1:
        print(f"Streamlit has {len(found)} files named MaterialSymbols-Rounded, not one: which one does its page use?")
        return 1
    font = ttLib.TTFont(found[0], recalcTimestamp=False)
    letters = {glyph: chr(code) for code, glyph in sorted(font.getBestCmap().items())}  # small after capital ones
    glyphs = {
        "".join(letters[glyph] for glyph in (first, *ligature.Component)): ligature.LigGlyph
        for lookup in font["GSUB"].table.LookupList.Lookup
        for table in lookup.SubTable
        for first, ligatures in table.ExtSubTable.ligatures.items()
        for ligature in ligatures
    }
    kept = sorted(wanted() & set(glyphs))
    # Without closure: from the letters alone, all 4,000 names could be put together.
    options = subset.Options(layout_features=["*"], layout_closure=False, name_IDs=["*"])
    reducing = subset.Subsetter(options)
    reducing.populate(text=" " + "".join(kept), glyphs=[glyphs[name] for name in kept])
    reducing.subset(font)
    font.flavor = "woff2"
    icons.ASSETS.mkdir(exist_ok=True)
    font.save(icons.FONT)
    record = icons.Record(
        found[0].relative_to(front.STATIC).as_posix(),
        hashlib.sha256(found[0].read_bytes()).hexdigest(),
        hashlib.sha256(icons.FONT.read_bytes()).hexdigest(),
        kept,
    )
    icons.RECORD.write_text(json.dumps(record._asdict(), indent=1) + "\n", "utf-8")
    print(f"{icons.FONT.name}: {len(kept)} icons, {icons.FONT.stat().st_size / 1e3:.1f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
