"""A text file to cells: rows told apart by a separator; a row of another width is kept as it stands, never dropped."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv as pa_csv

from crm_core.errors import FileFault
from crm_core.intake.cells import FileReading, cell_batch, chosen_heading_row, file_reading, write_cells
from crm_core.intake.encoding import ENCODINGS, SEPARATORS, encoding_of, rows_of, sample_of, separator_of
from crm_core.intake.headings import column_names, table_width
from crm_core.intake.plain_texts import letters_of
from crm_core.words import mark

pc: Any = pyarrow.compute

BLOCK = 1 << 25
BREAKS_IN_A_CELL = 100


def read_text(source: Path, choices: Mapping[str, str], target: Path) -> FileReading:
    """Read a text file under the choices; what they leave open is judged from what the file contains."""
    encoding = choices.get("encoding") or encoding_of(source)
    if encoding not in ENCODINGS:
        raise FileFault(mark("The encoding {encoding} is not known."), encoding=encoding)
    sample = sample_of(source, encoding)
    separator = choices.get("separator") or separator_of(sample)
    rows, lines = rows_of(sample, separator)
    header, is_sure = chosen_heading_row(rows, choices)
    numbered_from = header + 1
    if header < 0:
        rows, lines, header = [[], *rows], [0, *lines], 0
    names = column_names(rows[header], max(table_width(rows, header), _raw_width(rows, header)))
    cells = _text_batches(
        source, encoding, separator, _raw_width(rows, header), len(names), lines[header], numbered_from
    )
    row_count, shown = write_cells(cells, target, len(names))
    return file_reading(
        rows,
        numbered_from - 1,
        names,
        row_count,
        shown,
        encoding=encoding,
        separator=separator,
        is_heading_sure=is_sure,
    )


def _text_batches(
    source: Path, encoding: str, separator: str, width: int, columns: int, lines: int, header: int
) -> Iterator[pa.RecordBatch]:
    """Cells of the rows below the headings, batch by batch, with those that do not fit the table's width at the end."""
    ragged: list[tuple[int, str]] = []

    def keep(row: pa_csv.InvalidRow) -> str:
        ragged.append((row.number - lines + header, row.text or ""))
        return "skip"

    try:
        reader = _opened(source, encoding, separator, width, lines, keep)
        number, passed = header, 0
        for batch in reader:
            held = [row for row, _ in ragged[passed:]]
            passed = len(ragged)
            numbers = np.arange(number + 1, number + 1 + batch.num_rows + len(held))
            if held:
                numbers = np.setdiff1d(numbers, held)[: batch.num_rows]
            number = int(max([number, *numbers[-1:], *held[-1:]]))
            cells = [batch.column(place) for place in range(width)]
            _refuse_open_quotation(cells, numbers)
            yield cell_batch(cells, numbers, columns)
    except (pa.ArrowInvalid, UnicodeError) as cause:
        raise _text_fault(cause, encoding) from cause
    yield from _ragged_batches(ragged, separator, columns)


def _opened(
    source: Path, encoding: str, separator: str, width: int, lines: int, keep: Callable[[pa_csv.InvalidRow], str]
) -> pa_csv.CSVStreamingReader:
    """The rows as a stream of batches, every cell as text; ``keep`` is told of rows of another width."""
    names = [f"c{place}" for place in range(width)]
    return pa_csv.open_csv(
        str(source),
        pa_csv.ReadOptions(use_threads=False, column_names=names, skip_rows=lines, encoding=encoding, block_size=BLOCK),
        pa_csv.ParseOptions(
            delimiter=SEPARATORS[separator],
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=keep,
        ),
        pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=False,
            quoted_strings_can_be_null=False,
        ),
    )


def _ragged_batches(ragged: list[tuple[int, str]], separator: str, columns: int) -> Iterator[pa.RecordBatch]:
    """Rows of another width: those whose surplus cells are empty fit after all, the others keep only their text."""
    fitting: list[tuple[int, list[str]]] = []
    others: list[tuple[int, str]] = []
    for number, text in ragged:
        if text.count("\n") > BREAKS_IN_A_CELL:
            raise _open_quotation(number)
        row = next(csv.reader(text.splitlines(keepends=True), delimiter=SEPARATORS[separator]), [])
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > columns and not any(cell.strip() for cell in row[columns:]):
            fitting.append((number, row[:columns]))
        else:
            others.append((number, text))
    if fitting:
        cells = [pa.array([row[place] for _, row in fitting], pa.string()) for place in range(columns)]
        yield cell_batch(cells, np.array([number for number, _ in fitting]), columns)
    if others:
        yield cell_batch([], np.array([number for number, _ in others]), columns, [text for _, text in others])


def _refuse_open_quotation(cells: list[pa.Array], numbers: np.ndarray) -> None:
    """A cell of a hundred lines is a quotation mark without its partner; what it swallowed must not pass as text."""
    for column in cells:
        if letters_of(column).data.tobytes().find(b"\n") < 0:
            continue
        breaks = pc.count_substring(column, "\n")
        if (pc.max(breaks).as_py() or 0) > BREAKS_IN_A_CELL:
            row = int(numbers[int(np.argmax(breaks.to_numpy(zero_copy_only=False)))])
            raise _open_quotation(row)


def _open_quotation(row: int) -> FileFault:
    return FileFault(mark("A quotation mark is opened in row {row} and never closed. Mend that row."), row=row)


def _raw_width(rows: list[list[str]], header: int) -> int:
    """Cells a row has in the file, empty ones at its end included; as many as the headings where that is in doubt."""
    own = len(rows[header])
    widths = Counter(len(row) for row in rows[header + 1 :] if any(cell.strip() for cell in row))
    return max(widths.items(), key=lambda item: (item[1], item[0] == own))[0] if widths else own


def _text_fault(cause: Exception, encoding: str) -> FileFault:
    text = str(cause)
    if "Could not skip" in text:
        return FileFault(mark("The file has headings but no rows."))
    if "straddling" in text:
        return FileFault(mark("A row is longer than {limit} MB. A quotation mark may be missing."), limit=BLOCK >> 20)
    if isinstance(cause, UnicodeError) or "UTF8" in text:
        return FileFault(mark("The file is not written in {encoding}. Choose another encoding."), encoding=encoding)
    return FileFault(mark("The rows cannot be told apart: {reason}"), reason=text.splitlines()[0])
