"""Control totals typed by the reader: rows and amount that the load must come to."""

import streamlit as st

from crm_core import intake
from crm_core.intake import CheckResult, Draft
from crm_core.numbers import number_text, read_own_number
from crm_core.screen.draft_answers import answer_field, answer_next
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
    field = answer_field(draft, key, present)
    typed = st.text_input(label, shown, key=field, on_change=_say, args=(draft, key, field, shown))
    if typed.strip() and read_own_number(typed, language()) is None:
        st.error(t("“{text}” is not a number.", text=typed))


def _say(draft: Draft, key: str, field: str, shown: str) -> None:
    """Callback: the total that was typed, where it is another one and can be read."""
    typed = st.session_state[field].strip()
    number = read_own_number(typed, language()) if typed else None
    wanted = "" if number is None else str(number)
    if typed != shown and wanted != draft.choices.get(key, "") and (wanted or not typed):
        answer_next(draft, {key: wanted})
