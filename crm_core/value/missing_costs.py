"""Which costs a value figure lacks, in sentences that say what would make them measurable. Guesses no cost."""

import numpy as np
import pandas as pd

from crm_core.answers import Note
from crm_core.words import mark

SUMS_OF_COSTS = ("revenue", "uncosted_revenue", "interactions", "unpriced_interactions", "handling_cost")
NO_ROWS = Note(mark("There are no orders and no interactions for this choice of period and customers."))

NO_SALES = Note(
    mark(
        "Nothing was sold in this choice, so value and tiers say nothing here. Needed: a transactions sheet with orders of these days."
    ),
    level="warning",
)


NO_COST_OF_GOODS = mark(
    "No order line has a cost of goods, so value is net revenue. A cost column in the transactions sheet, or an assumed margin in "
    "the settings, would make the margin measurable."
)


def cost_notes(sums: pd.DataFrame, assumed_margin_rate: float | None) -> tuple[Note, ...]:
    """Notes for the sums of customers or months; none where every cost is known."""
    if sums.empty:
        return (NO_ROWS,)
    sold = _goods_note(sums, assumed_margin_rate) if sums["revenue"].to_numpy(float).any() else NO_SALES
    found = (sold, *_serving_notes(sums))
    return tuple(note for note in found if note is not None)


def is_any_cost_known(sums: pd.DataFrame, assumed_margin_rate: float | None) -> bool:
    """False where neither goods nor contacts nor orders have a cost, so that a margin would be the revenue once more."""
    if assumed_margin_rate is not None or sums[["contact_cost", "handling_cost"]].to_numpy(float).any():
        return True
    return not np.allclose(sums["uncosted_revenue"].to_numpy(float), sums["revenue"].to_numpy(float))


def _goods_note(sums: pd.DataFrame, assumed_margin_rate: float | None) -> Note | None:
    """The share of revenue without a cost of goods, and what stands in for it."""
    uncosted, revenue = np.abs(sums[["uncosted_revenue", "revenue"]].to_numpy(float)).sum(axis=0)
    if uncosted <= 0 or revenue <= 0:
        return None
    percent = _per_cent(min(float(uncosted / revenue), 1.0))
    if assumed_margin_rate is not None:
        return Note(
            mark(
                "The cost of goods is missing for {percent} per cent of revenue; a margin of {margin} per cent is "
                "assumed there. A cost column in the transactions sheet would make it measurable."
            ),
            {"percent": percent, "margin": _per_cent(assumed_margin_rate)},
            "warning",
        )
    if percent == 100:
        return Note(NO_COST_OF_GOODS, {"percent": percent}, "warning")
    return Note(
        mark(
            "The cost of goods is missing for {percent} per cent of revenue; value is net revenue there. A cost column in "
            "the transactions sheet, or an assumed margin in the settings, would make the margin measurable."
        ),
        {"percent": percent},
        "warning",
    )


def _serving_notes(sums: pd.DataFrame) -> tuple[Note | None, ...]:
    """What is missing of the cost of serving: interactions, their costs, or the handling of orders."""
    interactions, unpriced = sums[["interactions", "unpriced_interactions"]].to_numpy(int).sum(axis=0).tolist()
    contacts = None
    if interactions == 0:
        contacts = Note(
            mark(
                "No cost to serve is taken off, because the period has no interactions. An interactions sheet would make it "
                "measurable."
            ),
            level="warning",
        )
    elif unpriced:
        contacts = Note(
            mark(
                "{unpriced} of {interactions} interactions have no cost of their own and no unit cost, and count as free. "
                "Enter unit costs in the settings."
            ),
            {"unpriced": unpriced, "interactions": interactions},
            "warning",
        )
    handling = None
    if not sums["handling_cost"].to_numpy(float).any():
        handling = Note(
            mark("The handling of orders counts as free; a unit cost for one order in the settings would change that.")
        )
    return contacts, handling


def _per_cent(share: float) -> float | int:
    """A share in per cent, with one decimal only where it has one."""
    percent = round(100 * share, 1)
    return int(percent) if percent == int(percent) else percent
