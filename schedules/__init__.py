"""The learning-rate schedules of the catalogue. Each file holds the curve and the record of one schedule.

A schedule imports only `core`, never another schedule.
"""
