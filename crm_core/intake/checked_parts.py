"""The rows of a draft typed and held against the rules, a part of the file at a time, so that memory stays bounded.

What a part cannot know by itself (rows repeated further up, codes that all end in ``.0``) is found out beforehand.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from crm_core.intake.attributes import attribute_name, attribute_objects, clearing_objects
from crm_core.intake.columns import Column, TypedSheet, WholeFile, typed_sheet
from crm_core.intake.drafts import Draft
from crm_core.intake.fields import SHEET_FIELDS
from crm_core.intake.findings import RULES
from crm_core.intake.order_parts import Part, parts_between_orders
from crm_core.intake.rules import Hit, emptied_cells, hits, refused_rows, survey_kinds, survey_scale
from crm_core.intake.shaped_files import WHOLE_ROWS
from crm_core.intake.understanding import SheetDraft
from crm_core.intake.whole_files import looked_over, side_by_side

pc: Any = pyarrow.compute

PART_ROWS = 1 << 17
"""Rows checked at once: their columns stay near the processor."""
ATTRIBUTES, CLEARING = "attributes", "attributes_clearing"
FINDINGS = pa.schema(
    [("level", pa.string()), ("row_number", pa.int32()), ("field", pa.string()), ("value", pa.string()),
     ("rule", pa.string())]
)  # fmt: skip


@dataclass(frozen=True)
class Cancelled:
    """Orders whose number begins with C and a digit: how many rows have one, and those of them below zero."""

    begin: int
    numbers: pa.Array


@dataclass(frozen=True)
class CheckedPart:
    """What one part of a file came to: its loadable rows, findings by row, and what adds up over all parts."""

    rows: pa.Table
    findings: pa.Table
    size: int
    refused: int
    counts: Counter[tuple[str, str | None]]
    headings: dict[str, str]
    lost_endings: frozenset[str]
    zones: frozenset[str]
    total_rows: int
    printed_rows: int
    no_sales: int
    below_zero: int
    amount_is_derived: bool
    returns: int
    zeros: int
    cancelled: Cancelled | None
    amounts: tuple[Decimal, Decimal] | None
    filled: int


def checked_parts(draft: Draft, currency: str, today: date) -> Iterator[CheckedPart]:
    """Every part of the draft, checked, in the order of the file; two are worked on at once."""
    drops_repeated = draft.choices.get("duplicates") == "drop"

    def check(part: Part, whole: WholeFile | None) -> CheckedPart:
        return _checked(typed_sheet(part(), draft.sheet, currency, whole), draft.sheet, currency, today, drops_repeated)

    parts = parts_of(draft)
    if len(parts) == 1:
        yield check(parts[0], None)
        return
    parts = parts_between_orders(parts, draft.sheet)
    yield from side_by_side(lambda task: check(*task), zip(parts, looked_over(parts, draft.sheet), strict=True))


def parts_of(draft: Draft) -> list[Part]:
    """The cells of a draft part by part; in one where a row may depend on all others."""
    if draft.sheet.sheet == "customers" or draft.sheet.reading.row_count <= WHOLE_ROWS:
        return [draft.cells]
    path = str(draft.table_path)
    with pa.memory_map(path) as file:
        reader = pa.ipc.open_file(file)
        sizes = [reader.get_batch(number).num_rows for number in range(reader.num_record_batches)]
    groups: list[list[int]] = [[]]
    for number, size in enumerate(sizes):
        if sum(sizes[one] for one in groups[-1]) + size > PART_ROWS * 1.5 and groups[-1]:
            groups.append([])
        groups[-1].append(number)
    return [lambda numbers=numbers: _batches(path, numbers) for numbers in groups]


def _batches(path: str, numbers: Sequence[int]) -> pa.Table:
    """Some batches of a cells file, read into memory of their own, which goes with the table."""
    with pa.OSFile(path) as file:
        reader = pa.ipc.open_file(file)
        return pa.Table.from_batches([reader.get_batch(number) for number in numbers]).combine_chunks()


def _checked(typed: TypedSheet, draft: SheetDraft, currency: str, today: date, drops_repeated: bool) -> CheckedPart:
    found = hits(typed, draft, currency, today, drops_repeated)
    is_refused = refused_rows(found, typed.size)
    rows = _loadable(typed, draft, found)
    returns, zeros, cancelled = _amounts_below(typed)
    return CheckedPart(
        rows if not is_refused.any() else rows.filter(pa.array(~is_refused)),
        _findings(typed, found),
        typed.size,
        int(is_refused.sum()),
        Counter({(hit.rule, hit.field): int(hit.rows.sum()) for hit in found}),
        {name: column.draft.heading for name, column in typed.columns.items()}
        | {hit.field: column.draft.heading for hit in found if hit.field and (column := _column(typed, hit.field))},
        frozenset(name for name, column in typed.columns.items() if column.lost_ending),
        frozenset(name for name, column in typed.columns.items() if column.has_zone),
        typed.total_rows,
        typed.printed_rows,
        typed.no_sales,
        typed.below_zero,
        typed.amount_is_derived,
        returns,
        zeros,
        cancelled,
        _amounts(typed, is_refused, found),
        sum(int((~column.is_blank).sum()) for name, column in typed.columns.items() if column.draft.field == name),
    )


def _amounts_below(typed: TypedSheet) -> tuple[int, int, Cancelled | None]:
    """Returns, zeros and cancelled orders among all rows of a sheet of transactions."""
    if typed.sheet != "transactions":
        return 0, 0, None
    amounts, orders = typed.columns["amount"].values, typed.columns["order_id"].values
    is_below = pc.fill_null(pc.less(amounts, 0), False)
    is_zero = pc.fill_null(pc.equal(amounts, 0), False)
    begins = pc.fill_null(pc.match_substring_regex(orders, r"^[Cc]\d"), False)
    below = orders.filter(pc.and_(begins, is_below))
    cancelled = Cancelled(pc.sum(begins).as_py() or 0, below)
    return pc.sum(is_below).as_py() or 0, pc.sum(is_zero).as_py() or 0, cancelled


def _amounts(typed: TypedSheet, is_refused: np.ndarray, found: list[Hit]) -> tuple[Decimal, Decimal] | None:
    """Money of the rows that are kept and of those that are left out, without that of another currency."""
    name = {"transactions": "amount", "campaigns": "spend"}.get(typed.sheet)
    if name is None or name not in typed.columns:
        return None
    is_foreign = np.zeros(typed.size, dtype=bool)
    for hit in found:
        if hit.rule == "other_currency":
            is_foreign |= hit.rows
    values = typed.columns[name].values
    parts = (~is_refused, is_refused & ~is_foreign)
    kept, left = (pc.sum(values.filter(pa.array(part))).as_py() for part in parts)
    return kept or Decimal(0), left or Decimal(0)


def _loadable(typed: TypedSheet, draft: SheetDraft, found: list[Hit]) -> pa.Table:
    """All rows with the columns that the store takes."""
    emptied = emptied_cells(found)
    columns: dict[str, pa.Array] = {}
    for item in SHEET_FIELDS[typed.sheet]:
        if item.name in typed.columns and item.is_stored:
            values = typed.columns[item.name].values
            is_emptied = emptied.get(item.name)
            columns[item.name] = values if is_emptied is None else pc.if_else(pa.array(is_emptied), None, values)
    if typed.sheet in ("surveys", "interactions") and "kind" not in columns:
        columns["kind"] = survey_kinds(typed, draft)
    if typed.sheet == "surveys":
        columns |= _survey_columns(typed, draft)
    if typed.attributes:
        kept = {name: (column.values, column.is_blank) for name, column in typed.attributes.items()}
        columns[ATTRIBUTES] = attribute_objects(kept, typed.size)
        columns[CLEARING] = clearing_objects(kept, typed.size)
    return pa.table(columns | {"row_number": pa.array(typed.row_numbers)})


def _survey_columns(typed: TypedSheet, draft: SheetDraft) -> dict[str, pa.Array]:
    """Scale and direction by row; an invitation without a score has no answer day and no scale."""
    if "score" not in typed.columns:
        return {}
    low, high = survey_scale(typed, draft)
    scores = typed.columns["score"].values
    has_score = pc.is_valid(scores)
    columns = {
        "score": scores,
        "scale_min": pc.if_else(has_score, low, None),
        "scale_max": pc.if_else(has_score, high, None),
    }
    if "answered_at" in typed.columns:
        columns["answered_at"] = pc.if_else(has_score, typed.columns["answered_at"].values, None)
    if draft.falling_scales and "higher_is_better" not in typed.columns:
        is_falling = pc.is_in(survey_kinds(typed, draft), pa.array(draft.falling_scales))
        columns["higher_is_better"] = pc.invert(is_falling)
    return columns


def _column(typed: TypedSheet, name: str | None) -> Column | None:
    """The column that a finding speaks of: of a field, or kept as an attribute."""
    return typed.columns.get(name or "") or typed.attributes.get(attribute_name(name or "") or "")


def _findings(typed: TypedSheet, found: list[Hit]) -> pa.Table:
    """Errors and warnings by row."""
    parts = []
    for hit in found:
        places = pa.array(np.flatnonzero(hit.rows))
        column = _column(typed, hit.field)
        values = pc.cast(column.texts.take(places), pa.string()) if column else pa.nulls(len(places), pa.string())
        parts.append(
            pa.table(
                [
                    pa.array([RULES[hit.rule].level] * len(places), pa.string()),
                    pa.array(typed.row_numbers).take(places),
                    pa.array([hit.field] * len(places), pa.string()),
                    values,
                    pa.array([hit.rule] * len(places), pa.string()),
                ],
                schema=FINDINGS,
            )
        )
    return pa.concat_tables(parts) if parts else FINDINGS.empty_table()
