"""Tables leave the house as CSV or XLSX; text that a spreadsheet would run as a formula is made harmless first."""

import io
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(rows: pd.DataFrame) -> pd.DataFrame:
    """The same rows with every text that begins like a formula put behind an apostrophe."""
    safe = rows.copy()
    for name in safe.columns:
        if pd.api.types.is_string_dtype(safe[name]) or safe[name].dtype == object:
            safe[name] = safe[name].map(_harmless_cell)
    return safe.rename(columns=_harmless_cell)


def csv_bytes(rows: pd.DataFrame) -> bytes:
    """Rows as UTF-8 CSV with a byte-order mark, so that spreadsheet programs read Turkish letters right."""
    return harmless(rows).to_csv(index=False).encode("utf-8-sig")


def xlsx_bytes(rows: pd.DataFrame, notes: tuple[str, ...] = (), sheets: tuple[str, str] = ("data", "about")) -> bytes:
    """Rows as one XLSX sheet with a bold heading; ``notes`` (filters, as-of date) stand on a second one; ``sheets`` names both."""
    target = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    with xlsxwriter.Workbook(target, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet(sheets[0])
        bold = book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        safe = harmless(rows)
        for place, name in enumerate(safe.columns):
            sheet.write_string(0, place, str(name), bold)
            sheet.set_column(place, place, min(40, max(10, len(str(name)) + 2)))
            for row, value in enumerate(safe[name].tolist(), start=1):
                _write_cell(sheet, row, place, value, day)
        sheet.freeze_panes(1, 0)
        about = book.add_worksheet(sheets[1])
        for row, note in enumerate(notes):
            about.write_string(row, 0, note)
    return target.getvalue()


def _write_cell(sheet: Worksheet, row: int, column: int, value: Any, day: Any) -> None:
    if pd.isna(value):
        return
    if isinstance(value, pd.Timestamp):
        sheet.write_datetime(row, column, value.to_pydatetime(), day)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value))


def _harmless_cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return "'" + value
    return value
