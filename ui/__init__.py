"""The Streamlit app: the router, the pages, the widgets derived from records, and the session."""
