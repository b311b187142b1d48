"""Whole columns of plainly written numbers and days, read at once; says nothing where any cell needs a closer look.

The exact way (:mod:`crm_core.intake.values`) holds: what is read here is what would be read there, cell by cell. A
property test compares the two.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute

from crm_core.numbers import DecimalMark

pc: Any = pyarrow.compute

NUMBER = pa.decimal128(18, 4)
ZERO, MINUS, BLANK, BEYOND_ASCII = b"0"[0], b"-"[0], b" "[0], 0x7F
MOST_LETTERS, MOST_DIGITS, MOST_DECIMALS = 17, 14, 4
EXACT_IN_FLOATS = 2.0**50
SIGNS = b"./-"
IN_CACHE = 1 << 14
ODD = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)


class Letters(NamedTuple):
    """A column's bytes and where each text begins and ends in them."""

    data: np.ndarray
    starts: np.ndarray
    ends: np.ndarray

    @property
    def lengths(self) -> np.ndarray:
        """Bytes of each text."""
        return self.ends - self.starts


def whole_column(cells: pa.Table, place: int) -> pa.StringArray:
    """The texts of a column in one array, row by row; nothing is an empty text."""
    column = cells.column(place)
    texts = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    return pc.fill_null(texts, "") if texts.null_count else texts


def letters_of(texts: pa.StringArray) -> Letters:
    """The bytes behind a column of texts, none of them copied; the column has no nulls."""
    _, places, content = texts.buffers()
    if places is None or len(texts) == 0:
        return Letters(np.empty(0, np.uint8), np.empty(0, np.int32), np.empty(0, np.int32))
    offsets = np.frombuffer(places, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    data = np.frombuffer(content, np.uint8) if content is not None else np.empty(0, np.uint8)
    first = int(offsets[0])
    starts, ends = (offsets[:-1] - first, offsets[1:] - first) if first else (offsets[:-1], offsets[1:])
    return Letters(data[first : int(offsets[-1])], starts, ends)


def plain_numbers(texts: pa.StringArray, mark: DecimalMark) -> pa.Array | None:
    """Numbers such as 12, -3 or 1234.5; nothing for empty texts. None where a text is written in any other way.

    At most four decimals and a value of fewer than 2**50 ten-thousandths: then text → float → whole ten-thousandths is
    exact, since both roundings together stay below half of one.
    """
    filled, is_empty = _filled(texts)
    if filled is None or not _are_plain(filled, mark):
        return None
    pointed = filled if mark == "." else pc.replace_substring(filled, mark, ".")
    scaled = np.rint(pc.cast(pointed, pa.float64()).to_numpy(zero_copy_only=False) * 10_000)
    if max(float(scaled.max()), -float(scaled.min())) >= EXACT_IN_FLOATS:
        return None
    return _decimals(scaled.astype(np.int64), is_empty)


def are_plain_numbers(texts: pa.StringArray, mark: DecimalMark) -> bool:
    """Whether every text that is not empty is a number written as :func:`plain_numbers` wants it, however large."""
    filled, _ = _filled(texts)
    return filled is not None and _are_plain(filled, mark)


def _are_plain(filled: pa.StringArray, mark: DecimalMark) -> bool:
    letters = letters_of(filled)
    data, lengths = letters.data, letters.lengths
    sign = mark.encode()[0]
    is_minus, is_mark = data == MINUS, data == sign
    if not len(data) or int(lengths.max()) > MOST_LETTERS or not np.all((data - ZERO <= 9) | is_minus | is_mark):
        return False
    negative = data[letters.starts] == MINUS
    if np.count_nonzero(is_minus) != np.count_nonzero(negative):
        return False
    places = pc.find_substring(filled, mark).to_numpy(zero_copy_only=False)
    has_mark = places >= 0
    whole = np.where(has_mark, places, lengths) - negative
    decimals = np.where(has_mark, lengths - places - 1, 0)
    if (
        np.count_nonzero(has_mark) != np.count_nonzero(is_mark)
        or int(whole.min()) < 1
        or int(whole.max()) > MOST_DIGITS
    ):
        return False
    return int(decimals.max()) <= MOST_DECIMALS and not (has_mark & (decimals < 1)).any()


def _decimals(scaled: np.ndarray, is_empty: np.ndarray | None) -> pa.Array:
    """Numbers of whole ten-thousandths, nothing where a text is empty."""
    if is_empty is not None:
        spread = np.zeros(len(is_empty), np.int64)
        spread[~is_empty] = scaled
        scaled = spread
    wide = np.empty((len(scaled), 2), np.int64)
    wide[:, 0] = scaled
    wide[:, 1] = scaled >> 63
    valid = None if is_empty is None else pa.py_buffer(np.packbits(~is_empty, bitorder="little"))
    return pa.Array.from_buffers(NUMBER, len(scaled), [valid, pa.py_buffer(wide)])


class PlainDays(NamedTuple):
    """Parts of days written alike: three numbers as they stand, the sign between them, hour, minute, second."""

    is_year_first: bool
    sign: str
    parts: tuple[np.ndarray, np.ndarray, np.ndarray]
    clock: tuple[np.ndarray, np.ndarray, np.ndarray]
    is_empty: np.ndarray | None


def plain_days(texts: pa.StringArray) -> PlainDays | None:
    """Days all written alike, 2024-01-31 or 31.01.2024, with or without a time; None where any text is not."""
    filled, is_empty = _filled(texts)
    if filled is None:
        return None
    letters = letters_of(filled)
    width = int(letters.lengths[0])
    if width not in (10, 16, 19) or (letters.lengths != width).any():
        return None
    grid = np.ascontiguousarray(letters.data.reshape(-1, width).T)
    is_year_first = chr(grid[4, 0]).encode() in (b".", b"/", b"-")
    signs = (4, 7) if is_year_first else (2, 5)
    sign = int(grid[signs[0], 0])
    fixed = [*((place, (sign,)) for place in signs), (10, (BLANK, b"T"[0])), (13, b":"), (16, b":")]
    if sign not in SIGNS or not all(_holds(grid, place, known) for place, known in fixed if place < width):
        return None
    at = ((0, 4), (5, 7), (8, 10)) if is_year_first else ((0, 2), (3, 5), (6, 10))
    times = [(start, start + 2) for start in (11, 14, 17) if start < width]
    numbers = [_whole(grid, start, end) for start, end in (*at, *times)]
    if any(number is None for number in numbers):
        return None
    first, second, third, *clock = (number for number in numbers if number is not None)
    nothing = np.zeros(grid.shape[1], np.int32)
    hour, minute, rest = (*clock, *(nothing,) * (3 - len(clock)))
    return PlainDays(is_year_first, chr(sign), (first, second, third), (hour, minute, rest), is_empty)


def _holds(grid: np.ndarray, place: int, known: Sequence[int]) -> bool:
    letters = grid[place]
    return bool(np.all(np.isin(letters, known) if len(known) > 1 else letters == known[0]))


def _whole(grid: np.ndarray, start: int, end: int) -> np.ndarray | None:
    """Digits at some places of each text as whole numbers; None where one is no digit."""
    digits = grid[start:end] - ZERO
    if (digits > 9).any():
        return None
    total = np.zeros(grid.shape[1], np.int32)
    for row in digits:
        total *= 10
        total += row
    return total


def _filled(texts: pa.StringArray) -> tuple[pa.StringArray | None, np.ndarray | None]:
    """The texts that are not empty, and which are; no texts where none is filled."""
    if texts.null_count:
        texts = pc.fill_null(texts, "")
    is_empty = letters_of(texts).lengths == 0
    if not is_empty.any():
        return (texts if len(texts) else None), None
    filled = texts.filter(pa.array(~is_empty))
    return (filled if len(filled) else None), is_empty


def trimmed(texts: pa.StringArray) -> pa.StringArray:
    """The texts without blanks around them; the same array where none has any."""
    letters = letters_of(texts)
    if not len(letters.data) or (letters.data.min() > BLANK and letters.data.max() < BEYOND_ASCII):
        return texts
    firsts = first_letters(letters)
    lasts = letters.data[letters.ends[letters.lengths > 0] - 1]
    is_odd = any(((ends <= BLANK) | (ends >= BEYOND_ASCII)).any() for ends in (firsts, lasts))
    return pc.utf8_trim_whitespace(texts) if is_odd else texts


def smallest_letter(texts: pa.StringArray) -> int:
    """The smallest byte of a column's texts, found in one pass; that of a blank where all are empty."""
    data = letters_of(texts).data
    return int(data.min()) if len(data) else BLANK


def first_letters(letters: Letters) -> np.ndarray:
    """The first byte of each text that is not empty."""
    lengths = letters.lengths
    return letters.data[letters.starts if lengths.all() else letters.starts[lengths > 0]]


def begins_with(texts: pa.StringArray, signs: bytes) -> bool:
    """Whether any text begins with one of the signs."""
    firsts = first_letters(letters_of(texts))
    return any(bool((firsts == sign).any()) for sign in signs)


def contains(texts: pa.StringArray, words: Sequence[bytes]) -> bool:
    """Whether any of the words (small ASCII letters) may stand in the column, in capitals or not.

    A word is looked for only where each of its letters stands somewhere: that a letter is absent is known ten times sooner.
    """
    lowered = (letters_of(texts).data | 0x20).tobytes()
    return any(all(letter in lowered for letter in set(word)) and lowered.find(word) >= 0 for word in words)


def contains_any(texts: pa.StringArray, words: Sequence[bytes]) -> bool:
    """Whether any of the words, none of them ASCII, stands in the column letter by letter."""
    given = pc.fill_null(texts, "") if texts.null_count else texts
    data = letters_of(given).data
    if not (data >= 0x80).any():
        return False
    raw = data.tobytes()
    return any(raw.find(word) >= 0 for word in words)


def without_leading_zeros(texts: pa.StringArray) -> pa.StringArray:
    """The distinct whole numbers written with zeros before them, without these."""
    if not begins_with(texts, b"0"):
        return pa.array([], pa.string())
    padded = pc.unique(texts.filter(pc.match_substring_regex(texts, r"^0+[1-9]\d*$")))
    return pc.unique(pc.utf8_ltrim(padded, "0"))


def signatures(columns: Sequence[pa.StringArray]) -> np.ndarray:
    """A number for each row that is the same for rows of the same texts; others seldom share it."""
    rows = len(columns[0]) if columns else 0
    mixed = np.zeros(rows, np.uint64)
    for texts in columns:
        letters = letters_of(texts)
        padded = np.concatenate([np.zeros(8, np.uint8), letters.data, np.zeros(8, np.uint8)])
        eights = np.ndarray((len(padded) - 7,), "<u8", padded, strides=(1,))
        for start in range(0, rows, IN_CACHE):
            part = slice(start, start + IN_CACHE)
            _mix(mixed[part], eights, letters.starts[part].astype(np.int64), letters.ends[part].astype(np.int64))
    return mixed


def _mix(mixed: np.ndarray, eights: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> None:
    """Mix in the first eight bytes of each text, of a longer one also its last eight and its length, then its middle.

    ``eights`` begin eight bytes before the texts. What is mixed in hangs on the text alone, not on those beside it.
    """
    lengths = ends - starts
    first = eights[starts + 8] << (np.maximum(8 - lengths, 0) * 8).astype(np.uint64)
    first[lengths == 0] = 0
    _stir(mixed, slice(None), first)
    for longer_than in (8, 16):
        longer = np.flatnonzero(lengths > longer_than)
        if not len(longer):
            return
        which = slice(None) if len(longer) == len(lengths) else longer
        if longer_than == 8:
            _stir(mixed, which, eights[ends[which]] ^ (lengths[which].astype(np.uint64) * np.uint64(ODD[1])))
        else:
            _stir(mixed, which, eights[(starts[which] + ends[which]) // 2 + 4])


def _stir(mixed: np.ndarray, which: slice | np.ndarray, eight: np.ndarray) -> None:
    stirred = mixed[which] ^ (eight * np.uint64(ODD[2]))
    stirred *= np.uint64(ODD[0])
    stirred ^= stirred >> np.uint64(29)
    mixed[which] = stirred
