"""What later loads did to rows of a load, and so why it cannot be taken back alone: rows by their keys, cells before and after.

Values are texts as the database writes them; who shows them words them. Refuses to word anything itself.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crm_core.store.changed_attributes import ChangedCell, cells_by_name
from crm_core.store.given_columns import columns_of_sheet
from crm_core.store.images import from_images
from crm_core.store.manner import KEYS
from crm_core.store.session import Build

ROWS_NAMED = 3
COLUMNS = {"customer_id": "customer_key", "index": "price_index"}
_FIELDS = {column: field for field, column in COLUMNS.items()}


@dataclass(frozen=True)
class TouchedRow:
    """A row that a later load met: the fields and texts of its key, and the cells that were changed in it, if any."""

    key: tuple[tuple[str, str], ...]
    cells: tuple[ChangedCell, ...] = ()

    def __str__(self) -> str:
        changed = ", ".join(f"{cell.before or '–'} → {cell.after or '–'}" for cell in self.cells)
        return " ".join(part for part in (" · ".join(text for _, text in self.key), changed) if part)


@dataclass(frozen=True)
class LaterLoad:
    """A load that must be taken back first, how many rows it touched, and the first of them."""

    load_id: int
    file_name: str
    row_count: int
    rows: tuple[TouchedRow, ...] = ()

    def __str__(self) -> str:
        first = "; ".join(map(str, self.rows))
        return f"{self.load_id} ({self.file_name}, {self.row_count}{': ' if first else ''}{first})"


@dataclass(frozen=True)
class LaterLoads:
    """All loads that must be taken back first, the latest first, and the sheet that they share."""

    sheet: str
    loads: tuple[LaterLoad, ...]

    def __str__(self) -> str:
        return ", ".join(map(str, self.loads))


def changed_rows(build: Build, sheet: str, load_id: int, later: int) -> tuple[TouchedRow, ...]:
    """The first rows of a load in which a later load changed cells."""
    key = [COLUMNS.get(name, name) for name in KEYS[sheet]]
    same = " and ".join(f"old.{name} is not distinct from new.{name}" for name in key)
    images = f"(select row_image from replaced_rows where load_id = {later} and brought_by = {load_id})"
    columns = [
        name
        for name in columns_of_sheet(sheet)
        if name not in ("load_id", "row_number", *key) and not name.endswith("_on")
    ]
    said = ", ".join(_text_of("old", name) for name in key)
    pairs = ", ".join(f"[{_text_of('old', name)}, {_text_of('new', name)}]" for name in columns)
    differ = " or ".join(f"old.{name} is distinct from new.{name}" for name in columns)
    found = build.execute(
        f"select [{said}], [{pairs}] from ({from_images(sheet, images)}) as old "
        f"join {sheet} as new on new.load_id = {later} and {same} "
        f"where {differ} order by old.row_number limit {ROWS_NAMED}"
    )
    return tuple(TouchedRow(_key(KEYS[sheet], texts), _cells(columns, changes)) for texts, changes in found)


def passed_over_rows(key_fields: str, examples: str) -> tuple[TouchedRow, ...]:
    """The first rows that a later load left as they stood, by the key that it knew them by."""
    return tuple(TouchedRow(_key(key_fields.split(","), texts)) for texts in json.loads(examples))


def _key(names: Sequence[str], texts: Sequence[str | None]) -> tuple[tuple[str, str], ...]:
    return tuple((name, text) for name, text in zip(names, texts, strict=True) if text)


def _cells(columns: Sequence[str], changes: Sequence[Any]) -> tuple[ChangedCell, ...]:
    changed = [
        ChangedCell(0, "", _FIELDS.get(name, name), before, after)
        for name, (before, after) in zip(columns, changes, strict=True)
        if before != after
    ]
    return cells_by_name(changed)


def _text_of(table: str, name: str) -> str:
    """SQL of a value as text: customers by number, numbers without idle zeros, moments at midnight as days."""
    value = f"{table}.{name}"
    if name == "customer_key":
        return f"(select customer_id from customer_keys where customer_keys.customer_key = {value})"
    return (
        f"case when typeof({value}) like 'DECIMAL%' "
        f"then regexp_replace(cast({value} as varchar), '(\\.[0-9]*[1-9])0+$|\\.0+$', '\\1') "
        f"else regexp_replace(cast({value} as varchar), "
        f"case when typeof({value}) like 'TIMESTAMP%' then ' 00:00:00$' else '^$' end, '') end"
    )
