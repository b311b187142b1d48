"""Relational and transactional in words: rows, classes, and the sentences that evidence of grade D allows."""

from typing import Any

import pandas as pd

from crm_core import numbers
from crm_core.answers import Answer
from crm_core.relations import CLASSES, DIRECTIONS, INDICATORS, LEADING, MISSING, OUTCOME_NAMES, ROWS, UNCLASSIFIED
from crm_core.screen.fields import Column
from crm_core.screen.showing import KeyFigure
from crm_core.screen.state import language, reader, t
from crm_core.terms import CLASS_WORDS, TIER_WORDS
from crm_core.words import mark

SOURCE_WORDS = {"declared": mark("Programme"), "inferred": mark("Index"), "none": mark("None")}
INDICATOR_NAMES = {indicator.code: indicator.name for indicator in INDICATORS}


def class_words() -> dict[str, str]:
    """Name of each class in the reader's language."""
    return {name: t(text) for name, text in CLASS_WORDS.items()}


def row_words() -> dict[str, str]:
    """The seven rows: what relational, what transactional marketing does, and what is measured for it."""
    leading = {indicator.row: indicator.name for indicator in INDICATORS if indicator.code in LEADING}
    return {str(row.number): f"{_poles(row.number)} · {t(leading[row.number])}" for row in ROWS}


def outcome_words(answer: Answer) -> dict[str, str]:
    """Names of the outcomes that the answer holds."""
    return {name: t(OUTCOME_NAMES[name]) for name in answer.rows["outcome"]}


def class_cards(answer: Answer) -> list[KeyFigure]:
    """One card per class: how many customers, and whether a programme or the index put them there."""
    totals = answer.totals
    cards = []
    for name in CLASSES:
        declared = totals[f"{name}_declared"]
        sentence = t(
            "{share} of the chosen customers; {declared} declared by a programme, {inferred} inferred by the index.",
            share=_share(totals[name], totals["customers"]),
            declared=_number(declared),
            inferred=_number(totals[name] - declared),
        )
        cards.append(KeyFigure(t(CLASS_WORDS[name]), _number(totals[name]), sentence, answer))
    without = t(
        "{share} of the chosen customers have too few rows, contacts or days for a class.",
        share=_share(totals[UNCLASSIFIED], totals["customers"]),
    )
    return [*cards, KeyFigure(t(CLASS_WORDS[UNCLASSIFIED]), _number(totals[UNCLASSIFIED]), without, answer)]


def rows_sentence(answer: Answer) -> str:
    """How many rows stand higher in the relational class; never why."""
    totals = answer.totals
    if not totals["rows_compared"]:
        return t("The two classes cannot be compared for this choice: too few customers, or nothing is measured.")
    return t(
        "Of {compared} rows that can be compared, {higher} are higher in the relational group and {lower} lower "
        "(raw difference). Cause and effect cannot be said.",
        compared=_number(totals["rows_compared"]),
        higher=_number(totals["rows_higher"]),
        lower=_number(totals["rows_lower"]),
    )


def index_sentence(answer: Answer) -> str:
    """How far the classes hang on the weights of the rows."""
    if not answer.totals["with_index_class"]:
        return t("No customer can be classed by the index for this choice.")
    return t(
        "For {firm} of {n} customers with an index R, its class stays the same under almost any weights of the rows "
        "(5–95 % band).",
        firm=_number(answer.totals["firm"]),
        n=_number(answer.totals["with_index_class"]),
    )


def outcome_sentence(answer: Answer) -> str:
    """One sentence for each measured outcome, with the verb that evidence of grade D allows."""
    firsts = [row for row in answer.rows.to_dict("records") if row["class"] == CLASSES[0]]
    measured = [row for row in firsts if row["missing_code"] not in ("no_answers", "no_orders")]
    said = [t(DIRECTIONS[row["direction"]], measure=t(OUTCOME_NAMES[row["outcome"]])) for row in measured]
    return " ".join(said)


def row_table(answer: Answer) -> pd.DataFrame:
    """One row per indicator, worded: each class with interval and n, the raw difference, and what is missing."""
    return pd.DataFrame(
        [
            {"measure": f"{_number(rows[0]['row'])} · {t(INDICATOR_NAMES[code])}", **_worded(rows), "row": poles}
            for code, rows in _by(answer, "indicator").items()
            for poles in [_poles(rows[0]["row"])]
        ]
    )


def outcome_table(answer: Answer) -> pd.DataFrame:
    """One row per outcome, worded as :func:`row_table`."""
    return pd.DataFrame(
        [{"measure": t(OUTCOME_NAMES[code]), **_worded(rows)} for code, rows in _by(answer, "outcome").items()]
    )


def comparison_columns() -> list[Column]:
    """Columns of :func:`row_table` and :func:`outcome_table`."""
    return [
        Column("measure", t("Measured as")),
        Column("relational", t("Relational")),
        Column("transactional", t("Transactional")),
        Column("difference", t("Raw difference")),
        Column("mixed", t("Mixed")),
        Column("missing", t("What is missing")),
        Column("row", t("Relational ↔ transactional")),
    ]


def customer_columns() -> list[Column]:
    """Columns of the customers behind a class."""
    return [
        Column("customer_id", t("Customer")),
        Column("r", t("Index R"), "number1"),
        Column("band_low", t("R, 5 %"), "number1"),
        Column("band_high", t("R, 95 %"), "number1"),
        Column("source", t("Class from"), words={code: t(text) for code, text in SOURCE_WORDS.items()}),
        Column("inferred_class", t("Class by index"), words=class_words()),
        *(Column(f"row_{row.number}", t("Row {number}", number=_number(row.number)), "share") for row in ROWS),
        Column("n_interactions", t("Interactions"), "number"),
        Column("tier", t("Value tier"), words={tier: t(text) for tier, text in TIER_WORDS.items()}),
    ]


def _by(answer: Answer, column: str) -> dict[str, list[dict[str, Any]]]:
    """The three rows of each measure, in the order of the answer."""
    measures: dict[str, list[dict[str, Any]]] = {}
    for row in answer.rows.to_dict("records"):
        measures.setdefault(row[column], []).append(row)
    return measures


def _worded(rows: list[dict[str, Any]]) -> dict[str, str]:
    """The three classes of one measure in its unit, their raw difference, and what is missing (each reason once)."""
    first, unit = rows[0], rows[0]["unit"]
    reasons = dict.fromkeys(row["missing_code"] for row in rows if row["missing_code"])
    return {
        **{row["class"]: _with_interval(row) for row in rows},
        "difference": ""
        if first["difference"] != first["difference"]
        else t(
            "{difference} ({low} to {high})",
            difference=_difference(first["difference"], unit),
            low=_difference(first["difference_low"], unit),
            high=_difference(first["difference_high"], unit),
        ),
        "missing": " ".join(t(MISSING[code]) for code in reasons),
    }


def _with_interval(row: dict[str, Any]) -> str:
    """A value, its interval where there is one, and n."""
    unit, n = row["unit"], _number(row["n"])
    if row["low"] != row["low"]:
        return t("{value}, n = {n}", value=_value(row["value"], unit), n=n)
    low, high = _value(row["low"], unit), _value(row["high"], unit)
    return t("{value} ({low} to {high}), n = {n}", value=_value(row["value"], unit), low=low, high=high, n=n)


def _poles(number: int) -> str:
    row = ROWS[number - 1]
    return f"{_number(number)} · {t(row.relational)} ↔ {t(row.transactional)}"


def _value(value: float, unit: str) -> str:
    if unit == "share":
        return numbers.share_text(value, language(), 1)
    if unit == "money":
        return numbers.money_text(value, reader().currency, language())
    return numbers.number_text(value, language(), 2)


def _difference(value: float, unit: str) -> str:
    """A difference with its sign; shares in percentage points."""
    if unit == "share":
        return t("{points} points", points=numbers.points_text(value * 100, language(), 1))
    if unit == "money":
        worded = numbers.money_text(value, reader().currency, language())
        return f"+{worded}" if value > 0 else worded
    return numbers.points_text(value, language(), 2)


def _number(value: int) -> str:
    return numbers.number_text(value, language())


def _share(part: int, whole: int) -> str:
    return numbers.share_text(part / whole if whole else None, language())
