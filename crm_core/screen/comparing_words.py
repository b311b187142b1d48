"""Periods and groups held against each other, in words: what changed, and what these numbers could not have shown."""

import pandas as pd

from crm_core.answers import Answer
from crm_core.charts import Kind
from crm_core.screen.fields import Column
from crm_core.screen.fields import Kind as CellKind
from crm_core.screen.satisfaction_words import SCORES, Score, group_words
from crm_core.screen.state import t
from crm_core.words import mark

SCORE_OF = {score.code: score for score in SCORES}
ALL = "all"
VERDICT_WORDS = {
    "change": mark("more than noise"),
    "noise": mark("within the noise"),
    "few": mark("too few to judge"),
}
CORRECTION_WORDS = {
    "holm": mark("Holm: hardly one false alarm"),
    "bh": mark("Benjamini–Hochberg: one in twenty of those called"),
    "none": mark("none"),
}


def score_words() -> dict[str, str]:
    """The three measures, in the reader's language."""
    return {score.code: t(score.label) for score in SCORES}


def correction_words() -> dict[str, str]:
    """How p-values may be corrected, in the reader's language."""
    return {code: t(text) for code, text in CORRECTION_WORDS.items()}


def difference_kind(score: Score) -> Kind:
    """Kind of number of a difference: shares differ in points of a hundred."""
    return "difference" if score.kind == "share" else score.kind


def row_words(by: str) -> dict[str, str]:
    """Names of the rows: all customers, and the groups."""
    return group_words(by) | {ALL: t("All customers")}


def difference_rows(answer: Answer, score: Score) -> pd.DataFrame:
    """The rows as the chart of differences takes them; those that may not be read are left out."""
    shown = answer.rows.loc[answer.rows["difference"].notna()] if len(answer.rows) else answer.rows
    names = {"group": "row", "difference": "value", "difference_low": "low", "difference_high": "high"}
    plain = shown.reindex(columns=[*names, "n"]).rename(columns=names)
    return plain.assign(kind=difference_kind(score))


def changes_sentence(answer: Answer, score: Score, by: str) -> str:
    """Which rows changed by more than noise after the correction; silent about the others."""
    words, measure = row_words(by), score.measure
    rows = answer.rows.to_dict("records")
    if not any(row["verdict"] in ("change", "noise") for row in rows):
        return t("Too few answers on one side to judge any difference.")
    said = [
        f"{words.get(row['group'], row['group'])} ({measure.difference(row['difference'])})"
        for row in rows
        if row["verdict"] == "change"
    ]
    if said:
        return t("More than noise: {rows}.", rows=", ".join(said))
    return t("No change beyond the noise. The table says what these numbers could have shown.")


def contrast_words(answer: Answer, score: Score, by: str) -> str:
    """The two groups, their difference, and whether it is more than noise; what could have been shown where it is not."""
    if answer.is_empty:
        return t("Two groups with answers are needed.")
    row, words, measure = answer.rows.to_dict("records")[0], row_words(by), score.measure
    names = {side: words.get(answer.totals[side], answer.totals[side]) for side in ("first", "second")}
    if row["difference"] != row["difference"]:
        return t("{first} against {second}: too few answers to judge.", **names)
    said = names | {
        "value": measure.value(row["value"]),
        "other": measure.value(row["previous"]),
        "difference": measure.difference(row["difference"]),
        "low": measure.difference(row["difference_low"]),
        "high": measure.difference(row["difference_high"]),
    }
    if row["verdict"] == "change":
        return t(
            "{first} {value} against {second} {other}: {difference} (95 %: {low} to {high}), more than noise.", **said
        )
    smallest = measure.difference(row["smallest_detectable"]).lstrip("+\u2060")
    return t(
        "{first} {value} against {second} {other}: {difference} (95 %: {low} to {high}), not proven; "
        "the smallest difference these numbers could show is {smallest}.",
        smallest=smallest,
        **said,
    )


def change_columns(score: Score, by: str) -> list[Column]:
    """The table of changes: both periods, the difference with its interval, both p-values, what could be seen."""
    kind: CellKind = "share" if score.kind == "share" else "number1" if score.kind == "points" else "number2"
    return [
        Column("group", t("Group"), "text", row_words(by)),
        Column("value", t("Now"), kind),
        Column("n", "n", "number"),
        Column("previous", t("Before"), kind),
        Column("previous_n", t("n before"), "number"),
        Column("difference", t("Difference"), "points"),
        Column("difference_low", t("95 % from"), "points"),
        Column("difference_high", t("95 % to"), "points"),
        Column("verdict", t("Judgement"), "text", {code: t(text) for code, text in VERDICT_WORDS.items()}),
        Column("smallest_detectable", t("Smallest detectable"), "number1"),
        Column("p_value", "p", "number3"),
        Column("p_corrected", t("p corrected"), "number3"),
    ]


def change_table(answer: Answer, score: Score) -> pd.DataFrame:
    """Rows for the table: differences of shares in points of a hundred."""
    scale = 100 if score.kind == "share" else 1
    points = ("difference", "difference_low", "difference_high", "smallest_detectable")
    return answer.rows.assign(**{name: answer.rows[name] * scale for name in points})


def group_choices(answer: Answer, by: str) -> dict[str, str]:
    """The groups that have answers, by code."""
    words = row_words(by)
    groups: tuple[str, ...] = answer.totals["groups"]
    return {group: words.get(group, group) for group in groups}
