"""Scripts for PyTorch can run only where PyTorch is installed. Elsewhere these tests are not collected."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("torch") else ["test_in_torch.py"]
