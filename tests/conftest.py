"""What several test files stand on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_core.store import Workspace


@pytest.fixture
def empty_workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace of its own for one test: schema and settings, no facts, no derived tables."""
    workspace = Workspace.create(tmp_path / "empty.duckdb", "Empty")
    yield workspace
    workspace.close()
