"""Edges: other processes. One that opens an open workspace gets a sentence; one that is killed leaves nothing half-done."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crm_core.errors import WorkspaceInUse
from crm_core.store import Workspace

ROOT = Path(__file__).parent.parent
LINES_OF_A_LOAD = 20_000

HOLDER = """
import sys
from pathlib import Path
from crm_core.store import Workspace
workspace = Workspace.open(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""

LOADER = """
import sys, time
from pathlib import Path
import pandas as pd
from crm_core.store import NewLoad, Workspace, store_rows

path, halt_at, lines = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
workspace = Workspace.open(path)
numbers = pd.Series(range(lines))
rows = pd.DataFrame({
    "customer_id": "C" + (numbers % 500).astype(str), "order_id": "O" + numbers.astype(str),
    "ordered_at": pd.Timestamp("2024-01-01") + pd.to_timedelta(numbers % 366, unit="D"), "amount": 1, "row_number": numbers + 2,
})

def progress(share, step):
    if loads > 1 and step == halt_at:
        print("halted", flush=True)
        time.sleep(60)

loads = 0
while True:
    loads += 1
    with workspace.change(progress) as build:
        build.bring("brought", rows)
        store_rows(build, NewLoad("transactions", "loop.csv", "0" * 64, lines), "brought")
        progress(0.0, "facts")
    print("committed", loads, flush=True)
"""


def started(script: str, *arguments: str) -> subprocess.Popen[str]:
    """A second Python process that runs the script."""
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


def line_from(process: subprocess.Popen[str]) -> str:
    """The next line that the process prints."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def killed(process: subprocess.Popen[str]) -> list[str]:
    """Lines that were printed before SIGKILL ended the process."""
    process.kill()
    said, _ = process.communicate()
    assert process.returncode == -9
    return said.split("\n")


def assert_whole(path: Path, acknowledged: int, first_build: int) -> None:
    """The workspace holds every acknowledged load, at most the one under way, and rollups that agree with the facts."""
    workspace = Workspace.open(path)
    found = workspace.ask_text(
        "select (select count(*) from loads) as loads, (select count(*) from transactions) as lines, "
        "(select sum(orders) from customer_month) as orders, (select sum(revenue) from customer) as revenue, "
        "(select sum(revenue) from month_cube) as cube_revenue, (select count(*) from customer_keys) as customers, "
        "(select build_id from builds) as build_id",
        1,
    ).iloc[0]
    assert found["loads"] in (acknowledged, acknowledged + 1)
    assert found["lines"] == found["loads"] * LINES_OF_A_LOAD
    assert found["revenue"] == found["cube_revenue"] == found["lines"]
    assert found["orders"] == LINES_OF_A_LOAD
    assert found["customers"] == 500
    assert found["build_id"] == first_build + found["loads"]
    workspace.rebuild()
    workspace.close()


def test_a_second_process_gets_a_sentence_and_a_later_try_succeeds(empty_workspace: Workspace) -> None:
    empty_workspace.close()
    holder = started(HOLDER, str(empty_workspace.path))
    assert line_from(holder) == "open"
    with pytest.raises(WorkspaceInUse, match="The workspace empty is open in another process"):
        Workspace.open(empty_workspace.path)
    holder.communicate("")
    Workspace.open(empty_workspace.path).close()


@pytest.mark.parametrize("moment", ["facts", "customer", "month_cube", "done"])
def test_kill_at_a_step_of_a_load_loses_nothing_committed_and_leaves_nothing_half_done(
    empty_workspace: Workspace, moment: str
) -> None:
    first_build = empty_workspace.state().build_id
    empty_workspace.close()
    loader = started(LOADER, str(empty_workspace.path), moment, str(LINES_OF_A_LOAD))
    assert [line_from(loader), line_from(loader)] == ["committed 1", "halted"]
    killed(loader)
    assert_whole(empty_workspace.path, 1, first_build)


@pytest.mark.parametrize("seconds", [0.05, 0.13, 0.31])
def test_kill_at_any_moment_of_many_loads_loses_nothing_committed(empty_workspace: Workspace, seconds: float) -> None:
    first_build = empty_workspace.state().build_id
    empty_workspace.close()
    loader = started(LOADER, str(empty_workspace.path), "never", str(LINES_OF_A_LOAD))
    assert line_from(loader) == "committed 1"
    time.sleep(seconds)
    acknowledged = 1 + sum(line.startswith("committed") for line in killed(loader))
    assert_whole(empty_workspace.path, acknowledged, first_build)


def test_what_a_killed_process_left_half_written_goes_at_the_next_opening(tmp_path: Path) -> None:
    path = tmp_path / "shop.duckdb"
    Workspace.create(path, "Shop").close()
    draft = tmp_path / "shop.files" / "abc"
    (draft / "checked-1.half").mkdir(parents=True)
    (draft / "checked-1.half" / "rows.arrow").write_bytes(b"half")
    (draft / "cells-1.half").write_bytes(b"half")
    (draft / "original").write_bytes(b"kept")
    (draft.parent / "arriving-x").write_bytes(b"half")
    Workspace.open(path).close()
    assert [str(left.relative_to(draft.parent)) for left in draft.parent.rglob("*")] == ["abc", "abc/original"]
