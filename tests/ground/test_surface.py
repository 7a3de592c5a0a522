"""The heights of a map: they equal the loss, their address describes them completely, and invalid ones are refused."""

import numpy as np
import pytest

from core.kernel import COMPILED
from runs import surface
from runs.catalog import LANDSCAPES
from runs.ground import FRAME, Ground, landscape
from runs.surface import MODEL_HASH, SPANS, box_of, grid, heights, loss_at, lowest, query, read
from tests.ground.tables import losses

KEYS = list(LANDSCAPES)
SIDE = 17 if COMPILED else 7
FRAMED = (30.0, 0.5, -0.25, 2.0, 0.5)


def grounds(key):
    """The landscape plain, at the low and the high ends of its sliders, and in a frame."""
    params = LANDSCAPES[key].params
    ends = [{p.key: p.slider[end] for p in params} for end in (0, 1)]
    return [
        Ground(landscape(key)),
        *(Ground(landscape(key, values)) for values in ends),
        Ground(landscape(key), FRAMED),
    ]


@pytest.mark.few
@pytest.mark.parametrize("key", KEYS)
def test_heights_are_the_loss_with_y_from_row_to_row(key):
    ground, land = Ground(landscape(key)), LANDSCAPES[key]
    box = box_of(ground)
    z = heights(ground, box, 7)
    for row, y in enumerate(np.linspace(box[2], box[3], 7)):
        for column, x in enumerate(np.linspace(box[0], box[1], 7)):
            assert z[row, column] == losses(land, ground.entry.values, np.array([x]), np.array([y]))[0]


@pytest.mark.parametrize("key", KEYS)
def test_an_address_round_trips(key):
    for ground in grounds(key):
        text = query(ground)
        assert read(text) == ground
        assert text["landscape"] == key
        assert all(type(value) is str for value in text.values())


def test_an_address_leaves_a_plain_frame_out():
    assert query(Ground(landscape("rosenbrock"))) == {"landscape": "rosenbrock", "a": "1", "b": "100"}
    framed = query(Ground(landscape("bowl"), (0.0, 0.0, 0.5, 1.0, 1.0)))
    assert framed == {"landscape": "bowl", "kappa": "10", "angle": "30", "frame.shift_y": "0.5"}


def test_what_an_address_leaves_out_is_at_its_default():
    assert read({"landscape": "rosenbrock", "b": "50"}) == Ground(landscape("rosenbrock", {"b": 50.0}))
    assert read({"landscape": "bowl", "frame.rotation": "45"}).frame == (45.0, *(p.default for p in FRAME[1:]))


LINE = tuple((float(u), 1.5 * u - 20.0) for u in range(-3, 4))
"""Points on a line that the map of robust regression does not hold: its height at 0 is -20."""


def test_an_address_holds_data_that_were_typed_in():
    ground = Ground(landscape("robust_regression"), FRAMED, LINE)
    text = query(ground)
    assert text["table"] == "-3~-24.5_-2~-23_-1~-21.5_0~-20_1~-18.5_2~-17_3~-15.5"
    assert read(text) == ground
    assert grid(text, 9, 1).box == box_of(ground)


@pytest.mark.parametrize("turn", [(1.0, 1.0), (-1.0, -1.0)], ids=["low", "high"])
def test_around_typed_data_the_map_grows_until_it_holds_the_lowest_minimum(turn):
    ground = Ground(landscape("robust_regression"), table=tuple((turn[0] * u, turn[1] * t) for u, t in LINE))
    (a, b), (x0, x1, y0, y1) = ground.minima()[0], box_of(ground)
    (p0, p1), (q0, q1) = LANDSCAPES["robust_regression"].box
    assert (a, b) == pytest.approx((1.5, -20.0 * turn[1]))
    assert (x0, x1) == (p0, p1)
    assert (y0 == q0) == (turn[1] < 0)
    assert (y1 == q1) == (turn[1] > 0)
    assert 0.1 < (b - y0) / (y1 - y0) < 0.9
    wide = box_of(ground, 4)
    assert (wide[3] - wide[2], wide[2] + wide[3]) == pytest.approx((4 * (y1 - y0), y0 + y1))


STAYS = [
    ("a minimum within", tuple((float(u), u - 0.5) for u in range(4))),
    ("one too far away", ((0.0, -100.0), (1e-4, 100.0))),
    ("none", ((1.0, 2.0), (1.0, 3.0))),
]


@pytest.mark.parametrize("table", [pytest.param(table, id=name) for name, table in STAYS])
def test_else_the_map_is_that_of_the_landscape(table):
    ground = Ground(landscape("robust_regression"), table=table)
    (x0, x1), (y0, y1) = LANDSCAPES["robust_regression"].box
    assert box_of(ground) == (x0, x1, y0, y1)
    assert np.isfinite(lowest(ground))


BAD = [
    ({}, r"There is no landscape ''\."),
    ({"landscape": "flatland"}, r"There is no landscape 'flatland'\."),
    ({"landscape": "x" * 999}, rf"There is no landscape '{'x' * 40}'\."),
    ({"landscape": "rosenbrock", "kappa": "1"}, r"The address names a parameter that this landscape does not have\."),
    (
        {"landscape": "rosenbrock", "frame.speed": "1"},
        r"The address names a parameter that this landscape does not .*\.",
    ),
    ({"landscape": "rosenbrock", "a": "one"}, r"a \(a\) must be a number, not 'one': the character 'o' at .*\."),
    ({"landscape": "rosenbrock", "a": "nan"}, r"a \(a\) must be a number from .*, not nan\."),
    ({"landscape": "rosenbrock", "a": "1e999"}, r"a \(a\) must be a number from .*, not ∞\."),
    ({"landscape": "rosenbrock", "b": "-5"}, r"b \(b\) must be a number from .*, not −5\."),
    (
        {"landscape": "rosenbrock", "table": "1~2_3~4"},
        r"This landscape is not made of data, so you cannot type any in\.",
    ),
    ({"landscape": "neuron", "table": "1~2"}, r"A table must have 2 to 256 rows, not 1\."),
    (
        {"landscape": "neuron", "table": "1~2_x~4"},
        r"The table cannot be read: 'x' is not a number: the character 'x' at place 1 does not belong there\.",
    ),
    ({"landscape": "rosenbrock", "frame.scale_x": "0"}, r"s_x \(scale_x\) must be a number from .*, not 0\."),
]


@pytest.mark.parametrize(("text", "sentence"), BAD)
def test_a_bad_address_gets_a_sentence(text, sentence):
    for ask in (read, lambda given: grid(given, 33, 1)):
        with pytest.raises(ValueError, match=f"^{sentence}$"):
            ask(text)


@pytest.mark.parametrize("span", [0, -1, 2, 10**6])
def test_a_span_that_is_not_offered_gets_a_sentence(span):
    with pytest.raises(ValueError, match=rf"^A surface spans 1 or 4 boxes, not {span}\.$"):
        grid({"landscape": "bowl"}, 33, span)


@pytest.mark.parametrize("key", KEYS)
def test_a_wider_span_has_the_same_middle(key):
    ground = Ground(landscape(key))
    (x0, x1), (y0, y1) = LANDSCAPES[key].box
    assert box_of(ground) == (x0, x1, y0, y1)
    wide = box_of(ground, 4)
    assert (wide[1] - wide[0], wide[3] - wide[2]) == pytest.approx((4 * (x1 - x0), 4 * (y1 - y0)))
    assert (wide[0] + wide[1], wide[2] + wide[3]) == pytest.approx((x0 + x1, y0 + y1))


@pytest.mark.parametrize("span", SPANS)
@pytest.mark.parametrize("key", KEYS)
def test_a_grid_is_finite_and_on_the_scale_of_its_landscape(key, span):
    for ground in grounds(key)[:: 1 if COMPILED else 3]:
        found, land = grid(query(ground), SIDE, span), LANDSCAPES[key]
        assert found.z.shape == (SIDE, SIDE)
        assert np.all(np.isfinite(found.z))
        assert (found.box, found.scale, found.soft) == (box_of(ground, span), land.contour, land.soft)
        assert found.lowest == lowest(ground)
        above = np.maximum(heights(ground, found.box, SIDE) - found.lowest, 0.0)
        if found.scale == "log":
            assert 10.0**found.z - found.soft == pytest.approx(above, rel=1e-9, abs=1e-9)
        else:
            assert np.array_equal(found.z, heights(ground, found.box, SIDE))


def test_both_scales_are_in_use():
    assert {land.contour for land in LANDSCAPES.values()} == {"linear", "log"}


@pytest.mark.few
@pytest.mark.parametrize("key", KEYS)
def test_the_lowest_loss_is_that_of_a_minimum_or_else_of_the_map(key):
    for ground in grounds(key)[:: 1 if COMPILED else 4]:
        seen = heights(ground, box_of(ground), 17 if ground.minima() else 65).min()
        if ground.minima():
            assert lowest(ground) == min(loss_at(ground, np.array([m]))[0] for m in ground.minima())
            assert lowest(ground) <= seen + 1e-9 * (1 + abs(seen)) or ground.frame == FRAMED
        else:
            assert lowest(ground) == seen


def test_a_height_that_is_no_number_is_drawn_at_an_end_of_the_scale(monkeypatch):
    strange = np.array([[np.nan, np.inf], [-np.inf, 3.0]])
    monkeypatch.setattr(surface, "heights", lambda *_: strange.copy())
    key = next(k for k, land in LANDSCAPES.items() if land.contour == "linear")
    found = grid({"landscape": key}, 2, 1)
    assert found.z.tolist() == [[found.lowest, 1e30], [-1e30, 3.0]]


def test_the_loss_at_points_takes_any_array_of_pairs():
    ground = Ground(landscape("booth"))
    points = np.array([[1, 3], [0, 0], [2, -1]])
    assert loss_at(ground, points).tolist() == [0.0, 74.0, 53.0]
    assert loss_at(ground, points[::2]).tolist() == [0.0, 53.0]
    assert loss_at(ground, np.asfortranarray(points.astype(float))).tolist() == [0.0, 74.0, 53.0]


def test_the_hash_of_the_model_changes_with_any_landscape(tmp_path, monkeypatch):
    monkeypatch.setattr(surface.landscapes, "__path__", [*surface.landscapes.__path__, str(tmp_path)])
    found = [surface._model_hash()]
    (tmp_path / "notes.txt").write_text("not a source")
    assert surface._model_hash() == found[0]
    for text in ("height = 1\n", "height = 2\n"):
        (tmp_path / "new.py").write_text(text)
        found.append(surface._model_hash())
    assert len(set(found)) == 3
    assert all(len(name) == 12 and int(name, 16) >= 0 for name in (MODEL_HASH, *found))
