"""How long files are kept beside the workspace: drafts that were not loaded, and originals of loads; removes no row."""

import shutil
import time
from pathlib import Path

from crm_core.settings import drafts_kept_days, originals_kept_days
from crm_core.store import Workspace

DAY = 86_400
MARK = "draft.json"


def original_of(workspace: Workspace, file_hash: str) -> Path | None:
    """The file that a load came from, as it arrived; None where it is no longer kept."""
    path = workspace.path.with_suffix(".files") / file_hash / "original"
    return path if path.exists() else None


def prune(workspace: Workspace) -> int:
    """Remove drafts that nobody touched for longer than the rule says; the number removed.

    A file that a committed load came from is kept by the longer rule, so that the load can be looked at and mended.
    """
    files = workspace.path.with_suffix(".files")
    if not files.is_dir():
        return 0
    with workspace.session() as session:
        loaded = {name for (name,) in session.execute("select distinct file_hash from loads where state = 'committed'")}
    removed = 0
    for folder in [folder for folder in files.iterdir() if (folder / MARK).exists()]:
        days = originals_kept_days() if folder.name in loaded else drafts_kept_days()
        if time.time() - (folder / MARK).stat().st_mtime > days * DAY:
            shutil.rmtree(folder)
            removed += 1
    return removed
