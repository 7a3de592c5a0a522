"""The race that a newcomer sees, by its keys and numbers alone: its kernels are compiled before anything walks."""

LANDSCAPE, START, STEPS = "rosenbrock", (-1.2, 1.0), 300

RUNNERS = (("gd", 0.001), ("momentum", 0.001), ("rmsprop", 0.01), ("adam", 0.05))
"""Methods and rates on Rosenbrock's valley, chosen so that the four differ at a glance."""
