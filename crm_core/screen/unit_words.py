"""Departments and employees in words: where they lie in the funnel, what they are asked, and names masked until shown."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from crm_core import numbers
from crm_core.answers import Answer
from crm_core.satisfaction import funnel_of
from crm_core.screen.fields import Column
from crm_core.screen.state import language, t
from crm_core.words import mark

UNIT_KIND_WORDS = {"department": mark("Departments"), "employee": mark("Employees")}
POSITION_WORDS = {
    "inside": mark("within chance"),
    "warning_high": mark("at the upper edge of chance"),
    "warning_low": mark("at the lower edge of chance"),
    "high": mark("above what chance explains"),
    "low": mark("below what chance explains"),
}
VERDICT_WORDS = {
    "reached": mark("attained"),
    "not_yet": mark("not yet"),
    "undecided": mark("undecided"),
    "": "",
}
FEASIBILITY_WORDS = {
    "realistic": mark("realistic"),
    "unseen": mark("needs more answers than these to be seen"),
    "no_spread": mark("can be seen; units differ by chance alone, so no best quarter to aim at"),
    "high": mark("beyond the best quarter of peers"),
    "": "",
}
CURVE_POINTS = 60


def worded(words: Mapping[str, str]) -> dict[str, str]:
    """Words by code in the reader's language; an empty word stays empty."""
    return {code: t(text) if text else "" for code, text in words.items()}


def unit_names(answer: Answer, is_masked: bool) -> dict[str, str]:
    """What units are called: by their names, or masked by a number in the order of names."""
    units = answer.rows["unit"].tolist()
    if not is_masked:
        return {unit: unit for unit in units}
    return {
        unit: t("Employee {number}", number=numbers.number_text(place, language()))
        for place, unit in enumerate(units, start=1)
    }


def funnel_rows(answer: Answer) -> pd.DataFrame:
    """The funnel from few answers to somewhat more than any unit has."""
    if answer.is_empty:
        return pd.DataFrame()
    return funnel_of(answer, np.linspace(0.02, 1.04, CURVE_POINTS))


def funnel_sentence(answer: Answer, names: Mapping[str, str]) -> str:
    """Which units lie outside; that chance explains all differences, where it does."""
    if answer.is_empty:
        return ""
    centre = numbers.share_text(answer.totals["centre"], language(), 1)
    outside = [
        f"{names[row['unit']]} ({numbers.share_text(row['value'], language(), 1)})"
        for row in answer.rows.to_dict("records")
        if row["position"] in ("high", "low")
    ]
    if not outside:
        return t(
            "All lie within the funnel: chance alone explains how they differ around {centre}. There is no best and no worst.",
            centre=centre,
        )
    return t(
        "Outside the funnel around {centre}: {units}. Ask what is done differently there.",
        centre=centre,
        units=", ".join(outside),
    )


def target_words(answer: Answer) -> str:
    """How many have attained their targets, and how many are still open to doubt."""
    verdicts = answer.rows["verdict"].tolist()
    if answer.totals["target"] is None or not any(verdicts):
        return ""
    return t(
        "The company's target is {target}. Attained: {reached}; not yet: {not_yet}; undecided: {undecided}.",
        target=numbers.share_text(answer.totals["target"], language(), 1),
        **{code: numbers.number_text(verdicts.count(code), language()) for code in ("reached", "not_yet", "undecided")},
    )


def measured_columns(heading: str, names: Mapping[str, str]) -> list[Column]:
    """What was measured: the share with its margin, its place in the funnel, and pulled in."""
    return [
        Column("unit", heading, "text", names),
        Column("n", "n", "number"),
        Column("customers", t("Customers"), "number"),
        Column("value", t("Satisfied"), "share"),
        Column("low", t("95 % from"), "share"),
        Column("high", t("95 % to"), "share"),
        Column("position", t("In the funnel"), "text", worded(POSITION_WORDS)),
        Column("shrunken", t("Pulled in"), "share"),
    ]


def target_columns(heading: str, names: Mapping[str, str]) -> list[Column]:
    """What is asked: start, target, whether it can be reached and seen, and how far the unit is."""
    return [
        Column("unit", heading, "text", names),
        Column("base", t("Start"), "share"),
        Column("target", t("Target"), "share"),
        Column("feasibility", t("Can it be reached and seen?"), "text", worded(FEASIBILITY_WORDS)),
        Column("answers_needed", t("Answers that would show the step"), "number"),
        Column("attainment", t("Way done"), "share"),
        Column("verdict", t("Judgement"), "text", worded(VERDICT_WORDS)),
    ]
