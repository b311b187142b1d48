"""How the bytes of a text file become letters and cells: encoding, separator; refuses files that are no text."""

import codecs
import io
import re
from collections import Counter
from itertools import islice
from pathlib import Path

from crm_core.errors import FileFault
from crm_core.intake.aligned_text import gap_of, placed_table, stands_in_places
from crm_core.intake.quotation import QUOTES, Row, look_of, rows_in
from crm_core.intake.stray_letters import MIXED, count, is_mixed
from crm_core.settings import line_limit_mb
from crm_core.words import mark

ENCODINGS = ("utf-8", MIXED, "utf-16", "utf-16-le", "utf-16-be", "cp1254", "iso8859-9", "cp1252")
SEPARATORS = {"semicolon": ";", "tab": "\t", "bar": "|", "comma": ",", "blanks": "\t", "places": "\t"}
WITH_BLANKS = ("blanks", "places")
"""Cells with blanks between them, or told apart by where they stand, are read from a copy with tabs."""
BINARY_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"MZ")
NOT_IN_CP1254 = frozenset(b"\x81\x8d\x8e\x8f\x90\x9d\x9e")
CHUNK = 1 << 18
"""Read at once: its letters stay near the processor, which halves the time."""
TAIL = 1 << 16
SAMPLE_CHARACTERS = 1 << 18
SAMPLE_ROWS = 200
MOST_ZERO_BYTES = 0.3
MOST_CONTROL_BYTES = 0.001
CONTROL_BYTES = bytes((*range(1, 9), *range(14, 26), *range(28, 32)))
_APOSTROPHES = re.compile(r"(?:^|[;,\t|])'(?:[^']|'')+'(?=[;,\t|]|$)")


def encoding_of(path: Path) -> str:
    """Encoding of a text file by what it contains: a mark at the start, UTF-8, UTF-16, else windows-1254."""
    with path.open("rb") as file:
        start = file.read(1 << 16)
    if start.startswith(BINARY_STARTS):
        raise FileFault(mark("This is not a text file, although its name says so. Save it as CSV or XLSX."))
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\x00" in start:
        return _encoding_with_zero_bytes(path, start)
    return _encoding_of_letters(path)


def sample_of(path: Path, encoding: str) -> str:
    """The first letters of a file, whole lines only where it is longer; a first line beyond the limit is refused."""
    limit = line_limit_mb() << 20
    try:
        with path.open(encoding=with_mark(encoding), newline="") as file:
            text = file.read(SAMPLE_CHARACTERS)
            is_whole = len(text) < SAMPLE_CHARACTERS
            while not is_whole and _last_end(text) == 0:
                if len(text) > limit:
                    raise line_too_long(1)
                more = file.read(SAMPLE_CHARACTERS)
                text, is_whole = text + more, not more
    except UnicodeError as cause:
        raise FileFault(
            mark("The file is not written in {encoding}. Choose another encoding."), encoding=encoding
        ) from cause
    return text if is_whole else text[: _last_end(text)]


def _last_end(text: str) -> int:
    """Where the last whole line ends; 0 where no line does."""
    return max(text.rfind("\n"), text.rfind("\r")) + 1


def last_line(path: Path, encoding: str) -> str:
    """The last filled line of a file, or its end where that is long."""
    with path.open("rb") as file:
        is_big = encoding == "utf-16" and file.read(2) == codecs.BOM_UTF16_BE
        file.seek(max(0, path.stat().st_size - TAIL) & ~1)
        known = encoding if encoding != "utf-16" else "utf-16-be" if is_big else "utf-16-le"
        text = file.read().decode(known, errors="replace")
    return next((line for line in reversed(text.splitlines()) if line.strip()), "")


def separator_of(sample: str, quote: str) -> str:
    """Name of the separator under which most rows have the same number of cells as each other, and more than one.

    Where the first line holds no comma, those of the others may be decimal marks in cells with blanks between them.
    """
    best, best_score = "comma", (0.0, 0)
    for name, sign in SEPARATORS.items():
        if name in WITH_BLANKS:
            continue
        rows = [row.cells for row in sample_rows(sample, name, quote)] if sign in sample else []
        widths = Counter(len(row) for row in rows if len(row) > 1 or row[0].strip())
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        score = (round(count / widths.total(), 1) if width > 1 else 0.0, width)
        if score[0] > best_score[0]:
            best, best_score = name, score
    is_doubtful = best == "comma" and "," not in next((line for line in sample.splitlines() if line.strip()), "")
    if is_doubtful and stands_in_places(sample):
        return "places"
    gap = gap_of(sample) if is_doubtful else None
    table = placed_table(sample) if is_doubtful else None
    if table and (gap is None or len(gap.split(table.heading)) != len(table.spans)):
        return "places"
    return "blanks" if gap else best


def quote_of(sample: str) -> str:
    """Name of the sign around cells: the apostrophe where most lines have such cells, else the quotation mark."""
    lines = sum(1 for line in sample.splitlines()[:SAMPLE_ROWS] if line.strip())
    cells = sum(1 for line in sample.splitlines()[:SAMPLE_ROWS] if _APOSTROPHES.search(line))
    return "single" if lines > 1 and cells > 0.8 * lines else "double"


def sample_rows(sample: str, separator: str, quote: str) -> list[Row]:
    """The first rows of the sample."""
    lines = list(islice(io.StringIO(sample, newline=""), SAMPLE_ROWS * 4))
    sign, mark_sign = SEPARATORS[separator], QUOTES[quote]
    look = look_of(lines[:SAMPLE_ROWS], sign, mark_sign)
    return list(islice(rows_in(iter(lines), sign, mark_sign, look), SAMPLE_ROWS))


def line_too_long(line: int) -> FileFault:
    """The fault of a line beyond the limit."""
    return FileFault(
        mark("Line {line} is longer than {limit} MB. A table has one line per row; save the file anew."),
        line=line,
        limit=line_limit_mb(),
    )


def with_mark(encoding: str) -> str:
    """The encoding as Python names it where a mark at the start is no letter."""
    return "utf-8-sig" if encoding == "utf-8" else encoding


def _encoding_with_zero_bytes(path: Path, start: bytes) -> str:
    """UTF-16 without a mark has zero bytes at every second place; a few in a text are said of their cells."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    if odd > len(start) // 5 and even < odd // 10:
        return "utf-16-le"
    if even > len(start) // 5 and odd < even // 10:
        return "utf-16-be"
    controls = len(start) - len(start.translate(None, CONTROL_BYTES))
    if start.count(0) > MOST_ZERO_BYTES * len(start) or controls > MOST_CONTROL_BYTES * len(start):
        raise FileFault(mark("This is not a text file, although its name says so. Save it as CSV or XLSX."))
    return _encoding_of_letters(path)


def _encoding_of_letters(path: Path) -> str:
    is_utf8, seen = _scan(path)
    if is_utf8:
        return "utf-8"
    if is_mixed(*_letters_and_strays(path)):
        return MIXED
    return "iso8859-9" if seen & NOT_IN_CP1254 else "cp1254"


def _letters_and_strays(path: Path) -> tuple[int, int]:
    """Letters beyond ASCII, read as UTF-8, and bytes that are none, of the whole file."""
    letters, strays = 0, 0
    with path.open(encoding=MIXED, newline="") as file:
        while text := file.read(CHUNK):
            more, odd = count(text)
            letters, strays = letters + more, strays + odd
    return letters, strays


def _scan(path: Path) -> tuple[bool, frozenset[int]]:
    """Whether the whole file is strict UTF-8; where it is not, the bytes beyond ASCII that it has."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    is_utf8, seen = True, frozenset[int]()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if is_utf8:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    is_utf8 = False
                    file.seek(0)
            else:
                seen |= frozenset(chunk)
        if is_utf8:
            try:
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                is_utf8 = False
    return is_utf8, seen
