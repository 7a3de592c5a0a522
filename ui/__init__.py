"""Streamlit: the router, the pages, widgets derived from records, and the session."""
