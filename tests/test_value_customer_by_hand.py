"""By hand: one customer's history, what it waits for, and what customers of its sector buy and it does not."""

from datetime import date

import pandas as pd
import pytest

from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.store import Workspace
from crm_core.value import DERIVATIONS, customer_category_gaps, customer_history
from crm_core.value.one_customer import customers_like, person_of
from tests.new_workspaces import new_workspace

YEAR = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)))


@pytest.fixture(scope="module")
def shop(tmp_path_factory, bring_in):
    """A and B are bakers, C is a printer; B buys flour and salt, A flour only."""
    workspace = new_workspace(tmp_path_factory.mktemp("shop") / "shop.duckdb", DERIVATIONS)
    people = pd.DataFrame(
        {
            "customer_id": ["A1", "B2", "C3"],
            "name": ["Işık Fırın", "Öz Fırın", "Baskı"],
            "sector": ["Bakery"] * 2 + ["Print"],
        }
    )
    bring_in(workspace, "customers", people)
    orders = [
        ("A1", "2024-02-01", "Flour", 10.0),
        ("A1", "2024-12-31", "Flour", 20.0),
        ("B2", "2024-03-01", "Flour", 30.0),
        ("B2", "2024-03-02", "Salt", 4.0),
        ("C3", "2024-03-01", "Ink", 99.0),
    ]
    lines = pd.DataFrame(orders, columns=["customer_id", "ordered_at", "category", "amount"])
    lines = lines.assign(
        order_id=[str(n) for n in lines.index], ordered_at=pd.to_datetime(lines["ordered_at"]), cost=1.0
    )
    bring_in(workspace, "transactions", lines)
    cases = pd.DataFrame(
        {
            "customer_id": ["A1", "A1", "A1"],
            "occurred_at": pd.to_datetime(["2024-05-01", "2024-06-01", "2024-07-01"]),
            "kind": ["complaint", "promise", "complaint"],
            "opened_at": pd.to_datetime(["2024-05-01", "2024-06-01", "2024-07-01"]),
            "promised_at": pd.to_datetime(["2024-05-09", None, None]),
            "resolved_at": pd.to_datetime([None, None, "2024-07-02"]),
        }
    )
    bring_in(workspace, "interactions", cases)
    yield workspace
    workspace.close()


def test_the_history_is_all_that_happened_newest_first_with_what_is_open(shop: Workspace) -> None:
    rows = customer_history.ask(shop, YEAR, customer="A1").rows
    assert rows["kind"].tolist() == ["order", "complaint", "promise", "complaint", "order"]
    assert rows["is_open"].tolist() == [False, False, True, True, False]
    assert rows["is_overdue"].tolist() == [False, False, False, True, False]


def test_value_and_tier_are_those_of_the_tier_page(shop: Workspace) -> None:
    totals = customer_history.ask(shop, YEAR, customer="A1").totals
    assert totals["value"]["actual_value"] == 30 - 2
    assert [tier for _, tier in totals["tiers"][:2]] == ["none", "none"]
    assert totals["tiers"][2] == (date(2024, 12, 31), totals["value"]["tier"])


def test_without_a_number_it_is_the_one_of_the_highest_revenue(shop: Workspace) -> None:
    assert customer_history.ask(shop, YEAR).totals["facts"]["customer_id"] == "C3"
    nobody = customer_history.ask(shop, YEAR, customer="Z9")
    assert nobody.is_empty and nobody.totals == {} and len(nobody.notes) == 1


def test_salt_is_what_the_other_baker_buys_and_this_one_does_not(shop: Workspace) -> None:
    answer = customer_category_gaps.ask(shop, YEAR, customer="A1")
    assert answer.rows[["category", "peers", "share", "median_amount"]].values.tolist() == [["Salt", 1, 1.0, 4.0]]
    assert answer.n == 1
    assert customer_category_gaps.ask(shop, YEAR, customer="B2").is_empty


def test_a_customer_is_found_by_number_and_by_name_however_the_i_is_written(shop: Workspace) -> None:
    assert customers_like(shop, "a1") == ["A1"]
    assert customers_like(shop, "isik") == ["A1"]
    assert customers_like(shop, "FIRIN") == ["A1", "B2"]
    assert customers_like(shop, "nobody") == []


def test_no_metric_gives_a_name_away(shop: Workspace) -> None:
    answer = customer_history.ask(shop, YEAR, customer="A1")
    assert "Işık" not in str(answer.rows.to_dict()) + str(answer.totals)
    person = person_of(shop, int(answer.totals["facts"]["customer_key"]))
    assert person is not None and person["name"] == "Işık Fırın"
