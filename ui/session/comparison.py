"""Keeps the comparison of the Compare page in the session and in the address bar."""

from pictures.registry import read_comparison
from runs.comparison.codec import pairs
from runs.comparison.comparison import within_bounds
from ui.session.page_state import PageState

COMPARISON = PageState("compare", read_comparison, pairs, within_bounds)
