"""The bridge of customer equity in words: its steps, what it adds up to, and the lists below it."""

from collections.abc import Mapping
from typing import Any

from crm_core.answers import Answer
from crm_core.numbers import compact_money_text, day_text, number_text, share_text
from crm_core.screen.fields import Column
from crm_core.screen.lifetime_words import horizon_words
from crm_core.screen.showing import KeyFigure
from crm_core.screen.state import language, reader, t, tn
from crm_core.words import mark

STEP_WORDS = {
    "opening": mark("Opening"),
    "kept": mark("Stayed"),
    "acquired": mark("Acquired"),
    "won_back": mark("Won back"),
    "grown": mark("Grown"),
    "shrunk": mark("Shrunk"),
    "lost": mark("Gone quiet"),
    "closing": mark("Closing"),
}
STATE_WORDS = STEP_WORDS | {"kept": mark("Unchanged")}
"""Of a single customer: one who stayed has grown, shrunk or is unchanged; the bridge's step holds all three."""


def step_words() -> dict[str, str]:
    """Name of each step in the reader's language; the customers of "kept" are all who were there at both ends."""
    return {code: t(text) for code, text in STEP_WORDS.items()}


def bridge_sentence(answer: Answer) -> str:
    """From which sum to which, what was kept, and how concentrated it is."""
    if answer.is_empty:
        return t("Nobody has an expected value in this choice.")
    value = dict(zip(answer.rows["step"], answer.rows["value"], strict=True))
    totals = answer.totals
    words = {
        "closing": _money(value["closing"]),
        "closing_low": _money(totals["closing_low"]),
        "closing_high": _money(totals["closing_high"]),
        "before": day_text(totals["opened_on"], language()),
        "after": day_text(totals["closed_on"], language()),
    }
    if not value["opening"]:
        said = t(
            "Customer equity is {closing} ({closing_low} to {closing_high}) on {after}; nobody had an expected value on {before}.",
            **words,
        )
    else:
        said = t(
            "Customer equity went from {opening} (90 % interval {opening_low} to {opening_high}) on {before} to {closing} "
            "({closing_low} to {closing_high}) on {after}; {kept} of the opening belongs to customers who stayed.",
            **words,
            opening=_money(value["opening"]),
            opening_low=_money(totals["opening_low"]),
            opening_high=_money(totals["opening_high"]),
            kept=_money(value["kept"]),
        )
    return " ".join(part for part in (said, _held_sentence(totals), _losses_sentence(totals)) if part)


def _held_sentence(totals: Mapping[str, Any]) -> str:
    """How concentrated equity is; nothing where there is none above zero to hold."""
    if totals["top_share"] is None or totals["half_held_by"] is None:
        return ""
    return t(
        "The first tenth of customers holds {top}, and {half} of them hold half of it.",
        top=share_text(totals["top_share"], language()),
        half=share_text(totals["half_held_by"], language(), 1),
    )


def _losses_sentence(totals: Mapping[str, Any]) -> str:
    """Why few may hold more than all: others are expected to cost more than they bring. Nothing where nobody does."""
    if not totals["losing"]:
        return ""
    return tn(
        "{n} customer is expected to cost more than it brings ({loss}).",
        "{n} customers are expected to cost more than they bring ({loss} together).",
        totals["losing"],
        n=number_text(totals["losing"], language()),
        loss=_money(totals["loss"]),
    )


def return_cards(answer: Answer) -> list[KeyFigure]:
    """What the customers returned, beside the profit that it holds; no card where it cannot be said."""
    if answer.is_empty:
        return []
    (row,) = answer.rows.to_dict("records")
    said = t(
        "90 % interval {low} to {high}: profit and the change of equity over the equity at the opening. Equity counts what is "
        "expected {horizon}; over whole lives the same profit would be a smaller share.",
        low=share_text(row["low"], language()),
        high=share_text(row["high"], language()),
        horizon=horizon_words(answer.totals["years"]),
    )
    profit = t(
        "Net margin after cost to serve in the period; equity changed by {change} on top of it.",
        change=_money(row["closing"] - row["opening"]),
    )
    if answer.totals["is_real"]:
        prices = t(
            "Everything at the prices of the last month; counted in the money of each day it would be {nominal}.",
            nominal=share_text(answer.totals["nominal_value"], language(), 1),
        )
        said = f"{said} {prices}"
        profit = t(
            "Net margin after cost to serve in the period, at the prices of its last month; equity changed by {change} on top of it.",
            change=_money(row["closing"] - row["opening"]),
        )
    return [
        KeyFigure(t("Return on customer"), share_text(row["value"], language(), 1), said, answer),
        KeyFigure(t("Profit of the period"), _money(row["profit"]), profit, answer),
    ]


def step_columns() -> list[Column]:
    """Columns of the bridge as a table, with the interval that the picture leaves out."""
    return [
        Column("step", t("Step"), words=step_words()),
        Column("customers", t("Customers"), "number"),
        Column("value", t("Value"), "money"),
        Column("low", t("90 % from"), "money"),
        Column("high", t("90 % to"), "money"),
    ]


def list_words() -> dict[str, str]:
    """Which customers to list: the two lists, and those behind each step of the bridge."""
    steps = ("acquired", "won_back", "grown", "shrunk", "lost", "kept")
    return {"top": t("The top"), "fading": t("The fading"), **{code: t(STATE_WORDS[code]) for code in steps}}


def list_state(listed: str) -> str:
    """The step whose customers are listed; none for the two lists over all."""
    return "" if listed in ("top", "fading") else listed


def is_by_loss(listed: str) -> bool:
    """Whether those who lost most come first."""
    return listed in ("fading", "shrunk", "lost")


LESSON = (
    mark(
        "Ask first: which is larger, what we sold last year or what our customers will still bring? Then show the closing bar."
    ),
    mark(
        "Walk the bridge from the left: a firm can win many customers and still lose equity, where those gone quiet were worth more."
    ),
    mark(
        "Open the list behind a falling bar and let each group choose one customer to call, and say what they would ask."
    ),
)


def lesson() -> str:
    """What a trainer shows on this page, step by step."""
    return "\n".join(f"{place}. {t(text)}" for place, text in enumerate(LESSON, start=1))


def equity_columns() -> list[Column]:
    """Columns of the customers behind the bridge."""
    return [
        Column("customer_id", t("Customer number")),
        Column("opening", t("Opening"), "money"),
        Column("closing", t("Closing"), "money"),
        Column("low", t("Closing: low"), "money"),
        Column("high", t("Closing: high"), "money"),
        Column("change", t("Change"), "money"),
        Column("share", t("Share of all equity"), "share"),
        Column("state", t("What became of it"), words={code: t(text) for code, text in STATE_WORDS.items()}),
    ]


def _money(amount: float) -> str:
    return compact_money_text(amount, reader().currency, language())
