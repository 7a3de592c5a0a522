"""Keeps what the page Network shows in the session and in the address bar."""

from pictures.training.shown import Shown, pairs, read
from ui.session.page_state import PageState

NETWORK: PageState[Shown] = PageState("network", read, pairs, lambda shown: (shown, ()))
