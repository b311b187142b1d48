"""How the rows meet those that are there, and what the load will change: tried for real before it is asked for."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from crm_core import intake
from crm_core.intake import CheckResult, Draft, LoadResult
from crm_core.intake.wording import stored_text
from crm_core.numbers import NOTHING, number_text
from crm_core.screen.draft_answers import answer_with, show_refused
from crm_core.screen.import_effects import effect_tables
from crm_core.screen.import_personal import shown_cell
from crm_core.screen.import_steps import draft_setting
from crm_core.screen.state import language, reader, t, tn
from crm_core.screen.under_way import Kept, UnderWay, follow
from crm_core.store import KEYS, MANNER_KEYS, SHEET_MODES, WITH_CUSTOMERS_OF_OTHERS
from crm_core.words import mark

STEP_WORDS = {
    "check": mark("Checking every row"),
    "store": mark("Storing the rows"),
    "rollups": mark("Rebuilding the summaries"),
}
TRIALS_KEPT = 8
_TRIAL = "import_trial"
_trials: Kept[LoadResult] = Kept(TRIALS_KEPT)
TOLD_IN_WORDS = ("orders_again", "first_seen", "stored_but_for_zeros")
HIDDEN_FOR_APPEND = ("append", "period", "all")


def manner_choices(draft: Draft) -> None:
    """Mode, key, empty cells and customers whom nobody describes, each a list of possible ways."""
    sheet, mode = draft.sheet.sheet, intake.manner_of_draft(draft).mode
    slots = iter((*st.columns(2), *st.columns(2)))
    with next(slots):
        words = {code: t(intake.MODE_WORDS[code]) for code in SHEET_MODES[sheet]}
        draft_setting(draft, "mode", t("What is there already"), words, SHEET_MODES[sheet][0])
    if mode not in HIDDEN_FOR_APPEND:
        with next(slots):
            draft_setting(draft, "blank", t("Empty cells"), _words(intake.BLANK_WORDS), "keep")
    elif mode == "period":
        with next(slots):
            _period(draft)
    if sheet in WITH_CUSTOMERS_OF_OTHERS:
        with next(slots):
            label = t("Rows of customers that no customers sheet describes")
            draft_setting(draft, "orphans", label, _words(intake.ORPHAN_WORDS), "keep")
    if sheet == "transactions" and mode not in HIDDEN_FOR_APPEND:
        with next(slots):
            usual = ",".join(KEYS[sheet])
            words = {usual: t("order and product"), "order_id": t("order as a whole")}
            draft_setting(draft, "key", t("Rows are the same by"), words, usual)


def trial(draft: Draft, result: CheckResult) -> None:
    """What the load will change, down to single cells and tiers."""
    if result.rows_accepted == 0:
        return
    tried = _tried(draft, result)
    st.markdown(t("**What the load will change.** It was carried out for trial and taken back; nothing is stored yet."))
    _counts(tried)
    _told(tried, result)
    effect_tables(tried.effect)
    if tried.fields:
        with st.expander(t("Values that change, the first {n}", n=_number(len(tried.cells)))):
            st.dataframe(_fields(tried), hide_index=True, key="trial-fields", alt=t("Changed rows by field"))
            st.dataframe(_cells(draft, tried), hide_index=True, key="trial-cells", alt=t("Values before and after"))


def is_tried(draft: Draft) -> bool:
    """Whether this reader has tried the load of the draft as it stands."""
    tried = st.session_state.get(_TRIAL)
    if tried is None or draft.sheet.questions:
        return False
    return tried == trial_signature(draft, intake.check(reader().workspace, draft).folder, reader().state.build_id)


def step_words(step: str) -> str:
    """A step of a load or of its trial."""
    return t(STEP_WORDS.get(step, STEP_WORDS["rollups"]))


def trial_signature(draft: Draft, checked: Path, build_id: int) -> Hashable:
    """What a trial of a draft checked in that folder rests on: another one where file, choices or workspace are others."""
    manner = tuple((key, draft.choices.get(key)) for key in MANNER_KEYS)
    return str(checked), checked.stat().st_mtime_ns, build_id, manner


def waiting() -> None:
    """Rows in quarantine, by load, and the first of them."""
    counted = intake.quarantine(reader().workspace)
    if counted.empty:
        return
    st.subheader(t("Rows waiting in quarantine"), anchor=False)
    st.markdown(
        t("They are in no figure. They join by themselves as soon as a load describes their customers, in any order.")
    )
    lines = [
        {
            t("Load"): str(row.load_id),
            t("File"): row.file_name,
            t("Rows"): _number(row.waiting_rows),
            t("Customers"): _number(row.customers),
        }
        for row in _rows(counted)
    ]
    st.dataframe(pd.DataFrame(lines), hide_index=True, key="waiting", alt=t("Rows waiting in quarantine"))
    first = [
        {t("Load"): str(row.load_id), t("Row"): _number(row.row_number), t("Customer number"): row.customer_id}
        for row in _rows(intake.quarantined_rows(reader().workspace))
    ]
    with st.expander(t("The first {n} waiting rows", n=_number(len(first)))):
        st.dataframe(pd.DataFrame(first), hide_index=True, key="waiting-rows", alt=t("Waiting rows"))


def _period(draft: Draft) -> None:
    """The period to be replaced; empty is from the first to the last day of the rows."""
    field = f"period-{draft.draft_id[:8]}"
    st.text_input(
        t("Period (2024-01..2024-03); empty: that of the rows"),
        draft.choices.get("period", ""),
        key=field,
        on_change=answer_with,
        args=(draft, "period", field, {}),
    )
    show_refused(draft, "period")


def _tried(draft: Draft, result: CheckResult) -> LoadResult:
    """The dry run, kept until draft, choices or workspace change; it goes on while its reader looks elsewhere or reloads."""
    workspace, signature = reader().workspace, trial_signature(draft, result.folder, reader().state.build_id)

    def work(job: UnderWay[LoadResult]) -> LoadResult:
        return intake.dry_run(workspace, draft, job.show)

    job = _trials.find_or_begin(signature, workspace.path, work)
    if not job.outcome.done():
        with st.spinner(t("Trying the load …")):
            follow(job, step_words)
    tried = job.outcome.result()
    st.session_state[_TRIAL] = signature
    return tried


def _counts(tried: LoadResult) -> None:
    counted = {
        t("New"): tried.rows_new,
        t("Changed"): tried.rows_changed,
        t("The same"): tried.rows_identical,
        t("Removed"): tried.rows_removed,
        t("Of the loaded, in quarantine"): tried.rows_held,
        t("Passed over"): tried.rows_skipped,
        t("Left out"): tried.rows_refused,
        t("Joining from quarantine"): tried.rows_joined,
    }
    shown = {word: count for word, count in counted.items() if count}
    with st.container(horizontal=True, gap="large"):
        for word, count in shown.items():
            st.metric(word, tn("{n} row", "{n} rows", count, n=_number(count)), width="content")


def _told(tried: LoadResult, result: CheckResult) -> None:
    """What the trial found beyond the check of the file alone; rows that wait or are left out stand in the counts."""
    for line in tried.summaries[len(result.summaries) :]:
        if line.rule in TOLD_IN_WORDS:
            values = {name: v if isinstance(v, str) else _number(v) for name, v in line.values.items()}
            text = f"{t(line.text, **values)}. {t(line.advice)}"
            if line.level == "warning":
                st.warning(text, icon=":material/content_copy:")
            else:
                st.caption(text)


def _fields(tried: LoadResult) -> pd.DataFrame:
    lines = [{t("Field"): _field(tried, line.field), t("Rows"): _number(line.rows)} for line in tried.fields]
    return pd.DataFrame(lines)


def _cells(draft: Draft, tried: LoadResult) -> pd.DataFrame:
    lines = [
        {
            t("Row"): _number(cell.row_number),
            t("Key"): cell.key,
            t("Field"): _field(tried, cell.field),
            t("Before"): _stored(draft, tried, cell.field, cell.before),
            t("After"): _stored(draft, tried, cell.field, cell.after),
        }
        for cell in tried.cells
    ]
    return pd.DataFrame(lines)


def _stored(draft: Draft, tried: LoadResult, name: str, text: str | None) -> str:
    """A stored value in the reader's language, masked as previews mask its column."""
    if not text:
        return NOTHING
    worded = stored_text(intake.field_of(tried.sheet, name).kind, text, language())
    return shown_cell(draft, draft.sheet.fed.get(name), worded)


def _field(tried: LoadResult, name: str) -> str:
    return t(intake.field_of(tried.sheet, name).label)


def _words(words: dict[str, str]) -> dict[str, str]:
    return {code: t(word) for code, word in words.items()}


def _rows(frame: pd.DataFrame) -> list[Any]:
    return list(frame.itertuples(index=False))


def _number(value: Any) -> str:
    return number_text(int(value), language())
