"""The pages' stylesheets and the app's icon, read once: a page that runs again touches no disk."""

from base64 import b64encode
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def style(name: str) -> str:
    """A stylesheet of the pages as the element that `st.html` takes."""
    return f"<style>{(HERE / f'{name}.css').read_text(encoding='utf-8')}</style>"


@cache
def icon() -> str:
    """The app's icon as an address that holds it."""
    return f"data:image/svg+xml;base64,{b64encode((HERE / 'icon.svg').read_bytes()).decode()}"
