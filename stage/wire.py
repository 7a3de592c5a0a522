"""The binary layout of pictures, surfaces and samples: u32 length, JSON head, padding to 4 bytes, one block.

A picture's block holds float32 numbers and is compressed, since Streamlit's WebSocket does not compress it. HTTP
compresses the others: a surface's block holds encoded heights, and those of samples and batches hold uint16 (see
`payload.Contours`).

All numbers are little-endian. `js/wire.js` reads this layout.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stage.payload import Chart, Map, Picture, Plane, Space

PANES = (Map, Chart, Space)
LIMIT = float(np.finfo(np.float32).max)
BITS = 22
TOP = 2**BITS - 1
"""The highest of a surface's heights; the lowest is 0. In a bowl as wide as the map, the slope changes by 300 steps
from one lattice point to the next. With 16 bits it would be 5, and level lines seen from near would tremble."""


def pack(head: Mapping[str, Any], block: bytes) -> bytes:
    """Head and numbers as one byte string. ValueError if the head contains a number that is not finite."""
    text = json.dumps(head, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_json_of).encode()
    return b"".join([len(text).to_bytes(4, "little"), text, b"\0" * (-len(text) % 4), block])


def differenced(values: NDArray[np.float32], differences: int = 2) -> bytes:
    """The numbers as bytes that zip to a third of their size, without a loss of a single bit.

    Neighbouring points of a path share sign, exponent and first digits, and the next ones change evenly. So the
    differences of the differences of the bit patterns (as whole numbers modulo 2^32) are small. With the sign as last
    bit, and all last bytes together, then all bytes before them, and so on, they zip to half of what the values do.
    Densities do not change evenly: with no `differences` they zip to half of what they do with two.
    """
    told = values.view("<i4")
    for _ in range(differences):
        told = np.diff(told, prepend=np.int32(0))
    signed = ((told << 1) ^ (told >> 31)).astype("<i4")
    return signed.view(np.uint8).reshape(-1, 4).T.tobytes()


def narrow(values: NDArray[np.float64]) -> NDArray[np.float32]:
    """The values as float32. Those beyond its range become its largest number, which is drawn far outside."""
    return np.clip(values, -LIMIT, LIMIT).astype("<f4")


def encoded_heights(z: NDArray[np.float64]) -> tuple[float, float, bytes]:
    """The lowest and the highest of these heights, float64[n, n], and all of them as bytes that zip well.

    A height is a whole number of 22 bits, a share of highest - lowest. Neighbours differ by much the same everywhere,
    so the differences of differences along both axes are small. With the sign as last bit, and all last bytes together,
    all middle ones, all first ones, they zip to a fifth of what float32 does: to 5 bits a height in the mean of the
    catalogue.
    """
    z = np.clip(np.nan_to_num(z, nan=LIMIT), -LIMIT, LIMIT)
    low, high = float(z.min()), float(z.max())
    numbers = np.rint((z - low) / ((high - low) or 1.0) * TOP).astype(np.int32)
    for axis in (0, 1, 0, 1):
        numbers = np.diff(numbers, axis=axis, prepend=np.int32(0))
    numbers = (numbers << (32 - BITS)) >> (32 - BITS)  # modulo 2^22, as the sums are
    signed = ((numbers << 1) ^ (numbers >> 31)).astype("<u4")
    return low, high, signed.view(np.uint8).reshape(-1, 4)[:, :3].T.tobytes()


def encoded_map(planes: Iterable[Plane], places: NDArray[np.float64]) -> bytes:
    """Maps of one view as bytes that zip well: float64[2, n], the values at the pixels along both sides; then for each
    map one byte for the class of each pixel and uint16[n, n], of which the differences to the left neighbour are
    stored, with the sign as last bit, all last bytes together and all first ones.
    """
    out = [places.astype("<f8").tobytes()]
    for classes, parts in planes:
        changes = np.diff(parts, axis=1, prepend=np.uint16(0)).view(np.int16)
        signed = ((changes << 1) ^ (changes >> 15)).astype("<u2")
        out += [classes.tobytes(), signed.view(np.uint8).reshape(-1, 2).T.tobytes()]
    return b"".join(out)


def pack_arrays(head: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Head and arrays, float32 or uint8, by name. The head says of each its kind, its first byte and its shape."""
    rows: dict[str, list[object]] = {}
    block, size = list[bytes](), 0
    for name, array in arrays.items():
        kind = array.dtype.kind
        stored = (narrow(array) if kind == "f" else array.astype(np.uint8)).tobytes()
        rows[name] = [kind, size, list(array.shape)]
        block += [stored, b"\0" * (-len(stored) % 4)]
        size += len(stored) + -len(stored) % 4
    return pack({**head, "arrays": rows}, b"".join(block))


def pack_picture(picture: Picture, **more: Any) -> bytes:
    """A picture in the browser's format, with `more` in its head."""
    rows, values = _rows(picture.series)
    differences = 0 if picture.clouds else 2
    head = _json_of(picture) | {"series": rows, "differences": differences}
    return pack(head | more, differenced(values, differences))


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(part.name for part in fields(kind))


def _json_of(part: Any) -> dict[str, Any]:
    """A picture or a part of it as a JSON object. Panes get an entry that names their kind."""
    kind = {"kind": type(part).__name__.lower()} if isinstance(part, PANES) else {}
    return kind | {name: getattr(part, name) for name in _names(type(part))}


def _rows(
    series: Mapping[str, Iterable[NDArray[np.float64]]],
) -> tuple[dict[str, list[list[int]]], NDArray[np.float32]]:
    """For every row of every series (offset, stored, length), and the block into which these point.

    A constant row is stored as one number, since rates are often constant, and equal rows share one place.
    """
    places: dict[bytes, int] = {}
    block: list[NDArray[np.float32]] = []
    rows: dict[str, list[list[int]]] = {}
    size = 0
    for name, runs in series.items():
        rows[name] = []
        for run in runs:
            stored = narrow(np.ascontiguousarray(run, np.float64))
            if stored.size > 1 and (stored == stored[0]).all():
                stored = stored[:1]
            key = stored.tobytes()
            if key not in places:
                places[key] = size
                block.append(stored)
                size += stored.size
            rows[name].append([places[key], stored.size, len(run)])
    return rows, np.concatenate(block) if block else np.empty(0, np.float32)
