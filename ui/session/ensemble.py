"""Keeps the ensemble of the clouds page in the session and in the address bar."""

from pictures.registry import PAGES
from runs.ensemble.codec import pairs
from runs.ensemble.ensemble import modest
from ui.session.page_state import PageState

ENSEMBLE = PageState("ensemble", PAGES["clouds"].read, pairs, modest)
