"""How the tests of the ground run: reproducibly, and uncompiled as quietly as compiled."""

import pytest
from hypothesis import settings

from core.kernel import COMPILED

settings.register_profile("ground", derandomize=True, deadline=None, database=None, print_blob=False)
settings.load_profile("ground")


def pytest_configure(config):
    if not COMPILED:
        # NumPy warns where a compiled kernel overflows in silence; what comes of it is what the tests look at. A filter
        # of warnings holds in the survey's threads too, where np.errstate does not.
        config.addinivalue_line("filterwarnings", "ignore::RuntimeWarning")


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A folder that can be imported from, and is forgotten afterwards."""
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path
