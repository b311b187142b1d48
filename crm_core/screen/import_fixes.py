"""Rows with errors mended in place or in bulk, the list of fixes, and the workbook to mend them outside."""

import json
from typing import Any

import pandas as pd
import streamlit as st

from crm_core import intake
from crm_core.exports import csv_bytes
from crm_core.intake import CheckResult, Draft, Fix
from crm_core.numbers import number_text
from crm_core.screen.draft_answers import answer_grid, answer_next, take_back
from crm_core.screen.import_personal import hidden
from crm_core.screen.state import language, t
from crm_core.words import fold, mark

ROWS_SHOWN = 50
ROW_HEIGHT, REASON_WIDTH = 72, 220
"""A reason is read whole in three lines, beside the row's number also on a phone."""
BULK_WORDS = {
    "trim": mark("take off needless blanks"),
    "upper": mark("write in capitals"),
    "lower": mark("write in small letters"),
    "title": mark("begin every word with a capital"),
    "replace": mark("replace a part of the text"),
    "set": mark("replace the whole cell where it says"),
    "fill": mark("fill empty cells"),
}
FIX_WORDS = {
    "row": mark("Row {row}, {heading}: “{new}”"),
    "trim": mark("{heading}: needless blanks taken off"),
    "upper": mark("{heading}: in capitals"),
    "lower": mark("{heading}: in small letters"),
    "title": mark("{heading}: every word begins with a capital"),
    "replace": mark("{heading}: “{old}” replaced by “{new}”"),
    "set": mark("{heading}: cells “{old}” set to “{new}”"),
    "fill": mark("{heading}: empty cells filled with “{new}”"),
}


def mending(draft: Draft, result: CheckResult) -> None:
    """Rows that an error keeps out, to be mended here; then fixes for whole columns; then the list of fixes."""
    has_errors = result.rows_refused > 0
    made = intake.fixes(draft.choices)
    if has_errors:
        with st.expander(t("Mend rows with errors here"), icon=":material/edit:"):
            _grid(draft, result)
    with st.expander(t("Mend a whole column"), icon=":material/format_paint:"):
        _bulk(draft)
    if made:
        st.markdown(t("**Fixes so far** (the file itself stays as it is)"))
        for fix in made:
            _one_fix(draft, fix)


def findings_files(draft: Draft, result: CheckResult) -> None:
    """Rows with findings and their reasons as files; the workbook can be mended and dropped back."""
    st.caption(
        t("All of these rows with their reasons. Mend the XLSX and drop it here again: this import continues with it.")
    )
    plain, tongue = f"{'-'.join(fold(draft.file_name).split())}-{draft.draft_id[:8]}", language()
    with st.container(horizontal=True):
        st.download_button(
            t("Rows with findings, to mend (XLSX)"),
            data=lambda: intake.error_workbook(result, draft, tongue),
            file_name=f"{plain}.xlsx",
            key="mend-xlsx",
            on_click="ignore",
            icon=":material/download:",
        )
        st.download_button(
            t("Download as CSV"),
            data=lambda: csv_bytes(intake.rows_with_reasons(result, draft, tongue)),
            file_name=f"{plain}.csv",
            mime="text/csv",
            key="mend-csv",
            on_click="ignore",
            icon=":material/download:",
        )


def _grid(draft: Draft, result: CheckResult) -> None:
    """The first rows with errors; a changed cell becomes a fix at once."""
    pages = max(1, -(-intake.error_rows(result) // ROWS_SHOWN))
    page = st.pagination(pages, key=f"mend-page-{draft.draft_id[:8]}-{pages}") if pages > 1 else 1
    rows = intake.rows_to_mend(result, draft, language(), ROWS_SHOWN, (page - 1) * ROWS_SHOWN)
    labels = {column.heading: column.field for column in draft.sheet.columns if column.field}
    config: dict[str, Any] = {
        heading: st.column_config.TextColumn(_label(draft, heading, labels)) for heading in draft.sheet.file_headings
    }
    config |= {
        "row_number": st.column_config.NumberColumn(t("Row"), disabled=True, format="%d", width="small"),
        "reason": st.column_config.TextColumn(t("Reason"), disabled=True, width=REASON_WIDTH),
    }
    at_fault = [line.heading for line in result.summaries if line.level == "error" and line.heading in rows.columns]
    seen = [name for name in draft.sheet.file_headings if name not in hidden(draft)]
    others = [name for name in seen if name in labels and name not in at_fault]
    shown = ["row_number", "reason", *dict.fromkeys(at_fault), *others]
    st.caption(
        t(
            "Rows that are left out: {first} to {last} of {all}. Change a cell and press Enter.",
            first=number_text((page - 1) * ROWS_SHOWN + 1, language()),
            last=number_text((page - 1) * ROWS_SHOWN + len(rows), language()),
            all=number_text(result.rows_refused, language()),
        )
    )
    key = f"mend-{draft.draft_id[:8]}-{intake.next_fix(draft.choices)}-{page}-{len(rows)}-{language()}"

    def mended(edited: pd.DataFrame) -> dict[str, str]:
        return intake.cell_fixes(rows, edited, intake.next_fix(draft.choices), intake.EMPTIED)

    answer_grid(draft, rows, key, mended, column_config=config, column_order=shown, row_height=ROW_HEIGHT)


def _label(draft: Draft, heading: str, labels: dict[str, str]) -> str:
    name = labels.get(heading)
    return t(intake.field_of(draft.sheet.sheet, name).label) if name else heading


def _bulk(draft: Draft) -> None:
    """One fix for a whole column."""
    start = f"{draft.draft_id[:8]}-{intake.next_fix(draft.choices)}-{language()}"
    slots = st.columns(4, vertical_alignment="bottom")
    with slots[0]:
        st.selectbox(t("Column"), draft.sheet.file_headings, key=f"bulk-heading@{start}")
    with slots[1]:
        words = {code: t(word) for code, word in BULK_WORDS.items()}
        kind = st.selectbox(
            t("What to do"), list(words), format_func=lambda code: words[code], key=f"bulk-kind@{start}"
        )
    old = new = ""
    with slots[2]:
        if kind in ("replace", "set"):
            old = st.text_input(t("Look for"), key=f"bulk-old@{start}")
    with slots[3]:
        if kind in ("replace", "set", "fill"):
            new = st.text_input(t("Write"), key=f"bulk-new@{start}")
    is_ready = not (kind == "replace" and not old) and not (kind == "fill" and not new)
    st.button(
        t("Change the whole column"),
        key=f"bulk@{start}",
        disabled=not is_ready,
        on_click=_change_column,
        args=(draft, start),
        icon=":material/done_all:",
    )


def _change_column(draft: Draft, start: str) -> None:
    """Callback: the fix that the fields say by now."""
    heading, kind = st.session_state[f"bulk-heading@{start}"], st.session_state[f"bulk-kind@{start}"]
    old, new = st.session_state.get(f"bulk-old@{start}", ""), st.session_state.get(f"bulk-new@{start}", "")
    choice = json.dumps([old, new], ensure_ascii=False) if kind in ("replace", "set") else new or "all"
    answer_next(draft, {f"fix.{intake.next_fix(draft.choices)}.{kind}.{heading}": choice})


def _one_fix(draft: Draft, fix: Fix) -> None:
    worded = t(FIX_WORDS[fix.kind], row=str(fix.row), heading=fix.heading, old=fix.old, new=fix.new)
    st.button(
        t("Take back: {shape}", shape=worded),
        key=f"back-{fix.key}-{draft.draft_id[:8]}",
        on_click=take_back,
        args=(draft, fix.key),
        icon=":material/undo:",
    )
