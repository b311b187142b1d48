"""Expectations in words: their names, the dimensions of service quality, gaps, and what is said beside what is done."""

from collections.abc import Iterable

from crm_core import numbers
from crm_core.answers import Answer
from crm_core.satisfaction.expectations import expectation_of
from crm_core.screen.headlines import Measure
from crm_core.screen.state import language, t
from crm_core.words import mark

EXPECTATION_WORDS = {
    "reciprocity": mark("Getting an answer"),
    "follow_up": mark("Follow-up"),
    "knowledgeable_staff": mark("Knowledgeable staff"),
    "no_surprises": mark("No surprises"),
    "promptness": mark("Promptness"),
    "consistency": mark("Consistency"),
    "promises_kept": mark("Keeping promises"),
    "communication": mark("Communication"),
    "understanding": mark("Understanding"),
    "accessibility": mark("Accessibility"),
    "trust": mark("Trust"),
    "one_to_one": mark("One-to-one interaction"),
}
DEED_WORDS = {
    "reciprocity": mark("Cases answered or solved"),
    "follow_up": mark("Orders followed up within 30 days"),
    "knowledgeable_staff": mark("Complaints solved for good"),
    "no_surprises": mark("Orders without a complaint about price, invoice or delivery"),
    "promptness": mark("Complaints solved within 3 days"),
    "consistency": mark("Satisfaction alike on every channel"),
    "promises_kept": mark("Promises kept in time"),
    "communication": mark("Months with a contact"),
    "understanding": mark("Campaign orders in categories bought before"),
    "accessibility": mark("Approaches of customers that were answered"),
    "trust": mark("Promises kept × complaints solved for good"),
    "one_to_one": mark("Contacts with the usual employee"),
}
MISSING_WORDS = {
    "reciprocity": mark("needs complaints or services in the interactions sheet"),
    "follow_up": mark("needs orders and, after them, contacts in the interactions sheet"),
    "knowledgeable_staff": mark("needs complaints with “Resolved at”"),
    "no_surprises": mark("needs complaints with a category, and orders"),
    "promptness": mark("needs complaints with “Resolved at”"),
    "consistency": mark("needs csat answers after contacts on at least two channels"),
    "promises_kept": mark("needs “Promised for” that has come due"),
    "communication": mark("needs contacts in the interactions sheet"),
    "understanding": mark("needs a campaign and a category on orders"),
    "accessibility": mark("needs direction, and contacts that customers began"),
    "trust": mark("needs “Promised for” and complaints with “Resolved at”"),
    "one_to_one": mark("needs an employee on contacts"),
}
VERDICT_WORDS = {
    "earned": mark("Done and seen"),
    "perception": mark("Done, but not seen: tell of it"),
    "luck": mark("Seen, but not done: luck, or praise for what was"),
    "both_low": mark("Neither done nor seen: begin here"),
    "open": mark("Undecided"),
    "": mark("Not measured"),
}
DIMENSION_WORDS = {
    "reliability": mark("Reliability"),
    "assurance": mark("Assurance"),
    "tangibles": mark("Tangibles"),
    "empathy": mark("Empathy"),
    "responsiveness": mark("Responsiveness"),
    "other": mark("Core job and others"),
}
METHOD_WORDS = {"servqual": mark("SERVQUAL (gap)"), "servperf": mark("SERVPERF (received alone)")}
INDEX_WORDS = {
    "index": mark("ACSI-type index"),
    "overall": mark("Overall"),
    "expected": mark("Against expectations"),
    "ideal": mark("Against the ideal"),
}


def attribute_words(names: Iterable[str]) -> dict[str, str]:
    """Names of attributes; the twelve expectations in the reader's language, others as the data have them."""
    known = {str(name): expectation_of(str(name)) for name in names}
    return {name: t(EXPECTATION_WORDS[found.code]) if found else name for name, found in known.items()}


def expectation_words() -> dict[str, str]:
    """The twelve expectations."""
    return {code: t(text) for code, text in EXPECTATION_WORDS.items()}


def dimension_words() -> dict[str, str]:
    """The dimensions of service quality."""
    return {code: t(text) for code, text in DIMENSION_WORDS.items()}


def method_words() -> dict[str, str]:
    """With expectations, or without."""
    return {code: t(text) for code, text in METHOD_WORDS.items()}


def index_words() -> dict[str, str]:
    """The index and its three questions."""
    return {code: t(text) for code, text in INDEX_WORDS.items()}


def gap_sentence(answer: Answer) -> str:
    """Which method this is, the mean gap and the widest one."""
    rows = [row for row in answer.totals["dimensions"].to_dict("records") if row["value"] == row["value"]]
    if not rows:
        return t("SERVPERF: what was received, from 0 to 100.") if answer.n else ""
    widest = min(rows, key=lambda row: row["value"])
    points = Measure("points")
    said = t(
        "SERVQUAL: received less expected. Mean gap {gap} points; widest: {dimension}, {widest}.",
        gap=points.difference(answer.totals["gap"]),
        dimension=dimension_words()[widest["group"]],
        widest=points.difference(widest["value"]),
    )
    if answer.totals["weighted_gap"] is None:
        return said
    return f"{said} {t('Weighted by the points that customers shared out: {gap}.', gap=points.difference(answer.totals['weighted_gap']))}"


def alpha_sentence(answer: Answer) -> str:
    """How far the items of a dimension measure one thing."""
    rows = [row for row in answer.totals["dimensions"].to_dict("records") if row["alpha"] == row["alpha"]]
    parts = [f"{dimension_words()[row['group']]} {numbers.number_text(row['alpha'], language(), 2)}" for row in rows]
    return t("Reliability (Cronbach’s α): {parts}.", parts=", ".join(parts)) if parts else ""


def index_sentence(answer: Answer) -> str:
    """The index in a sentence, never as the true one."""
    if answer.is_empty or answer.n < 10:
        return ""
    row = answer.rows.to_dict("records")[0]
    return t(
        "{value} of 100 (95 %: {low} to {high}), from {n} customers.",
        value=numbers.number_text(row["value"], language(), 1),
        low=numbers.number_text(row["low"], language(), 1),
        high=numbers.number_text(row["high"], language(), 1),
        n=numbers.number_text(answer.n, language()),
    )


def say_do_sentence(answer: Answer) -> str:
    """Which expectations are done but not seen, seen but not done, and neither."""
    found = {
        verdict: [t(EXPECTATION_WORDS[row["expectation"]]) for row in answer.rows.to_dict("records") if row["verdict"] == verdict]
        for verdict in ("perception", "luck", "both_low")
    }  # fmt: skip
    said = [f"{t(VERDICT_WORDS[verdict])} – {', '.join(names)}." for verdict, names in found.items() if names]
    if said:
        return " ".join(said)
    return t("No expectation stands surely apart on both sides.") if answer.n else ""


def deed_rows(answer: Answer) -> list[dict[str, str]]:
    """The table of deeds in words: what is measured, how much, and what is missing."""
    tongue = language()
    return [
        {
            t("Expectation"): t(EXPECTATION_WORDS[row["expectation"]]),
            t("Reading"): t(VERDICT_WORDS[row["verdict"]])
            if row["done"] == row["done"]
            else t("not measured: {missing}", missing=t(MISSING_WORDS[row["expectation"]])),
            t("Rating (0–100)"): numbers.number_text(row["said"], tongue, 1),
            t("Done"): numbers.share_text(row["done"] / 100, tongue, 1)
            if row["done"] == row["done"]
            else t("not measured"),
            t("What is done"): t(DEED_WORDS[row["expectation"]]),
            t("Behind it (n)"): numbers.number_text(row["done_n"], tongue),
        }
        for row in answer.rows.to_dict("records")
    ]
