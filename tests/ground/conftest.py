"""Makes the tests of the numerics reproducible, and suppresses warnings that occur only when they run uncompiled."""

import pytest
from hypothesis import settings

from core.kernel import COMPILED

settings.register_profile("ground", derandomize=True, deadline=None, database=None, print_blob=False)
settings.load_profile("ground")


def pytest_configure(config):
    if not COMPILED:
        # NumPy warns where a compiled kernel overflows silently; the tests check the results. A warning filter also
        # works in the survey's threads, unlike np.errstate.
        config.addinivalue_line("filterwarnings", "ignore::RuntimeWarning")


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A folder on Python's path; modules imported from it are forgotten afterwards."""
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path
