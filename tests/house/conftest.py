"""The demo workspace that the house tests read: made once, copied by whoever wants to open it."""

from pathlib import Path

import pytest

from crm_core.cockpit import DERIVATIONS
from crm_core.demo import create_demo


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """File of a demo workspace, closed; copy it, do not change it."""
    path = tmp_path_factory.mktemp("demo") / "demo-baseline.duckdb"
    create_demo(path, "baseline", seed=7, derivations=DERIVATIONS).close()
    return path
