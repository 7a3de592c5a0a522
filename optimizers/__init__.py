"""The optimizers: one file each, holding its kernels and one record.

They import `core` and never each other.
"""
