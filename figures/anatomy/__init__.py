"""The charts of the page Anatomy."""
