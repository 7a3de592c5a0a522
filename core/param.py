"""A parameter of an entry of the catalogue: its name, its ranges, and how it is read, written and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite, isnan
from numbers import Real
from types import MappingProxyType

from core.number import NotANumberError, exact, read_number, short

Values = Mapping[str, float]
NOTHING: Values = MappingProxyType({})

SCALES = ("linear", "log", "one-minus-log")
KINDS = ("number", "integer", "switch", "choice")


def demand(condition: object, sentence: str) -> None:
    """Raise ValueError with this sentence unless the condition holds."""
    if not condition:
        raise ValueError(sentence)


def shown(value: object) -> str:
    """A value as error messages show it: a number in short form, anything else by the name of its type."""
    if isinstance(value, float):
        return "nan" if isnan(value) else short(value, 6)
    if isinstance(value, int) and abs(value) < 1e15:
        return exact(value)
    return "so large a number" if isinstance(value, int) else f"something of the kind {type(value).__name__}"


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter: a number, an integer, a switch (0 or 1) or a choice (the index of an option).

    `slider` is the range a control offers, `valid` the range accepted at all (from a link, say); both include their
    ends. `scale` is linear, log, or one-minus-log, which suits momenta: 0.9, 0.99 and 0.999 are then equally far apart.
    `like` names another parameter, whose value this one takes where it is not given.
    """

    key: str
    symbol: str
    default: float
    slider: tuple[float, float] = (0.0, 1.0)
    valid: tuple[float, float] = (0.0, 1.0)
    scale: str = "linear"
    help: str = ""
    kind: str = "number"
    options: tuple[str, ...] = ()
    like: str = ""

    def __post_init__(self) -> None:
        demand(self.key.isidentifier(), f"{self.key!r} is no key of a parameter.")
        demand(self.symbol and self.help, f"{self.key}: a parameter has a symbol and a help text.")
        demand(self.kind in KINDS, f"{self.key}: the kind {self.kind!r} is none of {', '.join(KINDS)}.")
        demand(self.scale in SCALES, f"{self.key}: the scale {self.scale!r} is none of {', '.join(SCALES)}.")
        demand(
            (self.kind == "choice") == bool(self.options), f"{self.key}: options belong to a choice, and only there."
        )
        low, high = self.slider
        demand(low < high, f"{self.key}: the slider's range {self.slider} is empty.")
        demand(self.valid[0] <= low and high <= self.valid[1], f"{self.key}: the slider leaves the valid range.")
        demand(self.scale != "log" or low > 0, f"{self.key}: a logarithmic slider starts above zero.")
        demand(self.scale != "one-minus-log" or high < 1, f"{self.key}: a one-minus-log slider ends below one.")
        self.check(self.default)

    @classmethod
    def switch(cls, key: str, symbol: str, default: bool, help: str) -> "Param":
        """On or off; 1.0 or 0.0 in a kernel's h."""
        return cls(key, symbol, float(default), help=help, kind="switch")

    @classmethod
    def choice(cls, key: str, symbol: str, options: tuple[str, ...], help: str, default: int = 0) -> "Param":
        """One of several named options; its index in a kernel's h."""
        last = float(len(options) - 1)
        return cls(key, symbol, float(default), (0.0, last), (0.0, last), help=help, kind="choice", options=options)

    @classmethod
    def share(cls, key: str, symbol: str, default: float, help: str) -> "Param":
        """The share of something that each step keeps, such as a momentum. Its slider gets finer towards one."""
        return cls(key, symbol, default, (0.0, 0.9999), (0.0, 0.999999), "one-minus-log", help)

    @classmethod
    def span(cls, key: str, symbol: str, default: int, help: str) -> "Param":
        """A number of steps, at least one."""
        return cls(key, symbol, float(default), (1.0, 1000.0), (1.0, 10_000.0), "log", help, "integer")

    @classmethod
    def epsilon(cls, default: float, help: str = "A small number that prevents a division by zero.") -> "Param":
        """The small number that is added to a denominator to avoid division by zero."""
        return cls("eps", "ε", default, (1e-12, 1.0), (1e-16, 10.0), "log", help)

    @classmethod
    def decay(cls, default: float, help: str) -> "Param":
        """The strength λ of a weight decay, a pull to the origin."""
        return cls("weight_decay", "λ", default, (0.0, 1.0), (0.0, 10.0), help=help)

    def check(self, value: float) -> float:
        """The value as a float, or ValueError with a sentence that says what is allowed."""
        low, high = self.valid
        # Nearly every value is a float, and to ask whether it is a Real takes longer than all the rest.
        inside = (type(value) is float or isinstance(value, Real)) and low <= value <= high and isfinite(value)
        if not (inside and (self.kind == "number" or float(value).is_integer())):
            what = {"number": "a number", "integer": "a whole number"}.get(self.kind, "an option")
            raise ValueError(
                f"{self.symbol} ({self.key}) must be {what} from {exact(low)} to {exact(high)}, not {shown(value)}."
            )
        return float(value)

    def read(self, text: str) -> float:
        """The value of a link's text; ValueError with a sentence if the text is not valid."""
        if self.kind == "switch":
            demand(text in ("on", "off"), f"{self.symbol} ({self.key}) must be on or off, not {text[:40]!r}.")
            return float(text == "on")
        if self.kind == "choice":
            allowed = ", ".join(self.options)
            demand(text in self.options, f"{self.symbol} ({self.key}) must be one of {allowed}, not {text[:40]!r}.")
            return float(self.options.index(text))
        try:
            value = read_number(text)
        except NotANumberError as error:
            raise ValueError(f"{self.symbol} ({self.key}) must be a number, not {text[:40]!r}: {error.why}.") from None
        return self.check(value)

    def write(self, value: float) -> str:
        """The text of a value, from which `read` recovers the same float, bit for bit."""
        if self.kind == "switch":
            return "on" if value else "off"
        if self.kind == "choice":
            return self.options[int(value)]
        return repr(float(value)).removesuffix(".0")

    def tell(self, value: float) -> str:
        """The same for people, who read 10⁻⁸ where a link and a file have 1e-08. `read` recovers the same number."""
        return exact(value) if self.kind in ("number", "integer") else self.write(value)


def complete(params: tuple[Param, ...], values: Values) -> tuple[float, ...]:
    """Every parameter's value or its default, in the record's order. ValueError for an unknown key or invalid value."""
    unknown = set(values) - {p.key for p in params}
    demand(not unknown, f"There is no parameter {', '.join(sorted(map(str, unknown)))} here.")
    return tuple(p.check(values.get(p.key, values.get(p.like, p.default))) for p in params)


EPSILON_AFTER = Param.choice(
    "eps_form", "ε is added", ("after", "before"),
    "after: to the root of the corrected mean square, as in the paper's algorithm and in PyTorch. before: to the root "
    "of the mean square before its correction (ε-hat in the paper), as in Keras and TensorFlow.",
)  # fmt: skip
EPSILON_OUTSIDE = Param.choice(
    "eps_place", "ε is added", ("outside", "inside"),
    "outside: to the root, as in PyTorch. inside: to the number under the root, as in Keras and optax.",
)  # fmt: skip
DECAY_FORM = Param.choice(
    "decay_form", "λ is multiplied by", ("rate", "schedule"),
    "rate: by the learning rate of the step, as in PyTorch. schedule: by the schedule's factor alone, as in the paper, "
    "so that another learning rate leaves the decay as it is.",
)  # fmt: skip
