"""The engine: the compiled loops that walk, and what they walk on, see and draw at random."""
