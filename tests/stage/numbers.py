"""The numbers of a picture's block, read slowly, one after the other."""

import numpy as np


def numbers_of(block: bytes, differences: int = 2) -> np.ndarray:
    """What `stage.wire.differenced` wrote, as float32."""
    count, bits, slope, value = len(block) // 4, [], 0, 0
    for i in range(count):
        signed = sum(block[k * count + i] << 8 * k for k in range(4))
        told = -(signed + 1) // 2 if signed % 2 else signed // 2
        slope += told
        value += slope
        bits.append((value if differences else told) % 2**32)
    return np.array(bits, "<u4").view("<f4")
