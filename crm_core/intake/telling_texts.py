"""Texts that tell how a column is read. Of a large column only those are asked for that can change the answer.

Left out of a large column are texts that read the same in every way of reading, and texts that one decimal mark reads,
as long as the answer is that mark.
"""

from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute

from crm_core.intake.plain_texts import are_plain_numbers, contains, trimmed, whole_column
from crm_core.intake.values import is_order_open, read_numbers, says_nothing, says_nothing_plainly
from crm_core.numbers import DecimalMark

pc: Any = pyarrow.compute

LARGE = 1 << 20
ASKED_FIRST = 1000
NUMBERS, MOMENTS = ("number", "money"), ("moment", "day", "month")
MARKS: tuple[DecimalMark, ...] = (".", ",")


def telling_texts(cells: pa.Table, place: int, kind: str) -> tuple[pa.StringArray, float]:
    """Distinct filled texts of a column from which its samples, decimal mark and date order follow; the share filled."""
    if cells.num_rows > LARGE:
        found = _of_large(cells, place, kind)
        if found is not None:
            return found
    encoded = cells.column(place).combine_chunks().dictionary_encode()
    known = pc.utf8_trim_whitespace(encoded.dictionary)
    is_blank = says_nothing(known)
    counts = np.bincount(encoded.indices.to_numpy(), minlength=len(known))
    return pa.array(known.filter(pa.array(~is_blank))), float(counts[~is_blank].sum() / max(1, counts.sum()))


def _of_large(cells: pa.Table, place: int, kind: str) -> tuple[pa.StringArray, float] | None:
    """The same of a large column, chunk by chunk; None where its distinct texts must be known after all."""
    if kind not in (*NUMBERS, *MOMENTS, "text", "code"):
        return None
    telling, left_out, filled_cells = list[pa.Array](), set[DecimalMark | Literal["same"]](), 0
    for number in range(cells.column(place).num_chunks):
        texts = trimmed(whole_column(_chunk(cells, place, number), 0))
        is_blank = says_nothing_plainly(texts)
        filled = texts.filter(pa.array(~is_blank)) if is_blank.any() else texts
        filled_cells += len(filled)
        omitted = _omitted_as(filled, kind)
        if omitted is None:
            telling.append(pc.unique(filled))
            continue
        left_out.add(omitted)
        if not any(map(len, telling)):
            telling.append(pc.unique(filled.slice(0, ASKED_FIRST)))
    found = pc.unique(pa.chunked_array(telling, pa.string()))
    marks: list[DecimalMark] = [mark for mark in MARKS if mark in left_out]
    if len(marks) > 1 or not all(_says_clearly(found, one) for one in marks):
        return None
    return found, filled_cells / max(1, cells.num_rows)


def _chunk(cells: pa.Table, place: int, number: int) -> pa.Table:
    return pa.table([cells.column(place).chunk(number)], names=["texts"])


def _omitted_as(filled: pa.StringArray, kind: str) -> DecimalMark | Literal["same"] | None:
    """How a chunk may be left out: it reads the same in every way, or this decimal mark reads all of it; None: not."""
    if len(filled) == 0 or kind in ("text", "code"):
        return "same"
    if kind in MOMENTS:
        return "same" if is_order_open(filled) is False else None
    for sign in MARKS:
        if are_plain_numbers(filled, sign):
            return sign if contains(filled, [sign.encode()]) else "same"
    return None


def _says_clearly(texts: pa.StringArray, sign: DecimalMark) -> bool:
    """Whether this decimal mark reads more of the texts than the other: more texts that it reads change nothing."""
    unread = {mark: read_numbers(texts, mark).null_count for mark in MARKS}
    return unread[sign] < min(count for mark, count in unread.items() if mark != sign)
