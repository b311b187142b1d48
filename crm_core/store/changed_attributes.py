"""What a load changes in the company's own columns, name by name instead of as the one text that they are stored as."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from crm_core.store.session import Build

ATTRIBUTE_PREFIX = "attribute:"
WHOLE = "attributes"


@dataclass(frozen=True)
class ChangedField:
    """How many rows a load changes in one field."""

    field: str
    rows: int


@dataclass(frozen=True)
class ChangedCell:
    """One cell that a load changes, as text before and after; ``row_number`` is that of the new file."""

    row_number: int
    key: str
    field: str
    before: str | None
    after: str | None


def fields_by_name(build: Build, fields: Sequence[ChangedField]) -> tuple[ChangedField, ...]:
    """The changed fields of the rows in ``settled``, with one for each attribute that changed."""
    if not any(line.field == WHOLE for line in fields):
        return tuple(fields)
    counted = build.frame("store/changed_attributes")
    named = tuple(
        ChangedField(f"{ATTRIBUTE_PREFIX}{name}", int(rows))
        for name, rows in zip(counted["attribute"], counted["changed_rows"], strict=True)
    )
    return (*(line for line in fields if line.field != WHOLE), *named)


def cells_by_name(cells: Sequence[ChangedCell]) -> tuple[ChangedCell, ...]:
    """The changed cells, with one for each attribute that differs."""
    return tuple(part for cell in cells for part in _by_name(cell))


def _by_name(cell: ChangedCell) -> Iterator[ChangedCell]:
    if cell.field != WHOLE:
        yield cell
        return
    before, after = (json.loads(text or "{}") for text in (cell.before, cell.after))
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield replace(cell, field=f"{ATTRIBUTE_PREFIX}{name}", before=before.get(name), after=after.get(name))
