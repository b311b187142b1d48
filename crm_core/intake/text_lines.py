"""A text table line by line, where a quotation mark without its partner would swallow rows; slow, and loses nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import numpy as np
import pyarrow as pa

from crm_core.intake.cells import cell_batch
from crm_core.intake.encoding import line_too_long, with_mark
from crm_core.intake.quotation import Look, Row, rows_in
from crm_core.intake.remarks import Remark
from crm_core.settings import line_limit_mb

BATCH_ROWS = 1 << 16


@dataclass(frozen=True)
class TextTable:
    """A table in a text file: how it is written, what its rows look like, and where they begin.

    ``lines`` of the file stand above the rows, the headings among them, and ``first`` is the number of the row of headings.
    """

    source: Path
    encoding: str
    separator: str
    quote: str
    look: Look
    columns: int
    lines: int
    first: int


class LineBatches:
    """The rows as batches of cells; ``quoted`` counts the cells in quotation marks, ``remarks`` are told of open ones."""

    def __init__(self, table: TextTable, remarks: list[Remark]) -> None:
        self.table, self.remarks, self.quoted = table, remarks, 0
        self._ragged: list[tuple[int, str]] = []

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        table = self.table
        with table.source.open(encoding=with_mark(table.encoding), newline="") as file:
            lines = _lines(file)
            for _ in range(table.lines):
                next(lines, None)
            held: list[tuple[int, list[str]]] = []
            rows = rows_in(lines, table.separator, table.quote, table.look)
            for number, row in enumerate(rows, start=table.first + 1):
                cells = self._fitting(number, row)
                if cells is not None:
                    held.append((number, cells))
                if len(held) == BATCH_ROWS:
                    yield self._batch(held)
                    held = []
            if held:
                yield self._batch(held)
        if self._ragged:
            numbers = np.array([number for number, _ in self._ragged])
            yield cell_batch([], numbers, table.columns, [text for _, text in self._ragged])

    def _fitting(self, number: int, row: Row) -> list[str] | None:
        """The cells of a row as wide as the table; another row is kept as its text, an empty one not at all."""
        self.quoted += row.quoted
        if row.open_cell is not None:
            place = row.cells.index(row.open_cell) if len(row.cells) == self.table.look.width else None
            self.remarks.append(Remark("open_quotation", number, place, row.open_cell))
        width, cells = self.table.look.width, row.cells
        if len(cells) > width and not any(cell.strip() for cell in cells[self.table.columns :]):
            cells = cells[: self.table.columns]
        if width <= len(cells) <= self.table.columns:
            return cells + [""] * (self.table.columns - len(cells))
        if any(cell.strip() for cell in cells):
            self._ragged.append((number, row.text))
        return None

    def _batch(self, held: list[tuple[int, list[str]]]) -> pa.RecordBatch:
        columns = zip(*(cells for _, cells in held), strict=True)
        numbers = np.array([number for number, _ in held])
        return cell_batch([pa.array(column, pa.string()) for column in columns], numbers, self.table.columns)


def _lines(file: TextIO) -> Iterator[str]:
    """The lines of a file; one beyond the limit is a fault that names it."""
    limit, number = line_limit_mb() << 20, 0
    while line := file.readline(limit + 1):
        number += 1
        if len(line) > limit:
            raise line_too_long(number)
        yield line
