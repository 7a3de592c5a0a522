"""The heights of a surface's block, read slowly, one after the other."""


def unfolded(n: int, low: float, high: float, block: bytes) -> list[list[float]]:
    """Rows of heights from what `stage.wire.folded` wrote."""
    top, count = 2**22 - 1, n * n
    told = []
    for i in range(count):
        u = block[i] + 256 * block[count + i] + 65536 * block[2 * count + i]
        told.append(-(u + 1) // 2 if u % 2 else u // 2)
    for _ in range(2):
        for i in range(n, count):
            told[i] += told[i - n]
        for i in range(count):
            told[i] += told[i - 1] if i % n else 0
    heights = [low + (high - low) * (u % (top + 1)) / top for u in told]
    return [heights[i : i + n] for i in range(0, count, n)]
