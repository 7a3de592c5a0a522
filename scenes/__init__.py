"""Ready-made races to start from: one file is one story."""
