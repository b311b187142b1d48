"""What the satisfied did later, in words: an association and a lower bound, never an effect."""

from math import exp

from crm_core import numbers
from crm_core.answers import Answer
from crm_core.screen.headlines import Measure
from crm_core.screen.state import language, t
from crm_core.words import mark

LEVEL_WORDS = {
    "low": mark("Unhappy (two worst answers)"),
    "middle": mark("In between"),
    "high": mark("Satisfied (two best answers)"),
}
QUESTION_WORDS = {
    "csat": mark("Satisfaction (CSAT)"),
    "nps": mark("Recommendation (NPS question)"),
    "ces": mark("Ease (CES question)"),
}


def level_words() -> dict[str, str]:
    """Levels of satisfaction."""
    return {code: t(text) for code, text in LEVEL_WORDS.items()}


def question_words() -> dict[str, str]:
    """The questions that customers can be parted by."""
    return {code: t(text) for code, text in QUESTION_WORDS.items()}


def windows_sentence(answer: Answer) -> str:
    """Which answers, which months of behaviour."""
    day = numbers.day_text(answer.totals["landmark"], language())
    return t(
        "Answers of the twelve months up to {day}; behaviour of the six months after it. The two do not overlap, and only customers who "
        "had bought in the six months before are followed.",
        day=day,
    )


def later_sentence(answer: Answer) -> str:
    """How far the satisfied and the unhappy part later, and the slope of leaving."""
    totals, tongue = answer.totals, language()
    if totals["difference"] is None:
        return ""
    shares = Measure("share")
    words = {
        "difference": shares.difference(totals["difference"]),
        "low": shares.difference(totals["difference_low"]),
        "high": shares.difference(totals["difference_high"]),
    }
    said = (
        t("Satisfied less unhappy customers, ordered again: {difference} (95 %: {low} to {high}), more than noise.", **words)
        if totals["is_change"]
        else t("Satisfied less unhappy customers, ordered again: {difference} (95 %: {low} to {high}), within the noise.", **words)
    )  # fmt: skip
    if totals["slope"] is None:
        return said
    slope = t(
        "Ten points more of satisfaction go with odds of leaving × {odds} (95 %: {low} to {high}).",
        odds=numbers.number_text(exp(totals["slope"]), tongue, 2),
        low=numbers.number_text(exp(totals["slope_low"]), tongue, 2),
        high=numbers.number_text(exp(totals["slope_high"]), tongue, 2),
    )
    return f"{said} {slope}"
