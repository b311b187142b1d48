"""How the bytes of a text file become letters and cells: encoding, separator; refuses files that are no text."""

import codecs
import csv
from collections import Counter
from pathlib import Path

from crm_core.errors import FileFault
from crm_core.words import mark

ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1254", "iso8859-9", "cp1252")
SEPARATORS = {"semicolon": ";", "tab": "\t", "bar": "|", "comma": ","}
BINARY_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"MZ")
NOT_IN_CP1254 = frozenset(b"\x81\x8d\x8e\x8f\x90\x9d\x9e")
CHUNK = 1 << 20
SAMPLE_CHARACTERS = 1 << 18
SAMPLE_ROWS = 200


def encoding_of(path: Path) -> str:
    """Encoding of a text file by what it contains: a mark at the start, strict UTF-8, UTF-16, else windows-1254."""
    with path.open("rb") as file:
        start = file.read(1 << 16)
    if start.startswith(BINARY_STARTS):
        raise FileFault(mark("This is not a text file, although its name says so. Save it as CSV or XLSX."))
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\x00" in start:
        return _encoding_with_zero_bytes(start)
    is_utf8, seen = _scan(path)
    if is_utf8:
        return "utf-8"
    return "iso8859-9" if seen & NOT_IN_CP1254 else "cp1254"


def sample_of(path: Path, encoding: str) -> str:
    """The first letters of a file, whole lines only where it is longer."""
    try:
        with path.open(encoding=_with_mark(encoding), newline="") as file:
            text = file.read(SAMPLE_CHARACTERS)
    except UnicodeError as cause:
        raise FileFault(
            mark("The file is not written in {encoding}. Choose another encoding."), encoding=encoding
        ) from cause
    if len(text) < SAMPLE_CHARACTERS:
        return text
    return text[: max(text.rfind("\n"), text.rfind("\r")) + 1] or text


def separator_of(sample: str) -> str:
    """Name of the separator under which most rows have the same number of cells as each other, and more than one."""
    best, best_score = "comma", (0.0, 0)
    for name, sign in SEPARATORS.items():
        widths = Counter(len(row) for row in rows_of(sample, name)[0] if len(row) > 1 or (row and row[0].strip()))
        if sign not in sample or not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        score = (round(count / widths.total(), 1) if width > 1 else 0.0, width)
        if score[0] > best_score[0]:
            best, best_score = name, score
    return best


def rows_of(sample: str, separator: str) -> tuple[list[list[str]], list[int]]:
    """Rows of the sample, and for each the number of lines of the file up to its end."""
    reader = csv.reader(sample.splitlines(keepends=True), delimiter=SEPARATORS[separator])
    rows, lines = [], []
    try:
        for row in reader:
            rows.append(row)
            lines.append(reader.line_num)
            if len(rows) == SAMPLE_ROWS:
                break
    except csv.Error:
        return rows, lines
    return rows, lines


def _with_mark(encoding: str) -> str:
    return "utf-8-sig" if encoding == "utf-8" else encoding


def _encoding_with_zero_bytes(start: bytes) -> str:
    """UTF-16 without a mark has zero bytes at every second place; anything else is no text."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    if odd > len(start) // 5 and even < odd // 10:
        return "utf-16-le"
    if even > len(start) // 5 and odd < even // 10:
        return "utf-16-be"
    raise FileFault(mark("This is not a text file, although its name says so. Save it as CSV or XLSX."))


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
