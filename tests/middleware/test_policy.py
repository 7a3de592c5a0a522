"""The security headers: what a browser may do with the pages."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
import streamlit as st

from ui.middleware.policy import content_policy

INDEX = Path(st.__file__).parent / "static" / "index.html"


def digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def test_the_policy_admits_the_scripts_of_the_installed_streamlit() -> None:
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", INDEX.read_text(encoding="utf-8"), re.DOTALL)
    assert scripts
    for script in scripts:
        assert f"'sha256-{digest(script)}'" in content_policy(INDEX)


def test_the_policy_changes_with_the_page(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text("<script>\n  a = 1\n</script><script src='x.js'></script><script>b = 2</script>", encoding="utf-8")
    policy = content_policy(page)
    assert re.findall(r"sha256-([^']+)", policy) == [digest("\n  a = 1\n"), digest("b = 2")]
    assert "'unsafe-eval'" not in policy
    assert re.search(r"script-src[^;]*'wasm-unsafe-eval'", policy)
    assert not re.search(r"script-src[^;]*unsafe-inline", policy)


def test_a_missing_page_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="cannot be read: is Streamlit installed completely"):
        content_policy(tmp_path / "index.html")


def test_the_pages_that_may_frame_the_app_are_named() -> None:
    assert "frame-ancestors 'self';" in content_policy(INDEX)
    named = content_policy(INDEX, ["https://courses.example", "https://*.school.example"])
    assert "frame-ancestors 'self' https://courses.example https://*.school.example;" in named
