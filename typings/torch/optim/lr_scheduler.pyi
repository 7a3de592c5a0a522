# To pyright PyTorch is anything, whether it is installed or not: few have it, and what it finds must not hang on that.
from typing import Any

def __getattr__(name: str) -> Any: ...
