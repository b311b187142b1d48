"""Mappings used before, kept in the workspace by the headings they belong to; proposed for such a file, never forced.

What was used before stands among a draft's choices as ``used.<key>``; a choice of the reader always goes first.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from crm_core.intake.cells import FileReading
from crm_core.intake.column_shapes import joined_fields
from crm_core.intake.fields import field_of, squeezed
from crm_core.intake.sections import fields_from_above
from crm_core.intake.sheet_drafts import SheetDraft
from crm_core.intake.used_choices import USED, with_used
from crm_core.store import Build, Workspace

KEPT_KINDS = (
    "sheet", "map", "join", "split", "down", "value", "scale", "kind", "decimal", "dates", "totals", "printed", "movements",
    "credits", "personal",
)  # fmt: skip


@dataclass(frozen=True)
class SavedMapping:
    """The choices that led to a load, under the headings of its file."""

    signature: str
    sheet: str
    file_name: str
    saved_at: datetime
    headings: tuple[str, ...]
    choices: Mapping[str, str]


def signature(headings: Sequence[str]) -> str:
    """The same for files with the same headings, in whatever order and case they stand."""
    said = json.dumps(sorted(squeezed(heading) or heading for heading in headings), ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def saved_mapping(workspace: Workspace, headings: Sequence[str]) -> SavedMapping | None:
    """What was used before for a file with these headings."""
    kept = workspace.setting(f"mapping.{signature(headings)}")
    return _read(kept) if kept else None


def saved_mappings(workspace: Workspace) -> tuple[SavedMapping, ...]:
    """Every mapping used before, latest first."""
    with workspace.session() as session:
        rows = session.frame("intake/saved_mappings")
    found = [_read(kept) for kept in (json.loads(value) for value in rows["value"]) if kept]
    return tuple(sorted(found, key=lambda mapping: mapping.saved_at, reverse=True))


def forget_mapping(workspace: Workspace, mapping_signature: str) -> None:
    """Propose this mapping no more; loads and drafts that used it stay as they are."""
    with workspace.change(rebuild=False) as build:
        build.run("intake/forget_mapping", key=f"mapping.{mapping_signature}")


def remember_mapping(build: Build, sheet: SheetDraft, file_name: str, choices: Mapping[str, str]) -> None:
    """Keep how a file was understood, in the transaction of its load; a load without any doubt is kept too.

    A file without headings has nothing that the next one could be known by.
    """
    if not sheet.reading.heading_row:
        return
    own = {key: value for key, value in with_used(choices).items() if _is_kept(sheet.sheet, key)}
    joined = joined_fields(own) | fields_from_above(sheet.reading, own)
    fed = {f"map.{item.heading}": item.field for item in sheet.columns if item.field and item.heading not in joined}
    kept = SavedMapping(
        signature(sheet.file_headings),
        sheet.sheet,
        file_name,
        datetime.now(UTC).replace(tzinfo=None),
        sheet.file_headings,
        {"sheet": sheet.sheet, **own, **fed},
    )
    value = json.dumps(asdict(kept), ensure_ascii=False, default=str)
    build.run("store/set_setting", key=f"mapping.{kept.signature}", value=value)


def _is_kept(sheet: str, key: str) -> bool:
    """Whether a choice holds for the next file too; one day for every row holds for its own file alone."""
    kind, _, name = key.partition(".")
    return kind in KEPT_KINDS or (kind == "constant" and field_of(sheet, name).kind not in ("day", "moment", "month"))


def proposed_choices(workspace: Workspace, reading: FileReading) -> dict[str, str]:
    """Choices of a new draft: what was used before for its headings, marked as such; nothing where it has none."""
    headings = reading.headings[: len(reading.headings) - reading.added]
    if not reading.heading_row:
        return {}
    known = saved_mapping(workspace, headings)
    if known is None:
        return {}
    present = {squeezed(heading): heading for heading in headings}
    here = {before: present.get(squeezed(before), before) for before in known.headings}
    return {f"{USED}{_key(key, here)}": _value(key, value, here) for key, value in known.choices.items()}


def _key(key: str, here: Mapping[str, str]) -> str:
    """The key with the heading written as the new file writes it, parts of a split column included."""
    kind, _, rest = key.partition(".")
    if kind not in ("map", "decimal", "dates", "split"):
        return key
    heading, dash, part = rest.rpartition(" – ") if rest not in here else (rest, "", "")
    return f"{kind}.{here.get(heading, heading)}{dash}{part}"


def _value(key: str, value: str, here: Mapping[str, str]) -> str:
    """The headings that a join names, as the new file writes them."""
    return "|".join(here.get(part, part) for part in value.split("|")) if key.startswith("join.") else value


def _read(kept: Mapping) -> SavedMapping:
    moment = datetime.fromisoformat(kept["saved_at"])
    return SavedMapping(**(dict(kept) | {"headings": tuple(kept["headings"]), "saved_at": moment}))
