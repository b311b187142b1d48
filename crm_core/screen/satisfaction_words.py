"""Satisfaction in words: the three measures, what their answers say, which groups stand apart, and what is not measured."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

import streamlit as st

from crm_core import numbers
from crm_core.answers import Answer, Metric
from crm_core.charts import Kind
from crm_core.satisfaction import (
    GROUPINGS,
    SCORE_GROUPINGS,
    UNKNOWN,
    ces_by_group,
    ces_by_month,
    complaints_per_100_orders_by_month,
    csat_by_group,
    csat_by_month,
    nps_by_group,
    nps_by_month,
    response_rate_by_month,
    staff_satisfaction,
)
from crm_core.screen.asking import ask
from crm_core.screen.headlines import Measure, change_sentence
from crm_core.screen.navigation import page_path
from crm_core.screen.state import language, t
from crm_core.terms import TIER_WORDS
from crm_core.words import mark


@dataclass(frozen=True)
class Score:
    """One measure as the page shows it: its metrics, its label in source words, and its kind of number."""

    code: str
    label: str
    kind: Kind
    by_month: Metric
    by_group: Metric

    @property
    def short(self) -> str:
        """Its initials, the same in every language: they fit where the label does not."""
        return self.code.upper()

    @property
    def measure(self) -> Measure:
        """How its numbers are worded; of all three more is better."""
        return Measure(self.kind)


SCORES = (
    Score("csat", mark("Satisfied customers (CSAT)"), "share", csat_by_month, csat_by_group),
    Score("nps", mark("Net promoter score (NPS)"), "points", nps_by_month, nps_by_group),
    Score("ces", mark("Ease (customer effort score, CES)"), "number1", ces_by_month, ces_by_group),
)


@dataclass(frozen=True)
class Rate:
    """A rate beside the scores: its metric, label, kind of number, direction and the ends it cannot pass."""

    metric: Metric
    label: str
    kind: Kind
    is_up_good: bool
    ends: tuple[float, float]

    @property
    def measure(self) -> Measure:
        """How its numbers are worded."""
        return Measure(self.kind, self.is_up_good)


RATES = (
    Rate(complaints_per_100_orders_by_month, mark("Complaints per 100 orders"), "number1", False, (0.0, inf)),
    Rate(response_rate_by_month, mark("Survey invitations that were answered"), "share", True, (0.0, 1.0)),
)
STAFF_SCORES = {
    "csat": Rate(staff_satisfaction, mark("Staff: satisfied (internal CSAT)"), "share", True, (0.0, 1.0)),
    "nps": Rate(staff_satisfaction, mark("Staff: would recommend (eNPS)"), "points", True, (-100.0, 100.0)),
}
"""Internal customers stand apart and are never mixed with customers proper."""
GROUPING_WORDS = {
    "tier": mark("Value tier"),
    "sector": mark("Sector"),
    "region": mark("Region"),
    "capacity": mark("Capacity"),
    "channel": mark("Acquisition channel"),
    "department": mark("Department met last"),
    "contact_channel": mark("Way of the last contact"),
}
CONTACT_WORDS = {
    "written": mark("Written"),
    "spoken": mark("Spoken"),
    "visual": mark("Video"),
    "face-to-face": mark("Face to face"),
}


def grouping_words() -> dict[str, str]:
    """What customers can be grouped by, in the reader's language."""
    return {code: t(GROUPING_WORDS[code]) for code in GROUPINGS}


def score_grouping_words() -> dict[str, str]:
    """What scores can be grouped by: customers, or what they last had to do with."""
    return {code: t(GROUPING_WORDS[code]) for code in SCORE_GROUPINGS}


def group_words(by: str) -> dict[str, str]:
    """Names of groups that are codes; others are words of the data."""
    codes = {"tier": TIER_WORDS, "contact_channel": CONTACT_WORDS}.get(by, {})
    return {UNKNOWN: t("Not known")} | {code: t(text) for code, text in codes.items()}


def full_scale(score: Score, answer: Answer) -> tuple[float, float] | None:
    """Both ends of the axis where the scale that was asked decides them."""
    return (answer.totals["scale_min"], answer.totals["scale_max"]) if score.kind == "number1" else None


def is_anything_asked(answers: Iterable[Answer]) -> bool:
    """True where the workspace holds answers to at least one of the questions."""
    return any(answer.totals["is_measured"] for answer in answers)


def nothing_asked() -> None:
    """What to show instead of empty figures: what is missing, which sheet brings it, and the way there."""
    with st.container(border=True):
        st.subheader(t("Satisfaction is not measured yet"), anchor=False)
        st.markdown(
            t(
                "This workspace holds no survey answers. Load a surveys sheet with “Customer number”, “Answer date”, kind "
                "(csat, nps or ces) and score: one row for each answer. With “Invited at” the response rate is measured too."
            )
        )
        st.page_link(page_path("import_data"), label=t("Load a surveys sheet"), icon=":material/upload_file:")


def trend_sentence(score: Score, answer: Answer) -> str:
    """What the answers of the whole period were, and whether that is a change."""
    if answer.totals["value"] is None:
        return ""
    return f"{_parts(score, answer)} {change_sentence(answer, score.measure)}"


def rate_sentence(rate: Rate, answer: Answer) -> str:
    """Whether the rate changed; nothing where it is not measured."""
    return "" if answer.totals["value"] is None else change_sentence(answer, rate.measure)


def measured_first() -> str:
    """The first of satisfaction, recommendation and ease that was asked at all; satisfaction where none was."""
    return next((score.code for score in SCORES if ask(score.by_month).totals["is_measured"]), SCORES[0].code)


def contrast_sentence(score: Score, answer: Answer, by: str) -> str:
    """Which groups stand apart from all others beyond the noise."""
    words = group_words(by)
    rows = answer.rows.to_dict("records")
    if len(rows) == 1:
        return t("One group only, so there is no other to hold it against.")
    if sum(row["p_value"] == row["p_value"] for row in rows) < 2:
        return t("Too few answers to hold the groups against each other.")
    apart = [
        f"{words.get(row['group'], row['group'])} ({score.measure.value(row['value'])})"
        for row in rows
        if row["is_different"]
    ]
    if not apart:
        return t("No group stands apart from all others beyond the noise.")
    return t("Apart from all others beyond the noise: {groups}.", groups=", ".join(apart))


def _parts(score: Score, answer: Answer) -> str:
    """What the single number is made of."""
    totals, tongue = answer.totals, language()
    if score.code == "csat":
        return t(
            "{worst} gave one of the two worst answers; the mean is {mean} on {low}–{high}.",
            worst=numbers.share_text(totals["bottom_share"], tongue, 1),
            mean=numbers.number_text(totals["mean"], tongue, 2),
            low=numbers.number_text(totals["scale_min"], tongue),
            high=numbers.number_text(totals["scale_max"], tongue),
        )
    if score.code == "nps":
        names = ("promoters", "passives", "detractors")
        return t(
            "{promoters} promoters, {passives} passives, {detractors} detractors.",
            **{name: numbers.number_text(totals[name], tongue) for name in names},
        )
    return t(
        "{easy} found it easy (interval {low} to {high}); the scale runs from {worst} to {best}.",
        easy=numbers.share_text(totals["easy_share"], tongue, 1),
        low=numbers.share_text(totals["easy_low"], tongue, 1),
        high=numbers.share_text(totals["easy_high"], tongue, 1),
        worst=numbers.number_text(totals["scale_min"], tongue),
        best=numbers.number_text(totals["scale_max"], tongue),
    )
