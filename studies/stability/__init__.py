"""Where methods stop converging, and how close a run is to that."""
