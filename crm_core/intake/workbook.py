"""A workbook to cells: the first visible sheet with rows, or the chosen one, read as text."""

import mmap
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
from crm_core.intake.headings import column_names, whole_headings
from crm_core.intake.merged_cells import filled_down, is_counted_once, merged_cells, merged_remarks
from crm_core.intake.remarks import keep_remarks
from crm_core.intake.typed_cells import typed_cells
from crm_core.settings import upload_limit_mb
from crm_core.words import mark

pc: Any = pyarrow.compute

BATCH_ROWS = 1 << 16
OLD_START = b"\xd0\xcf\x11\xe0"
MANIFEST = "META-INF/manifest.xml"
FAILED = {
    "NA": "#N/A", "Div0": "#DIV/0!", "Ref": "#REF!", "Value": "#VALUE!", "Name": "#NAME?", "Num": "#NUM!",
    "Null": "#NULL!",
}  # fmt: skip


@dataclass(frozen=True)
class Tab:
    """A sheet of a workbook: its name, whether it is seen, and how large it is as far as two rows tell."""

    name: str
    is_visible: bool
    height: int
    width: int

    def has_rows(self, columns: int = 1) -> bool:
        """Whether the sheet is seen and holds two rows or more of so many columns."""
        return self.is_visible and self.height > 1 and self.width >= columns


def read_book(source: Path, choices: Mapping[str, str], target: Path) -> FileReading:
    """Read one sheet of a workbook; typed numbers are told from texts, a failed formula is kept as text."""
    book = _opened(source)
    tabs = _tabs(book)
    visible = tuple(one.name for one in tabs if one.is_visible)
    tab = choices.get("tab") or _first_filled(tabs)
    if tab not in visible:
        raise FileFault(mark("The workbook has no visible sheet {tab}."), tab=tab)
    own = _cells_of(book, tab)
    merged, offset = merged_cells(source, tab, own)
    fills = choices.get("merged") != "first"
    cells = filled_down(own, merged) if fills else own
    rows = [[cell or "" for cell in row.values()] for row in cells.slice(0, 200).to_pylist()]
    if not rows:
        raise FileFault(mark("The sheet {tab} is empty."), tab=tab)
    header, is_sure = chosen_heading_row(rows, choices)
    names = column_names(whole_headings(rows, header) if header >= 0 else [], cells.num_columns)
    filled = frozenset(place for place, name in enumerate(names) if fills and not is_counted_once(name))
    typed = typed_cells(book, tab, own, names, header, choices)
    own = typed.cells
    cells = filled_down(own, merged) if fills else own
    columns = [(cells if place in filled else own).column(place) for place in range(cells.num_columns)]
    below = pa.RecordBatch.from_arrays(columns, names=cells.schema.names).slice(header + 1)
    row_count, shown = write_cells(_book_batches(below, header + 2), target, len(names))
    keep_remarks(target, merged_remarks(merged, own, header, filled, offset))
    return file_reading(
        rows,
        header,
        names,
        row_count,
        shown,
        tab=tab,
        tabs=visible,
        typed_numbers=tuple(names[place] for place in sorted(typed.sure)),
        open_marks=tuple((names[place], text) for place, text in sorted(typed.open_marks.items())),
        columns_with_typed=tuple(names[place] for place in sorted(typed.held)),
        hidden_tabs=tuple(one.name for one in tabs if not one.is_visible),
        other_tabs=tuple(one.name for one in tabs if one.has_rows() and one.name != tab),
        is_heading_sure=is_sure,
    )


def filled_tabs(source: Path) -> tuple[str, ...]:
    """Visible sheets of a workbook that hold a table: two rows and two columns or more."""
    return tuple(one.name for one in _tabs(_opened(source)) if one.has_rows(columns=2))


def _tabs(book: fastexcel.ExcelReader) -> tuple[Tab, ...]:
    """The sheets of a workbook, each looked at once."""
    sheets = ((name, book.load_sheet(name, header_row=None, n_rows=2, dtypes="string")) for name in book.sheet_names)
    return tuple(Tab(name, sheet.visible == "visible", sheet.height, sheet.width) for name, sheet in sheets)


def _cells_of(book: fastexcel.ExcelReader, tab: str) -> pa.RecordBatch:
    """All cells of a sheet as text; formulas that failed as spreadsheets show them."""
    cells, failed = book.load_sheet(tab, header_row=None, skip_rows=0, dtypes="string").to_arrow_with_errors()
    if failed is None or not failed.errors:
        return cells
    by_column: dict[int, dict[int, str]] = {}
    for error in failed.errors:
        row, column = error.offset_position
        kind = re.search(r"Error\((\w+)\)", error.detail)
        by_column.setdefault(column, {})[row] = FAILED.get(kind[1], "#VALUE!") if kind else "#VALUE!"
    columns = list(cells.columns)
    for column, texts in by_column.items():
        mask = np.zeros(cells.num_rows, dtype=bool)
        mask[sorted(texts)] = True
        shown = pa.array([texts[row] for row in sorted(texts)], pa.string())
        columns[column] = pc.replace_with_mask(pc.cast(columns[column], pa.string()), pa.array(mask), shown)
    return pa.RecordBatch.from_arrays(columns, names=cells.schema.names)


def _opened(source: Path) -> fastexcel.ExcelReader:
    """The workbook, if it is one, is not locked and does not unpack to more than the limit."""
    with source.open("rb") as file:
        start = file.read(8)
    if start.startswith(OLD_START):
        _refuse_locked(source)
    elif zipfile.is_zipfile(source):
        _refuse_large_or_locked(source)
    else:
        raise FileFault(
            mark("The workbook cannot be opened: it is damaged, or a file of another kind under this name.")
        )
    try:
        return fastexcel.read_excel(source)
    except fastexcel.FastExcelError as cause:
        if "assword" in str(cause):
            raise _locked() from cause
        raise FileFault(mark("The workbook cannot be opened. Open it in a spreadsheet and save it anew.")) from cause


def _refuse_locked(source: Path) -> None:
    """A workbook behind a password is an old container with one encrypted stream in it."""
    name = "EncryptedPackage".encode("utf-16-le")
    with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.find(name) >= 0:
            raise _locked()


def _refuse_large_or_locked(source: Path) -> None:
    with zipfile.ZipFile(source) as archive:
        if sum(item.file_size for item in archive.infolist()) > upload_limit_mb() * UNPACKED_TIMES * 1_000_000:
            raise too_large_inside()
        if MANIFEST in archive.namelist() and b"encryption-data" in archive.read(MANIFEST):
            raise _locked()


def _locked() -> FileFault:
    return FileFault(mark("The file is protected by a password. Save it without one."))


def _book_batches(cells: pa.RecordBatch, first: int) -> Iterator[pa.RecordBatch]:
    for start in range(0, cells.num_rows, BATCH_ROWS):
        part = cells.slice(start, BATCH_ROWS)
        columns = [pc.fill_null(part.column(place), "") for place in range(part.num_columns)]
        yield cell_batch(columns, np.arange(first + start, first + start + part.num_rows), part.num_columns)


def _first_filled(tabs: tuple[Tab, ...]) -> str:
    found = next((one.name for one in tabs if one.has_rows()), None)
    if found is None:
        raise FileFault(mark("The workbook has no visible sheet with rows."))
    return found
