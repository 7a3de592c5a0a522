"""Makes runs/data/digits.npz from the handwritten digits that scikit-learn ships, which were published by UCI.

    pip download --no-deps scikit-learn==1.9.1
    python -m tools.vendor.digits scikit_learn-1.9.1-*.whl

Nothing else of scikit-learn is needed. The same wheel gives the same bytes.
"""

import gzip
import sys
from pathlib import Path
from zipfile import ZipFile

import numpy as np

from tools.imports import ROOT

MEMBER = "sklearn/datasets/data/digits.csv.gz"
TARGET = ROOT / "runs" / "data" / "digits.npz"


def main(wheel: Path) -> None:
    """Write the pictures, uint8[1797, 64] from 0 to 16, and what digit each of them is."""
    with ZipFile(wheel) as archive:
        text = gzip.decompress(archive.read(MEMBER)).decode()
    table = np.loadtxt(text.splitlines(), delimiter=",").astype(np.uint8)
    np.savez_compressed(TARGET, images=table[:, :-1], labels=table[:, -1])
    print(f"{len(table)} digits in {TARGET} ({TARGET.stat().st_size} bytes)")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
