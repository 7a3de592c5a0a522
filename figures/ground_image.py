"""The ground of a map as a PNG image, for animated pictures, in which Plotly would drop a contour trace."""

import struct
import zlib
from base64 import b64encode

import numpy as np

from figures.light import FLOOR, RELIEF, shading
from figures.marks import GROUND


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(pixels: np.ndarray, palette: np.ndarray) -> bytes:
    """A PNG image (W3C 2003, colour type 3) of uint8[height, width] indices into a palette uint8[256, 3]."""
    height, width = pixels.shape
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    rows = np.hstack([np.zeros((height, 1), np.uint8), pixels]).tobytes()
    parts = ((b"IHDR", head), (b"PLTE", palette.tobytes()), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in parts)


def shades(low: str, high: str) -> np.ndarray:
    """256 colours from one to another: uint8[256, 3]."""
    ends = np.array([[int(text[i : i + 2], 16) for i in (1, 3, 5)] for text in (low, high)], float)
    return np.rint(ends[0] + np.linspace(0.0, 1.0, 256)[:, None] * (ends[1] - ends[0])).astype(np.uint8)


def _scaled(colour: str, factor: float) -> str:
    """A colour, lighter or darker by a factor."""
    return "#" + "".join(f"{min(round(factor * int(colour[i : i + 2], 16)), 255):02x}" for i in (1, 3, 5))


def ground_image(z: np.ndarray, pixel: float) -> str:
    """Heights float64[n, m], row = y from low to high, lit from the north-west, as the data URL of an image, y upwards.

    pixel: how many pixels of the screen there are from one height to the next.
    """
    height, lit = shading(z, pixel)
    ends = _scaled(GROUND[0], 1.0 + FLOOR * RELIEF), _scaled(GROUND[1], 1.0 - RELIEF)
    # All tints are nearly the same hue, so that a row of colours holds them, in the order of their green.
    low, high, first, last = (int(colour[3:5], 16) for colour in (*GROUND, *ends))
    green = (low + (high - low) * height) * lit
    pixels = np.rint(np.clip(255.0 * (green - first) / (last - first), 0.0, 255.0))[::-1].astype(np.uint8)
    return "data:image/png;base64," + b64encode(png(pixels, shades(*ends))).decode()
