"""The bridge of customer equity in words: its steps, what it adds up to, and the lists below it."""

from crm_core.answers import Answer
from crm_core.numbers import compact_money_text, day_text, share_text
from crm_core.screen.fields import Column
from crm_core.screen.state import language, reader, t
from crm_core.words import mark

STEP_WORDS = {
    "opening": mark("Opening"),
    "kept": mark("Unchanged"),
    "acquired": mark("Acquired"),
    "won_back": mark("Won back"),
    "grown": mark("Grown"),
    "shrunk": mark("Shrunk"),
    "lost": mark("Gone quiet"),
    "closing": mark("Closing"),
}


def step_words() -> dict[str, str]:
    """Name of each step in the reader's language."""
    return {code: t(text) for code, text in STEP_WORDS.items()}


def bridge_sentence(answer: Answer) -> str:
    """From which sum to which, what was kept, and how concentrated it is."""
    if answer.is_empty:
        return t("Nobody has an expected value in this choice.")
    value = dict(zip(answer.rows["step"], answer.rows["value"], strict=True))
    return t(
        "Customer equity went from {opening} on {before} to {closing} on {after}; {kept} of the opening belongs to customers "
        "who stayed. The first tenth of customers holds {top}.",
        opening=_money(value["opening"]),
        closing=_money(value["closing"]),
        kept=_money(value["kept"]),
        before=day_text(answer.totals["opened_on"], language()),
        after=day_text(answer.totals["closed_on"], language()),
        top=share_text(answer.totals["top_share"], language()),
    )


def list_words() -> dict[str, str]:
    """Which customers to list."""
    return {"top": t("The top"), "fading": t("The fading")}


def equity_columns() -> list[Column]:
    """Columns of the customers behind the bridge."""
    return [
        Column("customer_id", t("Customer number")),
        Column("opening", t("Opening"), "money"),
        Column("closing", t("Closing"), "money"),
        Column("change", t("Change"), "money"),
        Column("share", t("Share of all equity"), "share"),
        Column("state", t("What became of it"), words=step_words()),
    ]


def _money(amount: float) -> str:
    return compact_money_text(amount, reader().currency, language())
