"""The leaky bucket in words: sentences and formulas whose numbers move with the controls."""

import streamlit as st

from crm_core.answers import Answer
from crm_core.learning import (
    HORIZON_MONTHS,
    BucketChoice,
    BucketOutcome,
    BucketStart,
    annual_from_monthly,
)
from crm_core.numbers import compact_money_text, money_text, number_text, points_text, share_text
from crm_core.screen.state import language, reader, t


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


def guess_question(start: BucketStart) -> str:
    """What the learner is asked before the simulator opens."""
    return t(
        "There are {customers} customers now. Each month {acquired} come in and {churn} of those present leave. "
        "Suppose twice as many come in from today on: how many customers are there after {months} months?",
        **_start_words(start),
        months=_number(HORIZON_MONTHS),
    )


def guess_sentence(doubled: BucketOutcome) -> str:
    """What twice the inflow makes of the base, and how much of it leaks out again."""
    return t(
        "After {months} months there are {customers}: {more_in} more came in, yet only {more} more are there.",
        months=_number(HORIZON_MONTHS),
        customers=_number(doubled.customers),
        more_in=_number(doubled.more_acquired),
        more=_number(doubled.more_customers),
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
        st.latex(r"N_{t} = N_0 + a \cdot t")
        st.latex(rf"a = {_tex(made.acquired_per_month)}, \quad c = 0")
        return
    inflow, churn, level = _tex(made.acquired_per_month), _tex(outcome.monthly_churn, 4), _tex(outcome.level)
    if made.newcomer_factor == 1:
        st.latex(rf"N^* = \frac{{a}}{{c}} = \frac{{{inflow}}}{{{churn}}} = {level}")
        return
    factor = made.newcomer_factor
    st.latex(r"N^* = a \left( \frac{1 - (1 - kc)^{12}}{kc} + \frac{(1 - kc)^{12}}{c} \right)")
    st.latex(rf"N^* = {level}, \quad a = {inflow},\ c = {churn},\ k = {factor}")


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
