"""The check of a draft: rows that can be loaded and everything to be said of the file, kept on disk for page and load."""

import hashlib
import json
import shutil
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute

from crm_core.errors import MappingFault
from crm_core.intake.checked_parts import ATTRIBUTES, CLEARING, FINDINGS, Cancelled, CheckedPart, checked_parts
from crm_core.intake.drafts import Draft
from crm_core.intake.fields import SHEET_FIELDS
from crm_core.intake.findings import LEVELS, RULES, WORDS_NAMED, Finding, FindingSummary, summary
from crm_core.intake.mapped_files import mapped
from crm_core.intake.personal import is_statement
from crm_core.intake.remarks import remarks_of
from crm_core.intake.sections import fields_from_above
from crm_core.intake.stored_persons import stored_persons
from crm_core.intake.used_choices import with_used
from crm_core.store import MANNER_KEYS, Workspace
from crm_core.words import Language, mark, translate

pc: Any = pyarrow.compute

CHECK_VERSION = 15
BATCH_ROWS = 1 << 17
WORDS_TOLD = 6

_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class CheckResult:
    """What the check of one draft found. Accepted and refused rows add up to the rows read.

    ``cells_filled`` are those of the rows read that say something in a column that feeds a field.
    ``amount_refused`` is the money that left-out rows hold, as far as it can be read and is in the currency of the
    workspace; None where there is none.
    """

    folder: Path
    sheet: str
    rows_read: int
    rows_accepted: int
    rows_refused: int
    summaries: tuple[FindingSummary, ...]
    amount_accepted: Decimal | None = None
    amount_refused: Decimal | None = None
    cells_filled: int = 0

    @property
    def has_other_currency(self) -> bool:
        """Whether rows are left out whose money is in another currency."""
        return any(line.rule == "other_currency" for line in self.summaries)

    def rows(self, blank: str = "keep") -> pa.Table:
        """The rows to be loaded, typed, mapped from disk; blank cells of attributes are absent, or null to ``clear``."""
        return self.rows_for_once(blank)[0]

    def rows_for_once(self, blank: str) -> tuple[pa.Table, Callable[[], None]]:
        """The same rows, and what lets go of the memory they are mapped into."""
        rows, let_go = mapped(self.folder / "rows.arrow")
        if CLEARING not in rows.column_names:
            return rows, let_go
        clearing = rows.column(CLEARING)
        kept = rows.drop_columns([CLEARING])
        if blank != "clear":
            return kept, let_go
        place = kept.column_names.index(ATTRIBUTES)
        return kept.set_column(place, ATTRIBUTES, pc.coalesce(clearing, kept.column(ATTRIBUTES))), let_go

    def all_findings(self) -> pa.Table:
        """Every finding as it will be stored with the load."""
        return mapped(self.folder / "findings.arrow")[0]


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
    wanted = table.filter(is_wanted)
    keys = [(name, "ascending") for name in ("row_number", "field", "rule")]
    chosen = (
        wanted.take(pc.select_k_unstable(wanted, k=min(limit, len(wanted)), sort_keys=keys)) if len(wanted) else wanted
    )
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
    half = folder.with_suffix(".half")
    half.mkdir(parents=True, exist_ok=True)
    whole, accepted, findings = _WholeCheck(), 0, list[pa.Table]()
    with ExitStack() as open_files:
        rows = None
        for part in checked_parts(draft, currency, today):
            whole.add(part)
            findings.append(part.findings)
            if rows is None:
                file = open_files.enter_context(pa.OSFile(str(half / "rows.arrow"), "wb"))
                rows = open_files.enter_context(pa.ipc.new_file(file, part.rows.schema))
            rows.write_table(part.rows, max_chunksize=BATCH_ROWS)
            accepted += part.rows.num_rows
    findings.append(_remarked(draft, whole))
    if draft.sheet.sheet == "customers":
        persons = stored_persons(workspace, mapped(half / "rows.arrow")[0])
        findings.append(persons)
        whole.counts += _counted(persons)
    told = _informed(workspace, draft, whole, half / "rows.arrow")
    _put(pa.concat_tables([*findings, _told_table(told)]), half / "findings.arrow")
    result = CheckResult(
        folder,
        draft.sheet.sheet,
        whole.size,
        accepted,
        whole.refused,
        _summaries(whole, told, draft),
        *whole.amounts,
        whole.filled,
    )
    kept = asdict(result) | {"folder": ""}
    (half / "result.json").write_text(json.dumps(kept, ensure_ascii=False, default=str), encoding="utf-8")
    half.replace(folder)
    pa.default_memory_pool().release_unused()


def _counted(found: pa.Table) -> Counter[tuple[str, str | None]]:
    """Findings by rule and field."""
    counted = found.group_by(["rule", "field"]).aggregate([([], "count_all")]).to_pylist()
    return Counter({(line["rule"], line["field"]): line["count_all"] for line in counted})


class _WholeCheck:
    """What the parts of a file add up to."""

    def __init__(self) -> None:
        self.size = self.refused = self.total_rows = self.printed_rows = self.returns = self.zeros = 0
        self.no_sales = self.below_zero = self.filled = 0
        self.counts: Counter[tuple[str, str | None]] = Counter()
        self.headings: dict[str, str] = {}
        self.lost_endings: set[str] = set()
        self.zones: set[str] = set()
        self.amount_is_derived = False
        self.cancelled: list[Cancelled] = []
        self.amounts: tuple[Decimal | None, Decimal | None] = (None, None)

    def add(self, part: CheckedPart) -> None:
        """Count one more part."""
        self.size += part.size
        self.refused += part.refused
        self.total_rows += part.total_rows
        self.printed_rows += part.printed_rows
        self.no_sales += part.no_sales
        self.below_zero += part.below_zero
        self.filled += part.filled
        self.returns += part.returns
        self.zeros += part.zeros
        self.counts += part.counts
        self.headings |= part.headings
        self.lost_endings |= part.lost_endings
        self.zones |= part.zones
        self.amount_is_derived |= part.amount_is_derived
        self.cancelled += [part.cancelled] if part.cancelled else []
        if part.amounts is not None:
            kept, left = self.amounts
            self.amounts = ((kept or Decimal(0)) + part.amounts[0], (left or Decimal(0)) + part.amounts[1])


def _remarked(draft: Draft, whole: _WholeCheck) -> pa.Table:
    """What the reading itself remarked, as findings of the check."""
    remarks = remarks_of(draft.cells_path)
    columns = {column.place: column for column in draft.sheet.columns}
    found = []
    for remark in remarks.to_pylist():
        column = columns.get(remark["place"])
        feeds = column.feeds if column else None
        if remark["rule"] == "merged_down" and column and column.field in _numbers_of(draft):
            remark["rule"] = "merged_number"
        level = RULES[remark["rule"]].level
        found.append({"level": level, "field": feeds} | {key: remark[key] for key in ("row_number", "value", "rule")})
        whole.counts[remark["rule"], feeds] += 1
        if column and feeds:
            whole.headings[feeds] = column.heading
    return pa.Table.from_pylist(found, schema=FINDINGS)


def _numbers_of(draft: Draft) -> set[str]:
    return {item.name for item in SHEET_FIELDS[draft.sheet.sheet] if item.kind in ("number", "money")}


def _informed(workspace: Workspace, draft: Draft, whole: _WholeCheck, rows: Path) -> list[FindingSummary]:
    """What is good to know of the file as a whole."""
    told = [
        summary(rule, whole.size, name, whole.headings[name])
        for rule, names in (("decimal_ending", whole.lost_endings), ("times_with_zone", whole.zones))
        for name in whole.headings
        if name in names
    ]
    if whole.total_rows:
        told.append(summary("total_rows", whole.total_rows))
    if whole.printed_rows:
        told.append(summary("printed_rows", whole.printed_rows))
    for heading, name in fields_from_above(draft.sheet.reading, with_used(draft.choices)).items():
        told.append(summary("taken_from_above", whole.size, name, heading))
    reading = draft.sheet.reading
    if reading.other_tabs:
        told.append(summary("other_tabs", len(reading.other_tabs), tab=reading.tab, tabs=", ".join(reading.other_tabs)))
    if reading.hidden_tabs:
        told.append(summary("hidden_tabs", len(reading.hidden_tabs), tabs=", ".join(reading.hidden_tabs)))
    if draft.sheet.sheet == "transactions":
        told += _told_of_amounts(whole)
    if draft.sheet.sheet == "customers":
        known = _known_customers(workspace, mapped(rows)[0])
        told += [summary("updates", known, "customer_id", whole.headings["customer_id"])] if known else []
    return told


def _told_of_amounts(whole: _WholeCheck) -> list[FindingSummary]:
    """Returns, cancellations and zeros among all rows of the file."""
    told = [summary("derived_amount", whole.size, "amount")] if whole.amount_is_derived else []
    told += [summary("no_sales", whole.no_sales)] if whole.no_sales else []
    told += [summary("returns_by_word", whole.below_zero, "amount")] if whole.below_zero else []
    begin = sum(part.begin for part in whole.cancelled)
    if begin and begin < 0.5 * whole.size:
        numbers = pa.chunked_array([part.numbers for part in whole.cancelled], pa.string())
        if len(numbers):
            orders = pc.count_distinct(numbers).as_py()
            told.append(summary("cancellations", len(numbers), "order_id", None, orders=orders, letter="C"))
    for rule, count in (("returns", whole.returns), ("zero_amount", whole.zeros)):
        told += [summary(rule, count, "amount")] if count else []
    return told


def _known_customers(workspace: Workspace, rows: pa.Table) -> int:
    """Customers of the file that the workspace describes already."""
    with workspace.session() as session:
        session.bring("arriving_rows", rows.select(["customer_id"]))
        known = session.first("intake/known_customers")
        session.drop("arriving_rows")
    return int(known["customers"]) if known else 0


def _summaries(whole: _WholeCheck, told: list[FindingSummary], draft: Draft) -> tuple[FindingSummary, ...]:
    """One line per rule and column, gravest and most frequent first; words that nobody explained yet are named."""
    lines = [summary(rule, count, name, whole.headings.get(name or "")) for (rule, name), count in whole.counts.items()]
    lines = [_with_words(line, draft) if line.rule in WORDS_NAMED else line for line in lines]
    return tuple(sorted([*lines, *told], key=lambda line: (LEVELS.index(line.level), -line.count)))


def _with_words(line: FindingSummary, draft: Draft) -> FindingSummary:
    """The line with the words it speaks of, the most frequent first."""
    said = [one.text for one in draft.sheet.unknown_values if one.field == line.field and one.chosen is None]
    words = ", ".join(f"“{text}”" for text in said[:WORDS_TOLD]) + (" …" if len(said) > WORDS_TOLD else "")
    return replace(line, text=WORDS_NAMED[line.rule], values={"words": words}) if words else line


def _told_table(told: list[FindingSummary]) -> pa.Table:
    """One row per thing that is good to know of the whole file."""
    rows = [
        {
            "level": line.level,
            "row_number": None,
            "field": line.field,
            "value": json.dumps({"count": line.count, **line.values}, ensure_ascii=False, default=str),
            "rule": line.rule,
        }
        for line in told
    ]
    return pa.Table.from_pylist(rows, schema=FINDINGS)


def _fingerprint(draft: Draft, currency: str, today: date, workspace: Workspace) -> str:
    """Everything the check depends on; what is known of customers counts only for a customers sheet.

    How the rows will meet those that are there changes no finding."""
    build = workspace.state().build_id if draft.sheet.sheet == "customers" else 0
    choices = sorted(item for item in draft.choices.items() if item[0] not in MANNER_KEYS and not is_statement(item[0]))
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
