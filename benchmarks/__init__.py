"""What Thalweg promises about speed, measured: `python -m benchmarks [part ...]`."""
