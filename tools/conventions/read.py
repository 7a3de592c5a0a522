"""Read the arguments and defaults of other libraries' optimizers and schedulers into libraries/signatures.

    python -m tools.conventions.read [pytorch] [keras] [optax] [tensorflow1=FOLDER]

It needs torch, keras and optax, which nothing else in the project does. TensorFlow 1 is not run but read: FOLDER is the
unpacked wheel of a TensorFlow 2, which still has the old optimizers as tf.compat.v1.train.
"""

import ast
import inspect
import json
import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

SIGNATURES = Path(__file__).resolve().parents[2] / "libraries" / "signatures"

Argument = dict[str, Any]
Sections = dict[str, dict[str, list[Argument]]]
"""The arguments of every class, by section and name. One without a default has no key `default`."""

LEFT_OUT = {"self", "params", "optimizer", "return"}
"""Arguments that every class has: what is optimized, and the optimizer that a scheduler belongs to."""
STARRED = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
OPTAX_WRAPPERS = ("lookahead",)
OPTAX_CONTRIB = ("prodigy", "sam", "schedule_free", "schedule_free_adamw", "schedule_free_sgd", "reduce_on_plateau")
OPTAX_CLIPPING = ("adaptive_grad_clip", "clip", "clip_by_block_rms", "clip_by_global_norm")
TENSORFLOW_FILES = ("adadelta", "adagrad", "adagrad_da", "adam", "ftrl", "gradient_descent", "momentum",
                    "proximal_adagrad", "proximal_gradient_descent", "rmsprop")  # fmt: skip


def plain(value: Any) -> Any:
    """A default as JSON can hold it: anything but numbers, texts, None and tuples of these becomes a name."""
    if hasattr(value, "_fields"):
        return f"a {type(value).__name__}"
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return getattr(value, "__name__", type(value).__name__)


def arguments(function: Callable[..., Any], left_out: set[str] = LEFT_OUT) -> list[Argument]:
    """The arguments of a function or a class in order."""
    found = []
    for name, given in inspect.signature(function).parameters.items():
        if name not in left_out and given.kind not in STARRED:
            default = {} if given.default is inspect.Parameter.empty else {"default": plain(given.default)}
            found.append({"name": name} | default)
    return found


def classes(module: str, home: str, but: tuple[str, ...] = ()) -> dict[str, list[Argument]]:
    """The public classes that a module offers and that are defined below `home`, with their arguments."""
    room = import_module(module)
    found = {name: getattr(room, name) for name in sorted(dir(room)) if not name.startswith("_") and name not in but}
    return {
        f"{module}.{name}": arguments(one)
        for name, one in found.items()
        if inspect.isclass(one) and one.__module__.startswith(home)
    }


def functions(module: str, names: Iterator[str] | tuple[str, ...]) -> dict[str, list[Argument]]:
    """These functions of a module, with their arguments."""
    room = import_module(module)
    return {f"{module}.{name}": arguments(getattr(room, name), set()) for name in sorted(names)}


def made_in(module: str, *homes: str) -> Iterator[str]:
    """The names of the public functions of a module that are defined in one of these."""
    room = import_module(module)
    for name in dir(room):
        one = getattr(room, name)
        made = one.func if isinstance(one, partial) else one  # optax.nadam is optax.adam with an argument
        if not name.startswith("_") and inspect.isfunction(made) and made.__module__ in homes:
            yield name


def pytorch() -> tuple[str, Sections]:
    """Version and sections of PyTorch."""
    torch = import_module("torch")
    clipping = ("clip_grad_norm_", "clip_grad_value_")
    return torch.__version__.split("+")[0], {
        "optimizers": classes("torch.optim", "torch.optim", ("Optimizer",)),
        "schedulers": classes("torch.optim.lr_scheduler", "torch.optim", ("Optimizer", "LRScheduler"))
        | {"torch.optim.swa_utils.SWALR": arguments(import_module("torch.optim.swa_utils").SWALR)},
        "clipping": functions("torch.nn.utils", clipping),
    }


def keras() -> tuple[str, Sections]:
    """Version and sections of Keras."""
    os.environ.setdefault("KERAS_BACKEND", "jax")
    library = import_module("keras")
    return library.__version__, {
        "optimizers": classes("keras.optimizers", "keras.src.optimizers", ("Optimizer", "OptimizerMap")),
        "schedulers": classes("keras.optimizers.schedules", "keras.src.optimizers", ("LearningRateSchedule",))
        | {"keras.callbacks.ReduceLROnPlateau": arguments(library.callbacks.ReduceLROnPlateau)},
    }


def optax() -> tuple[str, Sections]:
    """Version and sections of optax."""
    library = import_module("optax")
    schedules = ("optax.schedules._schedule", "optax.schedules._join")
    return library.__version__, {
        "optimizers": functions("optax", (*made_in("optax", "optax._src.alias"), *OPTAX_WRAPPERS))
        | functions("optax.contrib", OPTAX_CONTRIB),
        "schedulers": functions("optax.schedules", made_in("optax.schedules", *schedules)),
        "clipping": functions("optax", OPTAX_CLIPPING),
    }


def constant(node: ast.expr) -> Any:
    """The value of a default in a source text; its text if it is not a literal."""
    try:
        return plain(ast.literal_eval(node))
    except ValueError:
        return ast.unparse(node)


def written(source: str) -> dict[str, list[Argument]]:
    """The arguments of the optimizers that a source file exports as tf.compat.v1.train.NAME."""
    found = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and node.name.endswith("Optimizer"):
            begin = next(one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "__init__")
            given = begin.args.args[1:]
            none = [None] * (len(given) - len(begin.args.defaults))
            found[f"tf.compat.v1.train.{node.name}"] = [
                {"name": one.arg} | ({} if default is None else {"default": constant(default)})
                for one, default in zip(given, [*none, *begin.args.defaults], strict=True)
            ]
    return found


def tensorflow1(folder: str) -> tuple[str, Sections]:
    """Version and sections of TensorFlow 1, from the sources in an unpacked wheel."""
    training = Path(folder) / "tensorflow" / "python" / "training"
    version = next(Path(folder).glob("tensorflow-*.dist-info")).name.split("-")[1].removesuffix(".dist")
    found: dict[str, list[Argument]] = {}
    for name in TENSORFLOW_FILES:
        found |= written((training / f"{name}.py").read_text(encoding="utf-8"))
    return version, {"optimizers": found}


READERS: dict[str, Callable[..., tuple[str, Sections]]] = {
    "pytorch": pytorch, "keras": keras, "optax": optax, "tensorflow1": tensorflow1,
}  # fmt: skip


def text(version: str, sections: Sections) -> str:
    """The file of a library: one line for every argument, so that the change of a default is the change of a line."""

    def block(opens: str, lines: list[str], closes: str, indent: str) -> str:
        return f"{opens}\n{indent} " + f",\n{indent} ".join(lines) + f"\n{indent}{closes}" if lines else opens + closes

    blocks = []
    for section, found in sections.items():
        named = [
            f"{json.dumps(name)}: {block('[', [json.dumps(one, ensure_ascii=False) for one in given], ']', '  ')}"
            for name, given in found.items()
        ]
        blocks.append(f"{json.dumps(section)}: {block('{', named, '}', ' ')}")
    return block("{", [f'"version": {json.dumps(version)}', *blocks], "}", "") + "\n"


def main(asked: list[str]) -> None:
    """Write the files of the libraries that were asked for."""
    for one in asked:
        key, _, folder = one.partition("=")
        version, sections = READERS[key](*filter(None, [folder]))
        file = SIGNATURES / f"{key}.json"
        file.write_text(text(version, sections), encoding="utf-8")
        print(f"{key} {version}: {', '.join(f'{len(found)} {name}' for name, found in sections.items())} in {file}.")


if __name__ == "__main__":
    main(sys.argv[1:] or ["pytorch", "keras", "optax"])
