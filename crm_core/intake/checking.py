"""The check of a draft: rows that can be loaded and everything to be said of the file, kept on disk for page and load."""

import hashlib
import json
import shutil
import threading
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute

from crm_core.errors import MappingFault
from crm_core.intake.attributes import attribute_name, attribute_objects
from crm_core.intake.columns import Column, TypedSheet, typed_sheet
from crm_core.intake.drafts import Draft
from crm_core.intake.fields import SHEET_FIELDS
from crm_core.intake.findings import LEVELS, RULES, Finding, FindingSummary, summary
from crm_core.intake.rules import Hit, emptied_cells, hits, refused_rows, survey_kinds, survey_scale
from crm_core.intake.understanding import SheetDraft
from crm_core.store import MANNER_KEYS, Workspace
from crm_core.words import Language, mark, translate

pc: Any = pyarrow.compute

CHECK_VERSION = 2
ATTRIBUTES, CLEARING = "attributes", "attributes_clearing"
FINDINGS = pa.schema(
    [("level", pa.string()), ("row_number", pa.int32()), ("field", pa.string()), ("value", pa.string()),
     ("rule", pa.string())]
)  # fmt: skip

_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class CheckResult:
    """What the check of one draft found. Accepted and refused rows add up to the rows read.

    ``amount_refused`` is the money that left-out rows hold, as far as it can be read; None where there is none.
    """

    folder: Path
    sheet: str
    rows_read: int
    rows_accepted: int
    rows_refused: int
    summaries: tuple[FindingSummary, ...]
    amount_accepted: Decimal | None = None
    amount_refused: Decimal | None = None

    def rows(self, blank: str = "keep") -> pa.Table:
        """The rows to be loaded, typed, mapped from disk; blank cells of attributes are absent, or null to ``clear``."""
        rows = _mapped(self.folder / "rows.arrow")
        if CLEARING not in rows.column_names:
            return rows
        clearing = rows.column(CLEARING)
        kept = rows.drop_columns([CLEARING])
        place = kept.column_names.index(ATTRIBUTES)
        return kept.set_column(place, ATTRIBUTES, clearing) if blank == "clear" else kept

    def all_findings(self) -> pa.Table:
        """Every finding as it will be stored with the load."""
        return _mapped(self.folder / "findings.arrow")


def check(workspace: Workspace, draft: Draft) -> CheckResult:
    """Check every row; an open question is a :class:`MappingFault` naming it. The same check again costs nothing."""
    if draft.sheet.questions:
        keys = ", ".join(question.key for question in draft.sheet.questions)
        raise MappingFault(mark("These questions are still open: {keys}."), keys=keys)
    currency, today = workspace.state().currency, date.today()
    folder = draft.folder / f"checked-{_fingerprint(draft, currency, today, workspace)}"
    with _one_at_a_time:
        if not (folder / "result.json").exists():
            _check(workspace, draft, currency, today, folder)
    return _kept_result(folder)


def findings(result: CheckResult, draft: Draft, level: str | None = None, limit: int = 200) -> tuple[Finding, ...]:
    """The first findings that concern single rows, in the order of the file."""
    table = result.all_findings()
    is_wanted = pc.is_valid(table.column("row_number"))
    if level is not None:
        is_wanted = pc.and_(is_wanted, pc.equal(table.column("level"), level))
    chosen = table.filter(is_wanted).sort_by("row_number").slice(0, limit)
    headings = draft.sheet.fed
    return tuple(
        Finding(
            row["level"],
            row["row_number"],
            row["field"],
            headings.get(row["field"] or ""),
            row["value"],
            row["rule"],
            RULES[row["rule"]].text,
            RULES[row["rule"]].advice,
        )
        for row in chosen.to_pylist()
    )


def rows_with_reasons(result: CheckResult, draft: Draft, language: Language) -> pd.DataFrame:
    """Every row with an error or a warning as it stands in the file, with its number, level and reasons."""
    table = result.all_findings()
    found = table.filter(pc.is_valid(table.column("row_number"))).to_pandas()
    headings = draft.sheet.fed
    reasons = {rule: translate(said.text, language) for rule, said in RULES.items()}
    where = found["field"].map(headings)
    found["reason"] = found["rule"].map(reasons).where(where.isna(), where + ": " + found["rule"].map(reasons))
    by_row = found.groupby("row_number", sort=True).agg({"level": "min", "reason": "; ".join})
    cells = draft.cells()
    kept = cells.filter(pc.is_in(cells.column("row_number"), pa.array(by_row.index.to_numpy(), pa.int32())))
    shown = kept.drop_columns(["ragged"]).to_pandas().set_index("row_number").sort_index()
    shown.columns = list(draft.sheet.headings)
    row, reason = translate(mark("Row in the file"), language), translate(mark("Reason"), language)
    shown.insert(0, row, shown.index)
    shown[reason] = by_row["reason"].reindex(shown.index)
    return shown.reset_index(drop=True)


def _check(workspace: Workspace, draft: Draft, currency: str, today: date, folder: Path) -> None:
    """Run the check and keep what it found, whole or not at all."""
    for old in draft.folder.glob("checked-*"):
        shutil.rmtree(old, ignore_errors=True)
    cells = draft.cells()
    typed = typed_sheet(cells, draft.sheet, currency)
    found = hits(typed, draft.sheet, currency, today, draft.choices.get("duplicates") == "drop")
    is_refused = refused_rows(found, typed.size)
    rows = _loadable(typed, draft.sheet, found).filter(pa.array(~is_refused))
    told = _informed(workspace, typed, draft, rows, ~is_refused)
    half = folder.with_suffix(".half")
    half.mkdir(parents=True, exist_ok=True)
    _put(rows, half / "rows.arrow")
    _put(_as_table(typed, found, told), half / "findings.arrow")
    sums = _amounts(typed, is_refused)
    result = CheckResult(
        folder, typed.sheet, typed.size, rows.num_rows, int(is_refused.sum()), _summaries(typed, found, told), *sums
    )
    kept = asdict(result) | {"folder": ""}
    (half / "result.json").write_text(json.dumps(kept, ensure_ascii=False, default=str), encoding="utf-8")
    half.replace(folder)


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
        columns[ATTRIBUTES] = attribute_objects(kept, typed.size, clears=False)
        columns[CLEARING] = attribute_objects(kept, typed.size, clears=True)
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


def _informed(
    workspace: Workspace, typed: TypedSheet, draft: Draft, rows: pa.Table, is_accepted: np.ndarray
) -> list[FindingSummary]:
    """What is good to know of the file as a whole."""
    told = [
        summary("decimal_ending", typed.size, name, column.draft.heading)
        for name, column in typed.columns.items()
        if column.lost_ending
    ]
    told += [
        summary("times_with_zone", typed.size, name, column.draft.heading)
        for name, column in typed.columns.items()
        if column.has_zone
    ]
    if typed.total_rows:
        told.append(summary("total_rows", typed.total_rows))
    reading = draft.sheet.reading
    if len(reading.tabs) > 1:
        told.append(summary("other_tabs", len(reading.tabs) - 1, tab=reading.tab))
    if reading.hidden_tabs:
        told.append(summary("hidden_tabs", len(reading.hidden_tabs), tabs=", ".join(reading.hidden_tabs)))
    if typed.sheet == "transactions":
        told += _told_of_amounts(typed)
    if typed.sheet == "customers":
        known = _known_customers(workspace, rows)
        told += [summary("updates", known, "customer_id", typed.columns["customer_id"].draft.heading)] if known else []
    return told


def _told_of_amounts(typed: TypedSheet) -> list[FindingSummary]:
    """Returns, cancellations and zeros among all rows of the file."""
    amounts, orders = typed.columns["amount"].values, typed.columns["order_id"].values
    told = [summary("derived_amount", typed.size, "amount")] if typed.amount_is_derived else []
    is_below = pc.fill_null(pc.less(amounts, 0), False)
    begins = pc.fill_null(pc.match_substring_regex(orders, r"^[Cc]\d"), False)
    if pc.sum(begins).as_py() and pc.mean(begins).as_py() < 0.5:
        cancelled = orders.filter(pc.and_(begins, is_below))
        if len(cancelled):
            count = pc.count_distinct(cancelled).as_py()
            told.append(summary("cancellations", len(cancelled), "order_id", None, orders=count, letter="C"))
    for rule, rows in (("returns", is_below), ("zero_amount", pc.fill_null(pc.equal(amounts, 0), False))):
        count = pc.sum(rows).as_py() or 0
        told += [summary(rule, count, "amount")] if count else []
    return told


def _known_customers(workspace: Workspace, rows: pa.Table) -> int:
    """Customers of the file that the workspace describes already."""
    with workspace.session() as session:
        session.bring("arriving_rows", rows.select(["customer_id"]))
        known = session.first("intake/known_customers")
        session.drop("arriving_rows")
    return int(known["customers"]) if known else 0


def _amounts(typed: TypedSheet, is_refused: np.ndarray) -> tuple[Decimal | None, Decimal | None]:
    name = {"transactions": "amount", "campaigns": "spend"}.get(typed.sheet)
    if name is None or name not in typed.columns:
        return None, None
    values, mask = typed.columns[name].values, pa.array(is_refused)
    kept, left = (pc.sum(values.filter(part)).as_py() for part in (pc.invert(mask), mask))
    return kept or Decimal(0), left or Decimal(0)


def _summaries(typed: TypedSheet, found: list[Hit], told: list[FindingSummary]) -> tuple[FindingSummary, ...]:
    """One line per rule and column, gravest and most frequent first."""
    lines = [summary(hit.rule, int(hit.rows.sum()), hit.field, _heading(typed, hit.field)) for hit in found]
    return tuple(sorted([*lines, *told], key=lambda line: (LEVELS.index(line.level), -line.count)))


def _heading(typed: TypedSheet, name: str | None) -> str | None:
    column = _column(typed, name)
    return column.draft.heading if column else None


def _column(typed: TypedSheet, name: str | None) -> Column | None:
    """The column that a finding speaks of: of a field, or kept as an attribute."""
    return typed.columns.get(name or "") or typed.attributes.get(attribute_name(name or "") or "")


def _as_table(typed: TypedSheet, found: list[Hit], told: list[FindingSummary]) -> pa.Table:
    """Errors and warnings by row, and one row per thing that is good to know of the whole file."""
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
    for line in told:
        value = json.dumps({"count": line.count, **line.values}, ensure_ascii=False, default=str)
        row = {"level": line.level, "row_number": None, "field": line.field, "value": value, "rule": line.rule}
        parts.append(pa.Table.from_pylist([row], schema=FINDINGS))
    return pa.concat_tables(parts) if parts else FINDINGS.empty_table()


def _fingerprint(draft: Draft, currency: str, today: date, workspace: Workspace) -> str:
    """Everything the check depends on; what is known of customers counts only for a customers sheet.

    How the rows will meet those that are there changes no finding."""
    build = workspace.state().build_id if draft.sheet.sheet == "customers" else 0
    choices = sorted(item for item in draft.choices.items() if item[0] not in MANNER_KEYS)
    said = [choices, currency, today, build, CHECK_VERSION]
    return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()[:12]


def _kept_result(folder: Path) -> CheckResult:
    kept = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    money = {key: None if kept[key] is None else Decimal(kept[key]) for key in ("amount_accepted", "amount_refused")}
    lines = tuple(FindingSummary(**line) for line in kept["summaries"])
    return CheckResult(**(kept | money | {"folder": folder, "summaries": lines}))


def _put(table: pa.Table, path: Path) -> None:
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)


def _mapped(path: Path) -> pa.Table:
    return pa.ipc.open_file(pa.memory_map(str(path))).read_all()
