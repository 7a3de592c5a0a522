"""An independent second version of the landscapes: slow, obvious, in plain Python, written from the papers.

Losses are f(m, x, y, *parameters), where m is the module of their functions (`math` or `cmath`), so that they accept
complex numbers: the imaginary part of f(x + ih) / h is the derivative without any cancellation. Gradients are pairs.
For every landscape that is not smooth, KINKS gives the distance from a point to the nearest kink (or a little less).
CREASES does the same for landscapes whose gradient has kinks: the Hessian jumps there.
ON_KINKS lists some points on kinks, where the naive gradient is the subgradient that the record declares.
"""

import math
from collections.abc import Callable
from types import ModuleType
from typing import Any

from tests.ground import naive_data


def size(z: Any) -> Any:
    """The absolute value of a real number, or of a complex one that stands for a real one and its derivative."""
    return z if z.real >= 0 else -z


def sign(z: float) -> float:
    return math.copysign(1.0, z) if z else 0.0


def bowl(m: ModuleType, x: Any, y: Any, kappa: float, angle: float) -> Any:
    phi = math.radians(angle)
    along = x * math.cos(phi) + y * math.sin(phi)
    across = -x * math.sin(phi) + y * math.cos(phi)
    return (along**2 + kappa * across**2) / 2


def bowl_gradient(x: float, y: float, kappa: float, angle: float) -> tuple[float, float]:
    phi = math.radians(angle)
    along = x * math.cos(phi) + y * math.sin(phi)
    across = -x * math.sin(phi) + y * math.cos(phi)
    return (
        along * math.cos(phi) - kappa * across * math.sin(phi),
        along * math.sin(phi) + kappa * across * math.cos(phi),
    )


def ravine(m: ModuleType, x: Any, y: Any, b: float, s: float) -> Any:
    return s * (m.sqrt(1 + (x - 4) ** 2) - 1) + b * y**2 / 2


def ravine_gradient(x: float, y: float, b: float, s: float) -> tuple[float, float]:
    return s * (x - 4) / math.hypot(1, x - 4), b * y


def plateau(m: ModuleType, x: Any, y: Any, h: float, r: float) -> Any:
    rho = ((x - 2) ** 2 + y**2) / r**2
    return h - h / (1 + rho + rho**3)


def plateau_gradient(x: float, y: float, h: float, r: float) -> tuple[float, float]:
    rho = ((x - 2) ** 2 + y**2) / r**2
    by_rho = h * (1 + 3 * rho**2) / (1 + rho + rho**3) ** 2
    return by_rho * 2 * (x - 2) / r**2, by_rho * 2 * y / r**2


def saddle(m: ModuleType, x: Any, y: Any, k: float, a: float) -> Any:
    return k * x**2 / 2 - a * y**2 / 2 + y**4 / 4


def saddle_gradient(x: float, y: float, k: float, a: float) -> tuple[float, float]:
    return k * x, -a * y + y**3


def monkey_saddle(m: ModuleType, x: Any, y: Any) -> Any:
    return x**3 - 3 * x * y**2


def monkey_saddle_gradient(x: float, y: float) -> tuple[float, float]:
    return 3 * x**2 - 3 * y**2, -6 * x * y


def rosenbrock(m: ModuleType, x: Any, y: Any, a: float, b: float) -> Any:
    return (a - x) ** 2 + b * (y - x**2) ** 2


def rosenbrock_gradient(x: float, y: float, a: float, b: float) -> tuple[float, float]:
    return -2 * (a - x) - 4 * b * x * (y - x**2), 2 * b * (y - x**2)


def beale(m: ModuleType, x: Any, y: Any) -> Any:
    return sum((value - x + x * y**k) ** 2 for k, value in enumerate((1.5, 2.25, 2.625), start=1))


def beale_gradient(x: float, y: float) -> tuple[float, float]:
    rows = [(k, value - x + x * y**k) for k, value in enumerate((1.5, 2.25, 2.625), start=1)]
    return sum(2 * u * (y**k - 1) for k, u in rows), sum(2 * u * k * x * y ** (k - 1) for k, u in rows)


def himmelblau(m: ModuleType, x: Any, y: Any) -> Any:
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def himmelblau_gradient(x: float, y: float) -> tuple[float, float]:
    return (
        4 * x * (x**2 + y - 11) + 2 * (x + y**2 - 7),
        2 * (x**2 + y - 11) + 4 * y * (x + y**2 - 7),
    )


def rastrigin(m: ModuleType, x: Any, y: Any, A: float) -> Any:
    return 2 * A + sum(z**2 - A * m.cos(2 * math.pi * z) for z in (x, y))


def rastrigin_gradient(x: float, y: float, A: float) -> tuple[float, float]:
    def slope(z: float) -> float:
        return 2 * z + 2 * math.pi * A * math.sin(2 * math.pi * z)

    return slope(x), slope(y)


def ackley(m: ModuleType, x: Any, y: Any, a: float, b: float, c: float) -> Any:
    cone = a * m.exp(-b * m.sqrt((x**2 + y**2) / 2))
    return -cone - m.exp((m.cos(c * x) + m.cos(c * y)) / 2) + a + math.e


def ackley_gradient(x: float, y: float, a: float, b: float, c: float) -> tuple[float, float]:
    mean = math.sqrt((x**2 + y**2) / 2)
    waves = math.exp((math.cos(c * x) + math.cos(c * y)) / 2)

    def slope(z: float) -> float:
        cone = a * b * math.exp(-b * mean) * z / (2 * mean) if mean > 0 else 0.0
        return cone + waves * c * math.sin(c * z) / 2

    return slope(x), slope(y)


def styblinski_tang(m: ModuleType, x: Any, y: Any) -> Any:
    return sum(z**4 - 16 * z**2 + 5 * z for z in (x, y)) / 2


def styblinski_tang_gradient(x: float, y: float) -> tuple[float, float]:
    return (4 * x**3 - 32 * x + 5) / 2, (4 * y**3 - 32 * y + 5) / 2


def booth(m: ModuleType, x: Any, y: Any) -> Any:
    return (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2


def booth_gradient(x: float, y: float) -> tuple[float, float]:
    return 2 * (x + 2 * y - 7) + 4 * (2 * x + y - 5), 4 * (x + 2 * y - 7) + 2 * (2 * x + y - 5)


def kinked(m: ModuleType, x: Any, y: Any, a: float, b: float) -> Any:
    return a * size(x) + b * size(y)


def kinked_gradient(x: float, y: float, a: float, b: float) -> tuple[float, float]:
    return a * sign(x), b * sign(y)


def deep_linear(m: ModuleType, x: Any, y: Any, a: float) -> Any:
    return (a - x * y) ** 2


def deep_linear_gradient(x: float, y: float, a: float) -> tuple[float, float]:
    return 2 * (a - x * y) * -y, 2 * (a - x * y) * -x


def edge(m: ModuleType, x: Any, y: Any) -> Any:
    return (1 - x**2 * y**2) ** 2 / 2


def edge_gradient(x: float, y: float) -> tuple[float, float]:
    return -2 * x * y**2 * (1 - x**2 * y**2), -2 * x**2 * y * (1 - x**2 * y**2)


def triangle(kappa: float) -> list[tuple[float, float]]:
    """The corners M x_k of the paper, where x_k are the third roots of unity and R turns by a third of a turn."""
    rate, beta = 4 / (1 + kappa**0.5) ** 2, ((kappa**0.5 - 1) / (kappa**0.5 + 1)) ** 2
    turn = [complex(math.cos(2 * math.pi * k / 3), math.sin(2 * math.pi * k / 3)) for k in range(3)]
    corners = [((1 + beta - rate) * one - beta * one * turn[2] - one * turn[1]) / ((kappa - 1) * rate) for one in turn]
    return [(corner.real, corner.imag) for corner in corners]


def in_triangle(x: Any, y: Any, kappa: float) -> tuple[Any, Any]:
    """The point of the triangle that is nearest to (x, y)."""
    corners = triangle(kappa)
    sides = list(zip(corners, corners[1:] + corners[:1], strict=True))
    if all((c - a) * (y.real - b) >= (d - b) * (x.real - a) for (a, b), (c, d) in sides):
        return x, y
    found = []
    for (a, b), (c, d) in sides:
        share = ((x - a) * (c - a) + (y - b) * (d - b)) / ((c - a) ** 2 + (d - b) ** 2)
        share = 0 if share.real < 0 else 1 if share.real > 1 else share
        found.append((a + share * (c - a), b + share * (d - b)))
    return min(found, key=lambda at: abs(x - at[0]) ** 2 + abs(y - at[1]) ** 2)


def from_creases(x: float, y: float, kappa: float) -> float:
    """The distance to where the Hessian jumps: sides, and rays from each corner at right angles to its two sides."""
    corners, found = triangle(kappa), []
    for (a, b), (c, d) in zip(corners, corners[1:] + corners[:1], strict=True):
        long = math.hypot(c - a, d - b)
        out = ((d - b) / long, (a - c) / long)
        for (p, q), (u, v), most in (
            ((a, b), ((c - a) / long, (d - b) / long), long), ((a, b), out, math.inf), ((c, d), out, math.inf),
        ):  # fmt: skip
            share = min(max((x - p) * u + (y - q) * v, 0.0), most)
            found.append(math.hypot(x - p - share * u, y - q - share * v))
    return min(found)


def cycling_bowl(m: ModuleType, x: Any, y: Any, kappa: float) -> Any:
    p, q = in_triangle(x, y, kappa)
    return kappa * (x**2 + y**2) / 2 - (kappa - 1) * ((x - p) ** 2 + (y - q) ** 2) / 2


def cycling_bowl_gradient(x: float, y: float, kappa: float) -> tuple[float, float]:
    p, q = in_triangle(x, y, kappa)
    return x + (kappa - 1) * p, y + (kappa - 1) * q


def two_valleys(m: ModuleType, x: Any, y: Any, s: float, w: float, g: float) -> Any:
    p = ((x - 1.5) ** 2 + y**2) / (2 * s**2)
    q = ((x + 1.5) ** 2 + y**2) / (2 * w**2)
    return p * (q + g) / (p + q)


def two_valleys_gradient(x: float, y: float, s: float, w: float, g: float) -> tuple[float, float]:
    p = ((x - 1.5) ** 2 + y**2) / (2 * s**2)
    q = ((x + 1.5) ** 2 + y**2) / (2 * w**2)

    def quotient(dp: float, dq: float) -> float:
        return (dp * (q + g) + p * dq) / (p + q) - p * (q + g) * (dp + dq) / (p + q) ** 2

    return quotient((x - 1.5) / s**2, (x + 1.5) / w**2), quotient(y / s**2, y / w**2)


def staircase(m: ModuleType, x: Any, y: Any, h: float, w: float, c: float, k: float) -> Any:
    r = (m.sqrt(1 + (x - 4) ** 2) - 1) / w
    return h * (r + c * m.sin(2 * math.pi * r) / (2 * math.pi)) + k * y**2 / 2


def staircase_gradient(x: float, y: float, h: float, w: float, c: float, k: float) -> tuple[float, float]:
    r = (math.hypot(1, x - 4) - 1) / w
    return h * (1 + c * math.cos(2 * math.pi * r)) * (x - 4) / math.hypot(1, x - 4) / w, k * y


def narrow_gorge(m: ModuleType, x: Any, y: Any, b: float, k: float, a: float, s: float) -> Any:
    d = y - a * m.sin(x)
    return s * (m.sqrt(1 + (x - 3) ** 2) - 1) + b * (m.exp(k * d) - k * d - 1) / k**2


def narrow_gorge_gradient(x: float, y: float, b: float, k: float, a: float, s: float) -> tuple[float, float]:
    across = b * math.expm1(k * (y - a * math.sin(x))) / k
    return s * (x - 3) / math.hypot(1, x - 3) - across * a * math.cos(x), across


def cliff(m: ModuleType, x: Any, y: Any, T: float) -> Any:
    return sum((y * x**t - 0.9**t) ** 2 for t in range(int(T))) / (2 * T)


def cliff_gradient(x: float, y: float, T: float) -> tuple[float, float]:
    rows = [(t, y * x**t - 0.9**t) for t in range(int(T))]
    return sum(u * y * t * x ** (t - 1) for t, u in rows if t) / T, sum(u * x**t for t, u in rows) / T


def matyas(m: ModuleType, x: Any, y: Any) -> Any:
    return 0.26 * (x**2 + y**2) - 0.48 * x * y


def matyas_gradient(x: float, y: float) -> tuple[float, float]:
    return 0.52 * x - 0.48 * y, 0.52 * y - 0.48 * x


def three_hump_camel(m: ModuleType, x: Any, y: Any) -> Any:
    return 2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2


def three_hump_camel_gradient(x: float, y: float) -> tuple[float, float]:
    return 4 * x - 4.2 * x**3 + x**5 + y, x + 2 * y


def six_hump_camel(m: ModuleType, x: Any, y: Any) -> Any:
    return (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (-4 + 4 * y**2) * y**2


def six_hump_camel_gradient(x: float, y: float) -> tuple[float, float]:
    return 8 * x - 8.4 * x**3 + 2 * x**5 + y, x - 8 * y + 16 * y**3


def goldstein_price(m: ModuleType, x: Any, y: Any) -> Any:
    first = 1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2)
    second = 30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2)
    return first * second


def goldstein_price_gradient(x: float, y: float) -> tuple[float, float]:
    u, v = x + y + 1, 2 * x - 3 * y
    p = 19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2
    q = 18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2
    first, second = 1 + u**2 * p, 30 + v**2 * q
    first_slope = 2 * u * p + u**2 * (-14 + 6 * x + 6 * y)
    by_x = first_slope * second + first * (4 * v * q + v**2 * (-32 + 24 * x - 36 * y))
    by_y = first_slope * second + first * (-6 * v * q + v**2 * (48 - 36 * x + 54 * y))
    return by_x, by_y


def branin(m: ModuleType, x: Any, y: Any) -> Any:
    a, b, c, r, s, t = 1, 5.1 / (4 * math.pi**2), 5 / math.pi, 6, 10, 1 / (8 * math.pi)
    return a * (y - b * x**2 + c * x - r) ** 2 + s * (1 - t) * m.cos(x) + s


def branin_gradient(x: float, y: float) -> tuple[float, float]:
    b, c, t = 5.1 / (4 * math.pi**2), 5 / math.pi, 1 / (8 * math.pi)
    rise = y - b * x**2 + c * x - 6
    return 2 * rise * (c - 2 * b * x) - 10 * (1 - t) * math.sin(x), 2 * rise


def mccormick(m: ModuleType, x: Any, y: Any) -> Any:
    return m.sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1


def mccormick_gradient(x: float, y: float) -> tuple[float, float]:
    return math.cos(x + y) + 2 * (x - y) - 1.5, math.cos(x + y) - 2 * (x - y) + 2.5


def levy(m: ModuleType, x: Any, y: Any) -> Any:
    w, v = 1 + (x - 1) / 4, 1 + (y - 1) / 4
    inner = (w - 1) ** 2 * (1 + 10 * m.sin(math.pi * w + 1) ** 2)
    return m.sin(math.pi * w) ** 2 + inner + (v - 1) ** 2 * (1 + m.sin(2 * math.pi * v) ** 2)


def levy_gradient(x: float, y: float) -> tuple[float, float]:
    w, v = 1 + (x - 1) / 4, 1 + (y - 1) / 4
    skew = math.pi * w + 1
    by_w = 2 * math.pi * math.sin(math.pi * w) * math.cos(math.pi * w)
    by_w += 2 * (w - 1) * (1 + 10 * math.sin(skew) ** 2)
    by_w += (w - 1) ** 2 * 20 * math.pi * math.sin(skew) * math.cos(skew)
    by_v = 2 * (v - 1) * (1 + math.sin(2 * math.pi * v) ** 2)
    by_v += (v - 1) ** 2 * 4 * math.pi * math.sin(2 * math.pi * v) * math.cos(2 * math.pi * v)
    return by_w / 4, by_v / 4


def griewank(m: ModuleType, x: Any, y: Any, d: float) -> Any:
    return (x**2 + y**2) / d - m.cos(x) * m.cos(y / math.sqrt(2)) + 1


def griewank_gradient(x: float, y: float, d: float) -> tuple[float, float]:
    z = y / math.sqrt(2)
    return 2 * x / d + math.sin(x) * math.cos(z), 2 * y / d + math.cos(x) * math.sin(z) / math.sqrt(2)


def bumpy_bowl(m: ModuleType, x: Any, y: Any, A: float, L: float) -> Any:
    return (x**2 + y**2) / 2 + A * (1 - m.cos(2 * math.pi * x / L) * m.cos(2 * math.pi * y / L))


def bumpy_bowl_gradient(x: float, y: float, A: float, L: float) -> tuple[float, float]:
    k = 2 * math.pi / L
    return x + A * k * math.sin(k * x) * math.cos(k * y), y + A * k * math.cos(k * x) * math.sin(k * y)


def easom(m: ModuleType, x: Any, y: Any) -> Any:
    return -m.cos(x) * m.cos(y) * m.exp(-((x - math.pi) ** 2) - (y - math.pi) ** 2)


def easom_gradient(x: float, y: float) -> tuple[float, float]:
    hill = math.exp(-((x - math.pi) ** 2) - (y - math.pi) ** 2)

    def slope(p: float, q: float) -> float:
        return hill * math.cos(q) * (math.sin(p) + 2 * (p - math.pi) * math.cos(p))

    return slope(x, y), slope(y, x)


def drop_wave(m: ModuleType, x: Any, y: Any) -> Any:
    return -(1 + m.cos(12 * m.sqrt(x**2 + y**2))) / ((x**2 + y**2) / 2 + 2)


def drop_wave_gradient(x: float, y: float) -> tuple[float, float]:
    r = math.hypot(x, y)
    outwards = 12 * math.sin(12 * r) / (r**2 / 2 + 2) + (1 + math.cos(12 * r)) * r / (r**2 / 2 + 2) ** 2
    return (outwards * x / r, outwards * y / r) if r else (0.0, 0.0)


def eggholder(m: ModuleType, x: Any, y: Any) -> Any:
    return -(y + 47) * m.sin(m.sqrt(size(x / 2 + y + 47))) - x * m.sin(m.sqrt(size(x - (y + 47))))


def eggholder_gradient(x: float, y: float) -> tuple[float, float]:
    def wave(p: float) -> tuple[float, float]:
        root = math.sqrt(abs(p))
        return math.sin(root), sign(p) * math.cos(root) / (2 * root) if p else 0.0

    (p, by_p), (q, by_q) = wave(x / 2 + y + 47), wave(x - (y + 47))
    return -(y + 47) * by_p / 2 - q - x * by_q, -p - (y + 47) * by_p + x * by_q


def schwefel(m: ModuleType, x: Any, y: Any) -> Any:
    return 2 * 418.982887272433799807913601398 - sum(z * m.sin(m.sqrt(size(z))) for z in (x, y))


def schwefel_gradient(x: float, y: float) -> tuple[float, float]:
    def slope(z: float) -> float:
        return -math.sin(math.sqrt(abs(z))) - math.sqrt(abs(z)) * math.cos(math.sqrt(abs(z))) / 2

    return slope(x), slope(y)


def michalewicz(m: ModuleType, x: Any, y: Any, steep: float) -> Any:
    return -sum(m.sin(z) * m.sin(i * z**2 / math.pi) ** int(2 * steep) for i, z in ((1, x), (2, y)))


def michalewicz_gradient(x: float, y: float, steep: float) -> tuple[float, float]:
    def slope(i: int, z: float) -> float:
        wave, n = math.sin(i * z**2 / math.pi), int(2 * steep)
        by_z = math.cos(i * z**2 / math.pi) * 2 * i * z / math.pi
        return -math.cos(z) * wave**n - math.sin(z) * n * wave ** (n - 1) * by_z

    return slope(1, x), slope(2, y)


def bukin_n6(m: ModuleType, x: Any, y: Any) -> Any:
    return 100 * m.sqrt(size(y - 0.01 * x**2)) + 0.01 * size(x + 10)


def bukin_n6_gradient(x: float, y: float) -> tuple[float, float]:
    d = y - 0.01 * x**2
    across = 50 * sign(d) / math.sqrt(abs(d)) if d else 0.0
    return -0.02 * x * across + 0.01 * sign(x + 10), across


def cross_in_tray(m: ModuleType, x: Any, y: Any) -> Any:
    blade = size(m.sin(x) * m.sin(y) * m.exp(size(100 - m.sqrt(x**2 + y**2) / math.pi)))
    return -0.0001 * (blade + 1) ** 0.1


def cross_in_tray_gradient(x: float, y: float) -> tuple[float, float]:
    if math.sin(x) == 0 or math.sin(y) == 0:
        return 0.0, 0.0
    r = math.hypot(x, y)
    tall = math.exp(100 - r / math.pi)
    height = abs(math.sin(x) * math.sin(y)) * tall
    outer = -0.0001 * 0.1 * (height + 1) ** -0.9

    def slope(p: float, q: float) -> float:
        inner = math.cos(p) * math.sin(q) * sign(math.sin(p) * math.sin(q)) * tall
        return outer * (inner - height * p / (math.pi * r))

    return slope(x, y), slope(y, x)


def moving_bowl(m: ModuleType, x: Any, y: Any, kappa: float, radius: float, period: float, phase: float) -> Any:
    p, q = radius * math.cos(math.radians(phase)), radius * math.sin(math.radians(phase))
    return ((x - p) ** 2 + kappa * (y - q) ** 2) / 2


def moving_bowl_gradient(
    x: float, y: float, kappa: float, radius: float, period: float, phase: float
) -> tuple[float, float]:
    return x - radius * math.cos(math.radians(phase)), kappa * (y - radius * math.sin(math.radians(phase)))


# A function is a loss if there is a gradient with its name.
ALL = {**vars(naive_data), **globals()}
LOSSES: dict[str, Callable[..., Any]] = {name: f for name, f in ALL.items() if f"{name}_gradient" in ALL}
GRADIENTS: dict[str, Callable[..., tuple[float, float]]] = {name: ALL[f"{name}_gradient"] for name in LOSSES}

KINKS: dict[str, Callable[..., float]] = {
    "ackley": lambda x, y, *_: math.hypot(x, y),
    "kinked": lambda x, y, *_: min(abs(x), abs(y)),
    "bukin_n6": lambda x, y: min(abs(y - 0.01 * x**2) / 1.05, abs(x + 10)),
    "cross_in_tray": lambda x, y: min(abs(math.sin(x)), abs(math.sin(y))),
    "eggholder": lambda x, y: min(abs(x / 2 + y + 47) / 1.12, abs(x - y - 47) / 1.42),
    "schwefel": lambda x, y: min(abs(x), abs(y)),
}
CREASES: dict[str, Callable[..., float]] = {"cycling_bowl": from_creases}
ON_KINKS: dict[str, list[tuple[float, float]]] = {
    "ackley": [(0.0, 0.0)],
    "kinked": [(0.0, 0.0), (0.0, -1.3), (0.7, 0.0)],
    "bukin_n6": [(-10.0, 1.0), (-10.0, -2.0), (-5.0, 0.25)],
    "cross_in_tray": [(0.0, 0.0), (0.0, 1.3), (-1.3, 0.0)],
    "eggholder": [(-94.0, 0.0), (100.0, 53.0)],
    "schwefel": [(0.0, 50.0), (-70.0, 0.0), (0.0, 0.0)],
}
