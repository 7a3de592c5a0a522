"""Keeps the comparison of the Compare page in the session and in the address bar."""

from runs.comparison.codec import pairs
from runs.comparison.comparison import within_bounds
from ui.session.page_state import PageState

COMPARISON = PageState("compare", pairs, within_bounds)
