"""Files kept beside the workspace: drafts that were not loaded, and originals of loads; removes no row."""

import json
import shutil
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crm_core.settings import drafts_kept_days, originals_kept_days
from crm_core.store import Workspace

DAY = 86_400
MARK = "draft.json"


@dataclass(frozen=True)
class UnfinishedDraft:
    """A draft that was begun and not loaded, with the moment (UTC) of its last change."""

    draft_id: str
    file_name: str
    tab: str | None
    touched_at: datetime


def unfinished_drafts(workspace: Workspace, most: int) -> tuple[UnfinishedDraft, ...]:
    """Drafts that no committed load came from, the one touched last first.

    Workbooks of mended rows are none, nor are workbooks whose tabs are drafts of their own.
    """
    files = workspace.path.with_suffix(".files")
    if not files.is_dir():
        return ()
    with workspace.session() as session:
        loaded = set(session.execute("select distinct file_hash, part from loads where state = 'committed'"))
    drafts = {marker: json.loads(marker.read_text(encoding="utf-8")) for marker in files.glob(f"*/{MARK}")}
    hashes = ((marker.parent.name, kept.get("file_hash")) for marker, kept in drafts.items())
    in_tabs = {file_hash for draft_id, file_hash in hashes if file_hash not in (None, draft_id)}
    found = []
    for marker, kept in drafts.items():
        draft_id, tab = marker.parent.name, kept["choices"].get("tab")
        is_loaded = any(
            file == kept.get("file_hash", draft_id) and (part is None or tab in (None, part)) for file, part in loaded
        )
        if not is_loaded and not kept.get("is_returned") and draft_id not in in_tabs:
            touched_at = datetime.fromtimestamp(marker.stat().st_mtime, UTC)
            found.append(UnfinishedDraft(draft_id, kept["file_name"], tab, touched_at))
    return tuple(sorted(found, key=lambda draft: draft.touched_at, reverse=True)[:most])


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
