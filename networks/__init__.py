"""The networks of the catalogue. Each file holds the kernels and the record of one network.

A network imports only `core`, never another network.
"""
