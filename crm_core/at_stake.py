"""What is at stake with unhappy customers: their margin times the chance that they are still customers.

Puts the rooms of satisfaction and of value together; refuses a chance where no lifetime model earns its place.
"""

import numpy as np

from crm_core.answers import Answer, Note, Query, metric
from crm_core.filters import Filters
from crm_core.satisfaction import unhappy_customers
from crm_core.store import Workspace
from crm_core.value.clv_study import study_until
from crm_core.value.clv_totals import chosen_places
from crm_core.words import mark

WITHOUT_MODEL = mark(
    "No lifetime model fits this history, so nobody's chance of being still a customer is known; what is at stake is the whole margin."
)


@metric(rows_behind="satisfaction/score_rows")
def unhappy_at_stake(workspace: Workspace, filters: Filters) -> Answer:
    """Unhappy customers, those with most at stake first: what they leave in a year times the chance that they are still here.

    Formula: latest satisfaction of the period at or below the middle of its scale, or a complaint of the period still open at its
        end; at stake = max(0, revenue − known cost of the 12 months up to the end) · P(active), the chance of the lifetime model in
        use that the customer still is one; without a purchase history P is not known and the whole margin counts.
    Unit: money of the workspace; P(active) 0–1; satisfaction in points of 100; n counts customers.
    Grain: one row per unhappy customer.
    Source: this product's own design, 2026; Peter S. Fader, Bruce G. S. Hardie and Ka Lok Lee, Counting Your Customers the Easy Way,
        2005.
    """
    answer = unhappy_customers.ask(workspace, filters)
    keys = answer.rows["customer_key"].to_numpy()
    chances, queries = chances_of(workspace, filters, keys)
    margins = np.maximum(answer.rows["margin"].to_numpy(dtype=float), 0.0)
    at_stake = margins * np.where(np.isfinite(chances), chances, 1.0)
    rows = answer.rows.assign(probability_active=chances, at_stake=at_stake)
    rows = rows.sort_values(["at_stake", "customer_id"], ascending=[False, True]).reset_index(drop=True)
    notes = answer.notes
    if len(keys) and not np.isfinite(chances).any():
        notes = (*notes, Note(WITHOUT_MODEL))
    totals = {"margin": float(margins.sum()), "at_stake": float(at_stake.sum()), "customers": answer.n}
    return Answer("unhappy_at_stake", rows, (*queries, *answer.queries), answer.as_of, answer.n, notes, totals)


def chances_of(workspace: Workspace, filters: Filters, keys: np.ndarray) -> tuple[np.ndarray, tuple[Query, ...]]:
    """The chance of each customer to be still one at the end of the period; NaN where no model says it."""
    chances = np.full(len(keys), np.nan)
    study = study_until(workspace, filters.period.end) if len(keys) else None
    if study is None or study.model is None or study.fit is None:
        return chances, ()
    places, _, queries = chosen_places(workspace, filters, study, "tier")
    known = study.base.keys[places]
    alive = study.alive[places]
    found = np.clip(np.searchsorted(known, keys), 0, max(len(known) - 1, 0))
    if len(known):
        is_known = known[found] == keys
        chances[is_known] = alive[found[is_known]]
    return chances, queries
