"""Rows of sums among the rows of a table: a label such as GENEL TOPLAM beside the lack of what other rows have."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from crm_core.intake.fields import field_of
from crm_core.intake.headings import is_total_word, is_typed
from crm_core.intake.plain_texts import contains, whole_column
from crm_core.intake.printed_rows import short_sums
from crm_core.intake.sheet_drafts import ColumnDraft, SheetDraft, distinct_texts
from crm_core.intake.values import read_moments, read_numbers, says_nothing

pc: Any = pyarrow.compute

OTHERS = 1000
"""So many of the first rows tell what the rows of the table have."""
BARE = 2
"""Filled cells of a row that holds a label and its sum and nothing else."""
_TOTAL = r"(?i)toplam|yek|total|devreden|nakl|^\*+$"
TOTAL_LETTERS = (b"toplam", b"yek", b"total", b"devreden", b"nakl", b"*", b"ye\xe2\xa4\xaa")
"""As :func:`contains` wants them; the last is the sign of kelvin, which stands for a K."""


def total_rows(cells: pa.Table, draft: SheetDraft) -> np.ndarray:
    """Rows that hold a label of a sum and lack something that every row must have and other rows do have."""
    is_total = np.zeros(cells.num_rows, dtype=bool)
    for place in range(len(draft.columns)):
        if not contains(whole_column(cells, place), TOTAL_LETTERS):
            continue
        texts = distinct_texts(cells, place)
        likely = pc.fill_null(pc.match_substring_regex(texts.dictionary, _TOTAL), False).to_numpy(zero_copy_only=False)
        for known in np.flatnonzero(likely):
            if is_total_word(texts.dictionary[int(known)].as_py()):
                is_total |= texts.indices.to_numpy() == known
    if is_total.any():
        is_total &= _lacks_what_others_have(cells, draft, is_total)
    return is_total | short_sums(cells, draft)


def _lacks_what_others_have(cells: pa.Table, draft: SheetDraft, among: np.ndarray) -> np.ndarray:
    """Rows with nothing readable in a required column that other rows fill, or with a label, its sum and nothing else.

    What columns made of others say is said already.
    """
    own = len(draft.file_headings)
    places = np.flatnonzero(among)
    part = cells.take(pa.array(places))
    others = cells.slice(0, OTHERS).filter(pa.array(~among[:OTHERS]))
    lacks, filled, usual = np.zeros(len(places), dtype=bool), np.zeros(len(places), int), np.zeros(others.num_rows, int)
    for column in draft.columns:
        if column.place < own:
            filled += _filled(part, column.place)
            usual += _filled(others, column.place)
        is_required = column.field is not None and field_of(draft.sheet, column.field).is_required
        if is_required and (others.num_rows == 0 or _says(others, column, draft.sheet).any()):
            lacks |= ~_says(part, column, draft.sheet)
    is_short = (filled <= BARE) & (2 * filled <= (np.median(usual) if len(usual) else 0)) & ~lacks
    for place in np.flatnonzero(is_short):
        lacks[place] = _is_label_and_sum(part.slice(int(place), 1), own)
    result = np.zeros(cells.num_rows, dtype=bool)
    result[places] = lacks
    return result


def _says(cells: pa.Table, column: ColumnDraft, sheet: str) -> np.ndarray:
    """Rows that say something which the column's field can hold; a word may be explained later and counts as said."""
    texts = distinct_texts(cells, column.place)
    known, kind = texts.dictionary, field_of(sheet, column.field or "").kind
    is_said = ~says_nothing(known)
    if kind in ("number", "money"):
        is_said &= read_numbers(known, column.decimal_mark or ".").is_valid().to_numpy(zero_copy_only=False)
    elif kind in ("moment", "day", "month"):
        is_said &= read_moments(known, column.date_order or "day-first").is_valid().to_numpy(zero_copy_only=False)
    elif kind == "word":
        is_said &= np.array([not is_total_word(text) for text in known.to_pylist()], dtype=bool)
    return is_said[texts.indices.to_numpy()]


def _filled(cells: pa.Table, place: int) -> np.ndarray:
    texts = distinct_texts(cells, place)
    return pc.not_equal(texts.dictionary, "").to_numpy(zero_copy_only=False)[texts.indices.to_numpy()].astype(int)


def _is_label_and_sum(row: pa.Table, width: int) -> bool:
    """Whether all that the row says beside its label is a number."""
    said = [column[0].as_py().strip() for column in row.columns[:width]]
    return all(is_total_word(text) or is_typed(text) for text in said if text)
