"""What a load changes in the attributes of customers, name by name instead of as one text; the store keeps them as one."""

import json
from collections.abc import Iterator
from dataclasses import replace

from crm_core.intake.attributes import PREFIX
from crm_core.store import Build, ChangedCell, ChangedField, StoredLoad

WHOLE = "attributes"


def with_changed_attributes(build: Build, stored: StoredLoad) -> StoredLoad:
    """The load's changes with one field for each attribute that it changed."""
    if not any(line.field == WHOLE for line in stored.fields):
        return stored
    counted = build.frame("intake/changed_attributes", load_id=stored.load_id)
    named = tuple(
        ChangedField(f"{PREFIX}{name}", int(rows))
        for name, rows in zip(counted["attribute"], counted["customers"], strict=True)
    )
    fields = (*(line for line in stored.fields if line.field != WHOLE), *named)
    cells = tuple(part for cell in stored.cells for part in _by_name(cell))
    return replace(stored, fields=fields, cells=cells)


def _by_name(cell: ChangedCell) -> Iterator[ChangedCell]:
    """One changed cell for each attribute that differs; a cell of a field stays as it is."""
    if cell.field != WHOLE:
        yield cell
        return
    before, after = (json.loads(text or "{}") for text in (cell.before, cell.after))
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield replace(cell, field=f"{PREFIX}{name}", before=before.get(name), after=after.get(name))
