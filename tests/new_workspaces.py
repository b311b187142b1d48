"""Workspaces for tests, each with a file of its own: made once and copied, as making costs several times what opening does."""

import shutil
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_core.store import Workspace
from crm_core.store.session import Derivation

PATIENCE = 300.0


def new_workspace(path: Path, derivations: Sequence[Derivation] = ()) -> Workspace:
    """A workspace without facts in liras, open."""
    path.write_bytes(_without_facts(tuple(derivations)))
    return Workspace.open(path, derivations)


@cache
def _without_facts(derivations: tuple[Derivation, ...]) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "new.duckdb"
        Workspace.create(path, "Shop", derivations=derivations).close()
        return path.read_bytes()


def made_once(place: Path, make: Callable[[Path], None]) -> Path:
    """The folder that ``make`` fills: made by the worker that wants it first, while the others wait."""
    lock, half = (place.with_name(f"{place.name}.{sign}") for sign in ("lock", "half"))
    until = time.monotonic() + PATIENCE
    while not place.exists():
        assert time.monotonic() < until, f"nobody made {place}"
        try:
            lock.mkdir(parents=True)
        except FileExistsError:
            time.sleep(0.1)
            continue
        try:
            if not place.exists():
                shutil.rmtree(half, ignore_errors=True)
                half.mkdir()
                make(half)
                half.rename(place)
        finally:
            lock.rmdir()
    return place
