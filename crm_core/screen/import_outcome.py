"""The later steps of an import, each drawn by one function: findings, load."""

from typing import Any

import pandas as pd
import streamlit as st

from crm_core import intake
from crm_core.intake import CheckResult, Draft
from crm_core.numbers import moment_text, money_text, number_text
from crm_core.screen.import_fixes import findings_files
from crm_core.screen.import_personal import personal_data, shown_cell
from crm_core.screen.import_steps import draft_setting
from crm_core.screen.import_trial import manner_choices, trial
from crm_core.screen.load_job import AGAIN, load_or_button
from crm_core.screen.loader import loader_field
from crm_core.screen.rolled_rows import rolled_table, whole_table
from crm_core.screen.state import language, reader, t

FINDINGS_SHOWN = 200


def findings_step(draft: Draft) -> CheckResult | None:
    """Step 4: what the check found; None while a question is open."""
    st.subheader(t("4. Findings"), anchor=False)
    if draft.sheet.questions:
        st.info(t("Answer the questions above first; the check waits for them."), icon=":material/help:")
        return None
    with st.spinner(t("Checking every row …")):
        result = intake.check(reader().workspace, draft)
    _counts(result)
    if result.summaries:
        whole_table(_summaries(result), t("Findings by rule and column"))
    if any(line.rule.startswith("duplicate") for line in result.summaries):
        words = {"keep": t("Keep them"), "drop": t("Drop them")}
        draft_setting(draft, "duplicates", t("Rows that stand word for word further up"), words, "keep")
    shown = intake.findings(result, draft, limit=FINDINGS_SHOWN)
    if shown:
        with st.expander(t("Rows with findings, the first {n}", n=_number(len(shown)))):
            rolled_table(_finding_rows(draft, shown), t("Rows with findings"))
        findings_files(draft, result)
    return result


def load_step(draft: Draft, result: CheckResult) -> None:
    """Step 5: load the accepted rows in one transaction, or nothing."""
    st.subheader(t("5. Load"), anchor=False)
    manner_choices(draft)
    trial(draft, result)
    before = intake.loaded_before(reader().workspace, draft)
    again = False
    if before is not None:
        st.warning(
            t(
                "This file was loaded before, as load {load_id} on {moment}.",
                load_id=str(before.load_id),
                moment=moment_text(before.loaded_at, language()),
            )
        )
        again = st.checkbox(t("I mean to load it again"), key=AGAIN)
    personal_data(draft, result)
    loader_field()
    load_or_button(draft, result, is_closed=before is not None and not again)


def _counts(result: CheckResult) -> None:
    shown = {
        t("Rows read"): _number(result.rows_read),
        t("Rows to be loaded"): _number(result.rows_accepted),
        t("Rows left out"): _number(result.rows_refused),
    }
    if result.amount_accepted is not None:
        shown[t("Amount to be loaded")] = money_text(result.amount_accepted, reader().currency, language(), 2)
    with st.container(horizontal=True, gap="large"):
        for word, value in shown.items():
            st.metric(word, value, width="content")
    if result.amount_refused:
        worded = money_text(result.amount_refused, reader().currency, language(), 2)
        if result.has_other_currency:
            st.caption(t("The rows left out hold {amount} in all, those in another currency aside.", amount=worded))
        else:
            st.caption(t("The rows left out hold {amount} in all.", amount=worded))


def _summaries(result: CheckResult) -> pd.DataFrame:
    lines = [
        {
            t("Level"): t(intake.LEVEL_WORDS[line.level]),
            t("Rows"): _number(line.count),
            t("Column"): line.heading or "–",
            t("Finding"): intake.worded(line.text, line.values, language()),
            t("What to do"): t(line.advice),
        }
        for line in result.summaries
    ]
    return pd.DataFrame(lines)


def _finding_rows(draft: Draft, shown: tuple[intake.Finding, ...]) -> pd.DataFrame:
    lines = [
        {
            t("Row"): _number(finding.row_number),
            t("Level"): t(intake.LEVEL_WORDS[finding.level]),
            t("Column"): finding.heading or "–",
            t("Cell"): shown_cell(draft, finding.heading, finding.value) if finding.value else "–",
            t("Finding"): t(finding.text),
            t("What to do"): t(finding.advice),
        }
        for finding in shown
    ]
    return pd.DataFrame(lines)


def _number(value: Any) -> str:
    return number_text(int(value), language())
