"""A checked draft into the workspace in one transaction, and out again; the history of loads."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pandas as pd

from crm_core.errors import LoadFault
from crm_core.intake.attributes import WITH_ATTRIBUTES
from crm_core.intake.checking import CheckResult, check
from crm_core.intake.control import refuse_missed
from crm_core.intake.drafts import Draft
from crm_core.intake.effects import Effect, Headline, TierMove, headline, remember_tiers, tier_moves
from crm_core.intake.findings import FindingSummary, summary
from crm_core.intake.personal import on_record
from crm_core.intake.quality import quality
from crm_core.intake.saved_mappings import remember_mapping
from crm_core.store import (
    WITH_CUSTOMERS_OF_OTHERS,
    Build,
    ChangedCell,
    ChangedField,
    Manner,
    NewLoad,
    Session,
    StoredLoad,
    Workspace,
    manner_of,
    sheet_fields,
    store_rows,
    undo_from,
    undo_load,
)
from crm_core.words import mark

Progress = Callable[[float, str], None]

STORED_BY = {
    "first_seen": "intake/store_first_seen_finding",
    "orders_again": "intake/store_orders_again_finding",
    "stored_but_for_zeros": "intake/store_zeros_finding",
}
LOOKED_AT = 100_000
"""Rows of a file whose order numbers are looked for among the stored ones."""


def _silent(share: float, step: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class LoadResult:
    """One load, committed or tried. Accepted, refused and skipped rows add up to the rows read.

    ``rows_left_out`` are those of the refused whose customer nobody describes. Of the sheet's rows, ``rows_new`` were
    not there, ``rows_replaced`` were, ``rows_changed`` of them differed, ``rows_removed`` went. ``rows_held`` wait in
    quarantine, ``rows_joined`` of earlier loads came out of it. ``cells`` are the first changed ones.
    """

    load_id: int
    sheet: str
    file_name: str
    rows_read: int
    rows_accepted: int
    rows_refused: int
    rows_replaced: int
    summaries: tuple[FindingSummary, ...]
    manner: Manner
    rows_new: int
    rows_changed: int
    rows_removed: int
    rows_skipped: int
    rows_left_out: int
    rows_held: int
    rows_joined: int
    fields: tuple[ChangedField, ...]
    cells: tuple[ChangedCell, ...]
    effect: Effect

    @property
    def rows_identical(self) -> int:
        """Rows that were there and stay as they were."""
        return self.rows_replaced - self.rows_changed


@dataclass(frozen=True)
class EarlierLoad:
    """A load that is there already."""

    load_id: int
    loaded_at: datetime


def load(
    workspace: Workspace,
    draft: Draft,
    progress: Progress = _silent,
    again: bool = False,
    loaded_by: str | None = None,
) -> LoadResult:
    """Check the draft and store its rows, findings and rebuilt rollups in one transaction, or nothing.

    A file whose rows were loaded before is refused unless ``again`` says that it is meant. ``loaded_by`` is who says to
    load it; nobody holds that against a sign-in.
    """
    return _carried_out(workspace, draft, progress, again, is_kept=True, loaded_by=loaded_by)


def dry_run(workspace: Workspace, draft: Draft, progress: Progress = _silent) -> LoadResult:
    """What :func:`load` would do, found by doing it: the same transaction, taken back at its end."""
    return _carried_out(workspace, draft, progress, again=True, is_kept=False)


def manner_of_draft(draft: Draft) -> Manner:
    """How the draft's rows will meet those that are there."""
    return manner_of(draft.sheet.sheet, draft.choices, sheet_fields(draft.sheet.sheet))


def _carried_out(
    workspace: Workspace, draft: Draft, progress: Progress, again: bool, is_kept: bool, loaded_by: str | None = None
) -> LoadResult:
    progress(0.05, "check")
    manner = manner_of_draft(draft)
    result = check(workspace, draft)
    if is_kept:
        refuse_missed(draft, result)
    if result.rows_accepted == 0:
        raise LoadFault(mark("No row of the file can be loaded. Look at the findings."))
    progress(0.3, "store")
    ends: list[tuple[Headline, tuple[TierMove, ...]]] = []
    with workspace.change(
        lambda share, step: progress(0.5 + share / 2, step),
        is_kept=is_kept,
        at_end=lambda build: ends.append((headline(build), tier_moves(build))),
    ) as build:
        if not again:
            _refuse_same_file(build, draft, result)
        before = headline(build)
        remember_tiers(build)
        stored, seen = _stored(build, draft, result, manner, loaded_by)
        progress(0.5, "rollups")
    ((after, moves),) = ends
    return _told(draft, result, manner, stored, Effect(before, after, moves), seen)


def _stored(
    build: Build, draft: Draft, result: CheckResult, manner: Manner, loaded_by: str | None
) -> tuple[StoredLoad, tuple[FindingSummary, ...]]:
    """Rows, findings and mapping of one load into the running transaction; and what its rows are to those before them."""
    rows, let_go = result.rows_for_once("clear" if manner.clears(result.sheet) else "keep")
    build.bring("arriving_rows", rows)
    build.bring("arriving_findings", result.all_findings())
    seen = _seen(build, result, manner)
    stored = store_rows(build, replace(_new_load(draft, result, manner), loaded_by=loaded_by), "arriving_rows")
    build.run("intake/store_findings", load_id=stored.load_id)
    if stored.rows_held:
        told = json.dumps({"count": stored.rows_held})
        build.run("intake/store_held_finding", load_id=stored.load_id, told=told)
    for line in seen:
        told = json.dumps({"count": line.count, **line.values})
        build.run(STORED_BY[line.rule], load_id=stored.load_id, told=told)
    remember_mapping(build, draft.sheet, draft.file_name, draft.choices)
    build.drop("arriving_findings")
    build.drop("arriving_rows")
    let_go()
    return stored, seen


def _seen(build: Build, result: CheckResult, manner: Manner) -> tuple[FindingSummary, ...]:
    """Customers whom no earlier load knows, or knows with zeros before their number; orders that stand there already."""
    said: list[FindingSummary] = []
    if result.sheet in WITH_ATTRIBUTES and build.execute("select 1 from customer_keys limit 1"):
        row = build.first("intake/stored_but_for_zeros") or {"customers": 0}
        if row["customers"]:
            said.append(summary("stored_but_for_zeros", row.pop("arrived"), "customer_id", None, **row))
    if result.sheet in WITH_CUSTOMERS_OF_OTHERS and manner.orphans == "keep":
        row = build.first("intake/first_seen") or {"arrived": 0}
        if row["arrived"]:
            said.append(summary("first_seen", row["arrived"], "customer_id", None, customers=row["customers"]))
    if result.sheet == "transactions" and manner.mode == "append":
        row = build.first("intake/orders_again", looked_at=LOOKED_AT) or {"arrived": 0}
        if row["arrived"]:
            said.append(summary("orders_again", row["arrived"], "order_id", None, orders=row["orders"]))
    return tuple(said)


def _told(
    draft: Draft,
    result: CheckResult,
    manner: Manner,
    stored: StoredLoad,
    effect: Effect,
    seen: tuple[FindingSummary, ...],
) -> LoadResult:
    counted = {"unknown_customer": stored.rows_left_out, "held": stored.rows_held}
    more = tuple(summary(rule, count, "customer_id") for rule, count in counted.items() if count) + seen
    return LoadResult(
        stored.load_id,
        result.sheet,
        draft.file_name,
        result.rows_read,
        stored.rows_accepted,
        result.rows_refused + stored.rows_left_out,
        stored.rows_replaced,
        (*result.summaries, *more),
        manner,
        stored.rows_new,
        stored.rows_changed,
        stored.rows_removed,
        stored.rows_skipped,
        stored.rows_left_out,
        stored.rows_held,
        stored.rows_joined,
        stored.fields,
        stored.cells,
        effect,
    )


def restore(workspace: Workspace, load_id: int, progress: Progress = _silent) -> tuple[int, ...]:
    """Bring the workspace back to before a load: it and every later one are taken back, in one transaction."""
    with workspace.change(progress) as build:
        return undo_from(build, load_id)


def quarantine(workspace: Workspace) -> pd.DataFrame:
    """Rows that wait for their customer, counted by load and sheet."""
    with workspace.session() as session:
        return session.frame("intake/quarantine")


def quarantined_rows(workspace: Workspace, row_limit: int = 200) -> pd.DataFrame:
    """The first rows that wait for their customer, each with its load, row and customer number."""
    with workspace.session() as session:
        return session.frame("intake/quarantined_rows", row_limit=row_limit)


def undo(workspace: Workspace, load_id: int, progress: Progress = _silent) -> None:
    """Take a load back as a whole; later loads that stand on it are named and must go first."""
    with workspace.change(progress) as build:
        undo_load(build, load_id)


def loads(workspace: Workspace) -> pd.DataFrame:
    """Every load ever made, latest first, undone ones too."""
    with workspace.session() as session:
        return session.frame("intake/loads")


def loaded_before(workspace: Workspace, draft: Draft) -> EarlierLoad | None:
    """The committed load of the same file as the same sheet, if there is one."""
    with workspace.session() as session:
        return _same_file(session, draft, draft.sheet.sheet)


def rows_by_sheet(workspace: Workspace) -> dict[str, int]:
    """Number of rows that the workspace holds of each sheet."""
    with workspace.session() as session:
        rows = session.frame("intake/rows_by_sheet")
    return {sheet: int(count) for sheet, count in zip(rows["sheet"], rows["stored_rows"], strict=True)}


def load_findings(workspace: Workspace, load_id: int, row_limit: int = 200) -> pd.DataFrame:
    """The first findings of a load that concern single rows."""
    with workspace.session() as session:
        return session.frame("intake/load_findings", load_id=load_id, row_limit=row_limit)


def finding_counts(workspace: Workspace, load_id: int) -> pd.DataFrame:
    """What was found in a load, counted by rule and field."""
    with workspace.session() as session:
        return session.frame("intake/finding_counts", load_id=load_id)


def told_values(told: object) -> dict[str, Any]:
    """Values of a finding about the whole file, as they were stored with it; none for a finding about rows."""
    return json.loads(told) if isinstance(told, str) else {}


def told_count(told: object, findings: int) -> int:
    """Rows that a stored finding speaks of."""
    return int(told_values(told).get("count", findings))


def _refuse_same_file(build: Build, draft: Draft, result: CheckResult) -> None:
    before = _same_file(build, draft, result.sheet)
    if before is not None:
        raise LoadFault(
            mark("This file was loaded before, as load {load_id} on {day}. Say so if you mean to load it again."),
            load_id=before.load_id,
            day=before.loaded_at.date().isoformat(),
        )


def _same_file(session: Session, draft: Draft, sheet: str) -> EarlierLoad | None:
    row = session.first("intake/same_file", file_hash=draft.file_hash, sheet=sheet, part=draft.part)
    return EarlierLoad(row["load_id"], row["loaded_at"]) if row else None


def _new_load(draft: Draft, result: CheckResult, manner: Manner) -> NewLoad:
    """What goes on record: how the file was understood, so that the load can be read again years later."""
    reading = draft.sheet.reading
    understood = {
        "encoding": reading.encoding,
        "separator": reading.separator,
        "tab": reading.tab,
        "heading_row": reading.heading_row,
        "columns": {column.heading: column.field for column in draft.sheet.columns},
        "decimal_marks": {c.heading: c.decimal_mark for c in draft.sheet.columns if c.decimal_mark},
        "date_orders": {c.heading: c.date_order for c in draft.sheet.columns if c.date_order},
        "choices": dict(draft.choices),
        "quality": quality(draft, result, date.today()).parts,
        "personal": on_record(draft.sheet, draft.choices).as_kept,
    }
    return NewLoad(
        result.sheet,
        draft.file_name,
        draft.file_hash,
        result.rows_read,
        result.rows_refused,
        understood,
        manner,
        draft.part,
    )
