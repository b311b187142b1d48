"""Moves between tiers in words: what stayed, what chance alone would have moved, and who depends on costs."""

from datetime import date

import streamlit as st

from crm_core.answers import Answer
from crm_core.numbers import NOTHING, day_text, number_text, share_text
from crm_core.periods import add_months
from crm_core.screen.day_choice import day_choice, months_to_pick
from crm_core.screen.fields import Column
from crm_core.screen.link import put_in_link
from crm_core.screen.state import language, reader, t
from crm_core.screen.value_words import tier_words

EARLIER, LATER = "earlier", "later"
YEAR = 12


def two_dates() -> tuple[str, str]:
    """Two days that the reader picks, as months (2025-06) or days; ours are the end of the period and a year before."""
    put_in_link(EARLIER, LATER)
    words = months_to_pick()
    newest, oldest = next(iter(words)), list(words)[-1]
    wanted = f"{reader().filters.period.end:%Y-%m}"
    later_default = wanted if wanted in words else newest
    year_before = f"{add_months(date.fromisoformat(f'{later_default}-01'), -YEAR):%Y-%m}"
    left, right = st.columns(2)
    with left:
        earlier = day_choice(
            t("Tiers at the earlier date"), words, EARLIER, year_before if year_before in words else oldest
        )
    with right:
        later = day_choice(t("Tiers at the later date"), words, LATER, later_default)
    return earlier, later


def end_words() -> dict[str, str]:
    """Tiers, and where customers without one went."""
    return {**tier_words(), "none": t("No orders any more")}


def migration_sentence(answer: Answer) -> str:
    """How many stayed in their tier, and how many would have if nothing had changed."""
    totals, drift = answer.totals, answer.totals["drift"]
    if answer.is_empty or totals["stayed_share"] is None:
        return t("Nobody had a tier at the earlier date.")
    said = t(
        "From {earlier} to {later}, {share} of {n} customers stayed in their tier; {new} with no tier then have one now.",
        earlier=day_text(totals["earlier"], language()),
        later=day_text(totals["later"], language()),
        share=share_text(totals["stayed_share"], language()),
        n=number_text(answer.n, language()),
        new=number_text(totals["new_customers"], language()),
    )
    if drift is None or drift["stayed_share"] is None:
        return said
    chance = t(
        "Chance alone, with nothing changed, would have left {share} in place; only what moved beyond that is news.",
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


def move_columns() -> list[Column]:
    """Columns of the table of moves, with the intervals that the picture leaves out."""
    return [
        Column("from_tier", t("Tier before"), words=tier_words()),
        Column("to_tier", t("Tier after"), words=end_words()),
        Column("customers", t("Customers"), "number"),
        Column("share", t("Share"), "share"),
        Column("low", t("95 % from"), "share"),
        Column("high", t("95 % to"), "share"),
        Column("by_chance", t("by chance alone"), "share"),
    ]


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
