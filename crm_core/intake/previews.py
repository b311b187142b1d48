"""What a reading leads to, in three lines each: raw lines, numbers, days, rows of sums. Changes nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from crm_core.intake.drafts import Draft
from crm_core.intake.encoding import SEPARATORS, sample_of
from crm_core.intake.printed_rows import filled_texts, printed_rows
from crm_core.intake.quotation import QUOTES, split_line
from crm_core.intake.remarks import remarks_of
from crm_core.intake.sections import DOWN, sections_in
from crm_core.intake.sheet_drafts import ColumnDraft
from crm_core.intake.stray_letters import put_right
from crm_core.intake.sums import total_rows
from crm_core.intake.used_choices import with_used
from crm_core.intake.values import read_moments, read_numbers

pc: Any = pyarrow.compute

LINES = 3
LONGEST_LINE = 160


@dataclass(frozen=True)
class ReadCell:
    """A text of the file and what it is read as; None where it cannot be read."""

    text: str
    value: Decimal | datetime | date | None


def read_cells_of(column: ColumnDraft) -> tuple[ReadCell, ...]:
    """Three texts of a column of numbers or days, as they are read now."""
    texts = pa.array(column.samples[:LINES], pa.string())
    if column.decimal_mark is not None:
        values = read_numbers(texts, column.decimal_mark)
    elif column.date_order is not None:
        values = read_moments(texts, column.date_order)
    else:
        return ()
    return tuple(ReadCell(text, value) for text, value in zip(column.samples, values.to_pylist(), strict=False))


def raw_lines(draft: Draft) -> tuple[str, ...]:
    """Three lines of a text file as its letters are read, those with letters beyond ASCII first; none of a workbook."""
    if draft.sheet.reading.encoding is None:
        return ()
    telling = sorted(_sample_lines(draft, draft.sheet.reading.encoding)[: 50 * LINES], key=lambda line: line.isascii())
    return tuple(line[:LONGEST_LINE] for line in telling[:LINES])


def _sample_lines(draft: Draft, encoding: str) -> list[str]:
    """The filled lines of the file's beginning."""
    source = draft.folder / ("unpacked" if draft.file_name.lower().endswith(".zip") else "original")
    return [line for line in put_right(sample_of(source, encoding)).splitlines() if line.strip()]


def quoted_lines(draft: Draft) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Three lines with a quotation mark or apostrophe and the cells they are read as, those without a partner first."""
    reading = draft.sheet.reading
    if reading.encoding is None or reading.separator is None or reading.quote is None:
        return ()
    lines = [line for line in _sample_lines(draft, reading.encoding) if '"' in line or "'" in line]
    sign, mark_sign = SEPARATORS[reading.separator], QUOTES[reading.quote]
    found = [split_line(line, sign, mark_sign) for line in lines]
    remarks = remarks_of(draft.cells_path)
    said = remarks.filter(pc.equal(remarks.column("rule"), "open_quotation")).column("value").to_pylist()
    open_first = sorted(found, key=lambda row: row.open_cell is None)[:LINES]
    shown = [(row.text[:LONGEST_LINE], tuple(cell[:LONGEST_LINE] for cell in row.cells)) for row in open_first]
    return tuple(shown or [(text, (text,)) for text in said[:LINES]])


def merged_over_rows(draft: Draft) -> tuple[str, ...]:
    """The first three cells that are merged over several rows, each with its value."""
    remarks = remarks_of(draft.cells_path)
    is_meant = pc.is_in(remarks.column("rule"), pa.array(["merged_down", "merged_first"]))
    return tuple(remarks.filter(is_meant).column("value").to_pylist()[:LINES])


def sum_rows(draft: Draft) -> tuple[tuple[str, ...], ...]:
    """The first three rows of sums (TOPLAM, GENEL TOPLAM), as filled cells."""
    cells = draft.cells()
    return _first_rows(draft, cells, total_rows(cells, draft.sheet))


def repeated_by_print(draft: Draft) -> tuple[tuple[str, ...], ...]:
    """The first three rows of headings, titles and page numbers among the rows, as filled cells."""
    cells = draft.cells()
    return _first_rows(draft, cells, printed_rows(cells, draft.sheet))


def lines_of_customers(draft: Draft) -> tuple[str, ...]:
    """The first three lines that name the customer of the rows below them, where the reader was asked about them."""
    if DOWN not in with_used(draft.choices):
        return ()
    with pa.memory_map(str(draft.cells_path)) as file:
        sections = sections_in(pa.ipc.open_file(file).read_all(), draft.sheet.reading)
    return sections.texts[:LINES] if sections else ()


def _first_rows(draft: Draft, cells: pa.Table, is_meant: np.ndarray) -> tuple[tuple[str, ...], ...]:
    found = cells.filter(pa.array(is_meant)).slice(0, LINES)
    return tuple(map(tuple, filled_texts(found, draft.sheet)))
