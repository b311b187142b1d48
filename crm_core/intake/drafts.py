"""A draft: one file on its way in, kept on disk beside the workspace with every choice made, so that nothing is lost.

The draft's id is the hash of the file. Choices are plain ``key=choice`` pairs; nothing of a draft is ever executed.
"""

import hashlib
import io
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

import pyarrow as pa

from crm_core.errors import FileFault
from crm_core.intake.attributes import (
    LONGEST_NAME,
    PREFIX,
    cleaned_name,
    refuse_attributes,
)
from crm_core.intake.draft_choices import kept_choice
from crm_core.intake.draft_files import (
    READING_CHOICES,
    keep_draft,
    kept_draft,
    path_of_cells,
    read_once,
    taken_in,
    write_whole,
)
from crm_core.intake.fixes import next_fix
from crm_core.intake.matching import IGNORED
from crm_core.intake.patterns import guessed_fields
from crm_core.intake.personal import is_statement
from crm_core.intake.returned_rows import draft_of, is_returned, returned_fixes
from crm_core.intake.saved_mappings import proposed_choices
from crm_core.intake.shaped_files import shaped_table, table_path
from crm_core.intake.sheet_drafts import SheetDraft
from crm_core.intake.understanding import understand
from crm_core.intake.used_choices import own_choices, with_used
from crm_core.store import MANNER_KEYS, Workspace
from crm_core.words import fold, mark

UNDERSTOOD_DRAFTS = 16


@dataclass(frozen=True)
class Draft:
    """One table of a file as far as it was understood. ``sheet`` is what the choices so far lead to."""

    draft_id: str
    folder: Path
    file_name: str
    choices: Mapping[str, str]
    sheet: SheetDraft
    file_hash: str

    @property
    def part(self) -> str | None:
        """The tab that the draft takes, where its workbook has several."""
        reading = self.sheet.reading
        return reading.tab if len(reading.tabs) > 1 else None

    @property
    def cells_path(self) -> Path:
        """Where the cells lie as they were read under the present choices."""
        return path_of_cells(self.folder, self.choices)

    @property
    def table_path(self) -> Path:
        """Where the cells lie with the columns made of others, as far as they are kept on disk with them."""
        return table_path(self.cells_path, with_used(self.choices))

    def cells(self) -> pa.Table:
        """The cells, mapped from disk, with the columns made of others."""
        return shaped_table(self.cells_path, with_used(self.choices))[0]


def draft_file(workspace: Workspace, content: Path | bytes | BinaryIO, file_name: str) -> Draft:
    """Take a file in as a draft; the same file again is the same draft with the choices made before."""
    files = workspace.path.with_suffix(".files")
    files.mkdir(parents=True, exist_ok=True)
    if isinstance(content, Path):
        with content.open("rb") as source:
            draft_id, arrived = taken_in(source, files)
    else:
        draft_id, arrived = taken_in(io.BytesIO(content) if isinstance(content, bytes) else content, files)
    folder = files / draft_id
    folder.mkdir(exist_ok=True)
    shutil.move(arrived, folder / "original")
    name = Path(file_name.replace("\\", "/")).name
    if not (folder / "draft.json").exists() or kept_draft(folder)["file_name"] != name:
        keep_draft(folder, name, {})
        begun = open_draft(workspace, draft_id)
        keep_draft(folder, name, proposed_choices(workspace, begun.sheet.reading))
    draft = open_draft(workspace, draft_id)
    return _continued(workspace, draft) if is_returned(draft.sheet.headings) else draft


def _continued(workspace: Workspace, returned: Draft) -> Draft:
    """The draft that mended rows came from, with every changed cell as a fix."""
    write_whole(returned.folder / "draft.json", json.dumps(kept_draft(returned.folder) | {"is_returned": True}))
    cells = returned.cells()
    draft = open_draft(workspace, draft_of(cells))
    marks = {column.heading: column.decimal_mark for column in draft.sheet.columns if column.decimal_mark}
    source, first = returned.folder / "original", next_fix(draft.choices)
    made = returned_fixes(
        source, cells, returned.sheet.headings, draft.cells(), draft.sheet.file_headings, marks, first
    )
    return answer_all(draft, made) if made else draft


def draft_tab(workspace: Workspace, whole: Draft, tab: str) -> Draft:
    """A draft of its own for one sheet of the workbook that ``whole`` is made of."""
    draft_id = hashlib.sha256(f"{whole.file_hash}#{tab}".encode()).hexdigest()
    folder = workspace.path.with_suffix(".files") / draft_id
    folder.mkdir(exist_ok=True)
    original = folder / "original"
    if not original.exists():
        original.hardlink_to(whole.folder / "original")
    if not (folder / "draft.json").exists():
        keep_draft(folder, whole.file_name, {"tab": tab}, whole.file_hash)
        begun = open_draft(workspace, draft_id)
        keep_draft(folder, whole.file_name, proposed_choices(workspace, begun.sheet.reading) | {"tab": tab})
    return open_draft(workspace, draft_id)


def has_draft(workspace: Workspace, draft_id: str) -> bool:
    """Whether a draft of that id is kept beside the workspace."""
    return draft_id.isalnum() and (workspace.path.with_suffix(".files") / draft_id / "draft.json").exists()


def open_draft(workspace: Workspace, draft_id: str) -> Draft:
    """A draft that was begun before; an id that leads nowhere is a :class:`FileFault`."""
    folder = workspace.path.with_suffix(".files") / draft_id
    if not has_draft(workspace, draft_id):
        raise FileFault(mark("This draft is no longer kept. Bring the file again."))
    return _draft(folder)


def answer(draft: Draft, key: str, choice: str) -> Draft:
    """The draft with one choice made (``dates.Tarih=day-first``); an impossible one is a :class:`QuestionFault`."""
    return answer_all(draft, {key: choice})


def answer_all(draft: Draft, choices: Mapping[str, str]) -> Draft:
    """The draft with several choices made at once, that of the sheet first; an empty choice takes an earlier one back."""
    if choices.get("sheet", draft.sheet.sheet) != draft.sheet.sheet and len(choices) > 1:
        draft = answer_all(draft, {"sheet": choices["sheet"]})
    kept = dict(draft.choices)
    for key, choice in choices.items():
        if (key, choice) == ("mapping", "none"):
            kept = own_choices(kept)
            continue
        if key == "guess":
            kept |= _guessed(draft) if choice == "yes" else {"guess": "no"}
            continue
        own_key, own_choice = kept_choice(draft.sheet, key, choice)
        if own_key.startswith("map.") and own_choice not in ("", IGNORED):
            kept = {name: value for name, value in kept.items() if not (name[:4] == "map." and value == own_choice)}
        kept[own_key] = own_choice
        if not own_choice:
            del kept[own_key]
    if any(key.startswith("map.") for key in choices):
        refuse_attributes(with_used(kept))
    if kept.get("sheet") != draft.choices.get("sheet"):
        kept = {key: choice for key, choice in kept.items() if key not in MANNER_KEYS}
    before = {key: draft.choices.get(key) for key in READING_CHOICES}
    if before != {key: kept.get(key) for key in READING_CHOICES}:
        read_once(draft.folder, draft.file_name, kept)
    keep_draft(draft.folder, draft.file_name, kept)
    return _draft(draft.folder)


def _guessed(draft: Draft) -> dict[str, str]:
    """The choices of a reader who confirms what columns without headings look like."""
    headings = draft.sheet.headings
    sheet, fields = guessed_fields(draft.cells(), len(headings)) or (draft.sheet.sheet, {})
    return {"sheet": sheet, "guess": "yes"} | {f"map.{headings[place]}": name for place, name in fields.items()}


def keep_rest(draft: Draft, known: Mapping[str, str] = MappingProxyType({})) -> Draft:
    """The draft with every filled column that feeds nothing kept as an attribute under its own heading."""
    return answer_all(draft, rest_kept(draft, known))


def rest_kept(draft: Draft, known: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """The choices that keep every filled column that feeds nothing as an attribute under its own heading.

    ``known`` are names by their folded form that customers have already; a heading that says one takes it.
    """
    own = {column.heading: cleaned_name(column.heading)[:LONGEST_NAME] for column in draft.sheet.unkept}
    names = {heading: known.get(fold(name), name) for heading, name in own.items()}
    return {f"map.{heading}": f"{PREFIX}{name}" for heading, name in names.items()}


def _draft(folder: Path) -> Draft:
    kept = kept_draft(folder)
    choices = kept["choices"]
    path = path_of_cells(folder, choices)
    if not path.exists() or not path.with_suffix(".json").exists():
        read_once(folder, kept["file_name"], choices)
    said = ((key, choice) for key, choice in choices.items() if key not in MANNER_KEYS and not is_statement(key))
    sheet = _understood(str(path), path.stat().st_mtime_ns, tuple(sorted(said)))
    return Draft(folder.name, folder, kept["file_name"], choices, sheet, kept.get("file_hash", folder.name))


@lru_cache(maxsize=UNDERSTOOD_DRAFTS)
def _understood(path: str, written_at: int, choices: tuple[tuple[str, str], ...]) -> SheetDraft:
    """Kept, because a page is run again at every click and half a million rows take a second to understand."""
    said = dict(choices)
    return understand(*shaped_table(Path(path), with_used(said)), said)
