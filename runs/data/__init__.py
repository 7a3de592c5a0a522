"""The data of a landscape: batches of its samples, and tables that a visitor types in."""
