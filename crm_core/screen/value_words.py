"""Value tiers in words: the same names and the same sentence on every page that shows them."""

from crm_core.answers import Answer
from crm_core.numbers import compact_money_text, number_text, share_text
from crm_core.screen.state import language, reader, t, tn
from crm_core.terms import TIER_WORDS
from crm_core.words import mark


def tier_words() -> dict[str, str]:
    """Name of each tier in the reader's language."""
    return {tier: t(text) for tier, text in TIER_WORDS.items()}


def tier_sentence(answer: Answer) -> str:
    """How much of the value the most valuable customers bring, and what those below zero cost."""
    rows = {row["tier"]: row for row in answer.rows.to_dict("records")}
    if "mvc" not in rows or not rows["mvc"]["customers"]:
        return t("No customer has a positive value in this choice.")
    best, below = rows["mvc"], int(answer.totals.get("below_zero_customers") or 0)
    first = tn(
        "{n} most valuable customer ({share} of all) brings {value}.",
        "{n} most valuable customers ({share} of all) bring {value}.",
        int(best["customers"]),
        n=number_text(best["customers"], language()),
        share=share_text(best["share_of_customers"], language()),
        value=compact_money_text(best["actual_value"], reader().currency, language()),
    )
    if not below:
        return first
    second = tn(
        "{n} customer cost more than it brought ({value}): {parts}.",
        "{n} customers cost more than they brought ({value}): {parts}.",
        below,
        n=number_text(below, language()),
        value=compact_money_text(answer.totals["below_zero_value"], reader().currency, language()),
        parts=loss_parts(answer),
    )
    return f"{first} {second}"


LOSSES = {
    "bz_customers": mark("{n} in the tier below zero"),
    "recoverable_customers": mark("{n} can still be won"),
    "first_loss_customers": mark("{n} made a loss for the first time"),
}


def loss_parts(answer: Answer) -> str:
    """How the customers with a loss split; a part without anybody is not told."""
    found = ((text, int(answer.totals[name])) for name, text in LOSSES.items())
    return ", ".join(t(text, n=number_text(count, language())) for text, count in found if count)
