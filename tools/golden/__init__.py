"""Write what tests/golden holds: the numbers of other libraries, and texts whose changes are to be seen."""
