"""Typed data, and what corrupts the gradients, in scenes and their links."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kernel import COMPILED
from runs import codec, edit
from runs.catalog import LANDSCAPES
from runs.data.typed import LONGEST, MOST, check_table, read_csv, read_table, write_table
from runs.gradient_noise import GRADIENT_NOISE, GradientNoise
from runs.ground import Ground, landscape
from runs.opening import opening
from runs.run import Runner, optimizer
from runs.simulate import simulate

LINE = LANDSCAPES["linear_regression"].columns
LABELS = LANDSCAPES["logistic_regression"].columns
ROWS = ((1.0, 2.5, 3.0), (-4.0, 0.001, 1e-5), (0.0, 0.0, 7.0))
SCENE = opening(Ground(landscape("logistic_regression")))

GOOD = [
    ("1,2.5,3\n-4,0.001,1e-5\n0,0,7\n", ROWS),
    ("u;v;t\n1;2,5;3\n-4;0,001;1e-5\n0;0;7", ROWS),
    ("# mine\n\nu\tv\tt\n1\t2.5\t3\n -4 \t0.001\t1e-5\n0\t0\t7", ROWS),
    ("1\t2,5\t3\n-4\t0,001\t1e-5\n0\t0\t7", ROWS),
    ("  1 2,5   3 \n-4 0,001 1e-5\n0 0 7\n", ROWS),
    ('"1","2,5","3"\n"-4","0,001","1e-5"\n0,0,7', ROWS),
    ("\ufeff1,2.5,3\n-4,0.001,1e-5\n0,0,7", ROWS),
    ("\ufeffu;v;t\n1;2,5;3\n-4;0,001;1e-5\n0;0;7", ROWS),
    ("# Leeds; July\n1,2.5,3\n-4,0.001,1e-5\n0,0,7", ROWS),
    ("\uff11\t2.5\t3\n−4\t10⁻³\t1·10⁻⁵\n0\t0\t7\u202f", ROWS),
]
SEPARATED = [
    "commas", "semicolons", "tabs", "tabs and decimal commas", "spaces", "quotes", "mark", "mark and heading",
    "semicolon in a comment", "signs of the page",
]  # fmt: skip


@pytest.mark.parametrize(("text", "rows"), GOOD, ids=SEPARATED)
def test_a_table_is_read_however_it_is_separated(text, rows):
    assert read_csv(text, LINE) == (rows, ())


TOO_LARGE = "is left out: u (u) must be a number from −100 to 100, not "
THOUSANDS = "'1,234' was read as 1234, with a comma between thousands. For a decimal sign, write 1.234."
UNCLEAR = [
    ("1,234;2;3\n1;2;3", 1.234, "'1,234' was read as 1.234, with a decimal comma."),
    ("1,234\t2\t3\n1\t2,5\t3", 1.234, ""),
    ('"1,234",2,3\n1,"2,5",3', 1.234, ""),
    ('"1,234",2,3\n"2.000,5",2,3\n1,2,3', 1.234, f"Line 2 {TOO_LARGE}2000.5."),
    ("1,234\t2\t3\n1,234.5\t2\t3\n1\t2\t3\n2\t2\t3", 1.0, f"Line 1 {TOO_LARGE}1234. Line 2 {TOO_LARGE}1234.5."),
    ('"1,234",2,3\n1,2,3\n2,2,3', 1.0, f"{THOUSANDS} Line 1 {TOO_LARGE}1234."),
]


@pytest.mark.parametrize(("text", "first", "sentence"), UNCLEAR)
def test_a_comma_with_two_readings_is_decided_by_the_table_or_the_reading_is_said(text, first, sentence):
    table, said = read_csv(text, LINE)
    assert table[0][0] == first
    assert " ".join(said) == sentence


BAD = [
    ("1,x,3", "Line 3 is left out: 'x' is not a number: the character 'x' at place 1 does not belong there."),
    ("1,1.5½,3", "Line 3 is left out: '1.5½' is not a number: the character '½' at place 4 does not belong there."),
    ("1,,3", "Line 3 is left out: '' is not a number: it is empty."),
    ("1,2", "Line 3 is left out: a row must have 3 numbers (u, v, target), not 2."),
    ("1,2,nan", "Line 3 is left out: target (target) must be a number from −100 to 100, not nan."),
    ("1,2,1e300", "Line 3 is left out: target (target) must be a number from −100 to 100, not 10³⁰⁰."),
    ("1,2,0.12345678901", "Line 3 is left out: 0.123457 has too many digits: 12 characters at most."),
]


@pytest.mark.parametrize(("line", "sentence"), BAD)
def test_a_bad_line_gets_a_sentence_and_the_rest_is_taken(line, sentence):
    names = ", ".join(p.key for p in LINE)
    text = f"1,2,3\n4,5,6\n{line}\n7,8,9"
    wanted = sentence.replace("u, v, target", names).replace("target (target)", f"{LINE[2].symbol} ({LINE[2].key})")
    assert read_csv(text, LINE) == (((1.0, 2.0, 3.0), (4.0, 5.0, 6.0), (7.0, 8.0, 9.0)), (wanted,))


REFUSED = [
    ("", r"The data need at least 2 rows of 3 numbers\."),
    ("u,v,t\n1,2,3", r"The data need at least 2 rows of 3 numbers\."),
    ("a,2,3\n1,2,3\n", r"The data need at least 2 rows .* Line 1 is left out: 'a' is not a number: .*\."),
    ("1" * (LONGEST + 1), rf"The data have more than {LONGEST:,} characters and were not read\."),
]


@pytest.mark.parametrize(("text", "sentence"), REFUSED, ids=["nothing", "one row", "bad", "long"])
def test_too_little_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        read_csv(text, LINE)


def test_more_rows_than_a_link_holds_are_left_out_and_that_is_said():
    found, said = read_csv("\n".join(f"{k % 9},1,2" for k in range(MOST + 5)), LINE)
    assert (len(found), said) == (MOST, (f"Only the first {MOST} of the {MOST + 5} rows are used.",))


@settings(max_examples=60 if COMPILED else 20)
@given(st.text(max_size=60))
def test_any_text_is_a_table_or_gets_a_sentence(text):
    for read in (lambda given: read_csv(given, LINE)[0], lambda given: read_table(given, LINE)):
        said = "."
        try:
            check_table(read(text), LINE)
        except ValueError as refusal:
            said = str(refusal)
        assert said.endswith(".")


WRONG = [
    ([], LINE, r"Typed-in data must be a tuple of rows\."),
    (ROWS, (), r"This landscape is not made of data, so you cannot type any in\."),
    (ROWS[:1], LINE, r"A table must have 2 to 256 rows, not 1\."),
    ((ROWS[0], [1.0, 2.0, 3.0]), LINE, r"Row 2 of the data: a row must be a tuple of numbers\."),
    (
        ((1.0, 2.0, 0.5), (1.0, 2.0, 1.0)),
        LABELS,
        r"Row 1 of the data: t \(label\) must be a whole number from 0 to 1, .*\.",
    ),
]


@pytest.mark.parametrize(("table", "columns", "sentence"), WRONG)
def test_what_is_no_table_of_these_columns_is_refused(table, columns, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        check_table(table, columns)


def test_a_table_in_a_link_is_the_same_table():
    assert write_table(ROWS) == "1~2.5~3_-4~0.001~1e-05_0~0~7"
    assert read_table(write_table(ROWS), LINE) == ROWS
    scene = edit.with_table(opening(Ground(landscape("linear_regression"))), ROWS)
    assert codec.read(codec.write(scene)) == codec.Reading(scene, ())
    assert read_table("\uff11~2,5~3_−4~10⁻³~1·10⁻⁵_0~0~7", LINE) == ROWS
    assert edit.with_table(scene, ()).ground == Ground(landscape("linear_regression"))


PLAIN = "v=1&landscape=rosenbrock&x=0&y=0&"
UNFIT = [
    ("gradient.batch=4", "gradient.batch", "Rosenbrock is not made of samples, so a step cannot take a batch of them."),
    ("run1=gd&run1.batch=4", "run1.batch", "Rosenbrock is not made of samples, so a step cannot take a batch of them."),
    ("against=epochs", "against", "Rosenbrock is not made of samples, so there are no epochs to count."),
    ("landscape.table=1~2_3~4", "landscape.table", "This landscape is not made of data, so you cannot type any in."),
]


@pytest.mark.parametrize(("more", "name", "sentence"), UNFIT, ids=[row[1] for row in UNFIT])
def test_what_does_not_suit_the_ground_is_said_and_the_rest_is_kept(more, name, sentence):
    reading = codec.read(PLAIN + more)
    assert [remark for remark in reading.remarks if remark.startswith(f"{name} in the link: {sentence}")]
    scene = reading.scene
    assert (scene.start, scene.gradient.batch, scene.against, scene.ground.table) == ((0.0, 0.0), 0.0, "steps", ())


def test_another_ground_keeps_what_still_has_a_meaning():
    gradient = GradientNoise(batch=8.0, delay=2.0, rounding=1.0)
    runners = tuple(replace(r, batch=4) for r in SCENE.runners)
    scene = replace(SCENE, gradient=gradient, against="epochs", runners=runners)
    plain, sampled = edit.with_landscape(scene, "booth"), edit.with_landscape(scene, "neuron")
    assert (plain.gradient, plain.against, {r.batch for r in plain.runners}) == (
        gradient._replace(batch=0.0),
        "steps",
        {0},
    )
    assert (sampled.gradient, sampled.against, {r.batch for r in sampled.runners}) == (gradient, "epochs", {4})


def test_a_runner_may_have_a_batch_of_its_own_and_all_samples_are_no_batch():
    scene = edit.with_own(edit.with_gradient_value(SCENE, "batch", 16.0), 1, "batch", 1)
    count = scene.ground.count
    assert [run.batch for run in scene.runs()][:3] == [16, 1, 16]
    whole = replace(scene, steps=9, gradient=GradientNoise(batch=float(count)), runners=(Runner(optimizer("gd"), 0.5),))
    (run,) = whole.runs()
    assert (run.batch, run.exact) == (0, True)
    assert not any(one.exact for one in scene.runs())
    assert simulate(run).used == pytest.approx(simulate(run).gradients[:-1])


@pytest.mark.parametrize("param", GRADIENT_NOISE, ids=lambda p: p.key)
def test_everything_of_gradient_noise_stands_in_the_link_where_it_is_not_plain(param):
    value = param.valid[1]
    scene = edit.with_gradient_value(SCENE, param.key, value)
    assert (f"gradient.{param.key}", param.write(value)) in codec.pairs(scene)
    assert codec.read(codec.write(scene)) == codec.Reading(scene, ())
