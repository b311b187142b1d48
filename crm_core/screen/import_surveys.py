"""Scale and direction of every kind of survey in a file, with its answers, each confirmed or changed by one click."""

import streamlit as st

from crm_core import intake
from crm_core.intake import Draft, SurveyReading
from crm_core.numbers import number_text
from crm_core.screen.import_reading import one_click
from crm_core.screen.state import language, t, tn
from crm_core.words import mark

DIRECTION_WORDS = {"up": mark("high is good"), "down": mark("low is good")}


def surveys_step(draft: Draft) -> None:
    """One box for each kind of survey: its answers, the scale they are read on, and which end is the good one."""
    for reading in draft.sheet.surveys:
        if reading.answers:
            with st.container(border=True):
                _one(draft, reading)


def _one(draft: Draft, reading: SurveyReading) -> None:
    kind = t(intake.SURVEY_KINDS[reading.kind])
    count = number_text(reading.answers, language())
    said = tn(
        "**{kind}**: {n} answer: {seen}",
        "**{kind}**: {n} answers: {seen}",
        reading.answers,
        kind=kind,
        n=count,
        seen=_seen(reading),
    )
    st.markdown(said)
    if reading.says_scale:
        st.caption(t("The file says the scale row by row."))
    elif reading.scale is not None:
        present = f"{reading.scale[0]}-{reading.scale[1]}"
        fits = dict.fromkeys((*intake.scales_that_fit(reading.lowest, reading.highest), present))
        words = {code: _scale_words(code) for code in fits}
        one_click(draft, f"scale.{reading.kind}", t("Scale of {kind}", kind=kind), words, present)
    if reading.says_direction:
        st.caption(t("The file says row by row which end is the good one."))
    elif reading.kind in ("csat", "attribute") or f"scale.{reading.kind}.direction" in draft.choices:
        words = {code: t(word) for code, word in DIRECTION_WORDS.items()}
        present = "down" if reading.is_falling else "up"
        label = t("What a high answer means for {kind}", kind=kind)
        one_click(draft, f"scale.{reading.kind}.direction", label, words, present)


def _seen(reading: SurveyReading) -> str:
    """The different answers that stand in the file, lowest first."""
    return " · ".join(number_text(value, language(), max(0, -int(value.as_tuple().exponent))) for value in reading.seen)


def _scale_words(code: str) -> str:
    low, high = (number_text(int(end), language()) for end in code.split("-"))
    return t("{low} to {high}", low=low, high=high)
