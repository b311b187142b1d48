"""What a reading leads to, in three lines each: raw lines, numbers, days, rows of sums. Changes nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute

from crm_core.intake.columns import total_rows
from crm_core.intake.drafts import Draft
from crm_core.intake.encoding import sample_of
from crm_core.intake.sheet_drafts import ColumnDraft
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
    source = draft.folder / ("unpacked" if draft.file_name.lower().endswith(".zip") else "original")
    lines = [line for line in sample_of(source, draft.sheet.reading.encoding).splitlines() if line.strip()]
    telling = sorted(lines[: 50 * LINES], key=lambda line: line.isascii())
    return tuple(line[:LONGEST_LINE] for line in telling[:LINES])


def sum_rows(draft: Draft) -> tuple[tuple[str, ...], ...]:
    """The first three rows of sums (TOPLAM, GENEL TOPLAM), as filled cells."""
    cells = draft.cells()
    found = cells.filter(pa.array(total_rows(cells, draft.sheet))).slice(0, LINES)
    width = len(draft.sheet.file_headings)
    return tuple(tuple(cell for cell in list(row.values())[:width] if cell.strip()) for row in found.to_pylist())
