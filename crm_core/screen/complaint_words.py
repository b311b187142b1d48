"""Complaints in words: the figures of their handling, and what followed those solved in time; never called an effect."""

from crm_core import numbers
from crm_core.answers import Answer
from crm_core.satisfaction.control import SIGNAL
from crm_core.screen.filter_words import period_words
from crm_core.screen.headlines import Measure, change_sentence
from crm_core.screen.showing import KeyFigure
from crm_core.screen.state import language, reader, t
from crm_core.screen.timing_words import day_range
from crm_core.words import mark

FIGURE_WORDS = {
    "solve_hours": mark("Half are solved after (hours)"),
    "within_standard": mark("Solved within the standard"),
    "answer_hours": mark("Half are answered after (hours)"),
    "came_back": mark("Came back within 7 days"),
    "reopened": mark("Reopened cases"),
    "promises_kept": mark("Promises kept in time"),
    "per_100_orders": mark("Complaints per 100 orders"),
}
EXIT_WORDS = {
    "per_100_orders": mark("Complaints per 100 orders"),
    "satisfied": mark("Satisfied customers (CSAT)"),
}
STANDARD_WORDS = {
    "24": mark("24 hours"),
    "48": mark("48 hours"),
    "72": mark("3 days"),
    "120": mark("5 days"),
    "240": mark("10 days"),
}
GROUP_WORDS = {"in_time": mark("In time"), "late": mark("Late or open")}
MATCHED_WORDS = {
    "in_time": mark("Complaint solved in time"),
    "in_time_alike": mark("Alike, no complaint"),
    "late": mark("Complaint late or open"),
    "late_alike": mark("Alike to those, no complaint"),
}


def standard_words() -> dict[str, str]:
    """The service standards to choose from."""
    return {code: t(text) for code, text in STANDARD_WORDS.items()}


def recovery_group_words() -> dict[str, str]:
    """The two groups of customers."""
    return {code: t(text) for code, text in GROUP_WORDS.items()}


def matched_words() -> dict[str, str]:
    """Those who complained and customers alike who did not."""
    return {code: t(text) for code, text in MATCHED_WORDS.items()}


def matched_sentence(answer: Answer) -> str:
    """How those who complained part from alike customers who did not."""
    shares, words = Measure("share"), matched_words()
    return " ".join(
        t(
            "{group}: {difference} against alike customers without a complaint (95 %: {low} to {high}), {verdict}.",
            group=words[row["row"]],
            difference=shares.difference(row["value"]),
            low=shares.difference(row["low"]),
            high=shares.difference(row["high"]),
            verdict=_verdict(row["low"], row["high"]),
        )
        for row in answer.totals["contrasts"].to_dict("records")
        if row["value"] == row["value"]
    )


def exit_lines(complaints: Answer, satisfied: Answer, control: Answer) -> list[str]:
    """Complaints and satisfaction against the reader's comparison, and what both say together; nothing is read into noise."""
    compared = reader().filters.compared()
    if compared is None:
        return [t("Nothing to compare with in this choice.")]
    against = t("The chosen period against {period}:", period=period_words(compared.period))
    lines = [f"- {_held_against(complaints, 'per_100_orders')}", f"- {_held_against(satisfied, 'satisfied')}"]
    return ["\n".join((against, "", *lines)), exit_sentence(complaints, satisfied, months_outside(control))]


def exit_sentence(complaints: Answer, satisfied: Answer, months: str) -> str:
    """Fewer complaints beside falling satisfaction would be customers leaving in silence; said where both are changes."""
    fewer, less = complaints.totals.get("difference"), satisfied.totals.get("difference")
    if fewer is None or less is None:
        return t("Nothing to compare with in this choice.")
    if complaints.totals["is_change"] and satisfied.totals["is_change"] and fewer < 0 and less < 0:
        return t("Fewer complaints and less satisfaction: customers may be leaving in silence.")
    if complaints.totals["is_change"] and fewer < 0:
        return t("Fewer complaints than before, and satisfaction has not fallen beyond the noise.")
    if complaints.totals["is_change"]:
        return t("More complaints than before.")
    if months:
        return t(
            "As wholes the two periods hardly differ, but not every month was like the others: complaints left their limits in {months}. "
            "Choose a period that holds only those months, or look at them one by one.",
            months=months,
        )
    return t("Complaints have not changed beyond the noise, so there is no sign of a silent exit.")


def months_outside(control: Answer) -> str:
    """Months of the period and of its comparison in which complaints left their limits; empty where none did."""
    compared = reader().filters.compared()
    periods = [reader().filters.period, *([compared.period] if compared else [])]
    return ", ".join(
        numbers.month_text(row["month"], language())
        for row in control.rows.to_dict("records")
        if row["signal"] == SIGNAL and any(own.start <= row["month"].date() <= own.end for own in periods)
    )


def _held_against(answer: Answer, figure: str) -> str:
    """One figure of the period beside that of the comparison."""
    measure = Measure("number1", is_up_good=False) if figure == "per_100_orders" else Measure("share")
    return t(
        "{measure}: {value}. {change}",
        measure=t(EXIT_WORDS[figure]),
        value=measure.value(answer.totals.get("value")),
        change=change_sentence(answer, measure),
    )


def handling_cards(answer: Answer) -> list[KeyFigure]:
    """A card for every figure of how complaints were handled."""
    return [_card(answer, row) for row in answer.rows.to_dict("records")]


def _card(answer: Answer, row: dict) -> KeyFigure:
    measure, label = Measure(row["kind"]), t(FIGURE_WORDS[row["figure"]])
    n = numbers.number_text(row["n"], language())
    if row["value"] != row["value"]:
        return KeyFigure(label, numbers.NOTHING, t("Not measured, or fewer than ten; n = {n}.", n=n), answer)
    if row["low"] != row["low"] or row["high"] != row["high"]:
        return KeyFigure(label, measure.value(row["value"]), t("n = {n}; no upper end of the interval.", n=n), answer)
    low, high = measure.value(row["low"]), measure.value(row["high"])
    return KeyFigure(
        label, measure.value(row["value"]), t("95 %: {low} to {high}, n = {n}. ", low=low, high=high, n=n), answer
    )


def resolution_sentence(answer: Answer, handling: Answer) -> str:
    """When half are solved, and what leaving the open cases out would have said."""
    totals, tongue = answer.totals, language()
    if totals["median"] is None:
        return t("Fewer than half of the cases are solved, so there is no median.") if answer.n else ""
    return t(
        "Half of the {n} cases are solved after {median} days (95 %: {range}); "
        "of the solved ones alone it would be {plain} days.",
        n=numbers.number_text(answer.n, tongue),
        median=_days(totals["median"]),
        range=day_range(_days(totals["median_low"]), _days(totals["median_high"])),
        plain=_days(handling.totals["resolved_only_median"]),
    )


def recovery_sentence(answer: Answer) -> str:
    """The two differences with their intervals, each said to be noise where it is."""
    totals = answer.totals
    said = []
    if totals["score_difference"] is None:
        said.append(t("Too few customers were asked both before and after to compare satisfaction."))
    else:
        points = Measure("points")
        said.append(
            t(
                "Change of satisfaction, in time against late: {difference} points of 100 (95 %: {low} to {high}), {verdict}.",
                difference=points.difference(totals["score_difference"]),
                low=points.difference(totals["score_low"]),
                high=points.difference(totals["score_high"]),
                verdict=_verdict(totals["score_low"], totals["score_high"]),
            )
        )
    if totals["order_difference"] is not None:
        shares = Measure("share")
        said.append(
            t(
                "Customers who ordered within 90 days: {difference} (95 %: {low} to {high}), {verdict}.",
                difference=shares.difference(totals["order_difference"]),
                low=shares.difference(totals["order_low"]),
                high=shares.difference(totals["order_high"]),
                verdict=_verdict(totals["order_low"], totals["order_high"]),
            )
        )
    return " ".join(said)


def _verdict(low: float, high: float) -> str:
    return t("more than noise") if low > 0 or high < 0 else t("within the noise")


def _days(hours: float | None) -> str:
    return numbers.number_text(hours / 24 if hours is not None else None, language(), 1)
