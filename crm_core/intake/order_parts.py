"""Parts of a large file cut between orders, so that the lines of one order are judged together."""

from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute

from crm_core.intake.plain_texts import trimmed, whole_column
from crm_core.intake.sheet_drafts import SheetDraft

pc: Any = pyarrow.compute

Part = Callable[[], pa.Table]


def parts_between_orders(parts: Sequence[Part], draft: SheetDraft) -> list[Part]:
    """The same rows in the same order; lines that go on with the last order of a part stand in that part.

    Only where a line may hang on the line above: a word of the order said once, an amount that may be the order's.
    """
    place = {column.field: column.place for column in draft.columns}
    if draft.sheet != "transactions" or "order_id" not in place or not ("product" in place or draft.movements):
        return list(parts)
    going_on = _rows_going_on(parts, place["order_id"])
    return [_cut(parts, going_on, number) for number in range(len(parts))]


def _rows_going_on(parts: Sequence[Part], place: int) -> list[int]:
    """How many rows at the beginning of each part go on with the order above; a part of one order alone stays whole."""
    counts, above = list[int](), ""
    for part in parts:
        orders = trimmed(whole_column(part(), place))
        is_other = pc.not_equal(orders, above)
        first = pc.index(is_other, True).as_py() if above else 0
        counts.append(max(0, first))
        above = orders[-1].as_py() if len(orders) else ""
    return counts


def _cut(parts: Sequence[Part], going_on: Sequence[int], number: int) -> Part:
    follows = going_on[number + 1] if number + 1 < len(parts) else 0
    if not going_on[number] and not follows:
        return parts[number]

    def cells() -> pa.Table:
        pieces = [parts[number]().slice(going_on[number])]
        if follows:
            pieces.append(parts[number + 1]().slice(0, follows))
        return pa.concat_tables(pieces).combine_chunks()

    return cells
