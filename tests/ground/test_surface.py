"""The heights of a map: they are the loss, their address says all about them, and a bad address gets a sentence."""

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


BAD = [
    ({}, r"There is no landscape ''\."),
    ({"landscape": "flatland"}, r"There is no landscape 'flatland'\."),
    ({"landscape": "x" * 999}, rf"There is no landscape '{'x' * 40}'\."),
    ({"landscape": "rosenbrock", "kappa": "1"}, r"The address names a parameter that this landscape does not have\."),
    (
        {"landscape": "rosenbrock", "frame.speed": "1"},
        r"The address names a parameter that this landscape does not .*\.",
    ),
    ({"landscape": "rosenbrock", "a": "one"}, r"a \(a\) must be a number, not 'one'\."),
    ({"landscape": "rosenbrock", "a": "nan"}, r"a \(a\) must be a number from .*, not nan\."),
    ({"landscape": "rosenbrock", "a": "1e999"}, r"a \(a\) must be a number from .*, not inf\."),
    ({"landscape": "rosenbrock", "b": "-5"}, r"b \(b\) must be a number from .*, not -5\."),
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
