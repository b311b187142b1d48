"""Control totals typed by the reader: rows and amount that the load must come to."""

import streamlit as st

from crm_core import intake
from crm_core.intake import CheckResult, Draft
from crm_core.numbers import number_text, read_own_number
from crm_core.screen.state import language, t


def control_totals(draft: Draft, result: CheckResult) -> None:
    """Two fields, and whether what they say is met; a load that misses them is not carried out."""
    missed = intake.controls_missed(draft, result)
    has_some = any(key.startswith("control.") for key in draft.choices)
    with st.expander(t("Control total"), icon=":material/calculate:", expanded=bool(missed)):
        left, right = st.columns(2)
        with left:
            _field(draft, "rows", t("Rows that must be loaded"))
        with right:
            if result.amount_accepted is not None:
                _field(draft, "amount", t("Amount that must be loaded"))
        for name, (said, found) in missed.items():
            digits = 0 if name == "rows" else 2
            values = {"said": number_text(said, language(), digits), "found": number_text(found, language(), digits)}
            st.error(t(intake.CONTROL_WORDS[name], **values), icon=":material/error:")
        if has_some and not missed:
            st.success(t("The control total is met."), icon=":material/check_circle:")


def _field(draft: Draft, name: str, label: str) -> None:
    key = f"control.{name}"
    present = draft.choices.get(key, "")
    shown = number_text(float(present), language(), 0 if name == "rows" else 2) if present else ""
    typed = st.text_input(label, shown, key=f"{key}@{draft.draft_id[:8]}-{present}-{language()}")
    number = read_own_number(typed, language()) if typed.strip() else None
    if typed.strip() and number is None:
        st.error(t("“{text}” is not a number.", text=typed))
        return
    wanted = "" if number is None else str(number)
    if typed != shown and wanted != present:
        intake.answer(draft, key, wanted)
        st.rerun()
