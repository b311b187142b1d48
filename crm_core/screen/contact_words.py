"""Contacts in words: the four questions, the parts of each, and what all chosen customers together show."""

from crm_core import numbers
from crm_core.answers import Answer
from crm_core.relations import PART_WORDS, PARTS
from crm_core.screen.fields import Column
from crm_core.screen.state import language, t
from crm_core.terms import CLASS_WORDS
from crm_core.words import mark

DIMENSIONS = {
    "stage": mark("Which stages of the sale are covered"),
    "beginner": mark("Who begins the contact"),
    "way": mark("In which way we speak"),
    "promises": mark("Promises made and kept"),
}


def part_names(dimension: str) -> dict[str, str]:
    """Name of each part of the dimension in the reader's language."""
    return {part: t(PART_WORDS[part]) for part in PARTS[dimension]}


def contact_sentence(answer: Answer, dimension: str) -> str:
    """The shares over all chosen customers."""
    rows = answer.rows.to_dict("records")
    own = [row for row in rows if row["dimension"] == dimension and row["class"] == "all" and row["n"]]
    if not own:
        return t("Not measured in this period.")
    said = [f"{t(PART_WORDS[row['part']])}: {numbers.share_text(row['value'], language(), 1)}" for row in own]
    return t("All chosen customers: {shares} (n = {n}).", shares=", ".join(said), n=_number(own[0]["n"]))


def contact_columns() -> list[Column]:
    """Columns of the table."""
    classes = {"all": t("All customers"), **{code: t(text) for code, text in CLASS_WORDS.items()}}
    return [
        Column("part", t("Measured part"), words={part: t(text) for part, text in PART_WORDS.items()}),
        Column("class", t("Group"), words=classes),
        Column("value", t("Share"), "share"),
        Column("low", t("from"), "share"),
        Column("high", t("to"), "share"),
        Column("n", t("n"), "number"),
    ]


def _number(value: int) -> str:
    return numbers.number_text(value, language())
