"""A text file to cells: rows told apart by a separator; a row of another width is kept as it stands, never dropped."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv as pa_csv

from crm_core.errors import FileFault
from crm_core.intake.aligned_text import GAPS, gap_of, tabbed, tabbed_by_place
from crm_core.intake.cells import FileReading, cell_batch, chosen_heading_row, file_reading, write_cells
from crm_core.intake.encoding import (
    ENCODINGS,
    SEPARATORS,
    WITH_BLANKS,
    encoding_of,
    last_line,
    quote_of,
    sample_of,
    sample_rows,
    separator_of,
    with_mark,
)
from crm_core.intake.headings import column_names, table_width, whole_headings
from crm_core.intake.plain_texts import begins_with, letters_of, smallest_letter
from crm_core.intake.quotation import BREAKS_IN_A_CELL, QUOTES, look_of, split_line
from crm_core.intake.remarks import Remark, keep_remarks
from crm_core.intake.stray_letters import LEAD_BYTE, MIXED, STRAY, put_right, put_right_column
from crm_core.intake.text_lines import LineBatches, TextTable
from crm_core.settings import line_limit_mb
from crm_core.words import mark

pc: Any = pyarrow.compute

ZERO = "\x00"
GUARDED = r"""^(?:="([^"]*)"|'(\d[\d .\-]*))$"""
RETURN = b"\r"[0]
BLOCK = 2 << 20
"""Read at once: its cells stay near the processor; blocks as long as the longest line allowed take twice the time."""


class _OpenQuotation(Exception):
    """A cell may have swallowed rows: its quotation mark may have no partner."""


class _LongRow(Exception):
    """A row is longer than what is read at once."""


def read_text(source: Path, choices: Mapping[str, str], target: Path) -> FileReading:
    """Read a text file under the choices; what they leave open is judged from what the file contains."""
    encoding = choices.get("encoding") or encoding_of(source)
    if encoding not in ENCODINGS:
        raise FileFault(mark("The encoding {encoding} is not known."), encoding=encoding)
    sample = sample_of(source, encoding)
    quote = choices.get("quote") or quote_of(sample)
    separator = choices.get("separator") or separator_of(sample, quote)
    written = encoding
    if separator in WITH_BLANKS:
        by_place = tabbed_by_place(source, with_mark(encoding), sample) if separator == "places" else None
        source = by_place or tabbed(source, with_mark(encoding), gap_of(sample) or GAPS[0])
        written, quote = "utf-8", "none"
        sample = sample_of(source, written)
    found = sample_rows(sample, separator, quote)
    rows = [[put_right(cell.replace(ZERO, "")) for cell in row.cells] for row in found]
    lines = [int(line) for line in np.cumsum([row.lines for row in found])]
    header, is_sure = chosen_heading_row(rows, choices)
    numbered_from = header + 1
    if header < 0:
        rows, lines, header = [[], *rows], [0, *lines], 0
    width = _raw_width(rows, header)
    names = column_names(whole_headings(rows, header), max(table_width(rows, header), width))
    below = [row.text for row in found[header + 1 :]]
    look = look_of(below, SEPARATORS[separator], QUOTES[quote], width)
    table = TextTable(
        source, written, SEPARATORS[separator], QUOTES[quote], look, len(names), lines[header], numbered_from
    )
    row_count, shown, has_quotes = _written(table, target)
    if not has_quotes and "quote" not in choices:
        quote = "none"
    return file_reading(
        rows, numbered_from - 1, names, row_count, shown,
        encoding=encoding, separator=separator, quote=quote, is_heading_sure=is_sure,
    )  # fmt: skip


def _written(table: TextTable, target: Path) -> tuple[int, tuple[tuple[str, ...], ...], bool]:
    """Write the cells of the rows; line by line where a quotation mark without its partner is among them.

    Also the number of rows, the first of them, and whether quotation marks stand around any cell where it was looked at.
    """
    try:
        try:
            return *_written_in_blocks(table, target), True
        except _OpenQuotation:
            lines = LineBatches(table, [])
            row_count, shown = write_cells(
                _put_right(iter(lines), table.encoding == MIXED, lines.remarks), target, table.columns
            )
            keep_remarks(target, lines.remarks)
            return row_count, shown, lines.quoted > 0
    except (pa.ArrowInvalid, UnicodeError) as cause:
        raise _text_fault(cause, table.encoding) from cause


def _written_in_blocks(table: TextTable, target: Path) -> tuple[int, tuple[tuple[str, ...], ...]]:
    """Write the cells block by block; in blocks as long as the longest line allowed where a row needs it."""
    longest = line_limit_mb() << 20
    for block in (min(BLOCK, longest), longest):
        remarks = list[Remark]()
        batches = _put_right(_text_batches(table, block), table.encoding == MIXED, remarks)
        try:
            row_count, shown = write_cells(batches, target, table.columns)
        except _LongRow:
            continue
        keep_remarks(target, remarks)
        return row_count, shown
    raise _OpenQuotation


def _text_batches(table: TextTable, block: int) -> Iterator[pa.RecordBatch]:
    """Cells of the rows below the headings, batch by batch, with those that do not fit the table's width at the end.

    The reader is some blocks ahead, so rows of another width may be told of before those above them.
    """
    ragged: list[tuple[int, str]] = []

    def keep(row: pa_csv.InvalidRow) -> str:
        ragged.append((row.number - table.lines + table.first, row.text or ""))
        return "skip"

    if split_line(last_line(table.source, table.encoding), table.separator, table.quote).open_cell is not None:
        raise _OpenQuotation
    try:
        number, passed = table.first, 0
        for batch in _ahead(_opened(table, keep, block)):
            held = [row for row, _ in ragged[passed:]]
            numbers = np.arange(number + 1, number + 1 + batch.num_rows + len(held))
            if held:
                numbers = np.setdiff1d(numbers, held)[: batch.num_rows]
            number = int(max([number, *numbers[-1:]]))
            passed += int(np.searchsorted(held, number))
            cells = [batch.column(place) for place in range(table.look.width)]
            _refuse_swallowed(cells, table)
            yield cell_batch(cells, numbers, table.columns)
    except pa.ArrowInvalid as cause:
        if "straddling" in str(cause):
            raise _LongRow from cause
        raise
    yield from _ragged_batches(ragged, table)


def _ahead(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same batches, each read while the one before it is looked at and written."""
    with ThreadPoolExecutor(1) as worker:
        coming = worker.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = worker.submit(next, batches, None)
            yield batch


def _opened(table: TextTable, keep: Callable[[pa_csv.InvalidRow], str], block: int) -> pa_csv.CSVStreamingReader:
    """The rows as a stream of batches, every cell as text; ``keep`` is told of rows of another width."""
    names = [f"c{place}" for place in range(table.look.width)]
    return pa_csv.open_csv(
        str(table.source),
        pa_csv.ReadOptions(
            use_threads=False,
            column_names=names,
            skip_rows=table.lines,
            encoding=table.encoding,
            block_size=block,
        ),
        pa_csv.ParseOptions(
            delimiter=table.separator,
            quote_char=table.quote or False,
            newlines_in_values=bool(table.quote),
            ignore_empty_lines=False,
            invalid_row_handler=keep,
        ),
        pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=False,
            quoted_strings_can_be_null=False,
        ),
    )


def _ragged_batches(ragged: list[tuple[int, str]], table: TextTable) -> Iterator[pa.RecordBatch]:
    """Rows of another width: those whose surplus cells are empty fit after all, the others keep only their text."""
    fitting: list[tuple[int, list[str]]] = []
    others: list[tuple[int, str]] = []
    columns = table.columns
    for number, text in ragged:
        row = split_line(text, table.separator, table.quote)
        is_long = "\n" in text.strip() or "\r" in text.strip()
        if table.quote and table.quote in text and (is_long or len(row.cells) == table.look.width):
            raise _OpenQuotation
        if not any(cell.strip() for cell in row.cells):
            continue
        if len(row.cells) > columns and not any(cell.strip() for cell in row.cells[columns:]):
            fitting.append((number, row.cells[:columns]))
        else:
            others.append((number, text))
    if fitting:
        cells = [pa.array([row[place] for _, row in fitting], pa.string()) for place in range(columns)]
        yield cell_batch(cells, np.array([number for number, _ in fitting]), columns)
    if others:
        yield cell_batch([], np.array([number for number, _ in others]), columns, [text for _, text in others])


def _refuse_swallowed(cells: list[pa.Array], table: TextTable) -> None:
    """A cell of several lines with as many separators as a row has is looked at more closely, line by line."""
    if not table.quote:
        return
    for column in cells:
        if smallest_letter(column) > RETURN:
            continue
        breaks = pc.count_substring_regex(column, r"\r\n|\r|\n")
        separators = pc.count_substring(column, table.separator)
        is_odd = pc.greater_equal(separators, max(1, table.look.width - 1))
        is_odd = pc.or_(pc.and_(is_odd, pc.greater(breaks, 0)), pc.greater(breaks, BREAKS_IN_A_CELL))
        if pc.any(is_odd).as_py():
            raise _OpenQuotation


def _put_right(batches: Iterator[pa.RecordBatch], is_mixed: bool, remarks: list[Remark]) -> Iterator[pa.RecordBatch]:
    """The batches without zero bytes and stray letters, each cell that had one remarked; ="0012" and '0012 are 0012."""
    for batch in batches:
        arrays, numbers = list(batch.columns), batch.column("row_number")
        if is_mixed:
            arrays = _without_strays(arrays, numbers, remarks)
        for place, column in enumerate(arrays[:-2]):
            if begins_with(column, b"='"):
                arrays[place] = column = pc.replace_substring_regex(column, GUARDED, r"\1\2")
            if smallest_letter(column) > 0:
                continue
            has_zero = pc.match_substring(column, ZERO)
            arrays[place] = pc.replace_substring(column, ZERO, "")
            found = zip(numbers.filter(has_zero).to_pylist(), arrays[place].filter(has_zero).to_pylist(), strict=True)
            remarks += [Remark("zero_byte", number, place, text) for number, text in found]
        yield pa.RecordBatch.from_arrays(arrays, schema=batch.schema)


def _without_strays(arrays: list[pa.Array], numbers: pa.Array, remarks: list[Remark]) -> list[pa.Array]:
    """The columns with every stray letter as windows-1254 has it, each cell that had one remarked."""
    read = list(arrays)
    for place, column in enumerate(arrays):
        if not pa.types.is_string(column.type) or not (letters_of(pc.fill_null(column, "")).data == LEAD_BYTE).any():
            continue
        has_stray = pc.fill_null(pc.match_substring_regex(column, STRAY.pattern), False)
        mended = put_right_column(column.filter(has_stray))
        read[place] = pc.replace_with_mask(column, has_stray, mended)
        cell = place if place < len(arrays) - 2 else None
        found = zip(numbers.filter(has_stray).to_pylist(), mended.to_pylist(), strict=True)
        remarks += [Remark("stray_letter", number, cell, text) for number, text in found]
    return read


def _raw_width(rows: list[list[str]], header: int) -> int:
    """Cells a row has in the file, empty ones at its end included; as many as the headings where that is in doubt."""
    own = len(rows[header])
    wide = (row for row in rows[header + 1 :] if len(row) > 1 or own == 1)
    widths = Counter(len(row) for row in wide if any(cell.strip() for cell in row))
    return max(widths.items(), key=lambda item: (item[1], item[0] == own))[0] if widths else own


def _text_fault(cause: Exception, encoding: str) -> FileFault:
    text = str(cause)
    if "Could not skip" in text:
        return FileFault(mark("The file has headings but no rows."))
    if isinstance(cause, UnicodeError) or "UTF8" in text:
        return FileFault(mark("The file is not written in {encoding}. Choose another encoding."), encoding=encoding)
    return FileFault(mark("The rows cannot be told apart: {reason}"), reason=text.splitlines()[0])
