"""Bodies of answers as they were before their coding."""

import gzip
from collections.abc import Mapping

import pyarrow as pa


def decoded(headers: Mapping[str, str], body: bytes, most: int) -> bytes:
    """The body without the coding that the headers name; of Brotli at most so many bytes."""
    coding = headers.get("content-encoding")
    if coding == "br":
        return pa.CompressedInputStream(pa.BufferReader(body), "brotli").read(most)
    return gzip.decompress(body) if coding == "gzip" else body
