"""Questions over many runs: numbers and words only, no pictures."""
