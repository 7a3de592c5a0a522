"""Decodes the heights of a surface slowly, one after the other."""


def decoded_heights(n: int, low: float, high: float, block: bytes) -> list[list[float]]:
    """Rows of heights from what `stage.wire.encoded_heights` wrote."""
    top, count = 2**22 - 1, n * n
    numbers = []
    for i in range(count):
        u = block[i] + 256 * block[count + i] + 65536 * block[2 * count + i]
        numbers.append(-(u + 1) // 2 if u % 2 else u // 2)
    for _ in range(2):
        for i in range(n, count):
            numbers[i] += numbers[i - n]
        for i in range(count):
            numbers[i] += numbers[i - 1] if i % n else 0
    heights = [low + (high - low) * (u % (top + 1)) / top for u in numbers]
    return [heights[i : i + n] for i in range(0, count, n)]
