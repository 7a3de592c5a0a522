"""Maps: how the run of every pixel ends, how rough the boundary between the ends is, and what theory draws on it."""
