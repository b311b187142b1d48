"""Levers of customer equity in words: what the base is, which lever moves it most, and several moved together."""

from decimal import Decimal

import pandas as pd
import streamlit as st

from crm_core import numbers
from crm_core.answers import Answer
from crm_core.relations import LEVER_NAMES
from crm_core.relations.equity import EquityBase, gain, shares_of_gain
from crm_core.screen.fields import Column, number_field
from crm_core.screen.showing import KeyFigure
from crm_core.screen.state import language, reader, t

MOST_PER_CENT = 50


def lever_words() -> dict[str, str]:
    """Name of each lever in the reader's language."""
    return {code: t(text) for code, text in LEVER_NAMES.items()}


def equity_cards(answer: Answer) -> list[KeyFigure]:
    """The worth of the base, and the numbers that it is made of."""
    base: EquityBase | None = answer.totals["base"]
    if base is None:
        return [KeyFigure(t("Worth of the customer base"), numbers.NOTHING, t("Not measured in this period."), answer)]
    parts = t(
        "{customers} customers of today bring {existing}; those won in {years} years {new}.",
        customers=numbers.number_text(base.customers, language()),
        existing=_short(base.of_existing),
        years=str(base.years),
        new=_short(base.of_new),
    )
    kept = t(
        "{kept} of {before} customers active the year before; {won} were won in the last 12 months.",
        kept=numbers.number_text(answer.totals["kept"], language()),
        before=numbers.number_text(answer.totals["active_before"], language()),
        won=numbers.number_text(base.won, language()),
    )
    margin = t(
        "Gross margin {gross} less cost to serve {serving}, n = {n}.",
        gross=_money(base.gross_margin),
        serving=_money(base.serving_cost),
        n=numbers.number_text(answer.n, language()),
    )
    return [
        KeyFigure(t("Worth of the customer base"), _short(base.equity), parts, answer),
        KeyFigure(t("Kept from year to year"), numbers.share_text(base.retention, language(), 1), kept, answer),
        KeyFigure(t("Net margin of a customer and year"), _money(base.margin), margin, answer),
    ]


def lever_chart_rows(answer: Answer) -> pd.DataFrame:
    """The gains as the figure of differences wants them."""
    return answer.rows.rename(columns={"lever": "row"}).assign(kind="money")


def lever_sentence(answer: Answer) -> str:
    """Which lever moves the base most, by how much, and how clearly it leads."""
    rows = answer.rows.to_dict("records")
    if len(rows) < 2:
        return ""
    first, second = rows[0], rows[1]
    words = {
        "first": lever_words()[first["lever"]],
        "value": _short(first["value"]),
        "share": numbers.number_text(first["elasticity"], language(), 2),
        "second": lever_words()[second["lever"]],
        "other": _short(second["value"]),
    }
    if first["low"] > second["high"]:
        return t(
            "{first}: one per cent is worth {value} ({share} % of the base); next, {second} with {other}.", **words
        )
    return t(
        "{first}: one per cent is worth {value} ({share} % of the base); the interval of {second} ({other}) overlaps, so the "
        "order of the two is not sure.",
        **words,
    )


def lever_columns() -> list[Column]:
    """Columns of :func:`lever_table`."""
    return [
        Column("lever", t("Lever")),
        Column("now", t("Now")),
        Column("gain", t("Gain of one per cent")),
        Column("elasticity", t("Per cent of the base for one per cent")),
    ]


def lever_table(answer: Answer) -> pd.DataFrame:
    """One row per lever, worded."""
    worded = [
        {
            "lever": lever_words()[row["lever"]],
            "now": _now(row["now"], row["unit"]),
            "gain": _with_interval(_money(row["value"]), _money(row["low"]), _money(row["high"])),
            "elasticity": _with_interval(*(_two(row[f"elasticity{end}"]) for end in ("", "_low", "_high"))),
        }
        for row in answer.rows.to_dict("records")
    ]
    return pd.DataFrame(worded, columns=["lever", "now", "gain", "elasticity"])


def planned_changes(answer: Answer) -> dict[str, float]:
    """Per cent by which the reader wants to better each lever, as shares."""
    changes: dict[str, float] = {}
    levers = [code for code in LEVER_NAMES if code in set(answer.rows["lever"]) and code != "rate"]
    for place, lever in zip(st.columns(len(levers)), levers, strict=True):
        with place:
            typed = number_field(
                t("{lever}, better by %", lever=lever_words()[lever]),
                Decimal(5),
                f"lever-{lever}",
                digits=0,
                low=0,
                high=MOST_PER_CENT,
            )
            changes[lever] = float(typed) / 100
    return changes


def plan_sentence(answer: Answer, changes: dict[str, float]) -> str:
    """What all changes bring together, beside the sum of each alone, and how the joint gain parts among them."""
    base = answer.totals["base"]
    joint, alone = gain(base, changes), sum(gain(base, {lever: share}) for lever, share in changes.items())
    parts = sorted(shares_of_gain(base, changes).items(), key=lambda part: -part[1])
    said = t(
        "Together worth {joint} ({share} of the base); each alone, added up, would say {alone}.",
        joint=_short(joint),
        share=numbers.share_text(joint / base.equity, language(), 1),
        alone=_short(alone),
    )
    shares = " · ".join(f"{lever_words()[lever]} {_short(value)}" for lever, value in parts if value)
    return f"{said} {t('Shares in it (Shapley): {shares}.', shares=shares)}" if shares else said


def _now(value: float, unit: str) -> str:
    if unit == "share":
        return numbers.share_text(value, language(), 1)
    return numbers.number_text(value, language()) if unit == "number" else _money(value)


def _with_interval(value: str, low: str, high: str) -> str:
    return t("{value} ({low} to {high})", value=value, low=low, high=high)


def _two(value: float) -> str:
    return numbers.number_text(value, language(), 2)


def _money(value: float) -> str:
    return numbers.money_text(value, reader().currency, language())


def _short(value: float) -> str:
    return numbers.compact_money_text(value, reader().currency, language())
