"""A comparison: one scene in several panes, and what varies from pane to pane."""
