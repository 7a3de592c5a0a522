"""Keeps the ensemble of the clouds page in the session and in the address bar."""

from pictures.registry import PAGES
from runs.ensemble.codec import pairs
from runs.ensemble.ensemble import within_bounds
from ui.session.page_state import PageState

ENSEMBLE = PageState("ensemble", PAGES["clouds"].read, pairs, within_bounds)
