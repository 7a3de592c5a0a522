"""The lowest layer: the kernel contract, the engine's loops, records, random numbers and vector mathematics.

Numba reads the location of its kernel cache when it is imported, so this module chooses that directory first.
"""

from core import cache_dir

cache_dir.prepare()
