"""The landscapes of the catalogue. Each file holds the kernels and the record of one landscape.

A landscape imports only `core`, never another landscape.
"""
