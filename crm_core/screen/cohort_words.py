"""Cohorts in words: what they are made by, what is measured, what the grid and payback say, and who stands behind."""

from collections.abc import Hashable
from datetime import date
from math import isnan
from typing import Any

import pandas as pd

from crm_core.answers import Answer
from crm_core.charts import Kind
from crm_core.numbers import compact_money_text, month_text, number_text, share_text
from crm_core.screen.fields import Column
from crm_core.screen.state import language, reader, t, tn
from crm_core.screen.value_words import tier_words
from crm_core.words import mark

GROUPINGS = {
    "month": mark("Month of the first order"),
    "quarter": mark("Quarter of the first order"),
    "channel": mark("Acquisition channel"),
    "product": mark("First product"),
    "category": mark("First category"),
}
MEASURES = {
    "retention": mark("Retention"),
    "repeat": mark("Repeat rate"),
    "revenue": mark("Revenue a customer, in the month"),
    "margin": mark("Margin a customer, so far"),
}
VALUE_WORDS = {
    "retention": mark("Share who ordered in the month"),
    "repeat": mark("Share who have come a second time"),
    "revenue": mark("Net revenue of the month for each customer won"),
    "margin": mark("Margin so far for each customer won"),
}
WINDOWS = {
    "0": mark("All months known"),
    "3": mark("Equal time: 3 months"),
    "6": mark("Equal time: 6 months"),
    "12": mark("Equal time: 12 months"),
}
CAME = {
    "everybody": mark("Everybody"),
    "again": mark("Came again"),
    "once": mark("Came once only"),
    "quiet": mark("Silent for more than 180 days"),
}
CAME_IN_CELL = {
    "everybody": mark("Everybody"),
    "ordered": mark("Ordered in that month"),
    "absent": mark("Did not order in that month"),
    "again": mark("Came a second time by then"),
    "once": mark("Had not come a second time by then"),
}
ANY_MONTH = "any"
EVERY_COHORT = "every cohort"
MOST_PAYBACK_ROWS = 12
LESSON = (
    mark(
        "Read one line across first: a cohort loses most in its first months, then the fall flattens. Ask why before telling."
    ),
    mark(
        "Then read one column down: is the third month of newer cohorts better than that of older ones? That is what a change "
        "in welcome or offer would show."
    ),
    mark(
        "Switch on equal time: without it, older cohorts look better only because they have lived longer. Let the class guess "
        "which lines change places."
    ),
    mark("Switch from retention to margin: the channel that keeps most customers is not always the one that pays."),
    mark("End with payback: a customer who stays is worth winning only at a cost that the margin brings back."),
)


def grouping_words() -> dict[str, str]:
    """What cohorts can be made by."""
    return {code: t(text) for code, text in GROUPINGS.items()}


def measure_words() -> dict[str, str]:
    """What can be followed."""
    return {code: t(text) for code, text in MEASURES.items()}


def window_words() -> dict[str, str]:
    """Whether all months are shown, or equal time for all."""
    return {code: t(text) for code, text in WINDOWS.items()}


def came_words(month: str = ANY_MONTH) -> dict[str, str]:
    """Which of a cohort's customers to list, or of one cell's."""
    return {code: t(text) for code, text in (CAME if month == ANY_MONTH else CAME_IN_CELL).items()}


def month_words(cells: Answer, member: str) -> dict[str, str]:
    """The months since the first order that the cohort's line of the grid has, before them all of its life."""
    rows = cells.rows if member == EVERY_COHORT else cells.rows.loc[cells.rows["cohort"] == member]
    ages = sorted({int(age) for age in rows["months_since"]}) if len(rows) else []
    return {ANY_MONTH: t("All months")} | {
        str(age): t("Month {month}", month=number_text(age, language())) for age in ages
    }


def cell_options(month: str, window: str) -> dict[str, Any]:
    """What the list must know of the cell: its month since the first order, and the months that all have lived."""
    return {"age": -1 if month == ANY_MONTH else int(month), "months": int(window)}


def value_word(measure: str) -> str:
    """What a cell says."""
    return t(VALUE_WORDS[measure])


def kind_of_measure(measure: str) -> Kind:
    """How a cell is written."""
    return "money" if measure in ("revenue", "margin") else "share"


def first_age(measure: str) -> int:
    """First month of the grid: retention of month 0 is everybody."""
    return 1 if measure == "retention" else 0


def cohort_names(codes: list[str]) -> dict[str, str]:
    """Names of cohorts in the reader's language: months and quarters worded, other names as the data have them."""
    return {code: cohort_name(code) for code in codes}


def cohort_name(code: str) -> str:
    """One cohort's name."""
    if code == "":
        return t("Not given")
    if code == "*":
        return t("All other products")
    year, dash, part = code.partition("-")
    if dash and len(year) == 4 and year.isdigit() and part.isdigit():
        if len(part) == 2:
            return month_text(date(int(year), int(part), 1), language())
        return t("Q{quarter} {year}", quarter=part, year=year)
    return code


def member_words(cells: Answer) -> dict[str, str]:
    """Cohorts whose customers can be listed, the first being all of them."""
    codes = list(dict.fromkeys(cells.rows["cohort"])) if len(cells.rows) else []
    return {EVERY_COHORT: t("All cohorts"), **cohort_names(codes)}


def behind(by: str, member: str) -> tuple[str, str]:
    """The grouping and member whose customers are listed."""
    return ("all", "") if member == EVERY_COHORT else (by, member)


def cell_table(cells: Answer, measure: str) -> pd.DataFrame:
    """The grid as a table: one row a cohort, one column a month, for narrow screens and for those who read figures."""
    rows = cells.rows.loc[cells.rows["months_since"] >= first_age(measure)] if len(cells.rows) else cells.rows
    grid = rows.pivot(index="cohort", columns="months_since", values="value").reindex(rows["cohort"].unique())
    sizes = rows.groupby("cohort")["size"].first()
    grid.columns = [str(age) for age in grid.columns]
    names = [cohort_name(str(code)) for code in grid.index]
    return grid.assign(cohort_name=names, customers=sizes.reindex(grid.index)).reset_index(drop=True)


def cell_columns(cells: pd.DataFrame, measure: str) -> list[Column]:
    """Columns of the grid as a table: the cohort, its customers, and its months."""
    kind = "money" if kind_of_measure(measure) == "money" else "share"
    months = [name for name in cells.columns if name.isdigit()]
    return [
        Column("cohort_name", t("Cohort")),
        Column("customers", t("Customers"), "number"),
        *(Column(name, t("Month {month}", month=name), kind) for name in months),
    ]


def grid_sentence(cells: Answer) -> str:
    """The value after three months over all cohorts that have lived so long, and the best and worst of them."""
    measure, rows = cells.totals.get("measure", "retention"), cells.rows
    if not len(rows):
        return t("Nobody placed a first order in this period.")
    at = rows.loc[(rows["months_since"] == 3) & (rows["reading"] == "full") & ~rows["is_unfinished"].astype(bool)]
    if at.empty:
        return t("No cohort of at least 30 customers has lived three whole months after its first.")
    ordered = at.sort_values("value", ascending=False)
    best, worst = ordered.iloc[0].to_dict(), ordered.iloc[-1].to_dict()
    text = (
        t("Three months after the first order, {best} stands highest with {most} ({most_low} to {most_high}).", **_said(best, worst, measure))
        if len(at) == 1
        else t(
            "Three months after the first order, {best} stands highest with {most} ({most_low} to {most_high}) and {worst} "
            "lowest with {least} ({least_low} to {least_high}).",
            **_said(best, worst, measure),
        )
    )  # fmt: skip
    apart = best["low"] > worst["high"]
    if len(at) > 1 and not apart:
        text += " " + t("Their intervals overlap: this may be chance.")
    return text + " " + t("Differences between cohorts are associations; what else differed then is not known.")


def payback_by(by: str) -> str:
    """Months are too many and too small for payback; it is said of quarters."""
    return "quarter" if by == "month" else by


def payback_shown(payback: Answer) -> pd.DataFrame:
    """The last groups that can be read."""
    return payback.rows.loc[payback.rows["reading"] != "hidden"].tail(MOST_PAYBACK_ROWS).reset_index(drop=True)


def payback_sentence(payback: Answer) -> str:
    """Cost, months and the share that has paid back by month 12, over all."""
    totals = payback.totals
    if payback.is_empty:
        return ""
    first = t(
        "Winning a customer cost {cost} on average ({n} customers with a known cost).",
        cost=_money(totals["cost"]), n=number_text(totals["customers"], language()),
    )  # fmt: skip
    if totals["n"] < 10:
        return first + " " + t("Fewer than ten customers were won 12 whole months ago, so nothing is said of month 12.")
    parts = [
        first,
        t(
            "Of {n} customers won at least 12 months ago, {share} ({low} to {high}) had brought their own cost back by month 12.",
            n=number_text(totals["n"], language()),
            share=share_text(totals["value"], language(), 1),
            low=share_text(totals["low"], language(), 1),
            high=share_text(totals["high"], language(), 1),
        ),
    ]
    months, half = totals["payback_months"], totals["half_paid_months"]
    if not isnan(months):
        parts.append(
            t("The mean margin reaches the mean cost in month {months}.", months=number_text(months, language()))
        )
    else:
        parts.append(t("The mean margin has not reached the mean cost yet."))
    if not isnan(half):
        parts.append(t("Half of the customers have paid back by month {months}.", months=number_text(half, language())))
    return " ".join(parts)


def payback_columns() -> list[Column]:
    """Columns of the payback table."""
    return [
        Column("cohort_name", t("Cohort")),
        Column("customers", t("Customers with a known cost"), "number"),
        Column("cost", t("Cost of winning one"), "money"),
        Column("payback_months", t("Month in which the mean pays back"), "number"),
        Column("half_paid_months", t("Month by which half have paid back"), "number"),
        Column("half_paid_low", t("Half: low"), "number"),
        Column("half_paid_high", t("Half: high"), "number"),
        Column("n", t("Customers of 12 months and more"), "number"),
        Column("value", t("Paid back by month 12"), "share"),
        Column("low", t("Low"), "share"),
        Column("high", t("High"), "share"),
    ]


def payback_table(payback: Answer) -> pd.DataFrame:
    """Rows of the payback table with their cohorts named."""
    return payback.rows.assign(cohort_name=[cohort_name(code) for code in payback.rows["group"]])


def list_columns(month: str = ANY_MONTH) -> list[Column]:
    """Columns of the customers of a cohort; of one cell also what they brought in and up to its month."""
    then = [
        Column("revenue_then", t("Net revenue of that month"), "money"),
        Column("margin_then", t("Margin up to then"), "money"),
    ]
    return [
        Column("customer_id", t("Customer number")),
        *(then if month != ANY_MONTH else []),
        Column("first_order_on", t("First order"), "day"),
        Column("last_order_on", t("Last order"), "day"),
        Column("days_to_second", t("Days to the second purchase"), "number"),
        Column("orders", t("Orders"), "number"),
        Column("revenue", t("Net revenue"), "money"),
        Column("tier", t("Tier"), words=tier_words()),
        Column("acquisition_channel", t("Acquisition channel")),
        Column("first_product", t("First product")),
        Column("first_category", t("First category")),
        Column("acquisition_cost", t("Cost of winning one"), "money"),
        Column("payback_age", t("Paid back in month"), "number"),
    ]


def list_title(name: str, answer: Answer) -> str:
    """Title of the list: the cohort and how many there are."""
    return tn("{name}: {n} customer", "{name}: {n} customers", answer.n, name=name, n=number_text(answer.n, language()))


def lesson() -> str:
    """What a trainer shows on this page, step by step."""
    return "\n".join(f"{place}. {t(text)}" for place, text in enumerate(LESSON, start=1))


def _said(best: dict[Hashable, Any], worst: dict[Hashable, Any], measure: str) -> dict[str, str]:
    return {
        "best": cohort_name(str(best["cohort"])),
        "most": _value(best["value"], measure),
        "most_low": _value(best["low"], measure),
        "most_high": _value(best["high"], measure),
        "worst": cohort_name(str(worst["cohort"])),
        "least": _value(worst["value"], measure),
        "least_low": _value(worst["low"], measure),
        "least_high": _value(worst["high"], measure),
    }


def _value(value: float, measure: str) -> str:
    return _money(value) if kind_of_measure(measure) == "money" else share_text(value, language(), 1)


def _money(amount: float) -> str:
    return compact_money_text(amount, reader().currency, language())
