"""Cells that a workbook holds as numbers: known without a decimal mark, whatever marks the texts beside them carry.

They have no say in which mark a column is written with, and are written out with the mark that its texts turn out to have.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute

from crm_core.intake.plain_texts import trimmed
from crm_core.intake.used_choices import own_choices, used_before
from crm_core.intake.values import MARKS, marks_that_fit, read_numbers
from crm_core.numbers import DecimalMark

pc: Any = pyarrow.compute

_DOUBTFUL = r"^\D{0,4}\d[\d., ']*(\.\d{3}(\D|$)|,\d)"
_FRACTION = r"^-?\d+\.\d+$"


@dataclass(frozen=True)
class TypedCells:
    """The columns of a sheet with their typed numbers as the texts beside them are written, and what is known of the marks.

    ``sure`` are columns whose point is the decimal mark, ``open_marks`` those whose texts leave it open with one such
    text, ``held`` all columns of doubtful texts that hold typed numbers.
    """

    cells: pa.RecordBatch
    sure: frozenset[int]
    open_marks: Mapping[int, str]
    held: frozenset[int]


def typed_cells(
    book: fastexcel.ExcelReader, tab: str, cells: pa.RecordBatch, names: Sequence[str], header: int,
    choices: Mapping[str, str],
) -> TypedCells:  # fmt: skip
    """Tell numbers from texts in every column that holds a text whose meaning hangs on the decimal mark."""
    doubtful = [place for place in range(len(names)) if _is_doubtful(cells.column(place).slice(header + 1))]
    if not doubtful:
        return TypedCells(cells, frozenset(), {}, frozenset())
    columns, sure, open_marks, held = list(cells.columns), set[int](), dict[int, str](), set[int]()
    for place, is_number in zip(doubtful, _numbers_in(book, tab, doubtful), strict=True):
        is_number[: header + 1] = False
        if not is_number.any():
            continue
        held.add(place)
        texts = trimmed(pc.unique(pc.drop_null(columns[place].slice(header + 1).filter(~is_number[header + 1 :]))))
        mark = _chosen(choices, names[place])
        if mark is None:
            mark, is_open = marks_that_fit(texts)
            if is_open:
                open_marks[place] = _open_text(texts)
                mark = MARKS.get(used_before(choices).get(f"decimal.{names[place]}", ""))
        if mark == ",":
            columns[place] = _with_comma(columns[place], is_number)
        elif mark == "." and place not in open_marks:
            sure.add(place)
    written = pa.RecordBatch.from_arrays(columns, names=cells.schema.names)
    return TypedCells(written, frozenset(sure), open_marks, frozenset(held))


def _is_doubtful(column: pa.Array) -> bool:
    return bool(pc.any(pc.match_substring_regex(pc.cast(column, pa.string()), _DOUBTFUL)).as_py())


def _numbers_in(book: fastexcel.ExcelReader, tab: str, places: list[int]) -> list[np.ndarray]:
    """Which cells hold a number: read as yes or no, a number is one of both and a text is neither."""
    sheet = book.load_sheet(tab, header_row=None, skip_rows=0, dtypes="boolean", use_columns=places)
    answers, _ = sheet.to_arrow_with_errors()
    return [column.is_valid().to_numpy(zero_copy_only=False).copy() for column in answers.columns]


def _chosen(choices: Mapping[str, str], name: str) -> DecimalMark | None:
    return MARKS.get(own_choices(choices).get(f"decimal.{name}", ""))


def _open_text(texts: pa.StringArray) -> str:
    """The first text that is a number under both marks, and another one."""
    differ = pc.fill_null(pc.not_equal(read_numbers(texts, ","), read_numbers(texts, ".")), False)
    return texts.filter(differ)[0].as_py()


def _with_comma(column: pa.Array, is_number: np.ndarray) -> pa.Array:
    """The typed numbers of a column with a comma in place of their point."""
    texts = pc.cast(column, pa.string())
    is_fraction = pc.and_(pa.array(is_number), pc.fill_null(pc.match_substring_regex(texts, _FRACTION), False))
    return pc.if_else(is_fraction, pc.replace_substring(texts, ".", ","), texts)
