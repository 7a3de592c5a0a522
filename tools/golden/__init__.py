"""Writes the files in tests/golden: numbers from other libraries, and texts whose changes should be noticed."""
