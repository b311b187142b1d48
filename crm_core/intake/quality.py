"""How good the data of one load are: a score of 0 to 100 with its six parts; says nothing of what it cannot measure."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute

from crm_core.intake.checking import ATTRIBUTES, CheckResult
from crm_core.intake.drafts import Draft
from crm_core.intake.fields import field_of
from crm_core.words import mark

pc: Any = pyarrow.compute

PARTS = ("loadable", "completeness", "validity", "uniqueness", "timeliness", "consistency")
PART_WORDS = {
    "loadable": mark("Loadable rows"),
    "completeness": mark("Completeness"),
    "validity": mark("Validity"),
    "uniqueness": mark("Uniqueness"),
    "timeliness": mark("Timeliness"),
    "consistency": mark("Consistency"),
}
PART_MEANINGS = {
    "loadable": mark(
        "rows that no error leaves out, among all rows; repeated rows dropped by your choice are no error"
    ),
    "completeness": mark("filled cells among all cells of the columns that feed a field"),
    "validity": mark("readable and possible cells among the filled ones"),
    "uniqueness": mark("rows that repeat no row and no customer further up, among all rows"),
    "timeliness": mark("1 where the newest day is at most 31 days old, falling evenly to 0 at 365 days"),
    "consistency": mark(
        "rows that fit the table, name their customer and do not contradict themselves, among all rows"
    ),
}
NOT_VALID = (
    "unreadable", "unreadable_optional", "future", "too_old", "out_of_scale", "not_possible", "not_possible_optional",
    "other_currency", "unknown_word", "unknown_word_optional",
)  # fmt: skip
DROPPED = "duplicate_dropped"
NOT_UNIQUE = ("duplicate", DROPPED, "repeated_customer")
NOT_CONSISTENT = ("ragged", "resolved_before_opened", "ended_before_started", "missing_customer")
FRESH_DAYS, STALE_DAYS = 31, 365


@dataclass(frozen=True)
class Quality:
    """Shares from 0 to 1 by part, None where the file cannot tell."""

    parts: dict[str, float | None]

    @property
    def score(self) -> float:
        """100 × the share of loadable rows × the mean of the other parts that could be measured."""
        loadable = self.parts.get("loadable")
        known = [share for name, share in self.parts.items() if name != "loadable" and share is not None]
        return 100 * (1.0 if loadable is None else loadable) * sum(known) / len(known) if known else 0.0


def quality(draft: Draft, result: CheckResult, today: date) -> Quality:
    """Quality of one checked file: score = 100 × loadable × mean of the other parts, so what cannot be loaded is worth nothing.

    loadable = 1 − rows that an error leaves out ÷ rows; repeated rows dropped by choice are no error;
    completeness = filled cells ÷ cells of mapped columns;
    validity = 1 − findings of unreadable or impossible cells ÷ filled cells;
    uniqueness = 1 − repeated rows and customers ÷ rows;
    timeliness = 1 up to 31 days between the newest day and ``today``, then falling evenly to 0 at 365 days;
    consistency = 1 − rows of another width, without customer or with days in the wrong order ÷ rows.
    Source: DAMA UK, The Six Primary Dimensions for Data Quality Assessment, 2013 (accuracy cannot be seen in a file).
    """
    columns = [column for column in draft.sheet.columns if column.field is not None]
    rows = max(1, result.rows_read)
    filled = result.cells_filled
    parts = {
        "loadable": _share_without(_left_out(result), result.rows_read),
        "completeness": filled / (rows * len(columns)) if columns else None,
        "validity": _share_without(_found(result, NOT_VALID), filled),
        "uniqueness": _share_without(_found(result, NOT_UNIQUE), rows),
        "timeliness": _timeliness(draft, result, today),
        "consistency": _share_without(_found(result, NOT_CONSISTENT), rows),
    }
    return Quality({name: None if share is None else round(share, 6) for name, share in parts.items()})


def quality_of_load(understood: str) -> Quality | None:
    """Quality as it was put on record with a load; None for loads made before it was measured."""
    kept = json.loads(understood).get("quality")
    return Quality({name: kept.get(name) for name in PARTS}) if kept else None


def _left_out(result: CheckResult) -> int:
    """Rows with an error, whatever else is said of them; none of those that were dropped by choice alone."""
    if not result.rows_refused:
        return 0
    found = result.all_findings()
    is_error = pc.and_(pc.equal(found.column("level"), "error"), pc.not_equal(found.column("rule"), DROPPED))
    return pc.count_distinct(found.column("row_number").filter(is_error)).as_py()


def _found(result: CheckResult, rules: tuple[str, ...]) -> int:
    return sum(line.count for line in result.summaries if line.rule in rules)


def _share_without(found: int, among: float) -> float | None:
    return max(0.0, 1 - found / among) if among else None


def _timeliness(draft: Draft, result: CheckResult, today: date) -> float | None:
    """By the newest day of the sheet's required dates; None for a sheet without one."""
    rows = result.rows()
    dated = ("moment", "day", "month")
    names = [
        name
        for name in rows.column_names
        if name not in ("row_number", ATTRIBUTES)
        and _kind(draft.sheet.sheet, name) in dated
        and rows.column(name).null_count < len(rows)
    ]
    if not names or draft.sheet.sheet == "customers":
        return None
    newest = max(pc.max(pc.cast(rows.column(name), pa.timestamp("us"))).as_py() for name in names)
    return fresh_share((today - datetime.date(newest)).days)


def fresh_share(age_days: int) -> float:
    """1 up to 31 days, 0 from 365 days on, a straight line between."""
    return min(1.0, max(0.0, 1 - (age_days - FRESH_DAYS) / (STALE_DAYS - FRESH_DAYS)))


def _kind(sheet: str, name: str) -> str:
    return field_of(sheet, name).kind
