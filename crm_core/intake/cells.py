"""The cells of a file on disk: one Arrow file, every cell as text, every row with its number; written whole or not at all."""

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from crm_core.errors import FileFault
from crm_core.intake.headings import heading_row, is_drawn
from crm_core.intake.plain_texts import trimmed
from crm_core.settings import row_limit, upload_limit_mb
from crm_core.words import mark

pc: Any = pyarrow.compute

UNPACKED_TIMES = 4
WITHOUT_HEADINGS = "none"


@dataclass(frozen=True)
class FileReading:
    """How a file was read. ``heading_row`` counts from 1 as spreadsheets do, 0 where there is none;
    ``typed_numbers`` names the columns that a workbook holds as numbers, so that their decimal mark is beyond doubt;
    ``columns_with_typed`` those of doubtful texts that hold any, ``open_marks`` those of them whose texts leave the mark
    open, each with such a text; ``added`` counts the columns at the end that were made of others; ``other_tabs`` are the
    visible sheets with rows beside the one read."""

    encoding: str | None
    separator: str | None
    tab: str | None
    tabs: tuple[str, ...]
    heading_row: int
    title_lines: tuple[str, ...]
    headings: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    row_count: int
    typed_numbers: tuple[str, ...] = ()
    added: int = 0
    hidden_tabs: tuple[str, ...] = ()
    is_heading_sure: bool = True
    quote: str | None = None
    other_tabs: tuple[str, ...] = ()
    open_marks: tuple[tuple[str, str], ...] = ()
    columns_with_typed: tuple[str, ...] = ()


def file_reading(
    rows: list[list[str]],
    header: int,
    names: tuple[str, ...],
    row_count: int,
    shown: tuple[tuple[str, ...], ...],
    encoding: str | None = None,
    separator: str | None = None,
    tab: str | None = None,
    tabs: tuple[str, ...] = (),
    typed_numbers: tuple[str, ...] = (),
    hidden_tabs: tuple[str, ...] = (),
    is_heading_sure: bool = True,
    quote: str | None = None,
    other_tabs: tuple[str, ...] = (),
    open_marks: tuple[tuple[str, str], ...] = (),
    columns_with_typed: tuple[str, ...] = (),
) -> FileReading:
    """How a file was read, from its rows, its names and what was written of it."""
    titles = tuple(" ".join(cell for cell in row if cell.strip()) for row in rows[: max(header, 0)])
    lines = tuple(title for title in titles if title and not is_drawn([title]))
    return FileReading(
        encoding,
        separator,
        tab,
        tabs,
        header + 1,
        lines,
        names,
        shown,
        row_count,
        typed_numbers,
        0,
        hidden_tabs,
        is_heading_sure,
        quote,
        other_tabs,
        open_marks,
        columns_with_typed,
    )


def chosen_heading_row(rows: list[list[str]], choices: Mapping[str, str]) -> tuple[int, bool]:
    """Place of the heading row, -1 where there is none, and whether it is chosen or beyond doubt, not only likely."""
    if not any(cell.strip() for row in rows for cell in row):
        raise FileFault(mark("The file holds no text."))
    if "header" not in choices:
        return heading_row(rows)
    chosen = choices["header"]
    if chosen == WITHOUT_HEADINGS:
        return -1, True
    if not re.fullmatch(r"\d{1,3}", chosen) or not 1 <= int(chosen) <= len(rows):
        raise FileFault(mark("There is no row {row} to take the headings from."), row=chosen)
    return int(chosen) - 1, True


def write_cells(
    batches: Iterator[pa.RecordBatch], target: Path, columns: int
) -> tuple[int, tuple[tuple[str, ...], ...]]:
    """Write the cells file whole or not at all; the number of rows and the first three of them."""
    row_count = 0
    shown: list[tuple[str, ...]] = []
    half = target.with_suffix(".half")
    with pa.OSFile(str(half), "wb") as file, pa.ipc.new_file(file, _schema(columns)) as writer:
        for batch in batches:
            row_count += batch.num_rows
            if row_count > row_limit():
                raise FileFault(mark("The file has more than {limit} rows. Split it."), limit=row_limit())
            if len(shown) < 3:
                shown += [tuple(list(row.values())[:columns]) for row in batch.slice(0, 3 - len(shown)).to_pylist()]
            writer.write_batch(batch)
    if row_count == 0:
        half.unlink()
        raise FileFault(mark("The file has headings but no rows."))
    shutil.move(half, target)
    return row_count, tuple(shown)


def cell_batch(
    cells: list[pa.Array], numbers: np.ndarray, columns: int, ragged: list[str] | None = None
) -> pa.RecordBatch:
    """One batch of the cells file; columns that the rows lack are empty. Rows without any text are left out."""
    missing = columns - len(cells)
    given = cells + [pa.array([""] * len(numbers), pa.string())] * missing if missing > 0 else cells
    texts = pa.array(ragged, pa.string()) if ragged else pa.nulls(len(numbers), pa.string())
    arrays = [*given, pa.array(numbers, pa.int32()), texts]
    batch = pa.RecordBatch.from_arrays(arrays, schema=_schema(columns))
    if not cells:
        return batch
    is_filled = pc.not_equal(trimmed(cells[0]), "")
    for column in cells[1:]:
        if pc.all(is_filled).as_py():
            return batch
        is_filled = pc.or_(is_filled, pc.not_equal(trimmed(column), ""))
    return batch.filter(is_filled)


def _schema(columns: int) -> pa.Schema:
    texts = [(f"c{place}", pa.string()) for place in range(columns)]
    return pa.schema([*texts, ("row_number", pa.int32()), ("ragged", pa.string())])


def too_large_inside() -> FileFault:
    """The fault of a file that unpacks to more than the limit."""
    return FileFault(
        mark("Unpacked, the file is larger than {limit} MB. Split it."), limit=upload_limit_mb() * UNPACKED_TIMES
    )
