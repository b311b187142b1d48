"""Workbooks in tests: what stands in their cells, and a copy in which somebody typed into some of them."""

import io
from collections.abc import Mapping

import fastexcel
import xlsxwriter


def tables_of(book: bytes) -> dict[str, list[list[str]]]:
    """Texts of all cells by sheet, empty ones as empty texts."""
    reader = fastexcel.read_excel(book)
    tables = {}
    for name in reader.sheet_names:
        cells = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string", eager=True)
        tables[name] = [[cell or "" for cell in row.values()] for row in cells.to_pylist()]
    return tables


def rewritten(book: bytes, typed: Mapping[tuple[int, int], str | float]) -> bytes:
    """A copy of the first sheet with other cells at some places; numbers are typed as numbers."""
    (rows, *_) = tables_of(book).values()
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as copy:
        sheet = copy.add_worksheet()
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                value = typed.get((row, column), cell)
                if isinstance(value, str):
                    sheet.write_string(row, column, value)
                else:
                    sheet.write_number(row, column, value)
    return target.getvalue()
