"""What a browser may do with the app's pages: the security headers of every answer."""

import base64
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def content_policy(index: Path, frames: Sequence[str] = ()) -> str:
    """The content security policy that lets Streamlit's page run and nothing else.

    `index` is the index.html of the installed Streamlit. Its inline scripts are admitted by their SHA-256, which is
    computed here because it changes with Streamlit's version. WebAssembly is admitted because the library with which
    Streamlit's client reads its messages multiplies with it (it can do without, but Firefox reports what is blocked).
    Blobs are admitted since Streamlit loads a component's script from one and the stage measures the films that it
    records, and inline styles since Streamlit uses them.
    `frames` are the origins ("https://courses.example") whose pages may show the app in a frame. Raises RuntimeError if
    the file cannot be read.
    """
    try:
        page = index.read_text(encoding="utf-8")
    except OSError as error:
        raise RuntimeError(f"Streamlit's page {index} cannot be read: is Streamlit installed completely?") from error
    scripts = INLINE_SCRIPT.findall(page)
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    rules = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", "blob:", "'wasm-unsafe-eval'", *(f"'sha256-{digest}'" for digest in hashes)]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "media-src": "'self' blob:",
        "font-src": "'self' data:",
        "worker-src": "'self' blob:",
        "frame-ancestors": " ".join(["'self'", *frames]),
        "form-action": "'self'",
        "base-uri": "'self'",
        "object-src": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def security_headers(policy: str) -> dict[str, str]:
    """The security headers of every answer, including this content security policy."""
    return {
        "Content-Security-Policy": policy,
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
