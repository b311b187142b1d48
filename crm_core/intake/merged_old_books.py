"""Merged cells of an old workbook (XLS), read from its records; a workbook of another kind has none to tell.

An XLS file is a compound file: sectors in chains, one of which is the stream of the workbook's records. Workbooks from
before 1997 have no record of merged cells, since cells could not be merged then: a text was centred across empty ones.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

Range = tuple[int, int, int, int]
START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END_OF_CHAIN, IN_HEADER = 0xFFFFFFFA, 109
SECTORS, SMALL_SECTOR = {3: 512, 4: 4096}, 64
"""Bytes of a sector by the version of the compound file; the header fills the first one."""
STREAMS = ("Workbook", "Book")
SHEET, MERGED, BEGIN, END = 0x0085, 0x00E5, 0x0809, 0x000A
MOST_STEPS = 1 << 22


def merged_in_old_book(source: Path, tab: str) -> list[Range]:
    """First row, first column, last row and last column of each merged cell of a sheet, counted from 0."""
    content = source.read_bytes()
    if not content.startswith(START):
        return []
    try:
        stream = _Compound(content).stream()
        offset = next((place for place, name in _sheets(stream) if name == tab), None)
        return [] if offset is None else list(_merged(stream, offset))
    except (struct.error, LookupError):
        return []


@dataclass(frozen=True)
class _Compound:
    """The sectors of a compound file."""

    content: bytes

    def stream(self) -> bytes:
        """The records of the workbook; nothing where there are none."""
        sector = SECTORS[struct.unpack_from("<H", self.content, 26)[0]]
        first_of_list, smallest, small_table = struct.unpack_from("<I4xII", self.content, 48)
        table = self._table(sector)
        listed = self._chain(first_of_list, table, sector)
        entries = [listed[start : start + 128] for start in range(0, len(listed) - 127, 128)]
        for entry in entries:
            name = entry[: max(0, struct.unpack_from("<H", entry, 64)[0] - 2)].decode("utf-16-le", "replace")
            if name in STREAMS:
                first, length = struct.unpack_from("<II", entry, 116)
                if length >= smallest:
                    return self._chain(first, table, sector)[:length]
                small = self._chain(small_table, table, sector)
                places = struct.unpack(f"<{len(small) // 4}I", small[: len(small) // 4 * 4])
                root = self._chain(struct.unpack_from("<I", entries[0], 116)[0], table, sector)
                return b"".join(
                    root[place * SMALL_SECTOR : (place + 1) * SMALL_SECTOR] for place in _followed(first, places)
                )[:length]
        return b""

    def _table(self, sector: int) -> tuple[int, ...]:
        """The next sector of every sector."""
        places = list(struct.unpack_from(f"<{IN_HEADER}I", self.content, 76))
        more, count = struct.unpack_from("<II", self.content, 68)
        for _ in range(min(count, MOST_STEPS)):
            if more >= END_OF_CHAIN:
                break
            block = struct.unpack_from(f"<{sector // 4}I", self.content, (more + 1) * sector)
            places += block[:-1]
            more = block[-1]
        table = list[int]()
        for place in places:
            if place < END_OF_CHAIN:
                table += struct.unpack_from(f"<{sector // 4}I", self.content, (place + 1) * sector)
        return tuple(table)

    def _chain(self, first: int, table: tuple[int, ...], sector: int) -> bytes:
        starts = ((place + 1) * sector for place in _followed(first, table))
        return b"".join(self.content[start : start + sector] for start in starts)


def _followed(first: int, table: tuple[int, ...]) -> Iterator[int]:
    """The places of a chain; no more of them than there are."""
    for _ in range(len(table)):
        if first >= END_OF_CHAIN:
            return
        yield first
        first = table[first]


def _records(stream: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    while offset + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, offset)
        yield kind, stream[offset + 4 : offset + 4 + length]
        offset += 4 + length


def _sheets(stream: bytes) -> Iterator[tuple[int, str]]:
    """Where the records of each sheet begin, and its name."""
    for kind, body in _records(stream, 0):
        if kind == END:
            return
        if kind == SHEET:
            is_wide = body[7] & 1
            letters = body[8 : 8 + body[6] * (2 if is_wide else 1)]
            yield struct.unpack_from("<I", body)[0], letters.decode("utf-16-le" if is_wide else "latin-1", "replace")


def _merged(stream: bytes, offset: int) -> Iterator[Range]:
    """Merged cells of one sheet; what a chart in it holds is passed over."""
    depth = 0
    for kind, body in _records(stream, offset):
        depth += (kind == BEGIN) - (kind == END)
        if depth == 0:
            return
        if kind == MERGED and depth == 1:
            for place in range(struct.unpack_from("<H", body)[0]):
                top, bottom, left, right = struct.unpack_from("<4H", body, 2 + 8 * place)
                yield top, left, bottom, right
