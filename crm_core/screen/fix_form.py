"""The form that puts a cause on record as fixed, with its owner and why it had come about; and the way to take it back."""

import streamlit as st

from crm_core.answers import Answer
from crm_core.numbers import day_text
from crm_core.satisfaction import said_to_be_fixed, say_fixed, take_back_fix
from crm_core.screen.day_field import day_words, read_day
from crm_core.screen.state import language, reader, t


def fix_form(causes: Answer) -> None:
    """Say that a cause is fixed since a day; its complaints are watched from then on."""
    names = [str(name) for name in causes.rows["cause"].tolist() if name != "unknown"]
    with st.expander(t("Say that a cause is fixed"), icon=":material/build_circle:"):
        with st.form("fixed-cause", border=False):
            one, two, three = st.columns(3)
            cause = one.selectbox(t("Cause"), names)
            day = two.text_input(t("Fixed on"), value=day_words(reader().state.as_of))
            owner = three.text_input(t("Responsible"))
            why = st.text_area(t("Why had it come about? Ask “why” five times."), height=100)
            if st.form_submit_button(t("Put on record"), icon=":material/save:"):
                say_fixed(reader().workspace, cause or "", read_day(day), owner, why)
                st.rerun()
        _taken_back()


def _taken_back() -> None:
    """Choose a word to take back."""
    said = {f"{fix['cause']}|{fix['fixed_on']}": fix for fix in said_to_be_fixed(reader().workspace)}
    if not said:
        return
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    picked = left.selectbox(
        t("On record"),
        list(said),
        format_func=lambda key: f"{said[key]['cause']} · {day_text(read_day(said[key]['fixed_on']), language())}",
        key=f"fix-on-record@{language()}",
    )
    if right.button(t("Take off the record"), icon=":material/delete:") and picked:
        take_back_fix(reader().workspace, said[picked]["cause"], said[picked]["fixed_on"])
        st.rerun()
