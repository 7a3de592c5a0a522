"""Maps: where a run ends from every pixel, how rough their boundaries are, and where theory draws a line."""
