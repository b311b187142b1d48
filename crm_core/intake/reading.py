"""A file on disk to cells on disk: every cell as text, every row with its number; understands nothing yet.

The cells are kept as an Arrow file beside the original, so a large file is read once and mapped into memory after.
"""

import csv
import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv as pa_csv

from crm_core.errors import FileFault
from crm_core.intake.encoding import ENCODINGS, SEPARATORS, encoding_of, rows_of, sample_of, separator_of
from crm_core.intake.headings import column_names, heading_row, table_width
from crm_core.settings import row_limit, upload_limit_mb
from crm_core.words import mark

pc: Any = pyarrow.compute

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
BOOK_ENDINGS = (".xlsx",)
UNPACKED_TIMES = 4
BLOCK = 1 << 25
BREAKS_IN_A_CELL = 100
BATCH_ROWS = 1 << 16


@dataclass(frozen=True)
class FileReading:
    """How a file was read. ``heading_row`` counts from 1 as spreadsheets do; ``typed_numbers`` names the columns
    that a workbook holds as numbers, so that their decimal mark is beyond doubt."""

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


def read_cells(source: Path, name: str, choices: Mapping[str, str], target: Path) -> FileReading:
    """Read ``source`` (known to the reader as ``name``) and write its cells to ``target``.

    The cells have columns ``c0``, ``c1`` … of text, ``row_number`` as a spreadsheet counts, and ``ragged``: the text
    of a row that has another number of cells than the headings.
    """
    if source.stat().st_size == 0:
        raise FileFault(mark("The file {name} is empty."), name=name)
    ending = Path(name).suffix.lower()
    if ending == ".zip":
        source, ending = unpacked(source), Path(_only_member(source).filename).suffix.lower()
    if ending in BOOK_ENDINGS:
        return _read_book(source, choices, target)
    if ending in TEXT_ENDINGS:
        return _read_text(source, choices, target)
    raise FileFault(
        mark("Files named {ending} are not taken in. Bring .csv, .tsv, .txt, .xlsx, or a .zip holding one of them."),
        ending=ending or name,
    )


def unpacked(source: Path) -> Path:
    """The single table inside a zip file, unpacked beside it; refuses more than the limit, whatever the zip says."""
    member = _only_member(source)
    limit = upload_limit_mb() * UNPACKED_TIMES * 1_000_000
    target = source.with_name("unpacked")
    if target.exists() and target.stat().st_size == member.file_size:
        return target
    written = 0
    with zipfile.ZipFile(source) as archive, archive.open(member) as packed, target.open("wb") as file:
        while chunk := packed.read(1 << 20):
            written += len(chunk)
            if written > limit:
                break
            file.write(chunk)
    if written > limit:
        target.unlink()
        raise _too_large_inside()
    return target


def _only_member(source: Path) -> zipfile.ZipInfo:
    try:
        with zipfile.ZipFile(source) as archive:
            members = [item for item in archive.infolist() if not item.is_dir() and "__MACOSX" not in item.filename]
    except zipfile.BadZipFile as cause:
        raise FileFault(mark("The zip file is damaged. Pack it anew.")) from cause
    if len(members) != 1:
        raise FileFault(mark("The zip file holds {count} files. Pack one table per zip file."), count=len(members))
    if members[0].flag_bits & 1:
        raise FileFault(mark("The file is protected by a password. Save it without one."))
    if members[0].file_size > upload_limit_mb() * UNPACKED_TIMES * 1_000_000:
        raise _too_large_inside()
    return members[0]


def _too_large_inside() -> FileFault:
    return FileFault(
        mark("Unpacked, the file is larger than {limit} MB. Split it."), limit=upload_limit_mb() * UNPACKED_TIMES
    )


def _read_text(source: Path, choices: Mapping[str, str], target: Path) -> FileReading:
    encoding = choices.get("encoding") or encoding_of(source)
    if encoding not in ENCODINGS:
        raise FileFault(mark("The encoding {encoding} is not known."), encoding=encoding)
    sample = sample_of(source, encoding)
    separator = choices.get("separator") or separator_of(sample)
    rows, lines = rows_of(sample, separator)
    header = _chosen_heading_row(rows, choices)
    names = column_names(rows[header], max(table_width(rows, header), _raw_width(rows, header)))
    cells = _text_batches(source, encoding, separator, _raw_width(rows, header), len(names), lines[header], header + 1)
    row_count, shown = _write(cells, target, len(names))
    return _reading(rows, header, names, row_count, shown, encoding=encoding, separator=separator)


def _text_batches(
    source: Path, encoding: str, separator: str, width: int, columns: int, lines: int, header: int
) -> Iterator[pa.RecordBatch]:
    """Cells of the rows below the headings, batch by batch, with those that do not fit the table's width at the end."""
    ragged: list[tuple[int, str]] = []

    def keep(row: pa_csv.InvalidRow) -> str:
        ragged.append((row.number - lines + header, row.text or ""))
        return "skip"

    names = [f"c{place}" for place in range(width)]
    try:
        reader = pa_csv.open_csv(
            str(source),
            pa_csv.ReadOptions(
                use_threads=False, column_names=names, skip_rows=lines, encoding=encoding, block_size=BLOCK
            ),
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
        number, passed = header, 0
        for batch in reader:
            held = [row for row, _ in ragged[passed:]]
            passed = len(ragged)
            free = np.setdiff1d(np.arange(number + 1, number + 1 + batch.num_rows + len(held)), held)
            numbers = free[: batch.num_rows]
            number = int(max([number, *numbers[-1:], *held[-1:]]))
            cells = [batch.column(place) for place in range(width)]
            _refuse_open_quotation(cells, numbers)
            yield _batch(cells, numbers, columns)
    except (pa.ArrowInvalid, UnicodeError) as cause:
        raise _text_fault(cause, encoding) from cause
    yield from _ragged_batches(ragged, separator, columns)


def _refuse_open_quotation(cells: list[pa.Array], numbers: np.ndarray) -> None:
    """A cell of a hundred lines is a quotation mark without its partner; what it swallowed must not pass as text."""
    for column in cells:
        breaks = pc.count_substring(column, "\n")
        if (pc.max(breaks).as_py() or 0) > BREAKS_IN_A_CELL:
            row = int(numbers[int(np.argmax(breaks.to_numpy(zero_copy_only=False)))])
            raise _open_quotation(row)


def _open_quotation(row: int) -> FileFault:
    return FileFault(mark("A quotation mark is opened in row {row} and never closed. Mend that row."), row=row)


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
        yield _batch(cells, np.array([number for number, _ in fitting]), columns)
    if others:
        yield _batch([], np.array([number for number, _ in others]), columns, [text for _, text in others])


def _read_book(source: Path, choices: Mapping[str, str], target: Path) -> FileReading:
    try:
        with zipfile.ZipFile(source) as archive:
            if sum(item.file_size for item in archive.infolist()) > upload_limit_mb() * UNPACKED_TIMES * 1_000_000:
                raise _too_large_inside()
        book = fastexcel.read_excel(source)
    except zipfile.BadZipFile as cause:
        raise FileFault(
            mark("The workbook cannot be opened: it is damaged, of an old kind, or protected by a password.")
        ) from cause
    except fastexcel.FastExcelError as cause:
        raise FileFault(mark("The workbook cannot be opened. Open it in a spreadsheet and save it anew.")) from cause
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
    header = _chosen_heading_row(rows, choices)
    names = column_names(rows[header], cells.num_columns)
    below = cells.slice(header + 1)
    row_count, shown = _write(_book_batches(below, header + 2), target, len(names))
    typed = _typed_numbers(book, tab, header, names, _columns_with_doubtful_points(below))
    return _reading(rows, header, names, row_count, shown, tab=tab, tabs=tabs, typed_numbers=typed)


def _book_batches(cells: pa.RecordBatch, first: int) -> Iterator[pa.RecordBatch]:
    for start in range(0, cells.num_rows, BATCH_ROWS):
        part = cells.slice(start, BATCH_ROWS)
        columns = [pc.fill_null(part.column(place), "") for place in range(part.num_columns)]
        yield _batch(columns, np.arange(first + start, first + start + part.num_rows), part.num_columns)


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


def _batch(cells: list[pa.Array], numbers: np.ndarray, columns: int, ragged: list[str] | None = None) -> pa.RecordBatch:
    """One batch of the cells file; columns that the rows lack are empty. Rows without any text are left out."""
    empty = pa.array([""] * len(numbers), pa.string())
    given = cells + [empty] * (columns - len(cells))
    texts = pa.array(ragged, pa.string()) if ragged else pa.nulls(len(numbers), pa.string())
    arrays = [*given, pa.array(numbers, pa.int32()), texts]
    batch = pa.RecordBatch.from_arrays(arrays, schema=_schema(columns))
    if not cells:
        return batch
    is_filled = pc.not_equal(pc.utf8_trim_whitespace(cells[0]), "")
    for column in cells[1:]:
        if pc.all(is_filled).as_py():
            return batch
        is_filled = pc.or_(is_filled, pc.not_equal(pc.utf8_trim_whitespace(column), ""))
    return batch.filter(is_filled)


def _schema(columns: int) -> pa.Schema:
    texts = [(f"c{place}", pa.string()) for place in range(columns)]
    return pa.schema([*texts, ("row_number", pa.int32()), ("ragged", pa.string())])


def _write(batches: Iterator[pa.RecordBatch], target: Path, columns: int) -> tuple[int, tuple[tuple[str, ...], ...]]:
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


def _chosen_heading_row(rows: list[list[str]], choices: Mapping[str, str]) -> int:
    if not any(cell.strip() for row in rows for cell in row):
        raise FileFault(mark("The file holds no text."))
    if "header" not in choices:
        return heading_row(rows)
    chosen = choices["header"]
    if not re.fullmatch(r"\d{1,3}", chosen) or not 1 <= int(chosen) <= len(rows):
        raise FileFault(mark("There is no row {row} to take the headings from."), row=chosen)
    return int(chosen) - 1


def _raw_width(rows: list[list[str]], header: int) -> int:
    """Cells a row has in the file, empty ones at its end included; as many as the headings where that is in doubt."""
    own = len(rows[header])
    widths = Counter(len(row) for row in rows[header + 1 :] if any(cell.strip() for cell in row))
    return max(widths.items(), key=lambda item: (item[1], item[0] == own))[0] if widths else own


def _reading(
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
) -> FileReading:
    titles = tuple(" ".join(cell for cell in row if cell.strip()) for row in rows[:header])
    lines = tuple(title for title in titles if title)
    return FileReading(encoding, separator, tab, tabs, header + 1, lines, names, shown, row_count, typed_numbers)


def _text_fault(cause: Exception, encoding: str) -> FileFault:
    text = str(cause)
    if "straddling" in text:
        return FileFault(mark("A row is longer than {limit} MB. A quotation mark may be missing."), limit=BLOCK >> 20)
    if isinstance(cause, UnicodeError) or "UTF8" in text:
        return FileFault(mark("The file is not written in {encoding}. Choose another encoding."), encoding=encoding)
    return FileFault(mark("The rows cannot be told apart: {reason}"), reason=text.splitlines()[0])
