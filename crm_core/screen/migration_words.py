"""Moves between tiers in words: what stayed, what chance alone would have moved, and who depends on costs."""

from crm_core.answers import Answer
from crm_core.numbers import NOTHING, day_text, number_text, share_text
from crm_core.screen.fields import Column
from crm_core.screen.state import language, t
from crm_core.screen.value_words import tier_words
from crm_core.words import mark

DISTANCES = {
    "3": mark("3 months earlier"),
    "6": mark("6 months earlier"),
    "12": mark("a year earlier"),
    "24": mark("two years earlier"),
}


def distance_words() -> dict[str, str]:
    """How far back the earlier date lies, in words."""
    return {code: t(text) for code, text in DISTANCES.items()}


def end_words() -> dict[str, str]:
    """Tiers, and where customers without one went."""
    return {**tier_words(), "none": t("No orders any more")}


def migration_sentence(answer: Answer) -> str:
    """How many stayed in their tier, and how many would have if nothing had changed."""
    totals, drift = answer.totals, answer.totals["drift"]
    if answer.is_empty or totals["stayed_share"] is None:
        return t("Nobody had a tier at the earlier date.")
    said = t(
        "From {earlier} to {later}, {share} of {n} customers stayed in their tier; {new} came new.",
        earlier=day_text(totals["earlier"], language()),
        later=day_text(totals["later"], language()),
        share=share_text(totals["stayed_share"], language()),
        n=number_text(answer.n, language()),
        new=number_text(totals["new_customers"], language()),
    )
    if drift is None or drift["stayed_share"] is None:
        return said
    chance = t(
        "Chance alone, with nothing changed, would have left {share} in place: the rest of the moves is no news.",
        share=share_text(drift["stayed_share"], language()),
    )
    return f"{said} {chance}"


def measures_sentence(answer: Answer) -> str:
    """The single figures of the table of moves, each beside its figure by chance."""
    totals, drift = answer.totals, answer.totals["drift"] or {}
    return t(
        "Shorrocks mobility {shorrocks} (chance {shorrocks_chance}) · kappa {kappa} (chance {kappa_chance}) · most valuable "
        "both times {jaccard} (chance {jaccard_chance}) · change of the mix, PSI {psi} (below 0.1 is stable)",
        shorrocks=_two(totals["shorrocks"]),
        shorrocks_chance=_two(drift.get("shorrocks")),
        kappa=_two(totals["kappa"]),
        kappa_chance=_two(drift.get("kappa")),
        jaccard=share_text(totals["mvc_jaccard"], language()),
        jaccard_chance=share_text(drift.get("mvc_jaccard"), language()),
        psi=number_text(totals["stability_index"], language(), 3),
    )


def cost_columns() -> list[Column]:
    """Columns of the table of cost-sensitive customers."""
    return [
        Column("tier", t("Tier"), words=tier_words()),
        Column("customers", t("Customers"), "number"),
        Column("moves_at_half", t("Other tier at half the costs"), "number"),
        Column("moves_at_double", t("Other tier at double the costs"), "number"),
        Column("cost_sensitive", t("Cost-sensitive"), "number"),
        Column("share", t("Share"), "share"),
        Column("low", t("95 % from"), "share"),
        Column("high", t("95 % to"), "share"),
    ]


def _two(value: float | None) -> str:
    return NOTHING if value is None else number_text(value, language(), 2)
