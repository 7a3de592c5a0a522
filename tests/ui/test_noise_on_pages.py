"""Batches, noise and typed data on the pages: settings without effect have no control, bad input gets a sentence."""

import pytest

from runs import codec, edit
from runs.catalog import LANDSCAPES
from runs.comparison import codec as comparison_codec
from runs.comparison.presets import PRESETS
from runs.data.typed import MOST
from runs.run import AGAINST
from tests.ui.visitor import address, scene, seen, send, stage, visit
from ui.controls.noise import DECIMALS, TOLD

DATA = "landscape=logistic_regression&steps=40&run1=gd&run2=adam"


def keys(at):
    return {w.key for kind in ("slider", "selectbox", "text_input", "toggle", "text_area") for w in at.get(kind)}


def text_of(at):
    """The text in the field of the data."""
    return at.text_area(key="table.text").value or ""


def stands_at(at, key):
    """The value that a slider over stops shows."""
    return at.slider(key=key).label.partition(": ")[2]


def test_batches_have_controls_where_there_are_samples_and_only_those_that_act():
    assert not {"gradient.batch", "run.batch", "gradient.order", "seed"} & keys(visit(table=True))
    at = visit(DATA)
    assert {"gradient.batch", "run.batch"} <= keys(at)
    assert not {"gradient.order", "seed"} & keys(at)
    assert stands_at(at, "gradient.batch") == "all 64 samples"
    assert stands_at(at, "run.batch") == "as all runs"
    seen(at.slider(key="gradient.batch").set_value(4).run())
    assert (scene(at).gradient.batch, stands_at(at, "gradient.batch")) == (16.0, "16 of 64 samples")
    seen(at.slider(key="run.batch").set_value(1).run())
    assert [run.batch for run in scene(at).runs()] == [1, 16]
    assert "B 1" in stage(at)["tracks"][0]["note"]
    assert (address(at)["gradient.batch"], address(at)["run1.batch"]) == ("16", "1")
    seen(at.selectbox(key="gradient.order").set_value("drawn").run())
    assert "seed" in keys(at)
    assert [(t["batch"], t["epoch"], t["whole"]) for t in stage(at)["tracks"]] == [(1, 0, 64), (16, 0, 64)]
    seen(at.selectbox(key="gradient.order").set_value("ordered").run())
    assert "seed" not in keys(at)
    seen(at.slider(key="gradient.batch").set_value(at.slider(key="gradient.batch").max).run())
    assert scene(at).gradient.batch == 0.0
    seen(at.selectbox(key="landscape").set_value("beale").run())
    assert all(run.exact for run in scene(at).runs())


def test_noise_of_every_kind_has_the_controls_that_act():
    at = visit(more=True)
    assert {"noise", "gradient.delay", "gradient.rounding"} <= keys(at)
    assert not {"gradient.kind", "gradient.freedom", "gradient.bits", "seed"} & keys(at)
    seen(at.slider(key="noise").set_value(0.5).run())
    assert {"gradient.kind", "seed"} <= keys(at)
    seen(at.selectbox(key="gradient.kind").set_value("student").run())
    assert "gradient.freedom" in keys(at)
    seen(at.selectbox(key="gradient.rounding").set_value("bits").run())
    seen(at.slider(key="gradient.delay").set_value(3).run())
    assert "gradient.bits" in keys(at)
    assert (scene(at).gradient.kind, scene(at).gradient.rounding, scene(at).gradient.delay) == (2.0, 2.0, 3.0)
    # The link opens the panel, since some of its settings have an effect.
    assert {"gradient.freedom", "gradient.bits"} <= keys(visit(codec.write(scene(at))))


@pytest.mark.parametrize("key", [key for key, land in LANDSCAPES.items() if land.columns])
def test_the_samples_of_a_landscape_can_be_changed_and_given_back(key):
    at = visit(f"landscape={key}&steps=30&run1=gd", table=True)
    columns, drawn = LANDSCAPES[key].columns, scene(at).ground.samples().round(DECIMALS)
    heading, *lines = text_of(at).splitlines()
    assert heading.split(",") == [p.key for p in columns]
    assert [[float(cell) for cell in line.split(",")] for line in lines] == drawn.tolist()
    text = "\n".join([heading, *lines[:4], "oops," + lines[4], "1e9" + ",0" * (len(columns) - 1)])
    seen(at.text_area(key="table.text").set_value(text).run())
    assert scene(at).ground.samples().tolist() == drawn[:4].tolist()
    assert [said.value.split(" is left out")[0] for said in at.warning] == ["Line 6", "Line 7"]
    assert text_of(at) == text  # so that it can be corrected
    assert not {f"landscape.{name}" for name in LANDSCAPES[key].sown} & keys(at)
    again = visit(codec.write(scene(at)))
    assert scene(again) == scene(at)
    assert text_of(again).splitlines() == [heading, *lines[:4]]
    seen(at.button(key="table.back").click().run())
    assert not scene(at).ground.table
    assert text_of(at).splitlines() == [heading, *lines]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_table_from_a_spreadsheet_of_a_country_with_decimal_commas_is_taken(mark):
    at = visit(DATA, table=True)
    seen(at.text_area(key="table.text").set_value(f"{mark}1,5\t2,5\t1\n−0,5\t10⁻³\t0\n").run())
    assert scene(at).ground.table == ((1.5, 2.5, 1.0), (-0.5, 1e-3, 0.0))
    assert not at.warning


@pytest.mark.parametrize("text", ["", "u,v,label", "1,2\n3,4", "1,2,0", "x" * 39_000, "1e400,0,1\n0,nan,1", "\0,\0\n"])
def test_data_that_are_none_are_refused_with_a_sentence_and_stay_to_be_mended(text):
    at = visit(DATA, table=True)
    before = scene(at)
    seen(at.text_area(key="table.text").set_value(text).run())
    assert scene(at) == before
    assert at.warning[0].value.startswith("The data need at least 2 rows of 3 numbers.")
    assert text_of(at) == text


def test_many_bad_lines_do_not_bury_the_page():
    at = visit(DATA, table=True)
    seen(at.text_area(key="table.text").set_value("1,2,0\n" * (MOST + 9) + "oops\n" * 500).run())
    assert len(scene(at).ground.table) == MOST
    assert len(at.warning) == TOLD + 1
    assert "497 more" in at.warning[-1].value


def test_a_run_under_gradient_noise_shows_the_gradient_it_goes_by_beside_the_true_one():
    assert not stage(visit())["vectors"]
    at = visit(f"{DATA}&run2.batch=4")
    assert not stage(at)["vectors"]
    at = send(at, "race.stage", "pick", {"run": 1, "seq": 1})
    head = stage(at)
    assert [(v["run"], v["label"]) for v in head["vectors"]] == [(1, "−this batch's gradient"), (1, "−true gradient")]
    assert [[row[2] for row in head["series"][name]] for name in ("used x", "true y")] == [[0, 40], [0, 40]]
    assert [gradient["pane"] for gradient in head["contours"]] == [0]
    told = {"noise=0.1": "noisy", "gradient.delay=2": "late", "gradient.rounding=bfloat16": "rounded"}
    for text, word in told.items():
        head = stage(visit(f"{text}&steps=40"))
        assert head["vectors"][0]["label"] == f"−{word} gradient"
        assert not head["contours"]


def test_epochs_and_samples_are_counted_where_there_are_samples():
    at = visit(DATA, shown=True)
    assert list(at.selectbox(key="against").options) == list(AGAINST.options)
    seen(at.selectbox(key="against").set_value("samples").run())
    assert stage(at)["against"] == "samples"
    seen(at.selectbox(key="landscape").set_value("beale").run())
    assert stage(at)["against"] == "steps"
    assert not {"epochs", "samples"} & set(at.selectbox(key="against").options)


def test_panes_of_batch_sizes_count_their_samples():
    head = stage(visit(comparison_codec.write(PRESETS["Batch sizes, from one sample to all"]()), "compare"))
    assert head["against"] == "samples"
    assert [(track["batch"], track["whole"]) for track in head["tracks"]] == [(1, 64), (4, 64), (16, 64), (0, 64)]


@pytest.mark.parametrize(
    ("key", "forged"), [("gradient.batch", 1e300), ("run.batch", -7), ("gradient.delay", 1e9), ("noise", -1)]
)
def test_a_forged_value_does_no_harm(key, forged):
    at = visit(f"{DATA}&gradient.batch=4&gradient.delay=1&noise=1")
    before = scene(at)
    seen(at.slider(key=key).set_value(forged).run())
    assert scene(at) in (before, edit.with_own(before, 0, "batch", 0), edit.with_gradient_value(before, "batch", 0))
