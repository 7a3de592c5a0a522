"""The picture of the page Maps, its scale, and what is said about it."""
