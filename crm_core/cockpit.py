"""Puts the rooms together: the catalogue of metrics, what is derived at each build, and the open workspaces."""

import threading
from pathlib import Path

from crm_core import learning, relations, satisfaction, value
from crm_core.answers import Metric
from crm_core.at_stake import unhappy_at_stake
from crm_core.customer_return import return_on_customers
from crm_core.errors import QuestionFault, WorkspaceFault
from crm_core.loyalty import loyalty_groups
from crm_core.settings import workspaces_folder
from crm_core.store import Derivation, Workspace
from crm_core.words import fold, mark

OF_SEVERAL_ROOMS = (unhappy_at_stake, loyalty_groups, return_on_customers)
METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (*value.METRICS, *satisfaction.METRICS, *relations.METRICS, *learning.METRICS, *OF_SEVERAL_ROOMS)
}
DERIVATIONS: tuple[Derivation, ...] = value.DERIVATIONS

_open: dict[Path, Workspace] = {}
_lock = threading.Lock()


def metric_named(name: str) -> Metric:
    """The metric of that name; an unknown one is a :class:`QuestionFault`."""
    if name not in METRICS:
        raise QuestionFault(
            mark("There is no metric named {name}. The command “metrics” lists all of them."), name=name
        )
    return METRICS[name]


def workspace_names() -> tuple[str, ...]:
    """Names of the workspaces in the workspaces folder, in order."""
    return tuple(sorted(path.stem for path in workspaces_folder().glob("*.duckdb")))


def workspace_path(name: str) -> Path:
    """File of the workspace of that name; a name that leads out of the folder is refused."""
    if name in workspace_names():
        return workspaces_folder() / f"{name}.duckdb"
    plain = "-".join(fold(name).split())
    if not plain:
        raise WorkspaceFault(mark("A workspace needs a name of letters or digits."))
    return workspaces_folder() / f"{plain}.duckdb"


def open_workspace(path: Path) -> Workspace:
    """The open workspace at ``path``; opened once in this process and shared by all threads."""
    place = path.resolve()
    with _lock:
        if place not in _open:
            _open[place] = Workspace.open(place, DERIVATIONS)
        _open[place].want()
        return _open[place]


def create_workspace(name: str, title: str, currency: str) -> Workspace:
    """A new, empty workspace in the workspaces folder, kept open."""
    place = workspace_path(name).resolve()
    with _lock:
        workspace = Workspace.create(place, title, currency, derivations=DERIVATIONS)
        _open[place] = workspace
        return workspace


def keep_open(workspace: Workspace) -> None:
    """Take a workspace that another room made among the open ones."""
    with _lock:
        _open[workspace.path.resolve()] = workspace


def remove_workspace(name: str) -> None:
    """Close the workspace and delete its file and everything kept beside it."""
    place = workspace_path(name).resolve()
    with _lock:
        workspace = _open.pop(place, None)
        if workspace is not None:
            workspace.close()
        place.unlink(missing_ok=True)
        for leftover in sorted(place.parent.glob(f"{place.stem}.*"), reverse=True):
            _delete(leftover)


def release_idle(seconds: float) -> None:
    """Let go of every workspace that nobody has wanted for so long, so that another process may open it."""
    with _lock:
        idle = [place for place, workspace in _open.items() if workspace.idle_seconds() >= seconds]
        for place in idle:
            _open.pop(place).close()


def close_workspaces() -> None:
    """Let go of every open workspace."""
    with _lock:
        for workspace in _open.values():
            workspace.close()
        _open.clear()


def _delete(path: Path) -> None:
    """A file, or a folder with all that it holds."""
    if path.is_dir():
        for inner in path.iterdir():
            _delete(inner)
        path.rmdir()
    else:
        path.unlink(missing_ok=True)
