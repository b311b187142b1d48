"""By hand: moves between tiers, how far two placings agree, and the drift that chance alone would bring (methods, T-66)."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.store import Workspace
from crm_core.value import DERIVATIONS, TierSettings
from crm_core.value.migration_measures import jaccard, kappa, shorrocks, stability_index
from crm_core.value.migration_metrics import cost_sensitivity, last_months_before, migration_rows, tier_migration
from tests.new_workspaces import new_workspace

COUNTS = np.array([[80, 10, 8, 0, 2], [15, 120, 40, 5, 20], [10, 30, 300, 20, 40], [0, 2, 18, 60, 20]])
YEAR = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)))


def test_t66_row_shares_of_those_who_stayed_in_their_tier() -> None:
    rows = migration_rows(COUNTS, None)
    stayed = rows.loc[rows["from_tier"] == rows["to_tier"], "share"]
    assert stayed.tolist() == pytest.approx([0.80, 0.60, 0.75, 0.60])


def test_t66_shorrocks_kappa_and_jaccard() -> None:
    assert shorrocks(COUNTS) == pytest.approx(0.3112, abs=5e-5)
    assert kappa(COUNTS) == pytest.approx(0.6639, abs=5e-5)
    assert jaccard(COUNTS, 0) == pytest.approx(0.64)


def test_t66_the_stability_index_of_two_mixes() -> None:
    before, after = np.array([0.2, 0.3, 0.4, 0.1]), np.array([0.15, 0.25, 0.45, 0.15])
    assert stability_index(before, after) == pytest.approx(0.0497, abs=5e-5)
    assert stability_index(before, before) == 0
    assert stability_index(before, np.array([0.5, 0.5, 0, 0])) is None


def test_a_tier_whose_customers_all_went_where_nobody_was_has_kept_none_of_them() -> None:
    # Two tiers stood before; of the first all 10 went to the third, of the second all 10 stayed: (2 − 1) / (2 − 1).
    assert shorrocks(np.array([[0, 0, 10, 0, 0], [0, 10, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]])) == 1


def test_a_tier_of_twenty_nine_is_hidden_and_one_of_thirty_is_not() -> None:
    rows = migration_rows(np.array([[29, 0, 0, 0, 0], [30, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]]), None)
    assert rows["reading"].tolist() == ["hidden"] * 5 + ["full"] * 5 + ["hidden"] * 10
    assert np.isnan(rows["share"].to_numpy()[0]) and rows["customers"].to_numpy()[0] == 29
    assert rows["share"].to_numpy()[5] == 1
    # Wilson for 30 of 30: 30 / (30 + 1.96²).
    assert rows["low"].to_numpy()[5] == pytest.approx(30 / (30 + 1.959964**2))


def test_the_earlier_months_end_where_the_later_ones_stood_so_many_months_before() -> None:
    later = Period(date(2024, 1, 1), date(2024, 12, 31))
    assert last_months_before(later, 12) == Period(date(2023, 1, 1), date(2023, 12, 31))
    assert last_months_before(later, 3) == Period(date(2023, 10, 1), date(2024, 9, 30))


def shop(tmp_path, bring_in, name: str, size_of) -> Workspace:
    """Sixty customers with an order a month over two years; ``size_of`` (place, year) says how large."""
    workspace = new_workspace(tmp_path / f"{name}.duckdb", DERIVATIONS)
    orders = [
        (f"C{place:02d}", pd.Timestamp(year, month, 28 if month < 12 else 31), size_of(place, year))
        for place in range(60)
        for year in (2023, 2024)
        for month in range(1, 13)
        if size_of(place, year) is not None
    ]
    lines = pd.DataFrame(orders, columns=["customer_id", "ordered_at", "amount"])
    bring_in(workspace, "transactions", lines.assign(order_id=lines.index.astype(str), cost=0.0))
    return workspace


def test_where_nothing_changes_nobody_moves_and_chance_moves_nobody(tmp_path, bring_in) -> None:
    workspace = shop(tmp_path, bring_in, "still", lambda place, year: 10.0 + place)
    answer = tier_migration.ask(workspace, YEAR)
    assert answer.n == 60
    assert answer.totals["stayed_share"] == 1 and answer.totals["drift"]["stayed_share"] == 1
    assert answer.totals["stability_index"] == 0
    assert (answer.totals["earlier"], answer.totals["later"]) == (date(2023, 12, 31), date(2024, 12, 31))
    workspace.close()


def test_the_gone_are_lost_and_the_new_are_counted_apart(tmp_path, bring_in) -> None:
    # Twenty leave after 2023, twenty come in 2024, twenty stay.
    def size(place: int, year: int) -> float | None:
        gone, new = place < 20 and year == 2024, place >= 40 and year == 2023
        return None if gone or new else 50.0

    workspace = shop(tmp_path, bring_in, "moving", size)
    answer = tier_migration.ask(workspace, YEAR)
    lost = answer.rows.loc[answer.rows["to_tier"] == "none", "customers"].sum()
    assert (answer.n, lost, answer.totals["new_customers"]) == (40, 20, 20)
    assert sum(answer.rows["customers"].tolist()) == 40
    workspace.close()


def test_a_past_date_gives_the_same_moves_whenever_it_is_asked(tmp_path, bring_in) -> None:
    workspace = shop(tmp_path, bring_in, "again", lambda place, year: 10.0 + (place * 7 + year) % 60)
    first, second = tier_migration.ask(workspace, YEAR), tier_migration.ask(workspace, YEAR)
    workspace.rebuild()
    third = tier_migration.ask(workspace, YEAR)
    pd.testing.assert_frame_equal(first.rows, second.rows)
    pd.testing.assert_frame_equal(first.rows, third.rows)
    workspace.close()


def test_without_any_cost_to_serve_nothing_can_be_halved_or_doubled(tmp_path, bring_in) -> None:
    workspace = shop(tmp_path, bring_in, "free", lambda place, year: {0: 100.0, 1: 10.0}.get(place))
    answer = cost_sensitivity.ask(workspace, YEAR)
    assert answer.totals["cost_sensitive"] == 0 and [note.level for note in answer.notes] == ["warning"]
    workspace.close()


def test_a_customer_whose_contacts_eat_its_margin_is_cost_sensitive(tmp_path, bring_in) -> None:
    # A brings 1200, B 120 with contacts of 100: 20 as it is, 70 at half, −80 at double.
    workspace = shop(tmp_path, bring_in, "costs", lambda place, year: {0: 100.0, 1: 10.0}.get(place))
    contact = pd.DataFrame(
        {
            "customer_id": ["C01"] * 2,
            "occurred_at": pd.to_datetime(["2023-06-01", "2024-06-01"]),
            "kind": "contact",
            "cost": [100.0, 100.0],
        }
    )
    bring_in(workspace, "interactions", contact)
    workspace.set_setting("tier_settings", {**vars(TierSettings()), "pi": 0.0}, rebuild=True)
    answer = cost_sensitivity.ask(workspace, YEAR)
    assert answer.n == 2 and answer.notes == ()
    assert sum(answer.rows["moves_at_double"].tolist()) == 1
    assert answer.totals["cost_sensitive"] == sum(answer.rows["cost_sensitive"].tolist()) == 1
    workspace.close()
