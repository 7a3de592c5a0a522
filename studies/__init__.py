"""Analyses of one or many runs, whose results are numbers and sentences, not pictures."""
