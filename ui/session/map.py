"""Keeps the map of the page Maps in the session and in the address bar."""

from pictures.maps.drawn import read_map
from runs.map.codec import pairs
from runs.map.map import within_bounds
from ui.session.messages import OF_MAPS
from ui.session.page_state import PageState

MAP = PageState("maps", read_map, pairs, within_bounds, OF_MAPS)
