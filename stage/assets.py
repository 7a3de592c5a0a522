"""Answers that never change: their bytes, the same zipped once, and a tag."""

import gzip
import hashlib
import re
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

FOREVER = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept-Encoding",
}
QUALITY = 11
"""Brotli's best, which takes some twelve seconds for plotly.js and Streamlit's files: once, in the background."""
REFUSED = re.compile(r"q=0(\.0*)?$")


class Asset(NamedTuple):
    """Bytes, the same as gzip and as Brotli (empty: never made), and their entity tag.

    What is kept in large numbers has no `body`: it is unzipped for the few who do not take gzip.
    """

    body: bytes
    zipped: bytes
    tag: str
    brotli: bytes = b""

    def coded(self, accepted: str) -> tuple[str, bytes]:
        """The shortest form that an Accept-Encoding header admits: the coding's name, "" for none, and the bytes."""
        admitted = codings(accepted)
        if self.brotli and "br" in admitted:
            return "br", self.brotli
        if self.zipped and "gzip" in admitted:
            return "gzip", self.zipped
        return "", self.body or gzip.decompress(self.zipped)


def codings(accepted: str) -> set[str]:
    """The codings that an Accept-Encoding header names and does not refuse."""
    named = (part.partition(";") for part in accepted.replace(" ", "").lower().split(","))
    return {name for name, _, weight in named if not REFUSED.match(weight)}


def zipped(body: bytes) -> bytes:
    """As gzip. The same bytes at every start and on every replica: no time is written into them."""
    return gzip.compress(body, 9, mtime=0)


def brotli(body: bytes) -> bytes:
    """As Brotli, a fifth shorter than gzip; browsers take it by TLS, and from their own machine. Empty without it."""
    import pyarrow as pa  # noqa: PLC0415 (it comes with Streamlit, takes a moment, and what was made is kept)

    if not pa.Codec.is_available("brotli"):
        return b""
    return pa.Codec("brotli", compression_level=QUALITY).compress(body, asbytes=True)


def digest(body: bytes) -> str:
    """Sixteen hexadecimal digits that change with the bytes."""
    return hashlib.sha256(body).hexdigest()[:16]


def asset(body: bytes) -> Asset:
    """What is made while somebody waits for it: as gzip alone."""
    return Asset(body, zipped(body), f'"{digest(body)}"')


def send(request: Request, found: Asset, kind: str, caching: dict[str, str] = FOREVER) -> Response:
    """The answer to a GET or HEAD: 304 for who has it, else the shortest form that is admitted."""
    head = caching | {"ETag": found.tag}
    if request.headers.get("if-none-match") == found.tag:
        return Response(status_code=304, headers=head)
    coding, body = found.coded(request.headers.get("accept-encoding", ""))
    return Response(body, media_type=kind, headers=head | ({"Content-Encoding": coding} if coding else {}))
