"""By hand: scores of recency, frequency and money, segments by the first matching rule, and equal values that stay together."""

from datetime import date
from itertools import product

import numpy as np
import pandas as pd
import pytest

from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.store import Workspace
from crm_core.value import DERIVATIONS
from crm_core.value.rfm_metrics import rfm, rfm_grid, rfm_segments, save_rules, saved_rules
from crm_core.value.rfm_scores import (
    RULES,
    SegmentRule,
    edges_of,
    score_edges,
    scores,
    scores_by,
    segment_places,
    split_by_ntile,
)
from tests.new_workspaces import new_workspace

NOVEMBER = Filters(Period(date(2024, 11, 1), date(2024, 11, 30)))
DECEMBER = Filters(Period(date(2024, 12, 1), date(2024, 12, 31)))


def test_ten_different_values_make_five_classes_of_two() -> None:
    values = np.arange(10, dtype=float)
    assert scores(values).tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert score_edges(values).tolist() == [1, 3, 5, 7]


def test_equal_values_have_equal_scores_and_the_next_one_leaps() -> None:
    # Seven of ten ordered once: none has a smaller value, score 1. The others have 7, 8 and 9 tenths below them.
    values = np.array([1, 1, 1, 1, 1, 1, 1, 2, 3, 9], dtype=float)
    assert scores(values).tolist() == [1] * 7 + [4, 5, 5]
    assert scores(values[::-1]).tolist() == [5, 5, 4] + [1] * 7


def test_everyone_alike_has_the_lowest_score_and_ntile_would_have_split_them() -> None:
    assert scores(np.ones(10)).tolist() == [1] * 10
    assert split_by_ntile(np.ones(10)) == pytest.approx(0.8)
    assert split_by_ntile(np.arange(10.0)) == 0


def test_the_three_other_rules_for_ties_by_hand() -> None:
    orders = np.array([1.0, 1, 1, 1, 1, 2, 2, 3, 4, 9])
    # Quantiles .2 .4 .6 .8 are 1, 1, 2, 3.2; plus one 2, 2, 3, 4.2.
    assert scores_by("plus_one", orders).tolist() == [1] * 5 + [3, 3, 4, 4, 5]
    # Edges 1, 2, 3.2, 9 remain of six: three classes.
    assert scores_by("doubles_dropped", orders).tolist() == [1] * 7 + [2, 3, 3]
    assert scores_by("equal_classes", orders).tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert scores_by("value", orders).tolist() == scores(orders).tolist()
    assert edges_of(orders, scores_by("equal_classes", orders)).tolist() == [1, 1, 2, 3]


def test_fewer_days_are_the_better_score_under_every_rule() -> None:
    days = np.arange(10.0)
    for rule in ("value", "plus_one", "doubles_dropped", "equal_classes"):
        given = scores_by(rule, days, is_falling=True)
        assert given[0] == 5 and given[-1] == 1 and (np.diff(given) <= 0).all(), rule


def test_another_currency_moves_scores_only_by_the_edges_plus_one() -> None:
    amounts = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0])
    for rule in ("value", "doubles_dropped", "equal_classes"):
        assert (scores_by(rule, amounts) == scores_by(rule, 40 * amounts)).all()
    assert not (scores_by("plus_one", amounts) == scores_by("plus_one", 40 * amounts)).all()


def test_another_currency_changes_no_score() -> None:
    values = np.array([3.2, 0.5, 17.0, 17.0, 44.0, 2.0, 8.0])
    assert scores(values).tolist() == scores(values * 34.5).tolist()


def test_the_usual_rules_name_every_cell_and_every_segment_can_occur() -> None:
    cells = np.array(list(product(range(1, 6), repeat=3)))
    places = segment_places(*cells.T)
    assert sorted(set(places.tolist())) == list(range(len(RULES)))


def test_the_first_matching_rule_names_the_segment() -> None:
    rules = (SegmentRule("best", (4, 5), (4, 5), (1, 5)), SegmentRule("recent", (4, 5), (1, 5), (1, 5)))
    cells = np.array([[5, 5, 1], [5, 1, 1], [1, 5, 5]])
    assert segment_places(cells[:, 0], cells[:, 1], cells[:, 2], rules).tolist() == [0, 1, 2]


@pytest.fixture
def shop(tmp_path, bring_in):
    """Five customers; E is won in December only, and gives all of it back."""
    workspace = new_workspace(tmp_path / "shop.duckdb", DERIVATIONS)
    orders = [
        ("A", "2024-11-30", 50.0),
        ("A", "2024-10-01", 50.0),
        ("A", "2024-09-01", 50.0),
        ("B", "2024-11-10", 30.0),
        ("B", "2024-11-10", 30.0),
        ("C", "2024-06-01", 500.0),
        ("D", "2024-01-01", 10.0),
        ("E", "2024-12-30", 80.0),
        ("E", "2024-12-31", -80.0),
    ]
    bring_in(
        workspace,
        "transactions",
        pd.DataFrame(
            {
                "order_id": [f"{customer}{day}" for customer, day, _ in orders],
                "customer_id": [customer for customer, _, _ in orders],
                "ordered_at": pd.to_datetime([day for _, day, _ in orders]),
                "amount": [amount for _, _, amount in orders],
            }
        ),
    )
    yield workspace
    workspace.close()


def test_values_and_scores_as_of_november(shop: Workspace) -> None:
    answer = rfm.ask(shop, NOVEMBER)
    rows = answer.rows.set_index("customer_id")
    assert rows["recency_days"].to_dict() == {"A": 0, "B": 20, "C": 182, "D": 334}
    assert rows["orders"].to_dict() == {"A": 3, "B": 1, "C": 1, "D": 1}
    assert rows["revenue"].to_dict() == {"A": 150.0, "B": 60.0, "C": 500.0, "D": 10.0}
    # Of four customers 0, 1, 2 and 3 are below: 1 + ⌊0⌋, ⌊1.25⌋, ⌊2.5⌋, ⌊3.75⌋ = 1, 2, 3, 4.
    assert rows["recency_score"].to_dict() == {"A": 4, "B": 3, "C": 2, "D": 1}
    assert rows["frequency_score"].to_dict() == {"A": 4, "B": 1, "C": 1, "D": 1}
    assert rows["monetary_score"].to_dict() == {"C": 4, "A": 3, "B": 2, "D": 1}
    assert rows["segment"].to_dict() == {"A": "loyal", "B": "promising", "C": "about_to_sleep", "D": "lost"}


def test_fewer_than_five_classes_are_said(shop: Workspace) -> None:
    answer = rfm.ask(shop, NOVEMBER)
    assert answer.totals["classes"] == {"recency": 4, "frequency": 2, "monetary": 4}
    assert [note.values for note in answer.notes] == [answer.totals["classes"]]


def test_an_earlier_date_knows_nothing_of_what_came_after(shop: Workspace) -> None:
    assert rfm.ask(shop, NOVEMBER).n == 4
    december = rfm.ask(shop, DECEMBER)
    assert december.n == 5
    assert december.rows.set_index("customer_id").loc["E", ["recency_days", "orders", "revenue"]].tolist() == [1, 1, 0]


def test_grid_and_segments_add_up_to_all_customers_and_all_revenue(shop: Workspace) -> None:
    grid, segments = rfm_grid.ask(shop, NOVEMBER), rfm_segments.ask(shop, NOVEMBER)
    counts = grid.rows["customers"].tolist()
    assert sum(counts) == sum(segments.rows["customers"].tolist()) == 4
    assert sum(segments.rows["revenue"].tolist()) == pytest.approx(720)
    revenues = [n * each for n, each in zip(counts, grid.rows["revenue_per_customer"].tolist(), strict=True)]
    assert sum(revenues) == pytest.approx(720)


def test_rules_can_be_changed_and_saved(shop: Workspace) -> None:
    assert saved_rules(shop) == RULES
    mine = (SegmentRule("champions", (1, 5), (4, 5), (1, 5)),)
    save_rules(shop, mine)
    assert saved_rules(shop) == mine
    assert rfm_segments.ask(shop, NOVEMBER).rows["segment"].tolist() == ["champions", "others"]
    with pytest.raises(QuestionFault):
        SegmentRule("champions", (4, 3), (1, 5), (1, 5))


def test_the_published_rows_of_the_summary_tests(tmp_path, bring_in) -> None:
    # lifetimes' and pymc-marketing's test log: days to the end 2015-02-07 from the last order are T − t_x.
    log = {"1": ["2015-02-01", "2015-02-06"], "2": ["2015-01-01"], "3": ["2015-01-01", "2015-01-02", "2015-01-05"]}
    days = [(customer, day) for customer, bought in log.items() for day in bought]
    workspace = new_workspace(tmp_path / "log.duckdb", DERIVATIONS)
    orders = pd.DataFrame(days, columns=["customer_id", "ordered_at"]).assign(amount=1.0)
    orders = orders.assign(order_id=orders.index.astype(str), ordered_at=pd.to_datetime(orders["ordered_at"]))
    bring_in(workspace, "transactions", orders)
    rows = rfm.ask(workspace, Filters(Period(date(2015, 1, 1), date(2015, 2, 7)))).rows.set_index("customer_id")
    assert rows["recency_days"].to_dict() == {"1": 6 - 5, "2": 37, "3": 37 - 4}
    assert (rows["orders"] - 1).to_dict() == {"1": 1, "2": 0, "3": 2}
    workspace.close()
