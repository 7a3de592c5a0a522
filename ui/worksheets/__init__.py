"""Worksheets: what a teacher's link hides, locks and asks, and what of it holds in a visit."""
