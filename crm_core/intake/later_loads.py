"""Later loads that keep a load from being taken back, in the reader's language: rows by their keys, cells by their fields."""

from crm_core.intake.fields import field_of
from crm_core.intake.personal import NAMING, masked, personal_fields
from crm_core.intake.wording import stored_text
from crm_core.numbers import NOTHING, number_text
from crm_core.store import LaterLoad, LaterLoads, TouchedRow
from crm_core.words import Language, translate

PERSONS = frozenset(NAMING)


def later_loads_text(later: LaterLoads, language: Language) -> str:
    """Each load with its file, how many rows it touched, and what it did to the first of them."""
    return ", ".join(_load(later.sheet, load, language) for load in later.loads)


def _load(sheet: str, load: LaterLoad, language: Language) -> str:
    rows = "; ".join(_row(sheet, row, language) for row in load.rows)
    told = f"{number_text(load.row_count, language)}: {rows}" if rows else number_text(load.row_count, language)
    return f"{load.load_id} ({load.file_name}, {told})"


def _row(sheet: str, row: TouchedRow, language: Language) -> str:
    key = " · ".join(_value(sheet, name, text, language) for name, text in row.key)
    cells = [
        f"{translate(field_of(sheet, cell.field).label, language)} "
        f"{_value(sheet, cell.field, cell.before, language)} → {_value(sheet, cell.field, cell.after, language)}"
        for cell in row.cells
    ]
    return f"{key}: {', '.join(cells)}" if cells else key


def _value(sheet: str, name: str, text: str | None, language: Language) -> str:
    """A stored value by the kind of its field; one that names a person stays masked."""
    if not text:
        return NOTHING
    if name in PERSONS & personal_fields(sheet):
        return masked(text)
    return stored_text(field_of(sheet, name).kind, text, language)
