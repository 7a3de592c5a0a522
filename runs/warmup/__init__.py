"""Warm-up: the kernels of the catalogue one by one, and the first race."""
