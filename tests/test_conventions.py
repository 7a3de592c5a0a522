"""docs/conventions.md is up to date: every argument of the libraries has a row, and every row names what there is."""

import re

import pytest

from runs.catalog import LIBRARIES
from tools.conventions import make
from tools.conventions.here import Here, absent, of_method, of_runner, of_schedule, told, unknown
from tools.conventions.make import CHAPTERS, ROOT, kept, presets, rows
from tools.conventions.read import text, written

WRITTEN = make.FILE.read_text(encoding="utf-8")
CLASSES = [
    pytest.param(key, called, arguments, id=called)
    for key in CHAPTERS
    for found in kept(key).sections.values()
    for called, arguments in found.items()
]


def test_the_written_page_is_that_of_the_kept_data():
    assert make.page() == WRITTEN, "docs/conventions.md is stale: run `python -m tools.conventions.make`."


def test_every_library_that_was_read_has_a_chapter_and_its_version_on_the_page():
    files = {path.stem for path in (ROOT / "libraries" / "signatures").glob("*.json")}
    assert files == set(CHAPTERS) == set(LIBRARIES) - {"papers"}
    for key in CHAPTERS:
        assert LIBRARIES[key].version == kept(key).version
        assert f"Read from version {kept(key).version}," in WRITTEN


@pytest.mark.whole
@pytest.mark.parametrize(("key", "called", "arguments"), CLASSES)
def test_every_argument_has_a_row_and_every_row_names_what_there_is(key, called, arguments):
    entry, made = CHAPTERS[key].entries.get(called), presets(key, called)
    assert entry or made, f"{called} has neither a preset nor a sentence."
    assert made or (entry and entry.about), f"{called}: nothing says what it is here."
    assert not (entry and entry.absent and made), f"{called} is said not to be here, and has a preset."
    names = [argument["name"] for argument in arguments]
    assert entry is None or set(entry.rows) <= set(names), f"{called} has no such argument."
    answers = rows(key, called, arguments)
    assert [name for name in names if not answers[name]] == []
    assert [bad for found in answers.values() for one in found if isinstance(one, Here) for bad in unknown(one)] == []
    section = WRITTEN.split(f"#### `{called}`\n")[1].split("\n#### ")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == names


def test_no_words_are_kept_for_what_the_libraries_no_longer_have():
    for key, chapter in CHAPTERS.items():
        found = {called: given for classes in kept(key).sections.values() for called, given in classes.items()}
        assert set(chapter.entries) <= set(found)
        named = {argument["name"] for given in found.values() for argument in given}
        assert set(chapter.everywhere) <= named


def test_links_into_the_reference_lead_somewhere():
    reference = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    anchors = set(re.findall(r"\]\(reference\.md#([^)]+)\)", WRITTEN))
    assert len(anchors) > 20
    assert anchors <= set(re.findall(r'<a id="([^"]+)">', reference))


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (of_method("adam", "rate", "warp"), ["warp"]),
        (of_method("sgd", "rate"), ["sgd"]),
        (of_schedule("cosine", "rate"), ["rate"]),
        (of_runner("warmup", "warp"), ["warp"]),
        (of_method("adam", "eps", "rate"), []),
    ],
)
def test_a_row_that_names_what_there_is_not_is_found(answer, found):
    assert unknown(answer) == found


def test_an_answer_is_told_in_markdown():
    assert told(of_runner("rate", note="So.")) == "**η**. So."
    assert told("a | b") == r"a \| b"


def test_an_argument_that_nobody_explains_is_found():
    strange = [{"name": "lr", "default": 0.1}, {"name": "warp"}]
    assert [name for name, found in rows("pytorch", "torch.optim.SGD", strange).items() if not found] == ["warp"]
    assert rows("pytorch", "torch.optim.Muon", strange) == {
        "lr": [make.GONE],
        "warp": [make.GONE],
    }
    assert absent("Not here.").absent


SOURCE = """
class WarpOptimizer(optimizer.Optimizer):
    def __init__(self, learning_rate, decay=0.9, name="Warp", graph=None, where=ops.here):
        pass

class Other:
    def __init__(self, x):
        pass
"""


def test_the_arguments_of_tensorflow_1_are_read_from_its_text():
    found = written(SOURCE)
    assert found == {
        "tf.compat.v1.train.WarpOptimizer": [
            {"name": "learning_rate"},
            {"name": "decay", "default": 0.9},
            {"name": "name", "default": "Warp"},
            {"name": "graph", "default": None},
            {"name": "where", "default": "ops.here"},
        ]
    }


def test_the_kept_files_are_as_the_reader_writes_them():
    for key in CHAPTERS:
        file = ROOT / "libraries" / "signatures" / f"{key}.json"
        assert text(kept(key).version, kept(key).sections) == file.read_text(encoding="utf-8")
