"""An ensemble: many runs of one setting, each with random numbers of its own."""
