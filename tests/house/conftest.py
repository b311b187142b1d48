"""The demo workspace that the house tests read."""

from pathlib import Path

import pytest

from tests.conftest import DemoIn


@pytest.fixture(scope="session")
def demo_file(demo_in: DemoIn, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """File of a demo workspace, closed; copy it, do not change it."""
    return demo_in(tmp_path_factory.mktemp("demo"), "baseline")
