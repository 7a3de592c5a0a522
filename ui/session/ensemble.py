"""Keeps the ensemble of the clouds page in the session and in the address bar."""

from pictures.registry import read_ensemble
from runs.ensemble.codec import pairs
from runs.ensemble.ensemble import within_bounds
from ui.session.page_state import PageState

ENSEMBLE = PageState("clouds", read_ensemble, pairs, within_bounds)

ADDED = "thalweg.clouds.added"
"""The session's key of the scene to which noise was added when a race without chance became a cloud."""
