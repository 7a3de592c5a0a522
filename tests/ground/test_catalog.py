"""The catalogue and its records: how entries are found, and which invalid records are refused with which sentence."""

import importlib
import itertools
import operator
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

import landscapes
import optimizers
import schedules
from core.param import Param, complete, demand, shown
from core.records import Landscape, Limit, Optimizer, Schedule, nowhere
from core.source import Source
from runs import catalog
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES

pytestmark = pytest.mark.plain


RECORDS = [*LANDSCAPES.values(), *OPTIMIZERS.values(), *SCHEDULES.values()]
NUMBER = Param("eta", "η", 0.5, help="A number.")
WHOLE = replace(NUMBER, kind="integer", default=3.0, slider=(1.0, 10.0), valid=(0.0, 100.0))
SWITCH = Param.switch("on", "on", default=True, help="A switch.")
CHOICE = Param.choice("form", "form", ("classic", "pytorch"), help="A choice.", default=1)
LAND, WAY, PLAN = LANDSCAPES["rosenbrock"], OPTIMIZERS["adam"], SCHEDULES["cosine"]
SOURCE = Source("Sophie Germain", "A memoir", 1821)


def name(record):
    """What a record is called in the list of tests."""
    return f"{type(record).__name__} {record.key if hasattr(record, 'key') else record.title}"


def refused(sentence):
    """ValueError with just this sentence."""
    return pytest.raises(ValueError, match=f"^{sentence}$")


# Records that are not what a record is: (a good one, what is changed, the sentence).

BAD = [
    (NUMBER, {"key": "no key"}, r"'no key' is no key of a parameter\."),
    (NUMBER, {"symbol": ""}, r"eta: a parameter has a symbol and a help text\."),
    (NUMBER, {"help": ""}, r"eta: a parameter has a symbol and a help text\."),
    (NUMBER, {"kind": "colour"}, r"eta: the kind 'colour' is none of number, integer, switch, choice\."),
    (NUMBER, {"scale": "square"}, r"eta: the scale 'square' is none of linear, log, one-minus-log\."),
    (NUMBER, {"options": ("a", "b")}, r"eta: options belong to a choice, and only there\."),
    (CHOICE, {"options": ()}, r"form: options belong to a choice, and only there\."),
    (NUMBER, {"slider": (0.5, 0.5)}, r"eta: the slider's range \(0\.5, 0\.5\) is empty\."),
    (NUMBER, {"slider": (float("nan"), 1.0)}, r"eta: the slider's range \(nan, 1\.0\) is empty\."),
    (NUMBER, {"slider": (-1.0, 1.0)}, r"eta: the slider leaves the valid range\."),
    (NUMBER, {"slider": (0.0, 2.0)}, r"eta: the slider leaves the valid range\."),
    (NUMBER, {"scale": "log"}, r"eta: a logarithmic slider starts above zero\."),
    (NUMBER, {"scale": "one-minus-log"}, r"eta: a one-minus-log slider ends below one\."),
    (NUMBER, {"default": 2.0}, r"η \(eta\) must be a number from 0 to 1, not 2\."),
    (NUMBER, {"default": "much"}, r"η \(eta\) must be a number from 0 to 1, not something of the kind str\."),
    (WHOLE, {"default": 2.5}, r"η \(eta\) must be a whole number from 0 to 100, not 2\.5\."),
    (CHOICE, {"default": 0.5}, r"form \(form\) must be an option from 0 to 1, not 0\.5\."),
    (SOURCE, {"authors": ""}, r"A source has authors and a title\."),
    (SOURCE, {"title": ""}, r"A source has authors and a title\."),
    (SOURCE, {"year": 1600}, r"1600 is no year of a source\."),
    (SOURCE, {"year": 2100}, r"2100 is no year of a source\."),
    *((record, {"key": "Bad"}, r"'Bad' is no key: lower case, digits and _\.") for record in (LAND, WAY, PLAN)),
    *((record, {"key": "b-d"}, r"'b-d' is no key: lower case, digits and _\.") for record in (LAND, WAY, PLAN)),
    *(
        (record, {field: " "}, f"{record.key}: the record has no {field}\\.")
        for record in (LAND, WAY, PLAN)
        for field in ("name", "family", "formula", "lesson", "watch")
    ),
    *((record, {"source": None}, f"{record.key}: the record has no source\\.") for record in (LAND, WAY, PLAN)),
    (WAY, {"params": (NUMBER, NUMBER)}, r"adam: two parameters have one key\."),
    (PLAN, {"params": (NUMBER, NUMBER)}, r"cosine: two parameters have one key\."),
    (LAND, {"box": ((0.0, 0.0), (0.0, 1.0))}, r"rosenbrock: the box \(\(0\.0, 0\.0\), \(0\.0, 1\.0\)\) is empty\."),
    (LAND, {"box": ((-2.0, 2.0), (0.0, float("inf")))}, r"rosenbrock: the box .* is empty\."),
    (LAND, {"starts": {}}, r"rosenbrock: there is no named start\."),
    (LAND, {"starts": {"far": (99.0, 0.0)}}, r"rosenbrock: the start 'far' is outside the box\."),
    (LAND, {"starts": {"far": (0.0, -99.0)}}, r"rosenbrock: the start 'far' is outside the box\."),
    (LAND, {"contour": "square"}, r"rosenbrock: the contour scale 'square' is unknown\."),
    (LAND, {"soft": 0.0}, r"rosenbrock: soft must be above zero\."),
    (LAND, {"minima": lambda *_: [(np.nan, 0.0)]}, r"rosenbrock: a minimum or saddle is not finite\."),
    (LAND, {"saddles": lambda *_: [(0.0, np.inf)]}, r"rosenbrock: a minimum or saddle is not finite\."),
    (WAY, {"unit": "metres"}, r"adam: the unit 'metres' is unknown\."),
    (WAY, {"rate": 0.0}, r"adam: the default rate 0\.0 is no rate\."),
    (WAY, {"rate": float("inf")}, r"adam: the default rate inf is no rate\."),
    (WAY, {"stages": 0}, r"adam: a step takes at least one gradient\."),
    (WAY, {"stages": 2}, r"adam: several stages need a probe\."),
    (WAY, {"needs": ("luck",)}, r"adam: needs are among factor, loss, hess\."),
    (WAY, {"slots": ("m", "m")}, r"adam: two slots have one name\."),
    (WAY, {"limits": (Limit({"speed": 1.0}, "gd"),)}, r"There is no parameter speed here\."),
    (WAY, {"limits": (Limit({"eps": -1.0}, "gd"),)}, r"ε \(eps\) must be a number from 10⁻¹⁶ to 10, not −1\."),
    (PLAN, {"curve": lambda steps, **_: np.ones(steps + 1)}, r"cosine: the curve of 7 steps has the shape \(8,\)\."),
]  # fmt: skip


@pytest.mark.parametrize(("good", "change", "sentence"), BAD)
def test_a_record_that_is_not_one_is_refused_with_its_sentence(good, change, sentence):
    with refused(sentence):
        replace(good, **change)


@pytest.mark.parametrize(
    "record", [NUMBER, SOURCE, *RECORDS], ids=lambda r: f"{type(r).__name__} {getattr(r, 'key', '')}"
)
def test_records_are_frozen(record):
    field = "authors" if record is SOURCE else "key"
    with pytest.raises(FrozenInstanceError):
        setattr(record, field, "other")


def test_what_a_demand_asks_for_is_its_sentence():
    demand(condition=True, sentence="Never said.")
    with refused(r"Said\."):
        demand(condition=[], sentence="Said.")


# A parameter's values and their texts.

VALUES = [
    pytest.param(NUMBER, 0.3, 0.3, id="a number"),
    pytest.param(NUMBER, 1, 1.0, id="a whole number"),
    pytest.param(NUMBER, np.float64(0.25), 0.25, id="a number of NumPy's"),
    pytest.param(NUMBER, 5e-324, 5e-324, id="the smallest"),
    pytest.param(WHOLE, 7.0, 7.0, id="a whole float"),
    pytest.param(SWITCH, 0.0, 0.0, id="a switch"),
    pytest.param(CHOICE, 1, 1.0, id="a choice"),
]


@pytest.mark.parametrize(("param", "value", "wanted"), VALUES)
def test_a_valid_value_is_a_float_and_survives_its_text(param, value, wanted):
    assert param.check(value) == wanted
    assert type(param.check(value)) is float
    assert param.read(param.write(value)) == wanted


HOSTILE = (float("nan"), float("inf"), -float("inf"), 1e308, -1e-300, 10**400, -(10**20), None, "0.5", 0.5j, [0.5])


@pytest.mark.parametrize("param", [NUMBER, WHOLE, SWITCH, CHOICE], ids=lambda p: p.kind)
@pytest.mark.parametrize("value", HOSTILE, ids=lambda v: str(v)[:12])
def test_a_hostile_value_gets_a_sentence(param, value):
    with refused(rf".* \({param.key}\) must be (a number|a whole number|an option) from .* to .*, not .*\."):
        param.check(value)


TEXTS = [
    (NUMBER, "0.5x", r"η \(eta\) must be a number, not '0\.5x': the character 'x' at place 4 does not belong there\."),
    (NUMBER, "", r"η \(eta\) must be a number, not '': it is empty\."),
    (NUMBER, "nan", r"η \(eta\) must be a number from 0 to 1, not nan\."),
    (NUMBER, "1e999", r"η \(eta\) must be a number from 0 to 1, not ∞\."),
    (NUMBER, "y" * 99, rf"η \(eta\) must be a number, not '{'y' * 40}': the character 'y' at place 1 .*\."),
    (WHOLE, "2.5", r"η \(eta\) must be a whole number from 0 to 100, not 2\.5\."),
    (SWITCH, "1", r"on \(on\) must be on or off, not '1'\."),
    (CHOICE, "1", r"form \(form\) must be one of classic, pytorch, not '1'\."),
]


@pytest.mark.parametrize(("param", "text", "sentence"), TEXTS)
def test_a_text_that_is_no_value_gets_a_sentence(param, text, sentence):
    with refused(sentence):
        param.read(text)


WRITTEN = [
    (NUMBER, 1.0, "1"), (NUMBER, 0.1, "0.1"), (NUMBER, 1e-8, "1e-08"), (NUMBER, 1e22, "1e+22"), (NUMBER, -0.0, "-0"),
    (NUMBER, 123456.0, "123456"), (WHOLE, 300, "300"), (SWITCH, 1.0, "on"), (SWITCH, 0.0, "off"),
    (CHOICE, 1.0, "pytorch"),
]  # fmt: skip


@pytest.mark.parametrize(("param", "value", "text"), WRITTEN)
def test_a_value_is_written_shortly(param, value, text):
    assert param.write(value) == text


def test_the_sign_of_zero_survives_a_text():
    wide = replace(NUMBER, valid=(-1.0, 1.0))
    assert np.signbit(wide.read(wide.write(-0.0)))
    assert not np.signbit(wide.read(wide.write(0.0)))


SHOWN = [(0.5, "0.5"), (3, "3"), (10**400, "so large a number"), (None, "something of the kind NoneType")]


@pytest.mark.parametrize(("value", "words"), SHOWN)
def test_a_value_is_named_shortly_whatever_it_is(value, words):
    assert shown(value) == words


def test_values_are_completed_in_the_order_of_the_record():
    params = (NUMBER, WHOLE.__class__("n", "n", 3.0, (1.0, 9.0), (1.0, 9.0), help="Another."))
    assert complete(params, {}) == (0.5, 3.0)
    assert complete(params, {"n": 5}) == (0.5, 5.0)
    with refused(r"There is no parameter 7, speed here\."):
        complete(params, {"speed": 1.0, 7: 1.0})


def test_a_source_is_cited_in_a_line():
    assert str(SOURCE) == "Sophie Germain (1821). A memoir."


def test_a_landscape_without_an_answer_says_so():
    assert nowhere(1.0, 2.0) == []


def test_what_a_method_costs_is_derived_from_its_record():
    assert (WAY.rows, WAY.evaluations) == (2, 1)
    asking = replace(WAY, probe=WAY.step, stages=3, needs=("loss", "hess"))
    assert (asking.rows, asking.evaluations) == (5, 3)


def test_factors_are_a_contiguous_row_of_floats():
    assert PLAN.factors(5, {"T_max": 4.0}).dtype == np.float64
    backwards = replace(PLAN, curve=lambda steps, **_: np.arange(2 * steps)[::2])
    assert backwards.factors(3, {}).flags.c_contiguous
    assert backwards.factors(3, {}).tolist() == [0.0, 2.0, 4.0]


# The catalogue.


def test_the_registries_hold_what_their_packages_hold():
    for package, registry, kind in (
        (landscapes, LANDSCAPES, Landscape), (optimizers, OPTIMIZERS, Optimizer), (schedules, SCHEDULES, Schedule),
    ):  # fmt: skip
        assert list(registry) == sorted(registry)
        assert all(isinstance(record, kind) for record in registry.values())
        assert dict(catalog.scan(package, kind)) == dict(registry)
        with pytest.raises(TypeError, match="does not support item assignment"):
            operator.setitem(registry, "new", next(iter(registry.values())))


ENTRY = """
import numpy as np
from core.records import Schedule
from core.source import Source

{name} = Schedule(
    key="{key}", name="Halves", family="decay", curve=lambda steps: 0.5 ** np.arange(steps), formula="2^{{-t}}",
    lesson="Each step is half as long.", watch="The steps.", source=Source("The Thalweg authors", "A test", 2026),
)
"""
COUNT = itertools.count()


@pytest.fixture
def package(bare):
    """Makes a package of files and gives it imported, each time under a new name."""

    def make(**files):
        name = f"entries{next(COUNT)}"
        (bare / name).mkdir()
        (bare / name / "__init__.py").touch()
        for file, text in files.items():
            (bare / name / f"{file}.py").write_text(text)
        importlib.invalidate_caches()
        return importlib.import_module(name)

    return make


def test_adding_a_file_is_adding_an_entry(package):
    found = catalog.scan(package(halves=ENTRY.format(name="HALVES", key="halves")), Schedule)
    assert list(found) == ["halves"]
    assert found["halves"].factors(3, {}).tolist() == [1.0, 0.5, 0.25]


NO_ENTRIES = [
    ({"halves": ""}, r"entries\d+\.halves must hold exactly one Schedule, and holds 0 records\."),
    (
        {"halves": ENTRY.format(name="A", key="halves") + ENTRY.format(name="B", key="thirds")},
        r"entries\d+\.halves must hold exactly one Schedule, and holds 2 records\.",
    ),
    ({"gd": "from optimizers.gd import GD"}, r"entries\d+\.gd must hold exactly one Schedule, and holds 1 records\."),
    ({"thirds": ENTRY.format(name="A", key="halves")}, r"entries\d+\.thirds: its key is 'halves'\."),
]  # fmt: skip


@pytest.mark.parametrize(("files", "sentence"), NO_ENTRIES)
def test_a_file_that_is_no_entry_is_refused_with_a_sentence(package, files, sentence):
    with refused(sentence):
        catalog.scan(package(**files), Schedule)


def test_a_key_can_be_taken_only_once(package):
    text = ENTRY.format(name="A", key="halves")
    one, other = package(halves=text), package(halves=text)
    modules = [importlib.import_module(f"{p.__name__}.halves") for p in (one, other)]
    with refused(r"entries\d+\.halves: the key 'halves' is taken already\."):
        catalog.collect(modules, Schedule)


LIMITS = [
    (Limit({}, "sgd"), r"adam: its limit 'sgd' is not in the catalogue\."),
    (Limit({}, "gd", {"speed": 1.0}), r"There is no parameter speed here\."),
    (Limit({}, "momentum", {"momentum": 2.0}), r"γ \(momentum\) must be a number from 0 to 0\.999999, not 2\."),
]


@pytest.mark.parametrize(("limit", "sentence"), LIMITS)
def test_a_limit_leads_to_a_method_of_the_catalogue(limit, sentence):
    catalog.check_limits(OPTIMIZERS)
    with refused(sentence):
        catalog.check_limits({**OPTIMIZERS, "adam": replace(WAY, limits=(limit,))})


@pytest.mark.parametrize("after", ["sgd", "adam"])
def test_a_method_carries_on_another_one_of_the_catalogue(after):
    with refused(f"adam: it carries on '{after}', which is no other method of the catalogue\\."):
        catalog.check_limits({**OPTIMIZERS, "adam": replace(WAY, after=after)})


def test_a_method_that_needs_a_hessian_finds_one_on_every_landscape():
    curved, blunt = {"adam": replace(WAY, needs=("hess",))}, {"rosenbrock": replace(LAND, hess=None)}
    catalog.check_needs(LANDSCAPES, {**OPTIMIZERS, **curved})
    catalog.check_needs(blunt, {"adam": WAY})
    with refused(r"rosenbrock has no Hessian, and adam cannot do without\."):
        catalog.check_needs(blunt, curved)
