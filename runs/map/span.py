"""A side of a map: from where to where a number goes, on the scale of its parameter, and its values at the pixels."""

from dataclasses import dataclass
from math import log1p

import numpy as np

from core.number import exact
from core.param import Param, demand

FINEST = 32
"""A side is at least so many of the steps of float64 long."""


@dataclass(frozen=True, slots=True)
class Span:
    """A side of a map: the parameter, what it is called (a word of runs.comparison), and its range."""

    what: str
    param: Param
    low: float
    high: float

    def __post_init__(self) -> None:
        low, high = self.param.check(self.low), self.param.check(self.high)
        name = self.param.symbol
        demand(low < high, f"{name} from {exact(low)} to {exact(high)}: the second number must be the larger one.")
        demand(not self.scaled or low > 0, f"{name} is on a logarithmic scale, so it must be above zero.")
        grain = float(np.spacing(max(abs(low), abs(high))))
        demand(high - low >= FINEST * grain, f"{name}: float64 has no finer numbers than these, so the map ends here.")

    @property
    def scaled(self) -> bool:
        """Whether the scale is logarithmic."""
        return self.param.scale == "log"

    def places(self, side: int) -> np.ndarray:
        """The values in the middles of `side` pixels, float64[side]: evenly spaced on the scale of the parameter.

        A place depends on nothing but its pixel. A parameter that is a whole number is rounded.
        """
        shares = (np.arange(side) + 0.5) / side
        return self.at(shares)

    def at(self, shares: np.ndarray) -> np.ndarray:
        """The values at these shares of the way from low to high."""
        if self.scaled:
            values = self.low * np.exp(shares * log1p((self.high - self.low) / self.low))
        elif self.param.scale == "one-minus-log":
            rest = 1.0 - self.low
            values = 1.0 - rest * np.exp(shares * log1p((self.low - self.high) / rest))
        else:
            values = self.low + shares * (self.high - self.low)
        values = np.rint(values) if self.param.kind == "integer" else values
        return np.clip(values, self.low, self.high)

    def share(self, values: np.ndarray) -> np.ndarray:
        """The inverse of `at`: where these values are between low (0) and high (1); NaN where the scale ends."""
        with np.errstate(invalid="ignore", divide="ignore"):
            if self.scaled:
                return np.log(values / self.low) / log1p((self.high - self.low) / self.low)
            if self.param.scale == "one-minus-log":
                rest = 1.0 - self.low
                return np.log((1.0 - values) / rest) / log1p((self.low - self.high) / rest)
        return (values - self.low) / (self.high - self.low)

    def coarse(self, side: int) -> bool:
        """Whether float64 has fewer numbers here than the map has pixels, so that neighbours share one."""
        return self.param.kind == "number" and len(np.unique(self.places(side))) < side
