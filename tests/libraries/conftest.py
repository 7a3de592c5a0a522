"""The kept signatures can be compared only where one of the libraries is installed. Elsewhere these tests are not
collected.
"""

from importlib.util import find_spec

collect_ignore = [] if any(map(find_spec, ("torch", "keras", "optax"))) else ["test_signatures.py"]
