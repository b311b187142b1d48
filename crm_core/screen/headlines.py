"""Monthly headline metrics as cards: figure, change in words, interval, target; silent inside the noise."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from crm_core import numbers
from crm_core.answers import Answer
from crm_core.screen.navigation import page_path
from crm_core.screen.showing import KeyFigure, Tone
from crm_core.screen.state import language, reader, t, tn

WHOLE_BELOW = 100_000
JOINER = "\u2060"
"""Keeps a sign and its number on one line."""


@dataclass(frozen=True)
class Measure:
    """How one headline metric is worded: its kind of number, whether more is better, and what n counts.

    Of a plain mean of months the months are told, not the n of all of them together.
    """

    kind: str
    is_up_good: bool = True
    counted: str = ""
    is_mean_of_months: bool = False

    def value(self, number: float | None) -> str:
        """The figure for a card."""
        return _worded(self.kind, number)

    def difference(self, number: float | None) -> str:
        """A difference with its sign, in the figure's unit (shares in percentage points)."""
        return _worded_difference(self.kind, number)


def headline_card(answer: Answer, label: str, measure: Measure, page: str = "", page_label: str = "") -> KeyFigure:
    """Card of a monthly headline metric; the answer's totals say all of it."""
    totals = answer.totals
    value = totals.get("value")
    if answer.is_empty or value is None:
        return KeyFigure(label, numbers.NOTHING, t("Not measured in this period."), answer, page_label=page_label)
    if totals.get("is_measured") is False:
        return KeyFigure(
            label,
            numbers.NOTHING,
            t(
                "Not measured, for no cost is known. A cost column in the transactions sheet or an assumed margin would do."
            ),
            answer,
            page_label=page_label,
        )
    return KeyFigure(
        label=label,
        value=measure.value(value),
        sentence=f"{_interval(answer, measure)}{change_sentence(answer, measure)}",
        answer=answer,
        change=_change(answer, measure),
        tone=_tone(answer, measure),
        target=target_sentence(answer, measure),
        spark=tuple(float(value) for value in answer.rows["value"].dropna()),
        page=page_path(page) if page else "",
        page_label=page_label,
        caveats=tuple(note for note in answer.notes if note.level == "warning"),
    )


def change_sentence(answer: Answer, measure: Measure) -> str:
    """What changed and by how much, or that nothing did beyond the noise; money also in real terms."""
    return " ".join(part for part in (_change_sentence(answer, measure), _real_sentence(answer)) if part)


def _real_sentence(answer: Answer) -> str:
    """What prices did meanwhile, and the change without it; empty where nothing is indexed."""
    totals = answer.totals
    if totals.get("real_change") is None:
        return ""
    words = {
        "prices": numbers.change_text(totals["price_change"], language(), 1),
        "real": numbers.change_text(totals["real_change"], language(), 1),
    }
    if totals.get("real_is_change"):
        return t("The amounts are nominal: prices {prices}; real change {real}, more than noise.", **words)
    return t("The amounts are nominal: prices {prices}; real change {real}, not beyond the noise.", **words)


def _change_sentence(answer: Answer, measure: Measure) -> str:
    totals = answer.totals
    difference = totals.get("difference")
    if totals.get("previous") is None or difference is None:
        return t("Nothing to compare with in this choice.")
    words: dict[str, Any] = {
        "difference": measure.difference(difference),
        "previous": measure.value(totals["previous"]),
        "low": measure.difference(totals.get("difference_low")),
        "high": measure.difference(totals.get("difference_high")),
    }
    if totals.get("is_change") is None:
        return t(
            "Before: {previous}. Difference {difference}; too little to judge whether it is more than noise.", **words
        )
    if totals["is_change"]:
        return t("Before: {previous}. Difference {difference} (95 %: {low} to {high}), more than noise.", **words)
    if totals.get("smallest_detectable") is not None:
        smallest = measure.difference(totals["smallest_detectable"]).lstrip("+\u2060")
        return t(
            "Before: {previous}. Difference {difference} lies within the noise; "
            "the smallest change these numbers could show is {smallest}.",
            smallest=smallest,
            **words,
        )
    return t("Before: {previous}. Difference {difference} lies within the noise.", **words)


def target_sentence(answer: Answer, measure: Measure) -> str:
    """The target and whether it is reached; undecided where the interval holds it."""
    totals = answer.totals
    target, value = totals.get("target"), totals.get("value")
    if target is None or value is None:
        return ""
    low, high = totals.get("low"), totals.get("high")
    worst, best = (low, high) if measure.is_up_good else (high, low)
    sign = 1 if measure.is_up_good else -1
    words = measure.value(target)
    if sign * ((value if worst is None else worst) - target) >= 0:
        return t("Target {target}: reached", target=words)
    if sign * ((value if best is None else best) - target) < 0:
        return t("Target {target}: not reached", target=words)
    return t("Target {target}: undecided", target=words)


def _interval(answer: Answer, measure: Measure) -> str:
    """n and, where there is one, the 95 % interval."""
    totals = answer.totals
    if measure.is_mean_of_months:
        months = len(answer.rows["value"].dropna())
        return tn("{n} month. ", "Mean of {n} months. ", months, n=numbers.number_text(months, language()))
    n = f"{numbers.number_text(answer.n, language())} {measure.counted}".strip()
    if totals.get("low") is None or totals.get("high") is None:
        return f"n = {n}. "
    low, high = measure.value(totals["low"]), measure.value(totals["high"])
    return t("95 %: {low} to {high}, n = {n}. ", low=low, high=high, n=n)


def _change(answer: Answer, measure: Measure) -> str:
    totals = answer.totals
    if totals.get("real_change") is not None:
        real = t("{change} real", change=numbers.change_text(totals["real_change"], language(), 1))
        judged = t("better") if _tone(answer, measure) == "good" else t("worse")
        return f"{real} · {judged}" if totals.get("real_is_change") else ""
    if totals.get("difference") is None or not totals.get("is_change"):
        return ""
    worded = measure.difference(totals["difference"])
    return f"{worded} · {t('better') if _tone(answer, measure) == 'good' else t('worse')}"


def _tone(answer: Answer, measure: Measure) -> Tone:
    totals = answer.totals
    if totals.get("real_change") is not None:
        is_up = totals["real_change"] > 0
        return "quiet" if not totals.get("real_is_change") else "good" if is_up == measure.is_up_good else "bad"
    if not totals.get("is_change") or totals.get("difference") is None:
        return "quiet"
    return "good" if (totals["difference"] > 0) == measure.is_up_good else "bad"


def _worded(kind: str, number: float | None) -> str:
    tongue = language()
    formats: dict[str, Callable[[float | None], str]] = {
        "money": lambda value: numbers.compact_money_text(value, reader().currency, tongue),
        "number": _counted,
        "number1": lambda value: numbers.number_text(value, tongue, 1),
        "share": lambda value: numbers.share_text(value, tongue, 1),
        "points": lambda value: numbers.number_text(value, tongue, 1),
    }
    return formats[kind](number)


def _counted(number: float | None) -> str:
    """A number in full, as long as it fits on a card."""
    is_long = number is not None and abs(number) >= WHOLE_BELOW
    return numbers.compact_text(number, language()) if is_long else numbers.number_text(number, language())


def _worded_difference(kind: str, number: float | None) -> str:
    if number is None:
        return numbers.NOTHING
    if kind == "share":
        return t("{points} pts", points=numbers.points_text(number * 100, language(), 1))
    if kind in ("points", "number1"):
        return numbers.points_text(number, language(), 1)
    worded = _worded(kind, number)
    return f"+{JOINER}{worded}" if number > 0 else worded
