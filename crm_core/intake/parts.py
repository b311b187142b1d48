"""Files that hold several tables: each tab of a workbook and each file of a zip is a draft, and a load, of its own."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from crm_core.errors import FileFault
from crm_core.intake.drafts import Draft, draft_file, draft_tab
from crm_core.intake.keeping import prune
from crm_core.intake.reading import packed_tables, tabs_of
from crm_core.store import Workspace


def draft_files(workspace: Workspace, content: Path | bytes | BinaryIO, file_name: str) -> tuple[Draft, ...]:
    """Take a file in as one draft per table in it; limits on their number and size are faults that say so.

    Drafts that were left lying for too long are removed first.
    """
    try:
        return _drafts(workspace, content, file_name)
    except FileFault as fault:
        raise fault.about(Path(file_name.replace("\\", "/")).name) from fault.__cause__


def _drafts(workspace: Workspace, content: Path | bytes | BinaryIO, file_name: str) -> tuple[Draft, ...]:
    prune(workspace)
    if Path(file_name).suffix.lower() != ".zip":
        return _draft_tabs(workspace, content, file_name)
    files = workspace.path.with_suffix(".files")
    files.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=files, prefix="unpacking-") as name:
        folder = Path(name)
        tables = packed_tables(_on_disk(content, folder / "packed"), folder)
        if len(tables) == 1 and not isinstance(content, Path | bytes):
            content.seek(0)
        if len(tables) == 1 and not tabs_of(tables[0], tables[0].name)[1:]:
            return (draft_file(workspace, content, file_name),)
        return tuple(draft for path in tables for draft in _packed(workspace, path, file_name))


def _packed(workspace: Workspace, path: Path, zip_name: str) -> tuple[Draft, ...]:
    """Drafts of one file of a zip; a fault names both."""
    try:
        return _draft_tabs(workspace, path, path.name)
    except FileFault as fault:
        fault.subject = f"{Path(zip_name).name} · {fault.subject or path.name}"
        raise


def _draft_tabs(workspace: Workspace, content: Path | bytes | BinaryIO, file_name: str) -> tuple[Draft, ...]:
    whole = draft_file(workspace, content, file_name)
    if whole.file_name != Path(file_name.replace("\\", "/")).name:
        return (whole,)
    tabs = tabs_of(whole.folder / "original", whole.file_name)
    return tuple(_tab(workspace, whole, tab) for tab in tabs) if len(tabs) > 1 else (whole,)


def _tab(workspace: Workspace, whole: Draft, tab: str) -> Draft:
    """Draft of one sheet; a fault names file and sheet."""
    try:
        return draft_tab(workspace, whole, tab)
    except FileFault as fault:
        raise fault.about(f"{whole.file_name} · {tab}") from fault.__cause__


def _on_disk(content: Path | bytes | BinaryIO, target: Path) -> Path:
    if isinstance(content, Path):
        return content
    with target.open("wb") as file:
        if isinstance(content, bytes):
            file.write(content)
        else:
            shutil.copyfileobj(content, file)
    return target
