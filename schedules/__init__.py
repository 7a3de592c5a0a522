"""The learning-rate schedules: one file each, holding a curve and one record.

They import `core` and never each other.
"""
