"""Decodes the bodies of answers."""

import gzip
from collections.abc import Mapping

import pyarrow as pa


def decoded(headers: Mapping[str, str], body: bytes, most: int) -> bytes:
    """The body, decoded as its headers say; of Brotli at most so many bytes."""
    coding = headers.get("content-encoding")
    if coding == "br":
        return pa.CompressedInputStream(pa.BufferReader(body), "brotli").read(most)
    return gzip.decompress(body) if coding == "gzip" else body
