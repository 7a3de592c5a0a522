"""The landscape in an exported PyTorch script: its loss as torch expressions, with parameters, frame and samples."""

from dataclasses import dataclass

from core.records import Landscape
from exports.translation import bent, definitions, kernel, plain
from runs.catalog import LANDSCAPES
from runs.ground import PLAIN, Ground

INDENT = " " * 4


@dataclass(frozen=True, slots=True)
class Place:
    """The parts of a script that concern the ground: definitions, an expression for the loss at theta over all samples,
    and the lines that compute theta.grad (with batches, over the samples in the list `data`).
    """

    texts: tuple[str, ...]
    value: str
    gradient: tuple[str, ...]
    batches: bool = False


def _parameters(land: Landscape, ground: Ground) -> tuple[str, ...]:
    pairs = zip(land.params, ground.entry.values, strict=True)
    return tuple(repr(int(value) if param.kind == "integer" else value) for param, value in pairs)


def _frame(ground: Ground) -> list[str]:
    a, b = ground.affine()
    lines = [
        "def place(theta):",
        '    """Where a point of the map lies in the landscape\'s own coordinates."""',
        "    return TURN @ theta + SHIFT",
    ]
    return [f"TURN = torch.tensor({a.tolist()!r})", f"SHIFT = torch.tensor({b.tolist()!r})", "\n".join(lines)]


def _track(land: Landscape, ground: Ground, steps: int) -> list[str]:
    texts, name = definitions(land.track, prefix="ground_"), f"ground_{plain(land.track).__name__}"
    made = f"{name}({', '.join([str(steps), *_parameters(land, ground)])})"
    return [*texts.values(), f"ROWS = {made}.tolist()  # the landscape's parameters at steps 1, 2, ..."]


def place_of(ground: Ground, steps: int, *, batches: bool = False) -> Place:
    """The landscape with its parameters and frame in PyTorch; with `batches`, also as a function of the samples.

    The script gets the gradient from backward(), unless the loss contains a root, an absolute value or a condition. At
    the kinks of these, PyTorch's derivative is nan or differs from the landscape's, so the script then contains the
    gradient too.
    """
    land = LANDSCAPES[ground.entry.key]
    framed, data = ground.frame != PLAIN, ground.samples()
    c = None if land.track else _parameters(land, ground)
    texts = kernel(land.loss, "loss", ("f",), c, batches=batches)
    at = ("*place(theta)" if framed else "*theta") + (", ROWS[t]" if land.track else "")
    seen = at + ", data" * batches
    lines = ["optimizer.zero_grad()", f"loss({seen}).backward()"]
    if bent(texts):
        texts |= kernel(land.grad, "gradient", ("gx", "gy"), c, batches=batches)
        slope = f"torch.tensor(gradient({seen}))"
        why = "  # where the loss bends, PyTorch's own derivative is no number, or not the landscape's"
        lines = [f"with torch.no_grad():{why}", f"{INDENT}theta.grad = {'TURN.T @ ' * framed}{slope}"]
    found = [f"DATA = {data.tolist()!r}  # one sample a row"] * bool(data.size) + list(texts.values())
    found += (_frame(ground) if framed else []) + (_track(land, ground, steps) if land.track else [])
    return Place(tuple(found), f"loss({at}{', DATA' * batches})", tuple(lines), batches)
