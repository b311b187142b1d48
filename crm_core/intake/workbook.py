"""A workbook to cells: the first visible sheet with rows, or the chosen one, read as text."""

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute

from crm_core.errors import FileFault
from crm_core.intake.cells import (
    UNPACKED_TIMES,
    FileReading,
    cell_batch,
    chosen_heading_row,
    file_reading,
    too_large_inside,
    write_cells,
)
from crm_core.intake.headings import column_names
from crm_core.settings import upload_limit_mb
from crm_core.words import mark

pc: Any = pyarrow.compute

BATCH_ROWS = 1 << 16


def read_book(source: Path, choices: Mapping[str, str], target: Path) -> FileReading:
    """Read one sheet of a workbook; a column of typed numbers is remembered as such."""
    book = _opened(source)
    tabs = tuple(
        name for name in book.sheet_names if book.load_sheet(name, n_rows=1, dtypes="string").visible == "visible"
    )
    tab = choices.get("tab") or _first_filled(book, tabs)
    if tab not in tabs:
        raise FileFault(mark("The workbook has no visible sheet {tab}."), tab=tab)
    cells = book.load_sheet(tab, header_row=None, skip_rows=0, dtypes="string", eager=True)
    rows = [[cell or "" for cell in row.values()] for row in cells.slice(0, 200).to_pylist()]
    if not rows:
        raise FileFault(mark("The sheet {tab} is empty."), tab=tab)
    header = chosen_heading_row(rows, choices)
    names = column_names(rows[header], cells.num_columns)
    below = cells.slice(header + 1)
    row_count, shown = write_cells(_book_batches(below, header + 2), target, len(names))
    typed = _typed_numbers(book, tab, header, names, _columns_with_doubtful_points(below))
    return file_reading(rows, header, names, row_count, shown, tab=tab, tabs=tabs, typed_numbers=typed)


def _opened(source: Path) -> fastexcel.ExcelReader:
    """The workbook, if it is one and does not unpack to more than the limit."""
    try:
        with zipfile.ZipFile(source) as archive:
            if sum(item.file_size for item in archive.infolist()) > upload_limit_mb() * UNPACKED_TIMES * 1_000_000:
                raise too_large_inside()
        return fastexcel.read_excel(source)
    except zipfile.BadZipFile as cause:
        raise FileFault(
            mark("The workbook cannot be opened: it is damaged, of an old kind, or protected by a password.")
        ) from cause
    except fastexcel.FastExcelError as cause:
        raise FileFault(mark("The workbook cannot be opened. Open it in a spreadsheet and save it anew.")) from cause


def _book_batches(cells: pa.RecordBatch, first: int) -> Iterator[pa.RecordBatch]:
    for start in range(0, cells.num_rows, BATCH_ROWS):
        part = cells.slice(start, BATCH_ROWS)
        columns = [pc.fill_null(part.column(place), "") for place in range(part.num_columns)]
        yield cell_batch(columns, np.arange(first + start, first + start + part.num_rows), part.num_columns)


def _typed_numbers(
    book: fastexcel.ExcelReader, tab: str, header: int, names: tuple[str, ...], doubtful: list[int]
) -> tuple[str, ...]:
    """Headings of those doubtful columns that hold nothing but numbers in the workbook itself."""
    if not doubtful:
        return ()
    sheet = book.load_sheet(
        tab, header_row=None, skip_rows=header + 1, schema_sample_rows=None, use_columns=list(doubtful)
    )
    kinds = {column.index: column.dtype for column in sheet.available_columns()}
    return tuple(names[place] for place in doubtful if kinds.get(place) in ("int", "float"))


def _columns_with_doubtful_points(cells: pa.RecordBatch) -> list[int]:
    """Columns with a text such as 1.234, which would be two numbers if it were typed by hand."""
    return [
        place
        for place in range(cells.num_columns)
        if pc.any(pc.match_substring_regex(cells.column(place), r"^-?\d{1,3}\.\d{3}$")).as_py()
    ]


def _first_filled(book: fastexcel.ExcelReader, tabs: tuple[str, ...]) -> str:
    for name in tabs:
        if book.load_sheet(name, header_row=None, n_rows=2, dtypes="string").height > 1:
            return name
    raise FileFault(mark("The workbook has no visible sheet with rows."))
