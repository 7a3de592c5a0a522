"""Questions -> pictures: what each page's stage shows, as values. Nothing here knows a visitor or Streamlit."""

from pictures.animation import show

__all__ = ["show"]
