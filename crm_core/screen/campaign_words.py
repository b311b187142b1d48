"""Campaigns and channels in words: what they cost, bring and keep, and the one verb that a raw comparison allows."""

from math import isnan
from typing import Any

import pandas as pd

from crm_core import numbers
from crm_core.answers import Answer
from crm_core.relations import NO_SOURCE, ORIENTATIONS, SOURCES, marketing_sources
from crm_core.screen.asking import ask
from crm_core.screen.fields import Column, choice
from crm_core.screen.state import language, reader, t
from crm_core.terms import CLASS_WORDS
from crm_core.words import mark

MOST_DRAWN = 15
ORIENTATION_WORDS = {
    "relational": CLASS_WORDS["relational"],
    "mixed": CLASS_WORDS["mixed"],
    "transactional": CLASS_WORDS["transactional"],
    "unmarked": mark("Campaigns without orientation"),
}
FROM_WORDS = {"declared": mark("campaigns sheet"), "measured": mark("measured (K)")}
NONE_WORDS = {
    "orientation": mark("No campaign"),
    "campaign": mark("No campaign"),
    "channel": mark("No channel named"),
    "acquisition": mark("Not known how won"),
}


def orientation_words() -> dict[str, str]:
    """Orientations in words."""
    return {code: t(text) for code, text in ORIENTATION_WORDS.items()}


def chosen_sources() -> Answer:
    """What is grouped as the reader chose."""
    words = {code: t(text) for code, text in SOURCES.items()}
    return ask(marketing_sources, by=choice(t("Grouped by"), words, key="by", default="orientation"))


def source_names(answer: Answer) -> dict[str, str]:
    """Names of the sources; texts of the data but for orientations and those that name none."""
    by = answer.totals["by"]
    names = {source: source for source in answer.rows["source"]}
    if by == "orientation":
        names |= {code: t(text) for code, text in ORIENTATION_WORDS.items()}
    return names | {NO_SOURCE: t(NONE_WORDS[by])}


def drawn_sources(answer: Answer) -> pd.DataFrame:
    """Sources with a cohort, the first so many."""
    return answer.rows.loc[(answer.rows["n"] > 0).to_numpy()].head(MOST_DRAWN)


def mix_sentence(answer: Answer) -> str:
    """How the money of the period is divided, and how it was before."""
    totals = answer.totals
    if isnan(totals["share"]):
        return t("No spending with an orientation in this period.")
    money = [numbers.money_text(totals[name], reader().currency, language()) for name in ORIENTATIONS[:2]]
    said = t(
        "Of the money spent on campaigns with an orientation, {share} went to relational ones ({relational} against "
        "{transactional}).",
        share=numbers.share_text(totals["share"], language(), 1),
        relational=money[0],
        transactional=money[1],
    )
    if isnan(totals["previous_share"]):
        return said
    before = numbers.share_text(totals["previous_share"], language(), 1)
    return f"{said} {t('In the compared period it was {share}.', share=before)}"


def kept_sentence(answer: Answer) -> str:
    """What the cohorts of relational and transactional campaigns did afterwards, or of the two clearest sources."""
    rows = [row for row in answer.rows.to_dict("records") if not isnan(row["value"]) and row["source"] != NO_SOURCE]
    if not rows:
        return t("No cohort is old and large enough: twelve complete months must have passed since its first order.")
    names = source_names(answer)
    ordered = sorted(rows, key=lambda row: -row["value"])
    if len(ordered) == 1:
        return _kept_words(ordered[0], names)
    first, last = ordered[0], ordered[-1]
    said = f"{_kept_words(first, names)} {_kept_words(last, names)}"
    if first["low"] <= last["high"]:
        return f"{said} {t('The intervals overlap: this is no proven difference.')}"
    return f"{said} {t('Staying is associated with the first; it is no effect of it.')}"


def source_columns(answer: Answer) -> list[Column]:
    """Columns of what each source costs, brings now, and keeps."""
    by = answer.totals["by"]
    measured = [
        Column("orientation", t("Orientation"), words=orientation_words()),
        Column("orientation_from", t("Orientation from"), words={code: t(text) for code, text in FROM_WORDS.items()}),
        Column("k", t("K"), "number1"),
    ]
    return [
        Column("source", t(SOURCES[by]), words=source_names(answer)),
        *(measured if by in ("campaign", "channel") else []),
        Column("spend", t("Costs"), "money"),
        Column("orders", t("Orders"), "number"),
        Column("margin", t("Brings now: margin"), "money"),
        Column("return_ratio", t("Margin for 1 spent"), "number1"),
        Column("discount_share", t("Discount as a share of list value"), "share"),
        Column("existing_share", t("Orders of existing buyers"), "share"),
        Column("n", t("Cohort: customers"), "number"),
        Column("new_share", t("New among them"), "share"),
        Column("kept", t("Ordered again within 12 months")),
        Column("new_kept", t("New ones who ordered again")),
        Column("kept_money", t("Net margin of the 12 months, a customer")),
    ]


def source_table(answer: Answer) -> pd.DataFrame:
    """The rows with intervals worded."""
    rows = answer.rows.to_dict("records")
    return answer.rows.assign(
        kept=[_interval(row, "value", "low", "high", _share) for row in rows],
        new_kept=[_interval(row, "new_value", "new_low", "new_high", _share) for row in rows],
        kept_money=[_interval(row, "kept_margin", "kept_margin_low", "kept_margin_high", _money) for row in rows],
    )


def cohort_sentence(answer: Answer) -> str:
    """Which days the cohorts come from."""
    return t(
        "Cohorts: first order by the source between {start} and {end}; each customer is followed for the 365 days after it.",
        start=numbers.day_text(answer.totals["cohort_start"], language()),
        end=numbers.day_text(answer.totals["cohort_last_day"], language()),
    )


def _kept_words(row: dict[str, Any], names: dict[str, str]) -> str:
    return t(
        "{source}: {share} ordered again within 12 months ({low} to {high}, n = {n}).",
        source=names[row["source"]],
        share=_share(row["value"]),
        low=_share(row["low"]),
        high=_share(row["high"]),
        n=numbers.number_text(row["n"], language()),
    )


def _interval(row: dict[str, Any], value: str, low: str, high: str, worded: Any) -> str:
    if isnan(row[value]):
        return numbers.NOTHING
    if isnan(row[low]):
        return worded(row[value])
    return t("{value} ({low} to {high})", value=worded(row[value]), low=worded(row[low]), high=worded(row[high]))


def _share(value: float) -> str:
    return numbers.share_text(value, language(), 1)


def _money(value: float) -> str:
    return numbers.money_text(value, reader().currency, language())
