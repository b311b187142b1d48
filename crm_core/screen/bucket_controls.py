"""The leaky bucket's four controls, with reset and surprise, and what they make as a workbook; they travel with the link."""

from collections.abc import Sequence

import streamlit as st

from crm_core.learning import (
    NEWCOMER_FACTORS,
    BucketChoice,
    BucketStart,
    bucket_workbook,
    choice_of,
    most_acquired,
    surprise,
)
from crm_core.numbers import read_number
from crm_core.screen.fields import XLSX, choice, number_field
from crm_core.screen.link import choose, chosen, field_name, put_in_link
from crm_core.screen.state import language, reader, t
from crm_core.words import fold, mark

_ACQUIRED, _CHURN, _FACTOR, _MARGIN = LINK_KEYS = ("bucket-in", "bucket-out", "bucket-newcomers", "bucket-margin")
FACTOR_WORDS = {
    1: mark("as the others"),
    2: mark("twice as often"),
    3: mark("three times"),
}


def bucket_controls(start: BucketStart) -> tuple[BucketChoice, float]:
    """The four controls with reset and surprise: the choice made, and the margin per customer and month."""
    put_in_link(*LINK_KEYS)
    usual = choice_of(start)
    left, right = st.columns(2)
    with left:
        acquired = _slider(
            t("Customers that come in per month"), most_acquired(start), usual.acquired_per_month, _ACQUIRED
        )
        factor = choice(
            t("Assumption: how often do customers in their first year leave?"),
            {str(factor): t(FACTOR_WORDS[factor]) for factor in NEWCOMER_FACTORS},
            key=_FACTOR,
            default="1",
        )
    with right:
        churn = _slider(t("Of 100 customers, so many leave in a year"), 100, usual.annual_churn_percent, _CHURN)
        margin = _margin_field(start)
    with st.container(horizontal=True):
        st.button(
            t("Surprise me"), on_click=_surprise, args=(start,), icon=":material/casino:", key="bucket-surprise-button"
        )
        st.button(t("Back to the start"), on_click=_reset, icon=":material/restart_alt:", key="bucket-reset-button")
    return BucketChoice(acquired, churn, int(factor)), margin


def bucket_download(start: BucketStart, made: BucketChoice, margin: float) -> None:
    """A button that gives the choice as a workbook of formulas, for those who go on with it elsewhere."""
    present = reader()
    st.download_button(
        t("Workbook with live formulas (XLSX)"),
        data=lambda: bucket_workbook(start, made, margin, present.language, present.currency),
        file_name=f"{fold(t('bucket'))}.xlsx",
        mime=XLSX,
        key="bucket-workbook",
        on_click="ignore",
        icon=":material/function:",
    )


def is_played() -> bool:
    """True where the link, or the reader before, has set a control already."""
    return any(chosen(key) for key in LINK_KEYS)


def _slider(label: str, most: int, usual: int, key: str) -> int:
    """A slider of whole numbers from 0, bound to the link; what the link says wrongly is put right."""
    field = field_name(key, language())
    said = (*chosen(key), "")[0]
    wanted = min(int(said), most) if said.isascii() and said.isdigit() else usual
    if st.session_state.get(field) != wanted:
        st.session_state[field] = wanted
    st.slider(label, 0, most, key=field, on_change=_keep_slider, args=(key, field))
    return st.session_state[field]


def _margin_field(start: BucketStart) -> float:
    """The margin per customer and month, kept with the link as a plain number; the measured one where none is kept."""
    usual = start.margin_per_customer_month
    kept = read_number((*chosen(_MARGIN), "")[0], ".")
    label = t("Margin per customer and month ({currency})", currency=reader().currency)
    margin = number_field(label, usual if kept is None else kept, f"{_MARGIN}:{usual}")
    choose(_MARGIN, () if float(margin) == usual else (str(margin),))
    return float(margin)


def _keep_slider(key: str, field: str) -> None:
    choose(key, (str(st.session_state[field]),))


def _surprise(start: BucketStart) -> None:
    """Put the controls where the dice of the next turn say."""
    turn = st.session_state.get("bucket-turn", 0) + 1
    st.session_state["bucket-turn"] = turn
    drawn = surprise(turn, start)
    _set((drawn.acquired_per_month, drawn.annual_churn_percent, drawn.newcomer_factor))


def _set(values: Sequence[int]) -> None:
    for key, value in zip((_ACQUIRED, _CHURN, _FACTOR), values, strict=True):
        choose(key, (str(value),))


def _reset() -> None:
    """Back to the measured start."""
    st.session_state.pop("bucket-turn", None)
    for key in LINK_KEYS:
        choose(key, ())
    for name in [name for name in st.session_state if str(name).startswith(f"{_MARGIN}:")]:
        del st.session_state[name]
