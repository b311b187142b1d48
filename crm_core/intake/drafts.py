"""A draft: one file on its way in, kept on disk beside the workspace with every choice made, so that nothing is lost.

The draft's id is the hash of the file. Choices are plain ``key=choice`` pairs; nothing of a draft is ever executed.
"""

import hashlib
import io
import json
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import MappingProxyType
from typing import BinaryIO

import pyarrow as pa

from crm_core.errors import FileFault, QuestionFault
from crm_core.intake.attributes import (
    LONGEST_NAME,
    PREFIX,
    attribute_choice,
    cleaned_name,
    is_attribute_choice,
    refuse_attributes,
)
from crm_core.intake.cells import FileReading
from crm_core.intake.column_shapes import shaped
from crm_core.intake.encoding import ENCODINGS, SEPARATORS
from crm_core.intake.fields import SHEET_FIELDS, squeezed
from crm_core.intake.fixes import next_fix
from crm_core.intake.matching import IGNORED
from crm_core.intake.merged_cells import MERGED_CHOICES
from crm_core.intake.patterns import guessed_fields
from crm_core.intake.personal import is_statement
from crm_core.intake.quotation import QUOTES
from crm_core.intake.reading import read_cells
from crm_core.intake.returned_rows import draft_of, is_returned, returned_fixes
from crm_core.intake.saved_mappings import proposed_choices
from crm_core.intake.shaping import shaping_choice
from crm_core.intake.sheet_drafts import SheetDraft
from crm_core.intake.understanding import understand
from crm_core.intake.used_choices import USED, own_choices, with_used
from crm_core.intake.values import DATE_ORDERS, MARKS
from crm_core.settings import upload_limit_mb
from crm_core.store import MANNER_KEYS, Workspace, manner_of, sheet_fields
from crm_core.words import fold, mark

READING_CHOICES = ("encoding", "separator", "quote", "header", "tab", "merged")
SCALES = ("0-10", "1-5", "1-7", "1-10", "0-100", "1-4")
UNDERSTOOD_DRAFTS = 16
READING_VERSION = 10


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
        return _cells_path(self.folder, self.choices)

    def cells(self) -> pa.Table:
        """The cells, mapped from disk, with the columns made of others."""
        cells = pa.ipc.open_file(pa.memory_map(str(self.cells_path))).read_all()
        return shaped(cells, _reading(self.cells_path), with_used(self.choices))[0]


def draft_file(workspace: Workspace, content: Path | bytes | BinaryIO, file_name: str) -> Draft:
    """Take a file in as a draft; the same file again is the same draft with the choices made before."""
    files = workspace.path.with_suffix(".files")
    files.mkdir(parents=True, exist_ok=True)
    if isinstance(content, Path):
        with content.open("rb") as source:
            draft_id, arrived = _take_in(source, files)
    else:
        draft_id, arrived = _take_in(io.BytesIO(content) if isinstance(content, bytes) else content, files)
    folder = files / draft_id
    folder.mkdir(exist_ok=True)
    shutil.move(arrived, folder / "original")
    name = Path(file_name.replace("\\", "/")).name
    if not (folder / "draft.json").exists() or _kept(folder)["file_name"] != name:
        _keep(folder, name, {})
        begun = open_draft(workspace, draft_id)
        _keep(folder, name, proposed_choices(workspace, begun.sheet.reading))
    draft = open_draft(workspace, draft_id)
    return _continued(workspace, draft) if is_returned(draft.sheet.headings) else draft


def _continued(workspace: Workspace, returned: Draft) -> Draft:
    """The draft that mended rows came from, with every changed cell as a fix."""
    _write_whole(returned.folder / "draft.json", json.dumps(_kept(returned.folder) | {"is_returned": True}))
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
        _keep(folder, whole.file_name, {"tab": tab}, whole.file_hash)
        begun = open_draft(workspace, draft_id)
        _keep(folder, whole.file_name, proposed_choices(workspace, begun.sheet.reading) | {"tab": tab})
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
    """The draft with several choices made at once; an empty choice takes an earlier one back."""
    kept = dict(draft.choices)
    for key, choice in choices.items():
        if (key, choice) == ("mapping", "none"):
            kept = own_choices(kept)
            continue
        if key == "guess":
            kept |= _guessed(draft) if choice == "yes" else {"guess": "no"}
            continue
        own_key, own_choice = _checked(draft.sheet, key, choice)
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
        _read(draft.folder, draft.file_name, kept)
    _keep(draft.folder, draft.file_name, kept)
    return _draft(draft.folder)


def _guessed(draft: Draft) -> dict[str, str]:
    """The choices of a reader who confirms what columns without headings look like."""
    headings = draft.sheet.headings
    sheet, fields = guessed_fields(draft.cells(), len(headings)) or (draft.sheet.sheet, {})
    return {"sheet": sheet, "guess": "yes"} | {f"map.{headings[place]}": name for place, name in fields.items()}


def keep_rest(draft: Draft, known: Mapping[str, str] = MappingProxyType({})) -> Draft:
    """The draft with every filled column that feeds nothing kept as an attribute under its own heading.

    ``known`` are names by their folded form that customers have already; a heading that says one takes it.
    """
    own = {column.heading: cleaned_name(column.heading)[:LONGEST_NAME] for column in draft.sheet.unkept}
    names = {heading: known.get(fold(name), name) for heading, name in own.items()}
    return answer_all(draft, {f"map.{heading}": f"{PREFIX}{name}" for heading, name in names.items()})


def _checked(sheet: SheetDraft, key: str, choice: str) -> tuple[str, str]:
    """The choice as it is kept: headings as they stand in the file, ``field.x=heading`` turned into ``map.heading=x``."""
    if (shape := shaping_choice(sheet, lambda heading: _own_heading(sheet, heading), key, choice)) is not None:
        return shape
    kind, _, rest = key.partition(".")
    if kind == "field" and "|" in choice and _own_heading(sheet, choice) is None:
        return _checked(sheet, f"join.{rest}", choice)
    fields = [item.name for item in SHEET_FIELDS[sheet.sheet]]
    own = _own_heading(sheet, choice if kind == "field" else rest)
    possible: dict[str, tuple[str, ...]] = {
        "sheet": tuple(SHEET_FIELDS),
        "encoding": ENCODINGS,
        "separator": tuple(SEPARATORS),
        "quote": tuple(QUOTES),
        "merged": MERGED_CHOICES,
        "duplicates": ("keep", "drop"),
        "kind": ("nps", "csat", "ces", "attribute", "contact", "complaint", "service", "promise"),
        "decimal": tuple(MARKS),
        "dates": DATE_ORDERS,
        "map": (*fields, IGNORED),
        "scale": ("up", "down") if rest.endswith(".direction") else SCALES,
    }
    if kind == "map" and own and is_attribute_choice(choice, fields):
        return f"map.{own}", attribute_choice(sheet.sheet, own, choice)
    if kind == "field" and rest in fields and own:
        return f"map.{own}", rest
    if key in MANNER_KEYS and not choice:
        return key, choice
    if key in MANNER_KEYS:
        manner_of(
            sheet.sheet,
            {"mode": "period", key: choice} if key == "period" else {key: choice},
            sheet_fields(sheet.sheet),
        )
        return key, choice
    if kind in ("header", "tab") and not rest:
        return key, choice
    is_per_column = kind in ("map", "decimal", "dates")
    if kind not in possible or (is_per_column and not own) or (choice and choice not in possible[kind]):
        raise QuestionFault(
            mark("The choice {key}={choice} is not possible here. Possible: {possible}."),
            key=key,
            choice=choice,
            possible=", ".join(possible.get(kind, sheet.headings if kind == "field" else tuple(possible))),
        )
    return (f"{kind}.{own}" if is_per_column else key), choice


def _own_heading(sheet: SheetDraft, heading: str) -> str | None:
    if heading in sheet.headings:
        return heading
    return next((own for own in sheet.headings if squeezed(own) == squeezed(heading) and heading), None)


def _take_in(source: BinaryIO, files: Path) -> tuple[str, Path]:
    """Copy the bytes to disk at once, hashing them meanwhile; too many are refused."""
    limit = upload_limit_mb() * 1_000_000
    digest, written = hashlib.sha256(), 0
    with NamedTemporaryFile(dir=files, prefix="arriving-", delete=False) as target, ThreadPoolExecutor(1) as worker:
        while chunk := source.read(1 << 20):
            written += len(chunk)
            if written > limit:
                break
            hashed = worker.submit(digest.update, chunk)
            target.write(chunk)
            hashed.result()
    if written > limit:
        Path(target.name).unlink()
        raise FileFault(mark("The file is larger than {limit} MB. Split it."), limit=upload_limit_mb())
    return digest.hexdigest(), Path(target.name)


def _draft(folder: Path) -> Draft:
    kept = _kept(folder)
    choices = kept["choices"]
    path = _cells_path(folder, choices)
    if not path.exists() or not path.with_suffix(".json").exists():
        _read(folder, kept["file_name"], choices)
    said = ((key, choice) for key, choice in choices.items() if key not in MANNER_KEYS and not is_statement(key))
    sheet = _understood(str(path), path.stat().st_mtime_ns, tuple(sorted(said)))
    return Draft(folder.name, folder, kept["file_name"], choices, sheet, kept.get("file_hash", folder.name))


@lru_cache(maxsize=UNDERSTOOD_DRAFTS)
def _understood(path: str, written_at: int, choices: tuple[tuple[str, str], ...]) -> SheetDraft:
    """Kept, because a page is run again at every click and half a million rows take a second to understand."""
    said = dict(choices)
    with pa.memory_map(path) as file:
        cells = pa.ipc.open_file(file).read_all()
        return understand(*shaped(cells, _reading(Path(path)), with_used(said)), said)


def _reading(path: Path) -> FileReading:
    """How the file was read, as kept beside its cells."""
    kept = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    lists = {key: tuple(value) for key, value in kept.items() if isinstance(value, list)}
    lists["sample"] = tuple(tuple(row) for row in kept["sample"])
    return FileReading(**(kept | lists))


def _read(folder: Path, file_name: str, choices: Mapping[str, str]) -> None:
    """Read the file, and once more where a decimal mark was chosen for a column that holds typed numbers."""
    whole = {key: choices[key] for key in READING_CHOICES if key in choices}
    for said in (whole, dict(choices)):
        path = _cells_path(folder, said)
        if path.with_suffix(".json").exists() and path.exists():
            continue
        try:
            reading = read_cells(folder / "original", file_name, said, path)
        except FileFault as fault:
            raise fault.about(file_name) from fault.__cause__
        _write_whole(path.with_suffix(".json"), json.dumps(asdict(reading), ensure_ascii=False))


def _cells_path(folder: Path, choices: Mapping[str, str]) -> Path:
    """Where the cells lie: apart for every decimal mark chosen for a column that holds typed numbers."""
    whole = _path_of(folder, [choices.get(key) for key in READING_CHOICES])
    marks = {key: choice for key, choice in choices.items() if key.removeprefix(USED).startswith("decimal.")}
    if not marks or not whole.with_suffix(".json").exists():
        return whole
    keys = [f"{layer}decimal.{name}" for name in _reading(whole).columns_with_typed for layer in ("", USED)]
    chosen = {key: marks[key] for key in sorted(keys) if key in marks}
    return _path_of(folder, [choices.get(key) for key in READING_CHOICES], chosen) if chosen else whole


def _path_of(folder: Path, *choices: object) -> Path:
    said = json.dumps([READING_VERSION, *choices])
    return folder / f"cells-{hashlib.sha256(said.encode()).hexdigest()[:8]}.arrow"


def _kept(folder: Path) -> dict:
    return json.loads((folder / "draft.json").read_text(encoding="utf-8"))


def _keep(folder: Path, file_name: str, choices: Mapping[str, str], file_hash: str | None = None) -> None:
    """Keep a draft; the hash of the whole file stays with the draft of one of its tabs."""
    if file_hash is None:
        file_hash = _kept(folder).get("file_hash", folder.name) if (folder / "draft.json").exists() else folder.name
    kept = {"file_name": file_name, "choices": dict(choices), "file_hash": file_hash}
    _write_whole(folder / "draft.json", json.dumps(kept, ensure_ascii=False))


def _write_whole(path: Path, text: str) -> None:
    """Write a small file whole or not at all."""
    half = path.with_suffix(path.suffix + ".half")
    half.write_text(text, encoding="utf-8")
    half.replace(path)
