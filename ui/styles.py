"""The pages' stylesheets and the app's icon, read from disk only once."""

from base64 import b64encode
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def style(name: str) -> str:
    """A stylesheet of the pages as an HTML element for `st.html`."""
    return f"<style>{(HERE / f'{name}.css').read_text(encoding='utf-8')}</style>"


@cache
def icon() -> str:
    """The app's icon as a data URL."""
    return f"data:image/svg+xml;base64,{b64encode((HERE / 'icon.svg').read_bytes()).decode()}"
