"""What several test files stand on: an empty workspace, a demo, and the way for hand-written rows into one."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from crm_core.cockpit import DERIVATIONS
from crm_core.demo import create_demo
from crm_core.store import NewLoad, StoredLoad, Workspace, store_rows
from tests.new_workspaces import made_once, new_workspace

pytest.register_assert_rewrite("tests.browser.chromium")

BringIn = Callable[[Workspace, str, pd.DataFrame], StoredLoad]
DemoIn = Callable[[Path, str], Path]


@pytest.fixture
def empty_workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace of its own for one test: schema and settings, no facts, no derived tables."""
    workspace = new_workspace(tmp_path / "empty.duckdb")
    yield workspace
    workspace.close()


@pytest.fixture(scope="session")
def bring_in() -> BringIn:
    """Store a frame as one load of a sheet, rebuild, commit."""

    def store(workspace: Workspace, sheet: str, rows: pd.DataFrame) -> StoredLoad:
        numbered = rows.assign(row_number=range(2, len(rows) + 2))
        with workspace.change() as build:
            build.bring("brought", numbered)
            return store_rows(build, NewLoad(sheet, f"{sheet}.csv", "0" * 64, len(rows)), "brought")

    return store


@pytest.fixture(scope="session")
def demo_in(tmp_path_factory: pytest.TempPathFactory) -> DemoIn:
    """Put a demo workspace, closed, and its truth into a folder: a copy of the one that all workers of a run make once."""
    own = tmp_path_factory.getbasetemp()
    shelf = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "demos"

    def put(folder: Path, name: str) -> Path:
        def make(half: Path) -> None:
            create_demo(half / f"demo-{name}.duckdb", name, derivations=DERIVATIONS).close()

        shutil.copytree(made_once(shelf / name, make), folder, dirs_exist_ok=True)
        return folder / f"demo-{name}.duckdb"

    return put
