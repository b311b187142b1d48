"""What several test files stand on: an empty workspace, and the way for hand-written rows into one."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from crm_core.store import NewLoad, StoredLoad, Workspace, store_rows

pytest.register_assert_rewrite("tests.browser.chromium")

BringIn = Callable[[Workspace, str, pd.DataFrame], StoredLoad]


@pytest.fixture
def empty_workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace of its own for one test: schema and settings, no facts, no derived tables."""
    workspace = Workspace.create(tmp_path / "empty.duckdb", "Empty")
    yield workspace
    workspace.close()


@pytest.fixture
def bring_in() -> BringIn:
    """Store a frame as one load of a sheet, rebuild, commit."""

    def store(workspace: Workspace, sheet: str, rows: pd.DataFrame) -> StoredLoad:
        numbered = rows.assign(row_number=range(2, len(rows) + 2))
        with workspace.change() as build:
            build.bring("brought", numbered)
            return store_rows(build, NewLoad(sheet, f"{sheet}.csv", "0" * 64, len(rows)), "brought")

    return store
