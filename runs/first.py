"""The race that a newcomer sees, by its keys and numbers alone: its kernels are compiled before anything walks."""

LANDSCAPE, START, STEPS = "rosenbrock", (-1.2, 1.0), 300

RATES = (1.0, 2.5, 5.0)
"""The rates that were tried are these, times powers of ten."""

RUNNERS = (("gd", 0.0025), ("momentum", 0.0025), ("rmsprop", 0.05), ("adam", 0.5))
"""The methods, each at the highest of the rates that were tried at which its path is stable: it stays on the map, and a
start that differs in the last digits leads to the same end. One rule for all four, so that the picture compares the
methods and not our choices; a test checks it.
"""
