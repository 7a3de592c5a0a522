"""The optimizers of the catalogue. Each file holds the kernels and the record of one method.

An optimizer imports only `core`, never another optimizer.
"""
