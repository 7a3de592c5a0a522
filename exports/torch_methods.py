"""The optimizers that PyTorch has too: their names and arguments there, and how the implementations differ."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import takewhile

from runs.catalog import OPTIMIZERS
from runs.ground import Entry

BUFFER = 'optimizer.state[theta]["momentum_buffer"]'
MEAN = 'optimizer.state[theta]["ax"]'


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to express one of our methods in PyTorch.

    `name`: the class in torch.optim. `arguments`: its arguments besides lr. `share`: a factor on the rate. `waiting`:
    the number of first steps with a rate of zero. `once`: only the rate of the first step matters. `walker`: an
    expression for the position of our walker, in which {lr} stands for lr; empty if it is the parameter itself. `why`:
    a note for the reader. If the rate changes: `inside`, the rate multiplies the gradient and lr is 1; `late`, a line
    before every step but the first, in which `rate` and `t` (steps taken) are known; `changing`, a further note.
    """

    name: str
    arguments: Mapping[str, object] = field(default_factory=dict)
    share: float = 1.0
    waiting: int = 0
    once: bool = False
    walker: str = ""
    why: str = ""
    inside: bool = False
    late: str = ""
    changing: str = ""


Hyper = Mapping[str, float]
Answer = Recipe | str
"""A recipe, or a sentence that says why PyTorch has none."""


def _momentum(h: Hyper) -> Answer:
    gamma, convention = h["momentum"], h["convention"]
    if h["weight_decay"] and h["decay_form"]:
        return "PyTorch's SGD adds its decay to the gradient."
    if h["weight_decay"] and not convention:
        return "PyTorch's SGD adds its decay to the gradient, and here the rate multiplies the gradient first."
    decay = {"weight_decay": h["weight_decay"]} if h["weight_decay"] else {}
    if convention == 1.0:
        dampening = {"dampening": h["dampening"]} if h["dampening"] else {}
        return Recipe("SGD", {"momentum": gamma, **dampening, **decay})
    if convention == 2.0:
        why = "The mean of gradients is 1 - γ times PyTorch's sum of gradients, so the learning rate holds this factor."
        return Recipe("SGD", {"momentum": gamma, **decay}, share=1.0 - gamma, why=why)
    changing = (
        "The classic velocity includes the rate of each step, PyTorch's does not. So the rate multiplies the gradient."
    )
    return Recipe("SGD", {"momentum": gamma}, inside=True, changing=changing)


def _nesterov(h: Hyper) -> Answer:
    if h["momentum"] == 0.0:  # PyTorch does not accept nesterov=True without momentum
        return Recipe("SGD")
    arguments = {"momentum": h["momentum"], "nesterov": True}
    if h["form"] == 1.0:
        return Recipe("SGD", arguments)
    walker = f"(theta + {h['momentum']!r} * {{lr}} * {BUFFER})"
    why = "PyTorch's parameter is the point ahead. The walker is computed back from it."
    return Recipe("SGD", arguments, inside=True, walker=walker, why=why)


def _rmsprop(h: Hyper) -> Answer:
    if h["eps_place"]:
        return "PyTorch's RMSprop adds ε outside the root."
    if h["initial"]:
        return "PyTorch's RMSprop begins with a mean square of zero."
    if h["convention"] and h["momentum"]:
        return "PyTorch's RMSprop gathers gradients and not steps, so a changed rate acts differently."
    arguments: dict[str, object] = {"alpha": h["rho"], "eps": h["eps"], "momentum": h["momentum"]}
    return Recipe("RMSprop", arguments | ({"centered": True} if h["centered"] else {}))


def _betas(h: Hyper, **more: object) -> dict[str, object]:
    return {"betas": (h["beta1"], h["beta2"]), "eps": h["eps"], **more}


def _corrected(name: str, h: Hyper, **more: object) -> Answer:
    """A member of Adam's family, which in PyTorch adds ε after the correction."""
    if h["eps_form"] and h.get("correct", 1.0):
        return f"PyTorch's {name} adds ε to the root after its correction."
    return Recipe(name, _betas(h, **more))


def _adam(h: Hyper) -> Answer:
    return _corrected("Adam", h) if h["correct"] else "PyTorch's Adam always corrects the bias of its means."


def _adamw(h: Hyper) -> Answer:
    if h["weight_decay"] and h["decay_form"]:
        return "PyTorch's AdamW multiplies its decay by the learning rate."
    return _corrected("AdamW", h, weight_decay=h["weight_decay"])


def _adagrad(h: Hyper) -> Answer:
    if h["eps_place"]:
        return "PyTorch's Adagrad adds ε outside the root."
    more = {"initial_accumulator_value": h["initial"], "lr_decay": h["decay"]}
    return Recipe("Adagrad", {"eps": h["eps"]} | {name: value for name, value in more.items() if value})


def _trusts(beta2: float, t: int) -> bool:
    """Whether RAdam uses its mean square at step t (Liu and others, 2019, with PyTorch's threshold)."""
    longest, late = 2.0 / (1.0 - beta2) - 1.0, beta2**t
    return longest - 2.0 * t * late / (1.0 - late) > 5.0


def _radam(h: Hyper) -> Answer:
    if h["early"] == 1.0:
        return Recipe("RAdam", _betas(h))
    waiting = sum(1 for _ in takewhile(lambda t: not _trusts(h["beta2"], t), range(1, PATIENCE + 1)))
    why = "PyTorch's RAdam takes plain steps while it does not trust its mean square. A rate of zero makes it wait."
    return Recipe("RAdam", _betas(h), waiting=waiting, why=why if waiting else "")


PATIENCE = 10_000
"""The most steps that are checked, since RAdam may wait for ever. No run is longer."""


def _rprop(h: Hyper) -> Answer:
    if not 0.0 < h["shrink"] < 1.0 < h["grow"]:
        return "PyTorch's Rprop accepts only a shrinking factor below one and a growing factor above one."
    arguments = {"etas": (h["shrink"], h["grow"]), "step_sizes": (h["shortest"], h["longest"])}
    return Recipe("Rprop", arguments, once=True)


def _asgd(h: Hyper) -> Answer:
    arguments = {"lambd": h["decay"], "alpha": h["power"], "t0": h["begin"]}
    late = (
        'optimizer.state[theta]["eta"].fill_(rate / (1.0 + {decay!r} * rate * t) ** {power!r})'
        "  # PyTorch's own is a step late"
    ).format(**h)
    return Recipe("ASGD", arguments, walker=MEAN if h["walker"] else "", late=late)


RECIPES: Mapping[str, Callable[[Hyper], Answer]] = {
    "gd": lambda _: Recipe("SGD"),
    "momentum": _momentum,
    "nesterov": _nesterov,
    "adagrad": _adagrad,
    "rmsprop": _rmsprop,
    "adadelta": lambda h: Recipe("Adadelta", {"rho": h["rho"], "eps": h["eps"]}),
    "adam": _adam,
    "adam_l2": lambda h: _corrected("Adam", h, weight_decay=h["weight_decay"]),
    "adamw": _adamw,
    "adamax": lambda h: Recipe("Adamax", _betas(h)),
    "amsgrad": lambda h: _corrected("Adam", h, amsgrad=True),
    "nadam": lambda h: Recipe("NAdam", _betas(h, momentum_decay=h["warm"])),
    "radam": _radam,
    "rprop": _rprop,
    "asgd": _asgd,
}


def recipe(method: Entry) -> Answer:
    """How to express this method in PyTorch, or why that is impossible."""
    way = OPTIMIZERS[method.key]
    if method.key not in RECIPES:
        return f"PyTorch has no {way.name}."
    return RECIPES[method.key](dict(zip((p.key for p in way.params), method.values, strict=True)))
