"""Signals in words: what left the limits, which level broke, whether there is a trend; silent inside the noise."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Literal

import streamlit as st

from crm_core import numbers
from crm_core.answers import Answer, Metric
from crm_core.charts import Kind
from crm_core.periods import month_end
from crm_core.satisfaction import complaint_control, satisfaction_control
from crm_core.satisfaction.control import HINTS, SIGNAL
from crm_core.screen.asking import ask
from crm_core.screen.headlines import Measure
from crm_core.screen.navigation import page_path
from crm_core.screen.state import language, reader, t, tn
from crm_core.words import mark

SURE_BELOW = 0.05


@dataclass(frozen=True)
class Watched:
    """One measure under control: its label, kind of number, metric, and the option that names it."""

    label: str
    kind: Literal["share", "points", "number1"]
    metric: Metric
    measure: str = ""
    is_up_good: bool = True

    @property
    def options(self) -> dict[str, Any]:
        """Options for its metric."""
        return {"measure": self.measure} if self.measure else {}

    @property
    def difference_kind(self) -> Kind:
        """Kind of number of a difference of the measure: shares differ in points of a hundred."""
        return "difference" if self.kind == "share" else self.kind

    @property
    def words(self) -> Measure:
        """How its numbers are worded."""
        return Measure(self.kind, self.is_up_good)


WATCHED = {
    "csat": Watched(mark("Satisfied customers (CSAT)"), "share", satisfaction_control, "csat"),
    "nps": Watched(mark("Net promoter score (NPS)"), "points", satisfaction_control, "nps"),
    "ces": Watched(mark("Ease (customer effort score, CES)"), "number1", satisfaction_control, "ces"),
    "complaints": Watched(mark("Complaints per 100 orders"), "number1", complaint_control, is_up_good=False),
}
SIGNAL_WORDS = {
    "out": mark("one month outside the limits"),
    "two_of_three": mark("hint: two of three months near a limit"),
    "run": mark("hint: eight months in a row on one side"),
}
BASELINE_WORDS = {"12": mark("first 12 months"), "18": mark("first 18 months"), "24": mark("first 24 months")}


def watched_words() -> dict[str, str]:
    """What can be watched, in the reader's language."""
    return {code: t(watched.label) for code, watched in WATCHED.items()}


def signal_words() -> dict[str, str]:
    """The three rules, in the reader's language."""
    return {code: t(text) for code, text in SIGNAL_WORDS.items()}


def baseline_words() -> dict[str, str]:
    """How many months the limits may be made of."""
    return {code: t(text) for code, text in BASELINE_WORDS.items()}


def show_signals() -> None:
    """Months of the chosen period that asked for an explanation, measure by measure; nothing where there are none."""
    present = reader()
    months = present.filters.period
    lines = []
    for watched in WATCHED.values():
        answer = ask(watched.metric, baseline=18, **watched.options)
        if not answer.totals["is_judged"]:
            continue
        named = [
            f"{numbers.month_text(row['month'], language())} ({watched.words.value(row['value'])})"
            for row in answer.rows.to_dict("records")
            if row["signal"] == SIGNAL and not row["is_baseline"] and row["month"].date() >= months.start
        ]
        if named:
            lines.append(
                t("{measure}: outside the limits in {months}", measure=t(watched.label), months=", ".join(named))
            )
    if lines:
        with st.container(border=True):
            st.subheader(t("Months that ask for an explanation"), anchor=False)
            for line in lines:
                st.markdown(f"- {line}")
            st.page_link(page_path("satisfaction_signals"), label=t("Signal or noise"), icon=":material/arrow_forward:")


def signal_sentence(watched: Watched, answer: Answer) -> str:
    """Which months are signals; that there are none, where there are none."""
    totals = answer.totals
    if not totals["is_judged"]:
        return ""
    words = watched.words
    rows = [row for row in answer.rows.to_dict("records") if not row["is_baseline"]]
    signals = [row for row in rows if row["signal"] == SIGNAL]
    hints = hint_sentence(sum(row["signal"] in HINTS for row in rows))
    if not signals:
        quiet = t(
            "No signal after the baseline: the months move around {centre} as chance alone would move them.",
            centre=words.value(totals["centre"]),
        )
        return f"{quiet} {hints}".strip()
    named = [f"{numbers.month_text(row['month'], language())} ({words.value(row['value'])})" for row in signals[:6]]
    said = tn(
        "{n} month is a signal against {centre} in the baseline: {months}. Ask what happened then.",
        "{n} months are signals against {centre} in the baseline; the first: {months}. Ask what happened then.",
        len(signals),
        n=numbers.number_text(len(signals), language()),
        centre=words.value(totals["centre"]),
        months=", ".join(named),
    )
    return f"{said} {hints}".strip()


def hint_sentence(hints: int) -> str:
    """How many months only hint at a shift, and how much that says; nothing where none does."""
    if not hints:
        return ""
    return tn(
        "{n} month hints at a shift; so does one of eight charts in which nothing happened.",
        "{n} months hint at a shift; so does one of eight charts in which nothing happened.",
        hints,
        n=numbers.number_text(hints, language()),
    )


def ewma_sentence(watched: Watched, answer: Answer) -> str:
    """Whether the weighted line left its limits."""
    totals = answer.totals
    if not totals["is_judged"]:
        return ""
    if totals["first_ewma_signal"] is None:
        return t("No lasting shift: the weighted line stays within its limits.")
    return t(
        "A lasting shift against {centre} in the baseline shows from {month} on.",
        centre=watched.words.value(totals["centre"]),
        month=numbers.month_text(totals["first_ewma_signal"], language()),
    )


def trend_words(watched: Watched, answer: Answer) -> list[str]:
    """Level breaks and the trend of all months, each said only where it is more than noise."""
    totals, words = answer.totals, watched.words
    if not totals["is_judged"]:
        return []
    said = []
    levels = answer.rows["level"].drop_duplicates(keep="first").tolist()
    for month, (before, after) in zip(totals["breaks"], pairwise(levels), strict=False):
        said.append(
            t(
                "From {month} on a new level: {after} instead of {before}.",
                month=numbers.month_text(month, language()),
                after=words.value(after),
                before=words.value(before),
            )
        )
    if not said:
        said.append(t("No month in which the level broke."))
    if totals["trend_p"] is not None and totals["trend_p"] < SURE_BELOW:
        said.append(
            t(
                "A trend over all months: {slope} a month (95 %: {low} to {high}; Mann–Kendall p = {p}).",
                slope=words.difference(totals["slope"]),
                low=words.difference(totals["slope_low"]),
                high=words.difference(totals["slope_high"]),
                p=numbers.number_text(totals["trend_p"], language(), 3),
            )
        )
    else:
        said.append(t("No trend over all months beyond the noise."))
    return said


def months_shown(answer: Answer) -> list[date]:
    """First and last day of the chart; nothing where there is none."""
    if answer.is_empty:
        return []
    months = answer.rows["month"].tolist()
    return [months[0].date(), month_end(months[-1].date())]


def calendar_words() -> list[str]:
    """Short names of the twelve months, January first."""
    return [numbers.month_text(date(2024, month, 1), language()).split(" ")[0] for month in range(1, 13)]


def season_sentence(watched: Watched, answer: Answer) -> str:
    """Which months of the calendar stand out, said only where they do more than chance would; and where the feasts fell."""
    totals = answer.totals
    if answer.is_empty:
        return ""
    if totals["p_value"] >= SURE_BELOW:
        said = t(
            "No month effect beyond the noise (Kruskal–Wallis p = {p}).",
            p=numbers.number_text(totals["p_value"], language(), 2),
        )
    else:
        effects = answer.rows["value"].tolist()
        best, worst = effects.index(max(effects)), effects.index(min(effects))
        names = calendar_words()
        said = t(
            "Highest in {best} ({up}), lowest in {worst} ({down}); Kruskal–Wallis p = {p}.",
            best=names[best],
            up=watched.words.difference(effects[best]),
            worst=names[worst],
            down=watched.words.difference(effects[worst]),
            p=numbers.number_text(totals["p_value"], language(), 3),
        )
    feasts = ", ".join(numbers.month_text(month, language()) for month in totals["feasts"])
    moving = t(
        "The religious feasts move eleven days a year and belong to no calendar month; they began in: {months}.",
        months=feasts,
    )
    return f"{said} {moving}" if feasts else said
