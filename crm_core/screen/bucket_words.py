"""The leaky bucket's controls, which travel with the link, and the sentences whose numbers move with them."""

from collections.abc import Sequence

import streamlit as st

from crm_core.answers import Answer
from crm_core.learning import (
    NEWCOMER_FACTORS,
    BucketChoice,
    BucketOutcome,
    BucketStart,
    annual_from_monthly,
    choice_of,
    most_acquired,
    surprise,
)
from crm_core.numbers import compact_money_text, money_text, number_text, points_text, share_text
from crm_core.screen.fields import choice, number_field
from crm_core.screen.link import choose, chosen
from crm_core.screen.state import language, reader, t
from crm_core.words import mark

_ACQUIRED, _CHURN, _FACTOR, _MARGIN = LINK_KEYS = ("bucket-in", "bucket-out", "bucket-newcomers", "bucket-margin")
_FACTOR_WORDS = {
    1: mark("as often as the others"),
    2: mark("twice as often"),
    3: mark("three times as often"),
}


def bucket_controls(start: BucketStart) -> tuple[BucketChoice, float]:
    """The four controls with reset and surprise: the choice made, and the margin per customer and month."""
    st.session_state["page_link_keys"] = LINK_KEYS
    usual = choice_of(start)
    left, right = st.columns(2)
    with left:
        acquired = _slider(
            t("Customers that come in per month"), most_acquired(start), usual.acquired_per_month, _ACQUIRED
        )
        factor = choice(
            t("Assumption: in their first year, customers leave"),
            {str(factor): t(_FACTOR_WORDS[factor]) for factor in NEWCOMER_FACTORS},
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


def ledger_sentence(answer: Answer, start: BucketStart) -> str:
    """What the measured months brought and took, or that demo figures stand in."""
    totals = answer.totals
    if totals.get("monthly_churn") is None:
        return t(
            "The workspace cannot tell yet, so the simulator starts from demo figures: "
            "{customers} customers, {acquired} in per month, {churn} out per month.",
            **_start_words(start),
        )
    counted = ("customers_at_start", "acquired", "returned", "lost", "customers", "months")
    return t(
        "In {months} months: {customers_at_start} at the start + {acquired} won + {returned} come back − {lost} lost "
        "= {customers} at the end. Each month {churn} of the customers leaked out, a year {annual}.",
        **{name: _number(totals[name]) for name in counted},
        churn=_share(totals["monthly_churn"]),
        annual=share_text(annual_from_monthly(totals["monthly_churn"]), language()),
    )


def guess_sentence(start: BucketStart, level: float) -> str:
    """The level at which the measured base settles, with its working."""
    return t("It settles at {level}: {acquired} ÷ {churn}.", level=_number(level), **_start_words(start))


def guess_question(start: BucketStart) -> str:
    """What the learner is asked before the simulator opens."""
    return t(
        "There are {customers} customers now. Each month {acquired} come in and {churn} of those present leave. "
        "If it goes on like that for many years, at how many customers does the base settle?",
        **_start_words(start),
    )


def outcome_sentence(made: BucketChoice, outcome: BucketOutcome) -> str:
    """What comes of the choice, in one sentence whose numbers move with the controls."""
    currency = reader().currency
    words = {
        "acquired": _number(made.acquired_per_month),
        "annual": share_text(made.annual_churn_percent / 100, language()),
        "churn": _share(outcome.monthly_churn),
        "customers": _number(outcome.customers),
        "more": points_text(outcome.more_customers, language()),
        "margin": compact_money_text(outcome.margin, currency, language()),
        "more_margin": _signed_money(outcome.more_margin),
        "months": _number(len(outcome.rows) - 1),
    }
    said = t(
        "With **{acquired}** in per month and **{annual}** out in a year ({churn} a month), **{customers}** customers "
        "are there after {months} months, {more} against leaving things as they are. "
        "The margin of these months adds up to **{margin}** ({more_margin}).",
        **words,
    )
    return f"{said} {_level_words(outcome)}"


def formula_with_numbers(made: BucketChoice, outcome: BucketOutcome) -> None:
    """The formula of the level with the present numbers put in."""
    if outcome.level is None:
        st.latex(rf"N_{{t}} = N_0 + a \cdot t \qquad a = {_tex(made.acquired_per_month)}, \quad c = 0")
        return
    inflow, churn, level = _tex(made.acquired_per_month), _tex(outcome.monthly_churn, 4), _tex(outcome.level)
    if made.newcomer_factor == 1:
        st.latex(rf"N^* = \frac{{a}}{{c}} = \frac{{{inflow}}}{{{churn}}} = {level}")
        return
    factor = made.newcomer_factor
    st.latex(
        rf"N^* = a \left( \frac{{1 - (1 - kc)^{{12}}}}{{kc}} + \frac{{(1 - kc)^{{12}}}}{{c}} \right) = {level}"
        rf"\qquad a = {inflow},\ c = {churn},\ k = {factor}"
    )


def working_words(start: BucketStart, margin: float) -> str:
    """How the margin of a month is reckoned, and what winning a customer costs."""
    currency = reader().currency
    return t(
        "Margin of a month = {margin} × customers at its start − {cost} × customers that come in. "
        "Named assumption: whoever is here leaves with the same chance, however long here. Break it above.",
        margin=money_text(margin, currency, language(), 2),
        cost=money_text(start.acquisition_cost, currency, language()),
    )


def _level_words(outcome: BucketOutcome) -> str:
    if outcome.level is None:
        return t("Nobody leaves, so the base grows without end.")
    return t("In the long run the base settles at **{level}**.", level=_number(outcome.level))


def _slider(label: str, most: int, usual: int, key: str) -> int:
    """A slider of whole numbers from 0, bound to the link; what the link says wrongly is put right."""
    field = f"{key}@{language()}"
    said = (*chosen(key), "")[0]
    wanted = min(int(said), most) if said.isascii() and said.isdigit() else usual
    if st.session_state.get(field) != wanted:
        st.session_state[field] = wanted
    st.slider(label, 0, most, key=field, on_change=_keep_slider, args=(key, field))
    return st.session_state[field]


def _margin_field(start: BucketStart) -> float:
    """The margin per customer and month, kept with the link as a plain number."""
    said = (*chosen(_MARGIN), "")[0]
    kept = float(said) if said.replace(".", "", 1).isascii() and said.replace(".", "", 1).isdigit() else None
    usual = start.margin_per_customer_month
    label = t("Margin per customer and month ({currency})", currency=reader().currency)
    margin = float(number_field(label, usual if kept is None else kept, _MARGIN, low=0, high=10_000_000))
    choose(_MARGIN, () if margin == usual else (str(margin),))
    return margin


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
    for name in [name for name in st.session_state if str(name).startswith(f"{_MARGIN}@")]:
        del st.session_state[name]


def _start_words(start: BucketStart) -> dict[str, str]:
    return {
        "customers": _number(start.customers),
        "acquired": _number(start.acquired_per_month),
        "churn": _share(start.monthly_churn),
    }


def _number(value: float) -> str:
    return number_text(value, language())


def _share(value: float) -> str:
    return share_text(value, language(), 1)


def _signed_money(value: float) -> str:
    worded = compact_money_text(value, reader().currency, language())
    return f"+{worded}" if value > 0 else worded


def _tex(value: float, digits: int = 0) -> str:
    """A number that KaTeX sets as one: its marks without the blank that follows a comma."""
    return number_text(value, language(), digits).replace(",", "{,}").replace(".", "{.}")
