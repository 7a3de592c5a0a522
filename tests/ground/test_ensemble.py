"""Ensembles: invalid fields are refused with a sentence, links are exact, and any text can be read."""

import re
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from core.kernel import COMPILED
from runs import bounds as limits
from runs import codec, edit
from runs import survey as surveys
from runs.bounds import Bounds
from runs.comparison.comparison import Axis
from runs.ensemble import chance, ensemble
from runs.ensemble import codec as ensemble_codec
from runs.ensemble.chance import LADDER, WIDE, brought, sensible_noise, spread
from runs.ensemble.edit import pair
from runs.ensemble.ensemble import (
    RADIUS,
    SWEEP,
    WALKERS,
    Ensemble,
    ensemble_of,
    first_ensemble,
    offered,
    smaller,
    with_base,
    within_bounds,
)
from runs.ground import Ground, landscape
from runs.opening import opening
from runs.run import Runner, Scene, optimizer
from runs.survey import MOST_WORK
from tests.ground.strategies import grounds, hostile, runner, starts, value

FIRST = first_ensemble()
RACE = opening()
ONE = replace(RACE, runners=RACE.runners[:1])
TWO = replace(RACE, runners=RACE.runners[:2])
SAMPLED = edit.with_landscape(ONE, "linear_regression")
FORKED = replace(ONE, runners=(RACE.runners[0], replace(RACE.runners[0], mark=1, origin=0, at=5)))
RATES = Axis("rate", (0.001, 0.01))
MARKS = Axis("runner", (0, 1))

WRONG = [
    (lambda: Ensemble(None), "The base of an ensemble must be a Scene."),
    (lambda: Ensemble(ONE, ("rate", 1, 2)), "What the two settings differ in must be an Axis."),
    (lambda: Ensemble(FORKED, MARKS), "The runs of an ensemble begin at the start, so a fork is not possible here."),
    (lambda: Ensemble(ONE, walkers=100.0), "The number of runs of an ensemble must be an integer, not 100."),
    (lambda: Ensemble(ONE, walkers=49), "Runs (walkers) must be a whole number from 50 to 5000, not 49."),
    (lambda: Ensemble(ONE, radius=0.0), "Escape radius r (escape) must be a number from 10⁻⁶ to 100000, not 0."),
    (lambda: Ensemble(ONE, sweep="seed"), "A sweep varies the rate, the batch, the noise or nothing."),
    (lambda: Ensemble(ONE, sweep="batch"), "This landscape has no samples, so there are no batches to sweep."),
    (lambda: Ensemble(TWO), "An ensemble with only one setting has exactly one runner."),
    (lambda: Ensemble(ONE, Axis("rate", (0.1, 0.2, 0.3))), "An ensemble compares exactly two settings."),
    (lambda: Ensemble(ONE, Axis("seed", (1, 2))), "Two clouds must share the landscape and the seed."),
    (lambda: Ensemble(ONE, Axis("landscape", ("bowl", "booth"))), "Two clouds must share the landscape and the seed."),
    (lambda: Ensemble(ONE, Axis("frame.rotation", (0.0, 9.0))), "Two clouds must share the landscape."),
    (lambda: Ensemble(TWO, RATES), "A scene with several runners can only be compared runner by runner."),
    (
        lambda: Ensemble(replace(SAMPLED, steps=10_000), walkers=5000),
        "5,000 walkers x 10,000 steps x 64 samples are too much for one survey.",
    ),
]


@pytest.mark.parametrize(("make", "sentence"), WRONG, ids=range(len(WRONG)))
def test_an_ensemble_that_is_none_is_refused_with_a_sentence(make, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        make()


@pytest.mark.parametrize("scene", [ONE, SAMPLED], ids=["one", "sampled"])
def test_two_settings_differ_in_what_is_said_and_have_names(scene):
    for what in offered(scene):
        made = Ensemble(scene, pair(scene, what))
        one, two = made.runs()
        assert one != two, what
        assert (one.ground, one.seed, one.steps) == (two.ground, two.seed, two.steps)
        assert len(set(made.labels())) == 2
    assert not {"landscape", "seed", "frame.rotation"} & set(offered(scene))


def test_one_setting_is_the_base_and_has_no_name():
    made = Ensemble(ONE)
    assert (made.settings(), made.runs(), made.labels()) == ((ONE,), ONE.runs(), ("",))


@pytest.mark.parametrize("steps", [1, 99, 100, 101, 300, 10_000])
def test_there_are_about_a_hundred_pictures(steps):
    made = Ensemble(replace(ONE, steps=steps))
    assert -(-steps // made.every) <= ensemble.FRAMES
    assert steps // made.every >= ensemble.FRAMES / 2 or made.every == 1


def test_a_race_becomes_its_first_two_runners_that_are_seen():
    hidden = replace(RACE, view="both", runners=(replace(RACE.runners[0], hidden=True), *RACE.runners[1:]))
    for race, marks in ((RACE, (0, 1)), (hidden, (1, 2)), (FORKED, ()), (ONE, ())):
        made = ensemble_of(race)
        assert (made.across.values if made.across else ()) == marks
        assert made.base.view == "map"
        assert not any(r.hidden or r.origin is not None for r in made.base.runners)
    alone = replace(ONE, runners=(replace(ONE.runners[0], hidden=True),))
    assert ensemble_of(alone).runs() == ONE.runs()


def test_of_much_work_fewer_walkers_remain():
    long = replace(SAMPLED, steps=5000)
    assert ensemble_of(long).walkers == 1000
    assert smaller(long, None, 5000).walkers == MOST_WORK // (5000 * 64)
    many = replace(edit.with_ground_value(SAMPLED, "samples", 512.0), steps=10_000)
    assert smaller(many, None, 5000).walkers == MOST_WORK // (10_000 * 512)


def test_a_small_server_gives_less_and_says_so(monkeypatch):
    assert within_bounds(FIRST) == (FIRST, ())
    for place in (limits, ensemble):
        monkeypatch.setattr(place, "bounds", lambda: Bounds(steps=50, walkers=100))
    less, remarks = within_bounds(FIRST)
    assert (less.base.steps, less.walkers) == (50, 100)
    assert len(remarks) == 2
    assert all(re.fullmatch(r"This server allows at most [\d,]+ \w+.*\.", remark) for remark in remarks)
    assert within_bounds(less) == (less, ())


def test_another_base_keeps_what_still_can_be():
    swept = replace(Ensemble(SAMPLED, Axis("gradient.batch", (1.0, 8.0))), sweep="batch")
    assert with_base(swept, edit.with_steps(SAMPLED, 77)) == replace(swept, base=edit.with_steps(SAMPLED, 77))
    bare = with_base(swept, ONE)
    assert (bare.across, bare.sweep, bare.base) == (None, "nothing", ONE)
    assert with_base(Ensemble(TWO, MARKS), edit.with_noise(TWO, 2.0)).across == MARKS


# Links.


def back(made):
    """The ensemble that is read from its own link."""
    reading = ensemble_codec.read("?" + ensemble_codec.write(made))
    assert reading.remarks == ()
    return reading.ensemble


@pytest.mark.parametrize("scene", [ONE, SAMPLED], ids=["one", "sampled"])
def test_a_link_is_exact(scene):
    for what in offered(scene):
        made = Ensemble(scene, pair(scene, what), 777, 0.125, "noise")
        assert back(made) == made
    for made in (FIRST, Ensemble(TWO, MARKS), Ensemble(SAMPLED, sweep="batch")):
        assert back(made) == made


ensembles = st.builds(
    lambda *given: given, grounds, starts, st.integers(1, 500), st.tuples(runner, runner), st.randoms(),
    value(WALKERS).map(int), value(RADIUS), st.sampled_from(SWEEP.options),
)  # fmt: skip


@settings(max_examples=30 if COMPILED else 6)
@given(ensembles)
def test_any_ensemble_comes_back_from_its_link(parts):
    ground, start, steps, pair_of, random, walkers, radius, sweep = parts
    seen = tuple(replace(r, mark=mark, hidden=False) for mark, r in enumerate(pair_of))
    scene = Scene(ground, start, steps, seen if random.random() < 0.3 else seen[:1])
    axis = pair(scene, random.choice(offered(scene))) if len(scene.runners) == 1 else MARKS
    try:
        made = Ensemble(
            scene, axis if random.random() < 0.9 or len(scene.runners) > 1 else None, walkers, radius, sweep
        )
    except ValueError:  # too much work, or nothing to sweep
        assume(False)
    assert back(made) == made


BASE = codec.write(ONE)
HALVES = (
    (
        "across1=-3&across2=9",
        (0.0, 9.0),
        ["across1 in the link: Noise σ (noise) must be a number from 0 to 10⁶, not −3. Used instead: Noise σ 0."],
    ),
    (
        "across1=9&across2=fast",
        (9.0, 0.0),
        [
            "at place 1 does not belong there. Used instead: Noise σ 0.",
        ],
    ),
    ("across1=0&across2=-3", (0.0, 10.0), ["not −3. Used instead: Noise σ 10."]),
    ("across1=9&across2=9", (9.0, 0.0), ["across2 in the link: that value is there already. Used instead: Noise σ 0."]),
    ("across1=9", (9.0, 0.0), ["across2 in the link: this value is missing. Used instead: Noise σ 0."]),
    ("across2=9", (0.0, 9.0), ["across1 in the link: this value is missing. Used instead: Noise σ 0."]),
    (
        "across1=9&across2=-3&across3=-4",
        (9.0, 0.0),
        ["across3 in the link is left out", "not −3. Used instead: Noise σ 0."],
    ),
    ("", (0.0, 10.0), ["across in the link: no value of it can be used. The values are chosen automatically."]),
)
"""Links in which only one of two values can be used, or none: both settings, and what is said."""

LINKS = [
    ("", FIRST, []),
    (codec.write(TWO), ensemble_of(TWO), []),
    (codec.write(RACE), ensemble_of(RACE), ["run3 in the link is left out", "run4 in the link is left out"]),
    (BASE + "&across=seed&across1=1&across2=2", Ensemble(ONE), ["two clouds cannot differ in"]),
    (
        BASE + "&across=rate&across1=0.001&across2=0.1&across3=0.01", Ensemble(ONE, Axis("rate", (0.001, 0.01))),
        ["the first and the last"],
    ),
    (BASE + "&sweep=batch", Ensemble(ONE), ["there are no batches to sweep"]),
    (BASE + "&walkers=7", Ensemble(ONE), ["walkers in the link"]),
    (BASE + "&escape=fast", Ensemble(ONE), ["escape in the link"]),
    (BASE + "&clouds=9", Ensemble(ONE), ["'clouds' in the link means nothing here."]),
    ("walkers=300", replace(FIRST, across=None, walkers=300, radius=RADIUS.default), []),
    (codec.write(replace(SAMPLED, steps=10_000)) + "&walkers=5000",
     Ensemble(replace(SAMPLED, steps=10_000), walkers=1562), ["5,000 are too much for one survey"]),
    (codec.write(edit.with_ground_value(replace(SAMPLED, steps=10_000), "samples", 512.0)) + "&walkers=5000",
     Ensemble(edit.with_ground_value(replace(SAMPLED, steps=10_000), "samples", 512.0), walkers=195), ["are too much"]),
    (codec.write(TWO) + "&across=runner&across1=1&across2=9", Ensemble(TWO, MARKS), ["not 9. Used instead: "]),
    *((f"{BASE}&across=noise&{two}", Ensemble(ONE, Axis("noise", wanted)), said) for two, wanted, said in HALVES),
    (BASE + "&across=seed&across1=x&across2=2", Ensemble(ONE), ["two clouds cannot differ in"]),
    ("x" * 100_000, FIRST, ["longer than"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted", "said"), LINKS, ids=range(len(LINKS)))
def test_a_link_gives_what_is_valid_and_says_the_rest(text, wanted, said):
    reading = ensemble_codec.read(text)
    assert reading.ensemble == wanted
    assert len(reading.remarks) == len(said), reading.remarks
    for remark, words in zip(reading.remarks, said, strict=True):
        assert words in remark
        assert re.match(r"[A-Za-z'].*[.)]$", remark), remark


NOISY = replace(RACE, noise=0.7)
CLIPPED = replace(RACE, runners=tuple(replace(r, clip=2.0) for r in RACE.runners))


@pytest.mark.parametrize("race", [NOISY, edit.with_gradient_value(SAMPLED, "batch", 8)], ids=["noise", "batches"])
def test_a_race_with_chance_arrives_as_it_is(race):
    assert brought(race) == ensemble_of(race)


@pytest.mark.parametrize(("seen", "flies"), [(99, 3), (2, 99), (3, 3)], ids=["never seen", "seen", "flies off first"])
def test_noise_is_the_least_that_is_seen_and_less_than_what_throws_a_run_off(monkeypatch, seen, flies):
    def spread_of(_run, sigma):
        rung = LADDER.index(sigma)
        return float("inf") if rung >= flies else WIDE if rung >= seen else 0.0

    monkeypatch.setattr(chance, "spread", spread_of)
    assert sensible_noise(RACE.runs()) == LADDER[2]


@pytest.mark.compiled
@pytest.mark.parametrize("race", [RACE, CLIPPED, SAMPLED], ids=["race", "clipped", "samples"])
def test_a_race_without_chance_arrives_with_noise_that_is_seen_and_throws_nobody_off(race):
    made = brought(race)
    assert made == replace(ensemble_of(race), base=replace(ensemble_of(race).base, noise=made.base.noise))
    assert ensemble_codec.read(ensemble_codec.write(made)).ensemble == made
    found = [spread(run, made.base.noise) for run in made.runs()]
    assert WIDE <= min(found) <= max(found) < 0.2
    lower = LADDER[LADDER.index(made.base.noise) - 1]
    assert min(spread(run, lower) for run in made.runs()) < WIDE


def test_where_noise_throws_runs_off_at_once_it_is_the_least_that_was_tried():
    assert brought(opening(Ground(landscape("monkey_saddle")))).base.noise == LADDER[0]


def test_where_no_noise_spreads_a_run_it_is_the_most_that_was_tried():
    still = replace(RACE, steps=1, runners=(Runner(optimizer("gd"), 1e-12),))
    assert brought(still).base.noise == LADDER[-1]


@pytest.mark.parametrize(("most", "steps", "sentences"), [(50 * 300, 300, 2), (1, FIRST.base.steps, 3)])
def test_where_even_the_fewest_walkers_are_too_many_a_shorter_ensemble_or_the_first_comes(
    most, steps, sentences, monkeypatch
):
    for place in (surveys, ensemble):
        monkeypatch.setattr(place, "MOST_WORK", most)
    reading = ensemble_codec.read(codec.write(replace(TWO, steps=5000)) + "&walkers=50")
    assert reading.ensemble.base.steps == steps
    assert len(reading.remarks) == sentences
    assert all(re.fullmatch(r"The settings in the link .* too much for one survey\.", said) for said in reading.remarks)


NAMES = ("across", "across1", "across2", "across1.x", "walkers", "escape", "sweep", "run1", "run2.rate", "landscape",
         "steps", "noise", "batch", "start.x", "v")  # fmt: skip
texts = st.one_of(
    st.sampled_from(["rate", "runner", "gradient.batch", "two_valleys", "gd", "5000", "1e9", "nan"]), st.text()
)


@settings(max_examples=60 if COMPILED else 8)
@given(st.lists(st.tuples(st.sampled_from(NAMES), texts), max_size=8))
@example([("across", "runner"), ("across1", "1"), ("across2", "2")])
@example([("across", "method.momentum"), ("across1", "0"), ("across2", "1")])
def test_any_text_is_an_ensemble(given_pairs):
    reading = ensemble_codec.read(urlencode(given_pairs, errors="surrogatepass"))
    assert isinstance(reading.ensemble, Ensemble)
    assert back(reading.ensemble) == reading.ensemble


@settings(max_examples=40 if COMPILED else 8)
@given(hostile, hostile, hostile)
def test_hostile_values_make_an_ensemble_or_a_sentence(walkers, radius, sweep):
    said = "An ensemble."
    try:
        Ensemble(ONE, None, walkers, radius, sweep)
    except ValueError as error:
        said = str(error)
    assert re.match(r"[A-Z].*\.$", said, re.DOTALL)


def test_the_first_ensemble_has_two_clouds_that_differ_in_the_noise():
    assert FIRST.across is not None
    assert FIRST.across.what == "noise"
    assert FIRST is first_ensemble()
    assert FIRST.base.ground == Ground(landscape("two_valleys"))
    assert [r.method for r in FIRST.base.runners] == [Runner(optimizer("gd"), 0.1).method]
