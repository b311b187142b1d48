"""Lifetime and profit in words: the correlation first, then the four groups and the thresholds that part them."""

from math import isinf, isnan
from typing import Any

import pandas as pd
import streamlit as st

from crm_core import numbers
from crm_core.answers import Answer, Metric
from crm_core.relations import GROUPS, SILENCE_DAYS, tenure_bands
from crm_core.screen.asking import ask
from crm_core.screen.fields import Column, choice, number_field
from crm_core.screen.showing import KeyFigure
from crm_core.screen.state import language, reader, t
from crm_core.terms import TIER_WORDS


def loyalty_words() -> dict[str, str]:
    """Name of each of the four groups in the reader's language."""
    return {code: t(text) for code, text in GROUPS.items()}


def with_thresholds(metric: Metric) -> Answer:
    """The answer at the medians, or at the thresholds and by the end of a lifetime that the reader chooses."""
    with st.expander(t("Move the thresholds and choose when a lifetime ends"), icon=":material/tune:"):
        rule = choice(
            t("When a lifetime ends"),
            {"model": t("P(active) below one half"), "silence": t("Long silence")},
            key="lifetime-end",
            default="model",
        )
        days = float(
            number_field(
                t("Days of silence after which a lifetime has ended"),
                SILENCE_DAYS,
                "silence-days",
                digits=0,
                low=1,
                high=3650,
            )
        )
        chosen: dict[str, Any] = {} if rule == "model" else {"by_model": False}
        chosen |= {} if days == SILENCE_DAYS else {"silence_days": days}
        medians = ask(metric, **chosen)
        return medians if medians.is_empty else _moved(metric, medians, chosen)


def _moved(metric: Metric, medians: Answer, chosen: dict[str, Any]) -> Answer:
    """The answer at the thresholds typed; where they are the medians, the one that stands."""
    left, right = st.columns(2)
    months, margin = round(medians.totals["months_cut"], 2), round(medians.totals["margin_cut"], 2)
    with left:
        typed = number_field(t("Lifetime in months from which it is long"), months, f"cut-months-{months}", low=0.01)
    with right:
        typed_margin = number_field(t("Net margin a month from which it is high"), margin, f"cut-margin-{margin}")
    if (float(typed), float(typed_margin)) == (months, margin):
        return medians
    return ask(metric, **chosen, months=float(typed), monthly_margin=float(typed_margin))


def correlation_cards(answer: Answer) -> list[KeyFigure]:
    """Lifetime with total and with monthly margin, each with its interval."""
    return [
        KeyFigure(t("Lifetime and total net margin: r"), _r(answer, "total"), _interval(answer, "total"), answer),
        KeyFigure(t("Lifetime and net margin a month: r"), _r(answer, "monthly"), _interval(answer, "monthly"), answer),
    ]


def group_cards(answer: Answer) -> list[KeyFigure]:
    """How many customers each group holds."""
    return [
        KeyFigure(name, _number(answer.totals[code]), t("customers"), answer) for code, name in loyalty_words().items()
    ]


def loyalty_sentence(answer: Answer) -> str:
    """What the correlation means for the claim that the loyal are the profitable."""
    low = answer.totals["monthly_low"]
    if isnan(low):
        return t("Too few customers for a correlation.")
    if low > 0:
        return t(
            "Customers who stay longer also leave more a month; r² = {share} of the differences go together.",
            share=_square(answer),
        )
    if answer.totals["monthly_high"] < 0:
        return t("Customers who stay longer leave less a month: loyalty alone does not pay here.")
    return t("Staying long and leaving much a month do not go together here (the interval holds zero).")


def group_columns() -> list[Column]:
    """Columns of the sums per group."""
    return [
        Column("group", t("Group"), words=loyalty_words()),
        Column("customers", t("Customers"), "number"),
        Column("months", t("Mean lifetime in months"), "number1"),
        Column("monthly_margin", t("Net margin a month"), "money"),
        Column("net_margin", t("Net margin in all"), "money"),
        Column("serving_share", t("Cost to serve as a share of revenue"), "share"),
        Column("discount_share", t("Discount as a share of list value"), "share"),
    ]


def tenure_table(answer: Answer) -> pd.DataFrame:
    """Bands of lifetime, worded with their intervals."""
    rows = tenure_bands(answer.rows).to_dict("records")
    return pd.DataFrame(
        [
            {
                "band": _band_words(row["from_months"], row["to_months"]),
                "customers": row["customers"],
                **{name: _with_interval(row, name) for name in ("margin", "serving", "discount")},
            }
            for row in rows
        ],
        columns=["band", "customers", "margin", "serving", "discount"],
    )


def tenure_columns() -> list[Column]:
    """Columns of :func:`tenure_table`."""
    return [
        Column("band", t("Lifetime in months")),
        Column("customers", t("Customers"), "number"),
        Column("margin", t("Net margin a month")),
        Column("serving", t("Cost to serve as a share of revenue")),
        Column("discount", t("Discount as a share of list value")),
    ]


def _band_words(low: float, high: float) -> str:
    if isinf(high):
        return t("{months} and more", months=_number(int(low)))
    return f"{_number(int(low))}–{_number(int(high))}"


def _with_interval(row: dict, name: str) -> str:
    """A value of a band with its interval; money for the margin, else a share."""

    def worded(value: float) -> str:
        if name == "margin":
            return numbers.money_text(value, reader().currency, language())
        return numbers.share_text(value, language(), 1)

    if isnan(row[name]):
        return numbers.NOTHING
    if isnan(row[f"{name}_low"]):
        return worded(row[name])
    low, high = worded(row[f"{name}_low"]), worded(row[f"{name}_high"])
    return t("{value} ({low} to {high})", value=worded(row[name]), low=low, high=high)


def loyal_customer_columns() -> list[Column]:
    """Columns of the customers behind a group."""
    return [
        Column("customer_id", t("Customer")),
        Column("months", t("Lifetime in months"), "number1"),
        Column("monthly_margin", t("Net margin a month"), "money"),
        Column("net_margin", t("Net margin in all"), "money"),
        Column("orders", t("Orders"), "number"),
        Column("serving", t("Cost to serve"), "money"),
        Column("discount_share", t("Discount as a share of list value"), "share"),
        Column("tier", t("Value tier"), words={tier: t(text) for tier, text in TIER_WORDS.items()}),
    ]


def _r(answer: Answer, name: str) -> str:
    return numbers.number_text(answer.totals[f"{name}_r"], language(), 2)


def _square(answer: Answer) -> str:
    return numbers.share_text(answer.totals["monthly_r"] ** 2, language(), 1)


def _interval(answer: Answer, name: str) -> str:
    if isnan(answer.totals[f"{name}_low"]):
        return t("Too few customers for a correlation.")
    low, high = (numbers.number_text(answer.totals[f"{name}_{end}"], language(), 2) for end in ("low", "high"))
    return t("95 % interval {low} to {high}, n = {n}", low=low, high=high, n=_number(answer.n))


def _number(value: int) -> str:
    return numbers.number_text(value, reader().language)
