"""Edges: a job in another process beside a running dashboard; who is idle lets go, who is asked does not."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_core import cockpit
from crm_core.errors import WorkspaceInUse
from crm_core.store import Workspace

ROOT = Path(__file__).parent.parent
OTHER = "import sys; from pathlib import Path; from crm_core.store import Workspace; kept = Workspace.open(Path(sys.argv[1]))"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setenv("CRM_WORKSPACES", str(tmp_path))
    yield cockpit.create_workspace("shop", "Shop", "TRY")
    cockpit.close_workspaces()


def opens_elsewhere(path: Path) -> bool:
    done = subprocess.run([sys.executable, "-c", OTHER, str(path)], cwd=ROOT, capture_output=True, check=False)
    return done.returncode == 0


def test_an_idle_workspace_is_let_go_and_opens_again_as_it_was(shop: Workspace) -> None:
    build = shop.state().build_id
    assert not opens_elsewhere(shop.path)
    cockpit.release_idle(0.0)
    assert opens_elsewhere(shop.path)
    again = cockpit.open_workspace(shop.path)
    assert (again is shop, again.state().build_id) == (False, build)


def test_a_workspace_wanted_a_moment_ago_stays_open(shop: Workspace) -> None:
    cockpit.release_idle(60.0)
    assert cockpit.open_workspace(shop.path) is shop


def test_a_workspace_that_is_asked_or_changed_is_never_idle(shop: Workspace) -> None:
    with shop.session():
        assert shop.idle_seconds() == 0.0
    with shop.change():
        assert shop.idle_seconds() == 0.0
    assert shop.idle_seconds() > 0.0


def test_a_command_waits_for_the_dashboard_as_long_as_it_was_told(shop: Workspace) -> None:
    command = [sys.executable, "-m", "crm_core", "loads", "--json", "--workspace", str(shop.path), "--wait"]
    refused = subprocess.run([*command, "0"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert "is open in another process" in refused.stderr
    release = threading.Timer(1.0, cockpit.release_idle, (0.0,))
    release.start()
    done = subprocess.run([*command, "60"], cwd=ROOT, capture_output=True, text=True, check=False)
    release.join()
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_while_another_process_has_it_the_dashboard_says_so(shop: Workspace) -> None:
    cockpit.release_idle(0.0)
    script = OTHER + "; print('open', flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(shop.path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "open\n"
    with pytest.raises(WorkspaceInUse):
        cockpit.open_workspace(shop.path)
    holder.communicate("")
    assert cockpit.open_workspace(shop.path).state().title == "Shop"
