"""The history of loads, undo, what is missing for which page, and the data dictionary, each drawn by one function."""

import json
from typing import Any

import pandas as pd
import streamlit as st

from crm_core import intake
from crm_core.intake.personal import NAMING, masked, personal_fields
from crm_core.numbers import NOTHING, moment_text, number_text
from crm_core.screen.state import language, reader, t
from crm_core.store import SHEETS, data_dictionary
from crm_core.terms import SHEET_WORDS
from crm_core.words import mark

STATE_WORDS = {"committed": mark("loaded"), "undone": mark("undone")}
KIND_WORDS = {
    "behavioural": mark("behavioural"),
    "demographic": mark("demographic"),
    "attitudinal": mark("attitudinal"),
    "bookkeeping": mark("bookkeeping"),
}
NEEDS = {
    "transactions": mark("Everything rests on sales: value tiers, cohorts, repeat rates."),
    "customers": mark("Without customers there are no sectors, regions and size bands to filter by."),
    "surveys": mark("Without survey answers there is no satisfaction, recommendation or effort to show."),
    "interactions": mark("Without contacts there are no complaints and no cost to serve; margins look too high."),
    "programmes": mark("Without memberships the scorecard cannot tell managed customers from others."),
    "campaigns": mark("Without spending the share for acquiring and for keeping customers stays unknown."),
    "prices": mark("Without a price index amounts of different years are compared as they stand."),
}


def missing_data() -> None:
    """What has been loaded of each sheet, and what its absence means for the pages."""
    st.subheader(t("What the workspace holds"), anchor=False)
    counts = intake.rows_by_sheet(reader().workspace)
    lines = [
        {
            t("Sheet"): t(SHEET_WORDS[sheet]),
            t("Rows"): _number(counts[sheet]),
            t("What is missing"): t(NEEDS[sheet]) if counts[sheet] == 0 else NOTHING,
        }
        for sheet in sorted(SHEETS, key=list(NEEDS).index)
    ]
    st.dataframe(pd.DataFrame(lines), hide_index=True, key="held", alt=t("What the workspace holds"))


def history() -> pd.DataFrame:
    """The history of loads, latest first."""
    st.subheader(t("History of loads"), anchor=False)
    loads = intake.loads(reader().workspace)
    if loads.empty:
        st.info(t("Nothing has been loaded yet."))
        return loads
    lines = [
        {
            t("Load"): str(row.load_id),
            t("When"): moment_text(row.loaded_at.to_pydatetime(), language()),
            t("Who"): row.loaded_by if isinstance(row.loaded_by, str) else NOTHING,
            t("File"): row.file_name,
            t("Sheet"): t(SHEET_WORDS[row.sheet]),
            t("Rows read"): _number(row.rows_read),
            t("Loaded"): _number(row.rows_accepted),
            t("Left out"): _number(row.rows_refused),
            t("Mode"): t(intake.MODE_WORDS[row.mode]),
            t("New"): _number(row.rows_new),
            t("Changed"): _number(row.rows_changed),
            t("Removed"): _number(row.rows_removed),
            t("State"): t(STATE_WORDS[row.state]),
        }
        for row in _rows(loads)
    ]
    st.dataframe(pd.DataFrame(lines), hide_index=True, key="history", alt=t("History of loads"))
    return loads


def one_load(loads: pd.DataFrame) -> None:
    """Findings of one load, how it was understood, and its undo."""
    rows = {str(row.load_id): row for row in _rows(loads)}
    words = {key: f"{key} · {row.file_name} · {t(SHEET_WORDS[row.sheet])}" for key, row in rows.items()}
    st.subheader(t("One load"), anchor=False)
    picked = st.selectbox(t("Load"), list(rows), format_func=lambda key: words[key], key=f"one-load@{language()}")
    row = rows[picked]
    _findings_of(row)
    _rows_with_findings(row)
    _original(row)
    with st.expander(t("How the file was understood")):
        st.json(json.loads(row.understood))
    if row.state == "committed":
        _undo(row)


def dictionary() -> None:
    """The data dictionary, as the schema itself says it."""
    st.subheader(t("Data dictionary"), anchor=False)
    lines = [
        {
            t("Sheet"): t(SHEET_WORDS[field.table]),
            t("Field"): field.name,
            t("Kind"): t(KIND_WORDS[field.kind]),
            t("Unit"): t(field.unit),
            t("Required"): t("yes") if field.is_required else t("no"),
            t("Personal"): t("yes") if field.is_personal else t("no"),
            t("Meaning"): t(field.meaning),
        }
        for field in data_dictionary()
        if field.table in SHEETS
    ]
    st.dataframe(pd.DataFrame(lines), hide_index=True, key="dictionary", alt=t("Data dictionary"))


def _findings_of(row: Any) -> None:
    counts = intake.finding_counts(reader().workspace, int(row.load_id))
    if counts.empty:
        st.markdown(t("The check found nothing to say of this load."))
        return
    lines = [
        {
            t("Level"): t(intake.LEVEL_WORDS[line.level]),
            t("Rows"): _number(intake.told_count(line.told, line.findings)),
            t("Field"): _field_word(row.sheet, line.field),
            t("Finding"): intake.worded(intake.RULES[line.rule].text, intake.told_values(line.told), language()),
            t("First row"): _number(line.first_row) if pd.notna(line.first_row) else NOTHING,
        }
        for line in _rows(counts)
    ]
    st.dataframe(pd.DataFrame(lines), hide_index=True, key="load-findings", alt=t("Findings of the load"))


def _rows_with_findings(row: Any) -> None:
    """The first rows of the load that the check spoke of."""
    found = intake.load_findings(reader().workspace, int(row.load_id))
    if found.empty:
        return
    lines = [
        {
            t("Row"): _number(line.row_number),
            t("Level"): t(intake.LEVEL_WORDS[line.level]),
            t("Field"): _field_word(row.sheet, line.field),
            t("Cell"): _cell(row.sheet, line),
            t("Finding"): t(intake.RULES[line.rule].text),
        }
        for line in _rows(found)
    ]
    with st.expander(t("Rows with findings, the first {n}", n=_number(len(lines)))):
        st.dataframe(pd.DataFrame(lines), hide_index=True, key="load-rows", alt=t("Rows with findings"))


def _cell(sheet: str, line: Any) -> str:
    """The cell of a finding; one that names a person stays masked."""
    if not isinstance(line.value, str) or not line.value:
        return NOTHING
    return masked(line.value) if line.field in NAMING and line.field in personal_fields(sheet) else line.value


def _field_word(sheet: str, name: Any) -> str:
    return t(intake.field_of(sheet, name).label) if isinstance(name, str) else NOTHING


def _original(row: Any) -> None:
    """The very file that the load came from, as long as it is kept."""
    original = intake.original_of(reader().workspace, row.file_hash)
    if original is None:
        st.caption(t("The original file is no longer kept."))
        return
    st.download_button(
        t("Download the original file"),
        data=original.read_bytes,
        file_name=row.file_name,
        mime="application/octet-stream",
        icon=":material/download:",
        on_click="ignore",
        key=f"original-{row.load_id}",
    )


def _undo(row: Any) -> None:
    """Undo asks once more before it does anything."""
    with st.container(border=True):
        st.markdown(
            t(
                "Undo takes back every row of load {load_id} and brings back what it changed or removed.",
                load_id=str(row.load_id),
            )
        )
        is_meant = st.checkbox(t("Yes, take load {load_id} back", load_id=str(row.load_id)), key=f"undo-{row.load_id}")
        if st.button(t("Undo this load"), disabled=not is_meant, icon=":material/undo:"):
            with st.spinner(t("Taking the load back …")):
                intake.undo(reader().workspace, int(row.load_id))
            st.rerun()
        all_meant = st.checkbox(
            t("Yes, take load {load_id} and every later one back", load_id=str(row.load_id)),
            key=f"restore-{row.load_id}",
        )
        label = t("Restore the workspace to before load {load_id}", load_id=str(row.load_id))
        if st.button(label, disabled=not all_meant, icon=":material/history:"):
            with st.spinner(t("Taking the loads back …")):
                intake.restore(reader().workspace, int(row.load_id))
            st.rerun()


def _rows(frame: pd.DataFrame) -> list[Any]:
    return list(frame.itertuples(index=False))


def _number(value: Any) -> str:
    return number_text(int(value), language())
