"""The short runs that tell optimizers apart in small pictures: all on one tilted valley, beside gradient descent.

Every picture is a real run. The rates are chosen so that the path shows what the method does differently: the steps of
gradient descent zigzag here, and those of the others do not, or do in another way.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from core.param import Values
from runs.catalog import OPTIMIZERS
from runs.ground import Ground, landscape
from runs.opening import suggested_rate
from runs.run import Runner, Scene, optimizer

GROUND = Ground(landscape("bowl", {"kappa": 12.0}), (0.0, 0.7, 0.3, 1.0, 1.0))
"""A valley twelve times as steep across as along. Its minimum is not the origin, to which decay of weights pulls."""
START = (-1.6, 0.6)
STEPS = 40
NOISY = 3.0
"""The scale of the noise for the methods that are about it."""

PACE: Mapping[str, float] = MappingProxyType({"length": 6.0, "pure number": 1.0, "inverse curvature": 1.0})
"""What the rate suggested on this ground is multiplied by, for every unit of rates: a short run needs long steps."""


class Portrait(NamedTuple):
    """What is special about the run of a method: its rate, parameters other than the defaults, and noise."""

    rate: float | None = None
    values: Values = MappingProxyType({})
    noise: float = 0.0


PORTRAITS: Mapping[str, Portrait] = MappingProxyType({
    "gd": Portrait(0.15),  # 1.8 times the inverse of the largest curvature: from 2 on it diverges
    "momentum": Portrait(0.02),
    "nesterov": Portrait(0.02),
    "qhm": Portrait(0.05),
    "gradient_flow": Portrait(0.05),
    "asgd": Portrait(0.08, {"walker": 1.0}, NOISY),
    "sam": Portrait(0.08, {"rho": 0.6}),
    "extragradient": Portrait(1 / 12),
    "newton": Portrait(1.0),
    "rmsprop": Portrait(0.1),
    "adagrad": Portrait(0.5),
    "adadelta": Portrait(10.0),
    "amsgrad": Portrait(values={"beta2": 0.9}),  # with Adam's long memory it forgets nothing in so few steps either
    "yogi": Portrait(values={"beta2": 0.9}),
    "adamw": Portrait(0.12, {"weight_decay": 1.0}),
    "adam_l2": Portrait(0.12, {"weight_decay": 1.0}),
    "lion": Portrait(0.08),
    "signsgd": Portrait(0.12),
    "radam": Portrait(1.0),
    "lookahead": Portrait(0.15),
})  # fmt: skip
"""The methods for which the suggested rate in PACE and the defaults are not telling."""


def portrait(key: str) -> Scene:
    """The race of a method's small picture: the method, and gradient descent beside it."""
    special = PORTRAITS.get(key, Portrait())
    rate = special.rate or PACE[OPTIMIZERS[key].unit] * suggested_rate(GROUND, key)
    plain = PORTRAITS["gd"].rate or 0.0
    ways = [(optimizer(key, special.values), rate), *([(optimizer("gd"), plain)] if key != "gd" else [])]
    runners = tuple(Runner(method, at, mark=i) for i, (method, at) in enumerate(ways))
    return Scene(GROUND, START, STEPS, runners, noise=special.noise)
