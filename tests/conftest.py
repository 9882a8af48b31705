"""What holds for every test: how many examples properties get, and what is skipped for want of a browser."""

import os
import shutil

import pytest
from hypothesis import HealthCheck, settings

# Derandomised: a change passes or fails for its own sake. .ci/run tries 2,000 examples of each property.
settings.register_profile("fast", max_examples=60, deadline=None, derandomize=True)
settings.register_profile(
    "ci",
    max_examples=2_000,
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


def pytest_configure() -> None:
    """Forget the settings of whoever calls: a test states its own."""
    for name in [name for name in os.environ if name.startswith("MADANG_")]:
        del os.environ[name]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, and count, what drives a browser where there is none."""
    if shutil.which("chromium"):
        return
    reason = pytest.mark.skip(reason="Chromium is not installed: apt install chromium")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(reason)
