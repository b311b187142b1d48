"""Lifetime value in words: which model and why, how good it was, what customers are worth; and the assumptions' fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from crm_core import numbers
from crm_core.answers import Answer
from crm_core.screen.fields import Column, number_field
from crm_core.screen.showing import KeyFigure
from crm_core.screen.state import language, reader, t
from crm_core.terms import TIER_WORDS
from crm_core.words import mark

MODEL_NAMES = {
    "mbg_nbd": "MBG/NBD",
    "bg_nbd": "BG/NBD",
    "pareto_nbd": "Pareto/NBD",
    "gamma_gamma": "Gamma–Gamma",
}
PLAIN_WORD = mark("Plain formula")
REASONS = {
    "criterion": mark("It fits best by Schwarz’s criterion, and no other model foresaw the holdout clearly better."),
    "near the best": mark("It fits as well as the best by Schwarz’s criterion, and it lets one-time buyers have left."),
    "holdout": mark(
        "Another model fits better by Schwarz’s criterion, but this one foresaw the holdout clearly better."
    ),
    "alone": mark("It was asked for, or it is the only model with a trustworthy fit."),
    "none": mark("No model could be fitted."),
}
GRADES = {
    "A": mark("a tenth or more better than the plain rate, and the total within 10 per cent"),
    "B": mark("better than the plain rate, and the total within 20 per cent"),
    "C": mark("better than the plain rate, but the total is more than 20 per cent off"),
    "D": mark("not better than the plain rate"),
}
GROUPINGS = {
    "tier": mark("Value tier"),
    "sector": mark("Sector"),
    "region": mark("Region"),
    "capacity": mark("Capacity"),
    "channel": mark("Acquisition channel"),
}


@dataclass(frozen=True)
class Assumed:
    """The reader's numbers as options of a metric; ``margin`` None is the margin of the last twelve months."""

    years: float
    discount: float
    margin: float | None

    def options(self) -> dict[str, Any]:
        """As keyword options."""
        return {"years": self.years, "discount": self.discount, "margin": self.margin}


def model_words() -> dict[str, str]:
    """Models that can be asked for, by code."""
    return {"auto": t("Chosen by the data"), **plain_and_models()}


def plain_and_models() -> dict[str, str]:
    """Names of the models and of the plain formula."""
    return {**MODEL_NAMES, "plain": t(PLAIN_WORD)}


def choosable_models() -> dict[str, str]:
    """Models of buying that can be asked for; amounts have one model only."""
    return {code: word for code, word in model_words().items() if code != "gamma_gamma"}


def grouping_words() -> dict[str, str]:
    """What customers can be grouped by."""
    return {code: t(word) for code, word in GROUPINGS.items()}


def group_words(by: str) -> dict[str, str]:
    """Words of the groups: tiers have names, other groups are the data's own texts."""
    unknown = {"": t("Not given")}
    return unknown | ({tier: t(text) for tier, text in TIER_WORDS.items()} if by == "tier" else {})


def assumption_fields(answer: Answer) -> Assumed:
    """Fields for horizon, discount and margin; ``answer`` was asked without any, so it knows ours."""
    totals = answer.totals
    margin = 100 * float(totals.get("margin", 1.0))
    is_real = bool(totals.get("is_real", False))
    columns = st.columns(3)
    with columns[0]:
        years = number_field(t("Horizon, years"), totals.get("years", 1.0), "horizon", digits=1, low=0.1, high=20)
    with columns[1]:
        words = t("Discount a year, % (above inflation)") if is_real else t("Discount a year, %")
        discount = number_field(words, 100 * totals.get("discount", 0.1), "discount", digits=1, low=-50, high=500)
    with columns[2]:
        help_text = t(
            "Share of sales left after returns of later days and the known costs of goods, contacts and order handling in the "
            "last twelve months; where no cost is known, after these returns alone. It is that of all customers together; another "
            "one entered here holds for each of them."
        )
        kept = number_field(t("Margin, %"), margin, "margin", help=help_text, digits=1, low=-100, high=100)
    is_ours = abs(float(kept) - round(margin, 1)) < 0.051
    return Assumed(float(years), float(discount) / 100, None if is_ours else float(kept) / 100)


def lifetime_cards(groups: Answer, backtest: Answer) -> list[KeyFigure]:
    """Value of all, customers still active, purchases ahead, and the model's grade."""
    totals = groups.totals
    if not groups.n:
        return []
    value = KeyFigure(
        t("Value ahead"),
        numbers.compact_money_text(totals["value"], reader().currency, language()),
        t("90 % interval: {low} to {high}.", low=_money(totals["low"]), high=_money(totals["high"])),
        groups,
    )
    active = KeyFigure(
        t("Customers still active"),
        _number(totals["active"]),
        t("The plain formula stands in, which says nothing of it.")
        if totals["used"] == "plain"
        else t("Expected among {n} customers with a purchase.", n=_number(groups.n)),
        groups,
    )
    purchases = KeyFigure(
        t("Purchases ahead"),
        _number(totals["expected_purchases"]),
        t("Years ahead: {years}. A purchase is a day with more bought than given back.", years=_years(totals["years"])),
        groups,
    )
    grade = totals["grade"]
    words = t(GRADES[grade]) if grade else t("the history is too short for a backtest, or too few customers came back")
    marked = KeyFigure(
        t("Grade of the model"), grade or numbers.NOTHING, t("Backtest: {words}.", words=words), backtest
    )
    return [value, active, purchases, marked]


def choice_sentence(answer: Answer) -> str:
    """Which model is used and why."""
    totals = answer.totals
    if not totals:
        return ""
    used = plain_and_models()[totals["used"]]
    why = t(REASONS[totals["reason"]]) if totals["used"] != "plain" else ""
    return t(
        "In use: {model}. {why} {customers} customers were studied up to {day}; {repeats} of them bought more than once.",
        model=used,
        why=why,
        customers=_number(totals["customers_studied"]),
        repeats=_number(totals["repeat_buyers"]),
        day=numbers.day_text(totals["until"], language()),
    )


def backtest_sentence(answer: Answer) -> str:
    """How far the forecast was off, against the plain rate, and how little ranking gains over past spending."""
    totals = answer.totals
    if not totals.get("holdout_actual"):
        return t("There was no backtest.")
    return t(
        "{model}, fitted up to {day} and tried on the {weeks} weeks after: {forecast} purchases foreseen, {actual} came. Mean "
        "error a customer {error}, by the plain rate {plain}. The first tenth by forecast value brought {top} of later revenue, "
        "the first tenth by past spending {past}, a perfect order {perfect}.",
        model=MODEL_NAMES[totals["best"]],
        day=numbers.day_text(totals["cut"], language()),
        weeks=_number(totals["holdout_weeks"]),
        forecast=_number(totals["holdout_forecast"]),
        actual=_number(totals["holdout_actual"]),
        error=_number(totals["mean_error"], 2),
        plain=_number(totals["plain_mean_error"], 2),
        top=_share(totals["top_share"]),
        past=_share(totals["past_top_share"]),
        perfect=_share(totals["perfect_top_share"]),
    )


def totals_sentence(answer: Answer) -> str:
    """How the totals were counted."""
    totals = answer.totals
    if not answer.n:
        return ""
    counted = t(
        "Years ahead: {years}; discount a year: {discount}; margin: {margin}.",
        years=_years(totals["years"]),
        discount=_share(totals["discount"]),
        margin=_share(totals["margin"]),
    )
    said = f"{counted} {_intervals_sentence(totals)}"
    if totals["is_margin_own"]:
        whose = t(
            "What was given back on the day of a purchase is taken off that purchase. The margin is the share of sales left "
            "after returns of later days and known costs: each customer’s own, as far as it can be believed."
        )
        said = f"{said} {whose}"
    elif not totals["is_margin_given"]:
        one_for_all = t(
            "What was given back on the day of a purchase is taken off that purchase. The margin is the share of sales left "
            "after returns of later days and known costs, one for all customers."
        )
        said = f"{said} {one_for_all}"
    if "kept" not in totals:
        return said
    plain = t(
        "Plain formula: {kept} of the customers stay from year to year ({low} to {high}).",
        kept=_share(totals["kept"]),
        low=_share(totals["kept_low"]),
        high=_share(totals["kept_high"]),
    )
    return f"{said} {plain}"


def _intervals_sentence(totals: Mapping[str, Any]) -> str:
    """What the intervals of the totals hold: of a model or of the plain formula, with or without a backtest."""
    error, is_tested = _share(totals["backtest_error"]), bool(totals["grade"])
    if totals["used"] == "plain":
        if is_tested:
            return t(
                "Intervals hold the range of the retention and an error of {error}: the backtest’s, and what is usual on "
                "published histories.",
                error=error,
            )
        return t("Intervals hold the range of the retention and an assumed error of {error}.", error=error)
    if is_tested:
        return t(
            "Intervals hold the chance of the customers, the error of the parameters and an error of {error}: the "
            "backtest’s, and what is usual on published histories.",
            error=error,
        )
    return t(
        "Intervals hold the chance of the customers, the error of the parameters and an assumed error of {error}.",
        error=error,
    )


def tracking_sentence(answer: Answer) -> str:
    """Cumulated purchases at the end, as they came and as the model expects; no model, no expectation."""
    if answer.rows.empty:
        return ""
    last, best = answer.rows.iloc[-1], answer.totals["best"]
    came = _number(last["actual_total"])
    if not best:
        return t("By the last whole week {actual} repeat purchases had come.", actual=came)
    return t(
        "By the last whole week {actual} repeat purchases had come; {model}, fitted to the whole history, expects {expected}.",
        actual=came,
        model=MODEL_NAMES[best],
        expected=_number(last["expected_total"]),
    )


def contract_sentence(answer: Answer) -> str:
    """How many memberships there are, and how many have ended."""
    totals = answer.totals
    if not answer.n:
        return ""
    return t(
        "{memberships} memberships, {ended} of them ended. Retention rises with age because those who leave easily leave "
        "first, not because anybody becomes more loyal.",
        memberships=_number(totals["memberships"]),
        ended=_number(totals["ended"]),
    )


def model_table(answer: Answer) -> pd.DataFrame:
    """Every model, worded."""
    return pd.DataFrame(
        [
            {
                "model": plain_and_models()[row["model"]],
                "is_used": t("in use") if row["is_used"] else "",
                "log_likelihood": _number(row["log_likelihood"], 1),
                "bic": _number(row["bic"], 1),
                "is_seen": "" if row["model"] == "plain" else t("yes") if row["is_dropout_identified"] else t("no"),
                "forecast": _number(row["forecast"]),
                "actual": _number(row["actual"]),
                "mean_error": _number(row["mean_error"], 3),
                "top_share": _share(row["top_share"]),
            }
            for row in answer.rows.to_dict("records")
        ]
    )


def model_columns() -> list[Column]:
    """Columns of :func:`model_table`."""
    return [
        Column("model", t("Model")),
        Column("is_used", t("Choice")),
        Column("log_likelihood", t("Log-likelihood")),
        Column("bic", t("BIC (smaller is better)")),
        Column("is_seen", t("Leaving seen")),
        Column("forecast", t("Holdout: forecast")),
        Column("actual", t("Holdout: actual")),
        Column("mean_error", t("Mean error a customer")),
        Column("top_share", t("Revenue of the first tenth")),
    ]


def parameter_table(answer: Answer) -> pd.DataFrame:
    """Every parameter, worded."""
    return pd.DataFrame(
        [
            {
                "model": MODEL_NAMES[row["model"]],
                "parameter": row["parameter"],
                "value": _number(row["value"], 4) if row["is_identified"] else t("left open by the data"),
                "error": _number(row["error"], 4),
                "robust_error": _number(row["robust_error"], 4),
            }
            for row in answer.rows.to_dict("records")
        ]
    )


def parameter_columns() -> list[Column]:
    """Columns of :func:`parameter_table`."""
    return [
        Column("model", t("Model")),
        Column("parameter", t("Parameter")),
        Column("value", t("Value")),
        Column("error", t("Standard error (Laplace)")),
        Column("robust_error", t("Standard error (sandwich)")),
    ]


def yearly_sentence(answer: Answer) -> str:
    """How many will buy in the years to come, and how well the last year was foreseen."""
    totals = answer.totals
    if answer.is_empty:
        return ""
    names = ", ".join(f"{name} {_number(value, 3)}" for name, value in totals["parameters"].items())
    said = t(
        "Of {n} customers, {active} are expected to be still customers next year, and {ahead} customer-years with a purchase in "
        "the next 5. BG/BB: {parameters}.",
        n=_number(answer.n),
        active=_number(totals["active_next_year"]),
        ahead=_number(totals["years_ahead"]),
        parameters=names,
    )
    if "foreseen_last_year" not in totals:
        return said
    held = t(
        "Fitted without the last year, it foresaw {foreseen} buyers in it; {came} came.",
        foreseen=_number(totals["foreseen_last_year"]),
        came=_number(totals["came_last_year"]),
    )
    return f"{said} {held}"


def yearly_columns() -> list[Column]:
    """Columns of the yearly histories."""
    return [
        Column("years_possible", t("Years since the year of winning"), "number"),
        Column("years_bought", t("of these with a purchase"), "number"),
        Column("customers", t("Customers"), "number"),
        Column("active_next_year", t("Still a customer next year"), "share"),
        Column("years_ahead", t("Years with a purchase, of the next 5"), "number1"),
    ]


def customer_columns() -> list[Column]:
    """Columns of the customers."""
    return [
        Column("customer_id", t("Customer")),
        Column("tier", t("Value tier"), words={tier: t(text) for tier, text in TIER_WORDS.items()}),
        Column("value", t("Lifetime value"), "money"),
        Column("low", t("90 % from"), "money"),
        Column("high", t("90 % to"), "money"),
        Column("margin", t("Margin of sales"), "share"),
        Column("probability_active", t("Probability active"), "share"),
        Column("expected_purchases", t("Purchases ahead"), "number1"),
        Column("expected_amount", t("Amount of one"), "money"),
        Column("purchases", t("Days of purchase so far"), "number"),
        Column("last_order_on", t("Last order"), "day"),
        Column("next_purchase_on", t("Next purchase, if active"), "day"),
    ]


def _money(value: float) -> str:
    return numbers.compact_money_text(value, reader().currency, language())


def _number(value: float, digits: int = 0) -> str:
    return numbers.number_text(value, language(), digits)


def horizon_words(years: float) -> str:
    """How far ahead is counted, within a sentence."""
    return t("in the next year") if years == 1 else t("in the next {years} years", years=_years(years))


def _years(value: float) -> str:
    return _number(value, 0 if value == int(value) else 1)


def _share(value: float) -> str:
    return numbers.share_text(value, language(), 1)
