"""Measures what Thalweg promises about speed: `python -m benchmarks [part ...]`."""
