"""Keeps the comparison of the Compare page in the session and in the address bar."""

from pictures.registry import PAGES
from runs.comparison.codec import pairs
from runs.comparison.comparison import within_bounds
from ui.session.page_state import PageState

COMPARISON = PageState("comparison", PAGES["compare"].read, pairs, within_bounds)
