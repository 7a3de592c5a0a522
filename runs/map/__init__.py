"""A map: one outcome for every start, or for every setting of two numbers of a runner."""
