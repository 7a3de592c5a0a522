"""Write tests/golden: paths of PyTorch, Keras and optax in float64, on independently written formulas.

It needs torch, jax, optax, keras and numpy, and uses none of this project's numerics.

    python -m tools.golden.make [torch] [optax] [batches] [networks] [presets]
"""
# pyright: reportMissingImports=false

import json
import platform
import sys
import warnings
from dataclasses import asdict
from pathlib import Path
from typing import Any

import jax
import numpy as np
import optax
import torch

from tools.golden import batches as golden_batches
from tools.golden import network_walks as golden_networks
from tools.golden import optax_walks as golden_optax
from tools.golden import preset_walks as golden_presets
from tools.golden import torch_walks as golden_torch
from tools.golden.cases import ROWS, Method, Walk, answered

TARGET = Path(__file__).resolve().parents[2] / "tests" / "golden"


def write(
    library: str,
    versions: dict[str, str],
    methods: tuple[Method, ...],
    walk: Walk,
    curves: tuple[list[dict[str, Any]], np.ndarray],
) -> None:
    """Write the file of one library: its versions, the cases, and the resulting paths."""
    found = list(answered(methods, walk))
    manifest = {"cases": [asdict(case) for case, _ in found], "curves": curves[0]}
    save(library, versions, manifest, paths=np.array([path for _, path in found]), curves=curves[1])


def save(name: str, versions: dict[str, str], manifest: dict[str, Any], **arrays: Any) -> None:
    """Write a file of cases, versions and results."""
    told = {"made with": {**versions, "numpy": np.__version__, "python": platform.python_version()}, **manifest}
    file = TARGET / f"{name}.npz"
    np.savez_compressed(file, manifest=np.array(json.dumps(told)), rows=np.array(ROWS), **arrays)
    print(f"{len(manifest['cases'])} walks in {file} ({file.stat().st_size} bytes)")


def main(libraries: list[str]) -> None:
    """Compute everything that was asked for and write the files."""
    warnings.simplefilter("error")
    torch.set_default_dtype(torch.float64)  # PyTorch stores ASGD's rate and NAdam's product in the default type
    TARGET.mkdir(parents=True, exist_ok=True)
    if "torch" in libraries:
        write("torch", {"torch": torch.__version__}, golden_torch.METHODS, golden_torch.walk, golden_torch.curves())
    if "optax" in libraries:
        versions, none = {"optax": optax.__version__, "jax": jax.__version__}, ([], np.zeros(0))
        write("optax", versions, golden_optax.METHODS, golden_optax.walk, none)
    if "batches" in libraries:
        cases, paths, tables = golden_batches.answered()
        save("batches", {"torch": torch.__version__}, {"cases": cases}, paths=paths, **tables)
    if "networks" in libraries:
        cases, paths = zip(*golden_networks.answered(), strict=True)
        losses = {
            f"{key} {name}": value
            for key, *both in golden_networks.slopes()
            for name, value in zip(("loss", "slopes"), both, strict=True)
        }
        versions = {"torch": torch.__version__, "optax": optax.__version__, "jax": jax.__version__}
        save("networks", versions, {"cases": list(cases)}, paths=np.array(paths), **losses)
    if "presets" in libraries:
        found = list(golden_presets.answered())
        versions = {"pytorch": torch.__version__, "keras": golden_presets.keras.__version__, "optax": optax.__version__}
        save("presets", versions, {"cases": [c for c, _ in found]}, paths=np.array([p for _, p in found]))


if __name__ == "__main__":
    main(sys.argv[1:] or ["torch", "optax", "batches", "networks", "presets"])
