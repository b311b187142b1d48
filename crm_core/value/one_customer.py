"""One customer: what it did, what it is worth, what is still open, and what its like buy. Gives no personal data unasked."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, Query, metric
from crm_core.filters import Filters
from crm_core.periods import last_months
from crm_core.store import Workspace, segment_of
from crm_core.terms import TIERS
from crm_core.value.customer_values import customer_rows
from crm_core.value.kept_rows import kept_rows
from crm_core.value.kept_values import shared_values
from crm_core.value.migration_metrics import last_months_before
from crm_core.value.people import NO_KEY, customer_key, people_of
from crm_core.value.standings import tiers_at
from crm_core.value.tier_settings import saved_tier_settings
from crm_core.words import mark

MOST_EVENTS = 500
FEWEST_PEERS = 10
NOBODY = Note(mark("No customer with this number is in the choice."))
NO_GAPS = Note(mark("There are no categories that its sector buys and this customer does not."))
NO_CATEGORIES = Note(
    mark(
        "Not measured: no order of its sector in this period names a category. Needed: the column “Category” in the "
        "transactions sheet."
    ),
    level="warning",
)
FEW_PEERS = Note(
    mark("Fewer than 10 active customers share the sector, so their categories say little."), level="warning"
)
Facts = Mapping[str, Any]


@metric(rows_behind="value/customer_lines", compares=False)
def customer_history(workspace: Workspace, filters: Filters, customer: str = "") -> Answer:
    """Everything that one customer did and said: orders, contacts, complaints, promises and answers.

    Formula: Orders are summed by number and day. Value and tier as in tier_summary over the period; earlier tiers over the
        twelve months up to one and two years before. Open = a complaint or promise not solved by the last day. Without a number: the customer of the highest revenue in the choice.
    Unit: Money of the workspace; points on the question's scale.
    Grain: One row per order, interaction or answer up to the end of the period, newest first, at most 500; n is the rows.
    Source: Don Peppers and Martha Rogers, Managing Customer Relationships, 2004.
    """
    facts, asked = _facts(workspace, filters, customer)
    key = NO_KEY if facts is None else int(facts["customer_key"])
    rows, ran = workspace.ask(
        "value/customer_events", {"customer_key": key, "end": filters.period.end, "most": MOST_EVENTS}
    )
    notes = (NOBODY,) if facts is None else ()
    totals = {} if facts is None else {"facts": facts, **_standing(workspace, filters, key)}
    return _answer(workspace, filters, "customer_history", rows, (*asked, ran), notes, totals)


@metric(rows_behind="value/customer_lines", compares=False)
def customer_category_gaps(workspace: Workspace, filters: Filters, customer: str = "") -> Answer:
    """Categories that customers of the same sector buy and this one does not.

    Formula: Share = customers of the sector who bought the category in the period / those of them who bought anything;
        median amount of those who bought it.
    Unit: Shares from 0 to 1; money of the workspace.
    Grain: One row per category, the most bought first; n is the other active customers of the sector.
    Source: Don Peppers and Martha Rogers, Managing Customer Relationships, 2004, for potential among look-alikes.
    """
    facts, asked = _facts(workspace, filters, customer)
    key = NO_KEY if facts is None else int(facts["customer_key"])
    sector = None if facts is None or pd.isna(facts["sector"]) else facts["sector"]
    of_sector, ran = kept_rows(workspace, "value/customer_category_gaps", {**filters.parameters(), "sector": sector})
    own, own_ran = workspace.ask("value/customer_categories", {**filters.parameters(), "customer_key": key})
    rows = _gaps(of_sector if facts else of_sector.head(0), own["category"].tolist())
    peers = int(rows["active_peers"].to_numpy().max()) if len(rows) else 0
    nothing = (NO_CATEGORIES if of_sector.empty else NO_GAPS,)
    notes = (NOBODY,) if facts is None else nothing if rows.empty else ()
    if 0 < peers < FEWEST_PEERS:
        notes = (FEW_PEERS,)
    answer = _answer(workspace, filters, "customer_category_gaps", rows, (*asked, own_ran, ran), notes, {})
    return replace(answer, n=peers)


def _gaps(of_sector: pd.DataFrame, own: list[str]) -> pd.DataFrame:
    """Categories of the sector without the customer's own; it is one of the active itself where it bought any."""
    others = of_sector["active_customers"] - bool(own)
    rows = of_sector.assign(active_peers=others, share=of_sector["buyers"] / others.where(others > 0))
    rows = rows.rename(columns={"buyers": "peers"}).loc[~rows["category"].isin(own) & (others > 0)]
    return rows[["category", "peers", "active_peers", "share", "median_amount"]].reset_index(drop=True)


def person_of(workspace: Workspace, key: int) -> Facts | None:
    """Personal data and consent of the customer; None where no sheet described it."""
    with workspace.session() as session:
        return session.first("value/customer_person", customer_key=key)


def customers_like(workspace: Workspace, text: str, most: int = 8) -> list[str]:
    """Numbers of customers whose number or name holds the text."""
    found, _ = workspace.ask("value/customer_search", {"text": text.strip(), "most": most})
    return found["customer_id"].tolist()


def _facts(workspace: Workspace, filters: Filters, customer: str) -> tuple[Facts | None, tuple[Query, ...]]:
    """Where the customer belongs; a number that is given is found in whatever segment it is."""
    if customer:
        key, found = customer_key(workspace, customer)
        queries = (found,)
    else:
        people, segment = people_of(workspace), segment_of(workspace, filters)
        key = people.richest(segment.among(people.keys))
        key, queries = (NO_KEY if key is None else key), (people.query, *segment.queries)
    rows, ran = workspace.ask("value/customer_facts", {"customer_key": key})
    facts = None if rows.empty else {str(name): value for name, value in rows.iloc[0].to_dict().items()}
    return facts, (*queries, ran)


def _standing(workspace: Workspace, filters: Filters, key: int) -> dict[str, Any]:
    """Value, tier and reason in the period, and the tier at its end and one and two years before."""
    settings = saved_tier_settings(workspace)
    values = shared_values(workspace, filters.period, settings)
    place = _place(values.keys, key)
    row = None if place is None else customer_rows(values, filters.period.end, np.array([place])).iloc[0].to_dict()
    later = last_months(min(filters.period.end, workspace.state().as_of or filters.period.end), 12)
    tiers = []
    for back in (24, 12, 0):
        period = last_months_before(later, back) if back else later
        tiers.append((period.end, (*TIERS, "none")[tiers_at(workspace, period, settings).at(key)]))
    return {"value": row, "tiers": tuple(tiers), "settings": settings}


def _place(keys: np.ndarray, key: int) -> int | None:
    at = int(np.searchsorted(keys, key))
    return at if at < len(keys) and keys[at] == key else None


def _answer(
    workspace: Workspace,
    filters: Filters,
    name: str,
    rows: pd.DataFrame,
    queries: tuple[Query, ...],
    notes: tuple[Note, ...],
    totals: Facts,
) -> Answer:
    as_of = workspace.state().as_of or filters.period.end
    return Answer(name, rows, queries, as_of, len(rows), notes, totals)
