"""Pictures: the digits that come with the app, and MNIST from small files of its two formats, damaged ones included."""

import gzip

import numpy as np
import pytest

from core.network.trainer import FEW, shuffle_many
from runs.catalog import NETWORKS
from runs.data import mnist, shelf
from runs.data.mnist import IDX, is_there, read_mnist
from runs.data.pictures import SPLIT, digits
from runs.training.presets import usual
from runs.training.training import Training
from tests.ground.networks import trained

pytestmark = pytest.mark.plain

IMAGES = np.arange(6 * 25, dtype=np.uint8).reshape(6, 5, 5)
LABELS = np.array([3, 1, 4, 1, 5, 9], np.uint8)


def idx(array, kind=8):
    sizes = b"".join(int(size).to_bytes(4, "big") for size in array.shape)
    return bytes([0, 0, kind, array.ndim]) + sizes + array.tobytes()


def four(folder, zipped=False, **changed):
    """Write the four files of the authors; `changed` replaces the content of one of them, or leaves it out."""
    arrays = (IMAGES[:4], LABELS[:4], IMAGES[4:], LABELS[4:])
    for place, (name, array) in enumerate(zip(IDX, arrays, strict=True)):
        content = changed.get(f"file{place}", idx(array))
        if content is None:
            continue
        path = folder / (f"{name}.gz" if zipped else name)
        path.write_bytes(gzip.compress(content) if zipped else content)


def keras(folder, **changed):
    given = {"x_train": IMAGES[:4], "y_train": LABELS[:4], "x_test": IMAGES[4:], "y_test": LABELS[4:]} | changed
    np.savez(folder / "mnist.npz", **{name: array for name, array in given.items() if array is not None})


@pytest.mark.parametrize("write", [four, lambda folder: four(folder, zipped=True), keras], ids=["idx", "gz", "npz"])
def test_each_format_is_read(write, tmp_path):
    assert not is_there(tmp_path)
    write(tmp_path)
    assert is_there(tmp_path)
    found = read_mnist(tmp_path)
    assert (found.key, found.side, found.trained, found.judged) == ("mnist", 5, 4, 2)
    assert np.array_equal(found.images, IMAGES.ravel() / 255.0)
    assert np.array_equal(found.labels, LABELS)
    assert np.array_equal(found.picture(4), IMAGES[4] / 255.0)
    assert found.labels.dtype == np.int64


@pytest.mark.parametrize(
    ("place", "content", "said"),
    [
        (0, b"", "does not begin as a file of MNIST"),
        (0, b"PK\x03\x04" + bytes(40), "does not begin"),
        (0, idx(IMAGES[:4], kind=13), "numbers of the kind 13"),
        (0, bytes([0, 0, 8, 3, 0, 0]), "ends before the sizes"),
        (0, bytes([0, 0, 8, 9]) + bytes(60), "ends before the sizes"),
        (0, idx(IMAGES[:4])[:-3], "says that it holds 100 numbers, and holds 97"),
        (0, idx(IMAGES[:4]) + b"x", "and holds 101"),
        (0, idx(IMAGES[:4, :, :4]), "must be squares"),
        (0, idx(IMAGES[:4, :3, :3].copy()), "at least 4 x 4"),
        (0, idx(IMAGES[:3]), "one label for every picture to learn from"),
        (1, idx(LABELS[:4] + 6), "whole numbers from 0 to 9"),
        (2, idx(np.zeros((2, 6, 6), np.uint8)), "differ in size"),
        (2, idx(IMAGES[:0]), "one label for every picture to judge by"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_said(place, content, said, tmp_path):
    four(tmp_path, **{f"file{place}": content})
    with pytest.raises(ValueError, match=said):
        read_mnist(tmp_path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"y_test": None}, "lacks y_test"),
        ({"x_train": IMAGES[:4] / 255.0}, "must be bytes"),
        ({"y_train": LABELS[:4] / 2.0}, "whole numbers"),
        ({"y_train": LABELS[:4].astype(object)}, "cannot be read"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_kerass_file_is_said(change, said, tmp_path):
    keras(tmp_path, **change)
    with pytest.raises(ValueError, match=said):
        read_mnist(tmp_path)


def test_damaged_archives_are_told_from_missing_ones(tmp_path, monkeypatch):
    with pytest.raises(ValueError, match="There is neither"):
        read_mnist(tmp_path)
    four(tmp_path, zipped=True)
    whole = (tmp_path / f"{IDX[0]}.gz").read_bytes()
    for content in (whole[:-9], b"nothing zipped", whole[:12] + b"\xff\xff\xff" + whole[15:]):
        (tmp_path / f"{IDX[0]}.gz").write_bytes(content)
        with pytest.raises(ValueError, match="cannot be read"):
            read_mnist(tmp_path)
    (tmp_path / f"{IDX[0]}.gz").write_bytes(whole)
    monkeypatch.setattr(mnist, "MOST_BYTES", 50)
    with pytest.raises(ValueError, match="larger than MNIST can be"):
        read_mnist(tmp_path)
    keras(tmp_path)
    whole = (tmp_path / "mnist.npz").read_bytes()
    for content in (whole[: len(whole) // 2], b"", b"text"):
        (tmp_path / "mnist.npz").write_bytes(content)
        with pytest.raises(ValueError, match="cannot be read"):
            read_mnist(tmp_path)


def test_the_server_has_mnist_where_its_folder_does(tmp_path, monkeypatch):
    shelf._mnist.cache_clear()
    monkeypatch.delenv("THALWEG_DATA", raising=False)
    assert shelf.offered() == ("digits",)
    assert shelf.trouble() == ""
    monkeypatch.setenv("THALWEG_DATA", str(tmp_path))
    assert shelf.offered() == ("digits",)
    assert "There is neither" in shelf.trouble()
    with pytest.raises(ValueError, match="no pictures called 'mnist'"):
        Training((usual("adam"),), data="mnist")
    shelf._mnist.cache_clear()
    four(tmp_path)
    assert shelf.offered() == ("digits", "mnist")
    assert shelf.trouble() == ""
    question = Training((usual("adam"),), data="mnist", batch=2)
    assert (question.shape, question.each) == ((25, 10, 32), 2)
    assert shelf.pictures("digits").key == "digits"
    shelf._mnist.cache_clear()


def test_the_digits_are_those_of_uci_in_their_fixed_split():
    found = digits()
    assert (found.labels.size, found.trained, found.judged, found.side, found.inputs) == (1797, 1437, 360, 8, 64)
    assert list(np.bincount(found.labels)) == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert set(np.unique(found.images * 16.0)) == set(range(17))
    # The sum of all pixels and the first picture as scikit-learn has them.
    assert found.images.sum() * 16.0 == 561718.0
    first = "0,0,5,13,9,1,0,0,0,0,13,15,10,15,5,0,0,3,15,2,0,11,8,0,0,4,12,0,0,8,8,0,0,5,8,0,0,9,8,0,0,4,11,0,1,12,7,0,"
    pixels = np.array((first + "0,2,14,5,10,12,0,0,0,0,6,13,10,0,0,0").split(","), float)
    (place,) = np.flatnonzero((found.images.reshape(-1, 64) * 16.0 == pixels).all(axis=1))
    assert found.labels[place] == 0
    assert SPLIT == 1
    train, judged = found.part(judged=False), found.part(judged=True)
    assert (train[1].size, judged[1].size) == (1437, 360)
    assert judged[0].size == 360 * 64
    assert len(np.unique(judged[1])) == 10


def test_many_pictures_are_put_in_order_once_an_epoch():
    order = np.full(41, -1)
    seen = []
    for epoch in (0, 1):
        shuffle_many(np.uint64(1), epoch, order)
        assert sorted(order[:-1]) == list(range(40))
        assert order[-1] == epoch
        seen.append(order.copy())
        shuffle_many(np.uint64(1), epoch, order)
        assert np.array_equal(order, seen[-1])
    assert not np.array_equal(seen[0][:-1], seen[1][:-1])


def test_every_one_of_many_pictures_is_used_in_an_epoch():
    # Slopes of a softmax without inputs that matter count the labels of each batch.
    count = FEW + 3
    net, shape, labels = NETWORKS["softmax"], (1, 2), np.zeros(FEW + 3, np.int64)
    *_, losses, taken = trained(net, shape, np.zeros(4), np.zeros(count), labels, "gd", (), [0.0] * 5, 1000)
    assert taken == 5
    assert np.allclose(losses, np.log(2.0))
