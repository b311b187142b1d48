"""The history of loads, one load, what is missing for which page, and the data dictionary, each drawn by one function."""

from typing import Any

import pandas as pd
import streamlit as st

from crm_core import intake
from crm_core.intake.personal import NAMING, field_labels, masked, personal_fields, recorded
from crm_core.intake.quality import quality_of_load
from crm_core.numbers import NOTHING, moment_text, number_text
from crm_core.screen.fields import pick
from crm_core.screen.import_personal import stated_words
from crm_core.screen.import_result import row_counts
from crm_core.screen.load_understood import understood
from crm_core.screen.load_undo import undo_form
from crm_core.screen.rolled_rows import rolled_table, whole_table
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
    whole_table(pd.DataFrame(lines), t("What the workspace holds"))


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
            t("Who"): _said(row.loaded_by),
            t("File"): row.file_name,
            t("Sheet"): t(SHEET_WORDS[row.sheet]),
            t("Rows read"): _number(row.rows_read),
            t("Loaded"): _number(row.rows_accepted),
            t("Left out"): _number(row.rows_refused),
            t("Quality"): _score(row),
            t("State"): t(STATE_WORDS[row.state]),
        }
        for row in _rows(loads)
    ]
    st.dataframe(pd.DataFrame(lines), hide_index=True, key="history", alt=t("History of loads"))
    st.caption(
        t("Quality is the score of 0 to 100 described below. Choose a load further down for all that is known of it.")
    )
    return loads


def one_load(loads: pd.DataFrame) -> None:
    """All that is known of one load: its rows, findings, what was stated, how it was understood, its file, its undo."""
    rows = {str(row.load_id): row for row in _rows(loads)}
    words = {key: f"{key} · {row.file_name} · {t(SHEET_WORDS[row.sheet])}" for key, row in rows.items()}
    st.subheader(t("One load"), anchor=False)
    row = rows[pick(t("Load"), words, "load", next(iter(rows)))]
    who, mode = _said(row.loaded_by), t(intake.MODE_WORDS[row.mode])
    moment = moment_text(row.loaded_at.to_pydatetime(), language())
    st.caption(t("{moment} · by {who} · mode: {mode}", moment=moment, who=who, mode=mode))
    row_counts(row)
    record = recorded(row.understood)
    if record.fields or record.stated.basis or record.stated.source:
        fields = ", ".join(t(label) for label in field_labels(row.sheet, record)) or NOTHING
        st.markdown(t("**Personal data**"))
        st.caption(f"{fields} · {stated_words(record.stated)}")
    st.markdown(t("**Findings**"))
    _findings_of(row)
    _rows_with_findings(row)
    with st.expander(t("How the file was understood"), icon=":material/visibility:"):
        understood(row)
    _original(row)
    if row.state == "committed":
        undo_form(row)


def dictionary() -> None:
    """The data dictionary, as the schema itself says it."""
    st.subheader(t("Data dictionary"), anchor=False)
    lines = [
        {
            t("Sheet"): t(SHEET_WORDS[field.table]),
            t("Field"): field.name,
            t("Meaning"): t(field.meaning),
            t("Unit"): t(field.unit),
            t("Kind"): t(KIND_WORDS[field.kind]),
            t("Required"): t("yes") if field.is_required else t("no"),
            t("Personal"): t("yes") if field.is_personal else t("no"),
        }
        for field in data_dictionary()
        if field.table in SHEETS
    ]
    rolled_table(pd.DataFrame(lines), t("Data dictionary"))


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
    whole_table(pd.DataFrame(lines), t("Findings of the load"))


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
        rolled_table(pd.DataFrame(lines), t("Rows with findings"))


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


def _said(text: Any) -> str:
    return text if isinstance(text, str) and text else NOTHING


def _score(row: Any) -> str:
    found = quality_of_load(row.understood)
    return number_text(found.score, language(), 1) if found else NOTHING


def _rows(frame: pd.DataFrame) -> list[Any]:
    return list(frame.itertuples(index=False))


def _number(value: Any) -> str:
    return number_text(int(value), language())
