"""Edges: a load whose process is killed, for real, at any moment, leaves the workspace before or after it."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crm_core.errors import WorkspaceInUse
from crm_core.store import Workspace

ROOT = Path(__file__).parent.parent
ROWS = 20_000
LOADER = """
import sys
from pathlib import Path
from crm_core import intake
from crm_core.store import Workspace

workspace = Workspace.open(Path(sys.argv[1]))
print("open", flush=True)
while True:
    draft = intake.draft_file(workspace, Path(sys.argv[2]), "sales.csv")
    intake.dry_run(workspace, draft)
    loaded = intake.load(workspace, draft, again=True)
    print(loaded.load_id, flush=True)
    if loaded.load_id % 3 == 0:
        intake.undo(workspace, loaded.load_id)
"""


def test_a_killed_load_leaves_nothing_half_done(tmp_path: Path) -> None:
    sales = tmp_path / "sales.csv"
    lines = (f"S{row};C{row % 300};{row % 28 + 1:02d}.01.2024;{row % 90},50" for row in range(ROWS))
    sales.write_text("Sipariş No;Müşteri No;Tarih;Tutar\n" + "\n".join(lines) + "\n", encoding="utf-8")
    path = tmp_path / "shop.duckdb"
    Workspace.create(path, "Shop").close()
    moments = random.Random(7)
    for _ in range(4):
        told = killed_after(path, sales, moments.uniform(0.3, 1.5))
        workspace = Workspace.open(path)
        with workspace.session() as session:
            committed = session.execute("select load_id from loads order by 1")
            counts = session.execute("select load_id, count(*) from transactions group by load_id order by 1")
            alive = session.execute("select load_id, rows_accepted from loads where state = 'committed' order by 1")
            bought = session.execute("select sum(revenue) from customer")[0][0]
            sold = session.execute("select sum(amount) from transactions")[0][0]
        assert set(told) <= {load_id for (load_id,) in committed}
        assert counts == alive and all(rows == ROWS for _, rows in counts)
        assert bought == sold
        workspace.close()


def killed_after(path: Path, sales: Path, seconds: float) -> list[int]:
    """Run the loader, kill it without warning, and give the loads that it had told as committed."""
    process = subprocess.Popen(
        [sys.executable, "-c", LOADER, str(path), str(sales)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "open"
    with pytest.raises(WorkspaceInUse):
        Workspace.open(path)
    time.sleep(seconds)
    process.kill()
    told = process.stdout.read().split()
    process.wait()
    process.stdout.close()
    return [int(load_id) for load_id in told]
