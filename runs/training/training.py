"""Training: a frozen, hashable value, valid by construction, that says what is trained on what, by which methods."""

from dataclasses import dataclass, field, replace

from core.network.network import Network
from core.number import exact
from core.param import Param, demand, shown
from runs.catalog import NETWORKS, OPTIMIZERS, SCHEDULES
from runs.data.pictures import CLASSES, DIGITS, Pictures
from runs.data.shelf import pictures
from runs.gradient_noise import CLIP, CLIP_BY
from runs.ground import Entry, recheck
from runs.run import RATE, SEED, WARMUP, WARMUP_FORM, schedule
from runs.training.eligible import ELIGIBLE, PLANNED, REFUSED

MOST_ENTRANTS = 32
"""The most methods of one training. A method may take part more than once, with other settings."""
MOST_WORK = 200_000_000_000
"""The most multiplications of all forward passes together: about a minute on two cores."""

BATCH = Param(
    "batch", "B", 64, (1, 256), (1, 1437), "log",
    "The pictures of one step. 1,437 are all digits to learn from: then every step uses the true gradient.", "integer",
)  # fmt: skip
EPOCHS = Param(
    "epochs", "Epochs", 10, (1, 100), (1, 100), "log", "How often every picture is used.", "integer"
)  # fmt: skip
SEEDS = Param(
    "seeds", "Seeds", 1, (1, 10), (1, 10), "linear",
    "How often everything is trained, each time from other weights and with other batches.", "integer",
)  # fmt: skip
SHARED = (BATCH, EPOCHS, SEEDS, SEED)
"""The numbers that all methods share. Each is a field of Training, named by the parameter's key."""
OWN = (WARMUP, WARMUP_FORM, CLIP, CLIP_BY)
"""The settings of an entrant besides method, rate and schedule. Each is a field of Entrant, named by its key."""


@dataclass(frozen=True, slots=True)
class Entrant:
    """A method that takes part: its hyper-parameters, its learning rate, its schedule, its warm-up and clipping.

    `warmup_form` and `clip_by` are the numbers of options of WARMUP_FORM and CLIP_BY. The norm that clipping bounds is
    that of the gradient of all weights.
    """

    method: Entry
    rate: float
    schedule: Entry = field(default_factory=schedule)
    warmup: int = 0
    warmup_form: float = 0.0
    clip: float = 0.0
    clip_by: float = 0.0

    def __post_init__(self) -> None:
        entries = isinstance(self.method, Entry) and isinstance(self.schedule, Entry)
        demand(entries, "An entrant must be made from two entries of the catalogue, a method and a schedule.")
        check_method(self.method.key)
        check_schedule(self.schedule.key)
        recheck(self.method, OPTIMIZERS[self.method.key].params)
        recheck(self.schedule, SCHEDULES[self.schedule.key].params)
        RATE.check(self.rate)
        demand(isinstance(self.warmup, int), "The number of warm-up steps must be an integer.")
        for param in OWN:
            param.check(getattr(self, param.key))


def check_method(key: str) -> None:
    """Raise ValueError with a sentence unless a method can train a network."""
    demand(key in OPTIMIZERS, f"There is no optimizer {key[:40]!r}.")
    if key not in ELIGIBLE:
        raise ValueError(f"{OPTIMIZERS[key].name} cannot train a network here. {REFUSED[key]}")


def check_schedule(key: str) -> None:
    """Raise ValueError with a sentence unless a schedule can be used for a network."""
    demand(key in SCHEDULES, f"There is no schedule {key[:40]!r}.")
    demand(
        key in PLANNED,
        f"{SCHEDULES[key].name} reacts to the loss of each step, which here is that of a batch and changes at random.",
    )


@dataclass(frozen=True, slots=True)
class Training:
    """What is trained: a network, on which data, by which methods, for how long, and from how many starts.

    All methods have the same start and the same batches, which belong to the seed. Seeds are `seed`, `seed + 1`, ...
    """

    entrants: tuple[Entrant, ...]
    network: str = "mlp_relu"
    data: str = DIGITS
    batch: int = int(BATCH.default)
    epochs: int = int(EPOCHS.default)
    seeds: int = int(SEEDS.default)
    seed: int = int(SEED.default)

    def __post_init__(self) -> None:
        known = isinstance(self.entrants, tuple) and all(isinstance(one, Entrant) for one in self.entrants)
        demand(known, "The entrants of a training must be a tuple of Entrant.")
        count = len(self.entrants)
        demand(1 <= count <= MOST_ENTRANTS, f"A training has 1 to {MOST_ENTRANTS} methods, not {count}.")
        demand(self.network in NETWORKS, f"There is no network {shown_key(self.network)}.")
        demand(isinstance(self.data, str), f"There are no pictures called {shown_key(self.data)}.")
        pictures(self.data)
        for param in SHARED:
            value = getattr(self, param.key)
            demand(isinstance(value, int), f"{param.symbol} ({param.key}) must be an integer.")
            param.check(value)
        demand(self.work <= MOST_WORK, self.too_much())

    @property
    def pictures(self) -> Pictures:
        """The data."""
        return pictures(self.data)

    @property
    def record(self) -> Network:
        """The network."""
        return NETWORKS[self.network]

    @property
    def shape(self) -> tuple[int, ...]:
        """The sizes of the network's layers, as its kernels take them."""
        return self.record.shape(self.pictures.inputs, CLASSES)

    @property
    def size(self) -> int:
        """The number of weights."""
        return self.record.size(self.shape)

    @property
    def each(self) -> int:
        """The steps of one epoch; the last batch may be shorter."""
        return -(-self.pictures.trained // self.batch)

    @property
    def steps(self) -> int:
        """The steps of one method from one start."""
        return self.each * self.epochs

    @property
    def work(self) -> int:
        """The multiplications of all forward passes together."""
        single = self.record.work(self.shape)
        return len(self.entrants) * self.seeds * self.epochs * self.pictures.trained * single

    def too_much(self) -> str:
        """The sentence for a training that takes too long."""
        return (
            f"{count_of(len(self.entrants), 'method')} x {count_of(self.seeds, 'seed')} x "
            f"{count_of(self.epochs, 'epoch')} of this network take too long here: "
            f"{exact(float(f'{self.work / MOST_WORK:.2g}'))} times as long as is allowed."
        )


def count_of(number: int, what: str) -> str:
    """A number of things, such as "1 seed" or "2 seeds"."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def shown_key(key: object) -> str:
    """A key as a sentence shows it."""
    return repr(key[:40]) if isinstance(key, str) else shown(key)


def possible(entrants: tuple[Entrant, ...], network: str, data: str, **numbers: int) -> tuple[Training, str]:
    """The training with these numbers, and ""; or with fewer epochs, and then seeds, and a sentence that says so."""
    numbers = {param.key: int(param.default) for param in SHARED} | numbers
    least = Training(entrants, network, data, **{**numbers, "epochs": 1, "seeds": 1})
    most = MOST_WORK // least.work
    seeds = min(numbers["seeds"], most)
    epochs = min(numbers["epochs"], most // seeds)
    found = replace(least, epochs=epochs, seeds=seeds)
    if (epochs, seeds) == (numbers["epochs"], numbers["seeds"]):
        return found, ""
    return found, (
        f"{count_of(len(entrants), 'method')} x {count_of(numbers['seeds'], 'seed')} x "
        f"{count_of(numbers['epochs'], 'epoch')} of this network take too long here. Used instead: "
        f"{count_of(epochs, 'epoch')}, {count_of(seeds, 'seed')}."
    )
