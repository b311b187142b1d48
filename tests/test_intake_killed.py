"""Edges: a process killed with SIGKILL in the middle of each step; the workspace is as before it, and the step can follow."""

import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from crm_core import intake
from crm_core.cockpit import DERIVATIONS
from crm_core.store import SHEETS, Workspace
from tests.new_workspaces import new_workspace

ROOT = Path(__file__).parent.parent
OWN = os.environ | {"PYTHONPATH": str(ROOT)}
KEPT = (
    *SHEETS, "loads", "findings", "customer_keys", "replaced_rows", "passed_over_rows", "quarantine", "settings", "builds",
    "customer", "customer_month", "month_cube", "customer_tier",
)  # fmt: skip
SALES = "Sipariş No;Müşteri No;Tarih;Tutar\nS1;A;02.01.2024;10,50\nS2;B;03.01.2024;20,00\nS3;C;04.02.2024;30,00\n"
CHANGED = "Sipariş No;Müşteri No;Tarih;Tutar\nS1;A;02.01.2024;11,50\nS4;A;05.02.2024;40,00\n"
PEOPLE = "Müşteri No;Sektör\nA;Gıda\nB;Tekstil\n"
CHILD = """
import os, signal, sys
from pathlib import Path
from crm_core import intake
from crm_core.cockpit import DERIVATIONS
from crm_core.store import Workspace

path, step, moment = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
workspace = Workspace.open(path, DERIVATIONS)

def die(*said):
    os.kill(os.getpid(), signal.SIGKILL)

def progress(share, name):
    if name == moment:
        die()

if step == "staging":
    import crm_core.intake.cells as cells
    cells.shutil.move = die
elif step == "arriving":
    import crm_core.intake.drafts as drafts
    drafts.shutil.move = die
elif step == "checking":
    import crm_core.intake.checking as checking
    checking._put = die
if step == "undo":
    intake.undo(workspace, 2, progress)
elif step == "restore":
    intake.restore(workspace, 1, progress)
else:
    name = "people.csv" if step == "joining" else "changed.csv"
    draft = intake.draft_file(workspace, Path(sys.argv[4]), name)
    if step != "joining":
        draft = intake.answer(draft, "mode", "upsert" if step != "new" else "new")
    work = intake.dry_run if step == "dry run" else intake.load
    work(workspace, draft, progress)
print("not killed")
"""
MOMENTS = [
    ("arriving", "-"), ("staging", "-"), ("checking", "-"), ("dry run", "month_cube"), ("keyed", "store"),
    ("keyed", "month_cube"), ("new", "done"), ("joining", "done"), ("undo", "customer"), ("restore", "done"),
]  # fmt: skip


Tables = dict[str, list[tuple[Any, ...]]]


def tables(workspace: Workspace) -> Tables:
    with workspace.session() as session:
        return {name: session.execute(f"select * from {name} order by all") for name in KEPT}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Tables]:
    """A folder with a workspace of two loads, closed, to be copied; and what its tables hold."""
    folder = tmp_path_factory.mktemp("shop")
    workspace = new_workspace(folder / "shop.duckdb", DERIVATIONS)
    draft = intake.draft_file(workspace, SALES.encode(), "sales.csv")
    intake.load(workspace, intake.answer(draft, "orphans", "quarantine"))
    second = intake.draft_file(workspace, CHANGED.replace("11,50", "12,50").encode(), "second.csv")
    intake.load(workspace, intake.answer(second, "mode", "upsert"))
    held = tables(workspace)
    workspace.close()
    return folder, held


@pytest.mark.parametrize(("step", "moment"), MOMENTS)
def test_a_step_killed_in_its_middle_has_not_happened_and_can_follow(
    shop: tuple[Path, Tables], tmp_path: Path, step: str, moment: str
) -> None:
    folder, before = shop
    copytree(folder, tmp_path, dirs_exist_ok=True)
    path, arriving = tmp_path / "shop.duckdb", tmp_path / "arriving.csv"
    arriving.write_text(PEOPLE if step == "joining" else CHANGED, encoding="utf-8")
    child = [sys.executable, "-c", CHILD, str(path), step, moment, str(arriving)]
    killed = subprocess.run(child, check=False, capture_output=True, text=True, cwd=ROOT, env=OWN)
    assert (killed.returncode, killed.stdout) == (-9, ""), killed.stderr
    workspace = Workspace.open(path, DERIVATIONS)
    assert tables(workspace) == before
    assert not [*path.with_suffix(".files").glob("arriving-*"), *path.with_suffix(".files").glob("*/*.half")]
    follow(workspace, step, arriving)
    workspace.close()


def follow(workspace: Workspace, step: str, arriving: Path) -> None:
    """The step again, this time to its end."""
    with workspace.session() as session:
        waiting = session.execute("select count(*) from quarantine")[0][0]
    if step in ("undo", "restore"):
        taken_back = intake.restore(workspace, 1) if step == "restore" else intake.undo(workspace, 2)
        assert taken_back in ((2, 1), None)
        return
    loaded = intake.load(workspace, intake.draft_file(workspace, arriving, "again.csv"))
    assert loaded.rows_refused == 0 and loaded.rows_joined == (waiting - 1 if step == "joining" else 0)
