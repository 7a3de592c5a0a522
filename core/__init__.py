"""The ground floor: the kernel contract, the engine's loops, records, random numbers and vector mathematics.

The cache directory of the compiled kernels has to be chosen before numba is imported, so it is chosen here, first.
"""

from core import cache_dir

cache_dir.prepare()
