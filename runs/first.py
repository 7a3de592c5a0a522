"""The race that a newcomer sees, by its keys and numbers alone: its kernels are compiled before anything walks."""

LANDSCAPE, START, STEPS = "rosenbrock", (-1.2, 1.0), 300

RATES = (1.0, 2.5, 5.0)
"""The rates that were tried are these, times powers of ten."""

RUNNERS = (("gd", 0.005), ("momentum", 0.0025), ("rmsprop", 0.1), ("adam", 0.5))
"""The methods, each at the highest of the rates that were tried that keeps it on the map. One rule for all four, so that
the picture compares the methods and not our choices; a test checks it.
"""
