"""What must be known of all rows of a file before its parts are checked one by one; types no cell and judges no rule."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute

from crm_core.intake.columns import WholeFile, repeated_rows
from crm_core.intake.fields import field_of
from crm_core.intake.order_parts import Part
from crm_core.intake.plain_texts import signatures, trimmed, whole_column, without_leading_zeros
from crm_core.intake.understanding import SheetDraft
from crm_core.intake.values import all_end_in_zeros

pc: Any = pyarrow.compute

WORKERS = 2
Task = TypeVar("Task")
Made = TypeVar("Made")


def looked_over(parts: Sequence[Part], draft: SheetDraft) -> list[WholeFile]:
    """What each part is to be told of the whole file."""
    codes = {column.place: column.field for column in draft.columns if _is_code(draft, column.field)}
    looks = list(side_by_side(lambda part: _look_over(part(), tuple(codes)), parts))
    zeros = {name: pc.unique(pa.concat_arrays([look.zeros[place] for look in looks])) for place, name in codes.items()}
    known = {name: numbers for name, numbers in zeros.items() if name and len(numbers)}
    lost = _lost_endings(parts, draft)
    return [WholeFile(rows, lost, known) for rows in _repeated_in_parts(parts, [look.signatures for look in looks])]


def side_by_side(work: Callable[[Task], Made], tasks: Iterable[Task]) -> Iterator[Made]:
    """Results in the order of the tasks; no more of them are begun than workers can hold."""
    with ThreadPoolExecutor(WORKERS) as pool:
        waiting = deque()
        for task in tasks:
            waiting.append(pool.submit(work, task))
            if len(waiting) > WORKERS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


class _Look(NamedTuple):
    """What is found out of a part before any is checked: signatures of rows, and by column codes written with zeros before."""

    signatures: np.ndarray
    zeros: dict[int, pa.StringArray]


def _look_over(cells: pa.Table, codes: Sequence[int]) -> _Look:
    columns = [whole_column(cells, place) for place in range(cells.num_columns - 2)]
    return _Look(signatures(columns), {place: without_leading_zeros(trimmed(columns[place])) for place in codes})


def _is_code(draft: SheetDraft, name: str | None) -> bool:
    return name is not None and name != "currency" and field_of(draft.sheet, name).kind == "code"


def _repeated_in_parts(parts: Sequence[Part], found: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Rows that stand word for word further up, by part: those that share a signature are compared word for word."""
    in_order = np.concatenate(found)
    in_order.sort()
    shared = np.unique(in_order[1:][in_order[1:] == in_order[:-1]])
    repeated = [np.zeros(len(numbers), dtype=bool) for numbers in found]
    alike = [np.isin(numbers, shared) for numbers in found] if len(shared) else []
    among = [part().filter(pa.array(rows)) for part, rows in zip(parts, alike, strict=False) if rows.any()]
    if not among:
        return repeated
    is_repeated, start = repeated_rows(pa.concat_tables(among).combine_chunks()), 0
    for rows, result in zip(alike, repeated, strict=True):
        places = np.flatnonzero(rows)
        result[places] = is_repeated[start : start + len(places)]
        start += len(places)
    return repeated


def _lost_endings(parts: Sequence[Part], draft: SheetDraft) -> frozenset[str]:
    """Fields of codes, and attributes, that all carry ``.0`` in every part."""
    fields = {
        column.feeds: column.place
        for column in draft.columns
        if column.feeds and (column.attribute or field_of(draft.sheet, column.feeds).kind == "code")
    }
    ends = dict.fromkeys(fields, False)
    for part in parts:
        cells = part()
        said = {name: all_end_in_zeros(trimmed(whole_column(cells, place))) for name, place in fields.items()}
        fields = {name: place for name, place in fields.items() if said[name] is not False}
        ends |= {name: True for name, is_so in said.items() if is_so}
        if not fields:
            break
    return frozenset(name for name in fields if ends[name])
