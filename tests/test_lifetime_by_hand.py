"""By hand: lifetime metrics on a few rows and on the CDNOW log in a workspace, summaries as lifetimes and pymc test them."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd
import pytest

from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.store import NewLoad, Workspace, store_rows
from crm_core.value import (
    DERIVATIONS,
    clv_backtest,
    clv_by_group,
    clv_model,
    clv_parameters,
    clv_tracking,
    contract_survival,
    customer_clv,
    sbg_projection,
)
from crm_core.value.clv_study import histories_until, price_level
from crm_core.value.clv_terms import margin_share
from crm_core.value.clv_totals import widened
from crm_core.value.clv_words import NOTHING_KEPT
from crm_core.value.lifetime.gamma_gamma import spend_fit
from crm_core.value.lifetime.interval import plain_interval
from crm_core.value.lifetime.plain import plain_multiple, years_reached
from crm_core.value.lifetime.worth import WEEKS_A_YEAR, Horizon
from tests.lifetime_cases import cdnow_sample
from tests.new_workspaces import new_workspace

YEAR = Horizon(WEEKS_A_YEAR, 0.0, 1.0)
FIXED = spend_fit(np.full(60, 20.0), np.full(60, 100.0))
NINE_MONTHS = Filters(Period(date(1997, 1, 1), date(1997, 9, 30)))


def bring(workspace: Workspace, orders: pd.DataFrame) -> None:
    rows = orders.assign(row_number=range(2, len(orders) + 2))
    with workspace.change() as build:
        build.bring("brought", rows)
        store_rows(build, NewLoad("transactions", "orders.csv", "0" * 64, len(rows)), "brought")
        build.drop("brought")


def summary(workspace: Workspace, until: date, price_factors: pd.Series | None = None) -> pd.DataFrame:
    return histories_until(workspace, until, until, price_factors)[0]


def orders(rows: list[tuple[str, str, float]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "order_id": [str(number) for number in range(len(rows))],
            "customer_id": [customer for customer, _, _ in rows],
            "ordered_at": pd.to_datetime([day for _, day, _ in rows]),
            "amount": [amount for _, _, amount in rows],
        }
    )


@pytest.fixture
def shop(tmp_path) -> Iterator[Workspace]:
    workspace = new_workspace(tmp_path / "shop.duckdb", DERIVATIONS)
    yield workspace
    workspace.close()


@pytest.fixture(scope="module")
def cdnow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The CDNOW sample as a workspace; its purchases of $0 stand as one cent, since a free line is no purchase here."""
    workspace = new_workspace(tmp_path_factory.mktemp("cdnow") / "cdnow.duckdb", DERIVATIONS)
    days = cdnow_sample()
    numbered = [f"{number}" for number in range(len(days))]
    bring(
        workspace,
        pd.DataFrame(
            {
                "order_id": numbered,
                "customer_id": days["customer"].astype(str),
                "ordered_at": days["day"],
                "amount": days["amount"].clip(lower=0.01),
            }
        ),
    )
    yield workspace
    workspace.close()


def test_summaries_as_lifetimes_and_pymc_marketing_test_them(shop: Workspace) -> None:
    log = [
        ("1", "2015-02-01", 1.0), ("1", "2015-02-06", 1.0), ("2", "2015-01-01", 1.0),
        ("3", "2015-01-01", 1.0), ("3", "2015-01-02", 1.0), ("3", "2015-01-05", 1.0),
    ]  # fmt: skip
    bring(shop, orders(log))
    found = summary(shop, date(2015, 2, 7))
    assert found[["repeats", "last_day", "age"]].values.tolist() == [[1, 5, 6], [0, 0, 37], [2, 4, 37]]


def test_summaries_with_amounts_as_lifetimes_tests_them(shop: Workspace) -> None:
    # lifetimes, tests/test_utils.py: 13 purchases of 6 customers up to 2015-02-07, and the cut at 2015-02-01.
    log = [
        ("1", "2015-01-01", 1.0), ("1", "2015-02-06", 2.0), ("2", "2015-01-01", 2.0), ("3", "2015-01-01", 3.0),
        ("3", "2015-01-02", 1.0), ("3", "2015-01-05", 5.0), ("4", "2015-01-16", 6.0), ("4", "2015-02-02", 3.0),
        ("4", "2015-02-05", 3.0), ("5", "2015-01-16", 3.0), ("5", "2015-01-17", 1.0), ("5", "2015-01-18", 8.0),
        ("6", "2015-02-02", 5.0),
    ]  # fmt: skip
    bring(shop, orders(log))
    found, _ = histories_until(shop, date(2015, 2, 7), date(2015, 2, 1))
    mean = (found["repeat_spent"] / found["repeats"]).fillna(0)
    assert found[["repeats", "last_day", "age"]].assign(mean=mean).to_numpy().tolist() == [
        [1, 36, 37, 2], [0, 0, 37, 0], [2, 4, 37, 3], [2, 20, 22, 3], [2, 2, 22, 4.5], [0, 0, 5, 0],
    ]  # fmt: skip
    assert (found["repeats"] - found["repeats_before_cut"]).tolist() == [1, 0, 0, 2, 0, 1]
    assert found["repeats_before_cut"].tolist() == [0, 0, 2, 0, 2, -1]


@pytest.mark.parametrize("turn", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_the_order_of_rows_does_not_matter(shop: Workspace, turn: tuple[int, ...]) -> None:
    log = [("1", "2015-01-01", 10.0), ("1", "2015-01-09", 20.0), ("1", "2015-01-20", 25.0)]
    bring(shop, orders([log[place] for place in turn]))
    found = summary(shop, date(2015, 2, 1)).iloc[0]
    assert found["repeat_spent"] / found["repeats"] == pytest.approx(22.5)


def test_one_day_is_one_purchase_and_a_refund_is_none(shop: Workspace) -> None:
    log = [("1", "2015-01-01", 10.0), ("1", "2015-01-01", 5.0), ("1", "2015-01-08", 7.0), ("1", "2015-01-15", -7.0)]
    bring(shop, orders([*log, ("2", "2015-01-03", -3.0)]))
    found = summary(shop, date(2015, 2, 1))
    assert found[["repeats", "last_day", "age", "spent", "repeat_spent"]].values.tolist() == [[1, 7, 31, 22, 7]]


def test_a_day_whose_sales_were_given_back_is_no_purchase(shop: Workspace) -> None:
    # A: 77,184 bought and given back the same day, then 5. B: nothing else. C: 10 bought, 12 given back; 8 on 3 January
    # with 3 given back, 7 on 8 January, all of it given back a week later, which is no matter of that day. D and E: none.
    log = [
        ("A", "2015-01-01", 77_184.0), ("A", "2015-01-01", -77_184.0), ("A", "2015-01-11", 5.0),
        ("B", "2015-01-02", 40.0), ("B", "2015-01-02", -40.0),
        ("C", "2015-01-01", 10.0), ("C", "2015-01-01", -12.0), ("C", "2015-01-03", -3.0), ("C", "2015-01-03", 8.0),
        ("C", "2015-01-08", 7.0), ("C", "2015-01-15", -7.0),
        ("D", "2015-01-04", -1.0), ("E", "2015-01-05", 0.0),
    ]  # fmt: skip
    bring(shop, orders(log))
    found, _ = histories_until(shop, date(2015, 2, 1), date(2015, 1, 5))
    columns = ["repeats", "last_day", "age", "spent", "repeat_spent", "repeats_before_cut", "spent_before_cut"]
    assert found[columns].values.tolist() == [[0, 0, 21, 5, 0, -1, 0], [1, 5, 29, 12, 7, 0, 5]]
    weeks = clv_tracking.ask(shop, Filters(Period(date(2015, 1, 1), date(2015, 1, 31)))).rows
    assert weeks["actual"].to_numpy().sum() == 1


def test_what_was_kept_adds_up_with_the_margin_to_all_that_was_sold_less_all_returns(shop: Workspace) -> None:
    # Sold 100 + 60 + 40 + 30 = 230; given back on the day 10 and 40 (of 40), a month later 20, and 5 of nothing bought.
    # The purchases hold 90 + 60 + 30 = 180, and of 180 the later returns leave 155.
    log = [
        ("A", "2024-01-10", 100.0), ("A", "2024-01-10", -10.0), ("A", "2024-02-10", -20.0), ("A", "2024-03-01", 60.0),
        ("B", "2024-01-20", 40.0), ("B", "2024-01-20", -40.0), ("B", "2024-03-02", -5.0), ("B", "2024-03-03", 30.0),
    ]  # fmt: skip
    bring(shop, orders(log))
    first_quarter = Filters(Period(date(2024, 1, 1), date(2024, 3, 31)))
    assert clv_by_group.ask(shop, first_quarter).totals["margin"] == pytest.approx(155 / 180)
    rows = customer_clv.ask(shop, first_quarter).rows.set_index("customer_id")
    assert rows["purchases"].to_dict() == {"A": 2, "B": 1}
    sums = summary(shop, date(2024, 3, 31))
    assert sums["spent"].to_numpy().sum() * 155 / 180 == pytest.approx(sum(amount for _, _, amount in log))


def test_a_customer_who_kept_nothing_has_no_lifetime_value_and_the_page_says_why(shop: Workspace) -> None:
    bring(shop, orders([("A", "2024-01-10", 100.0), ("B", "2024-01-20", 40.0), ("B", "2024-01-20", -40.0)]))
    month = Filters(Period(date(2024, 1, 1), date(2024, 1, 31)))
    answer = customer_clv.ask(shop, month, customer="B")
    assert answer.is_empty and answer.n == 0
    assert [note.text for note in answer.notes] == [NOTHING_KEPT.text]
    assert customer_clv.ask(shop, month).rows["customer_id"].tolist() == ["A"]


def test_orders_after_the_day_are_not_seen_and_the_cut_keeps_its_own_history(shop: Workspace) -> None:
    bring(shop, orders([("1", "2015-01-01", 1.0), ("1", "2015-01-11", 2.0), ("1", "2015-03-01", 4.0)]))
    row = histories_until(shop, date(2015, 2, 1), date(2015, 1, 5))[0].iloc[0]
    assert (row["repeats"], row["last_day"], row["spent"]) == (1, 10, 3)
    assert (row["repeats_before_cut"], row["last_day_before_cut"], row["spent_before_cut"]) == (0, 0, 1)


def test_customers_asked_for_in_parts_are_the_same(shop: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    log = [(f"{number % 5}", f"2015-01-{1 + number % 28:02}", number + 0.25) for number in range(40)]
    bring(shop, orders(log))
    at_once, _ = histories_until(shop, date(2015, 2, 1), date(2015, 1, 14))
    monkeypatch.setattr("crm_core.value.clv_study.MOST_LINES_AT_ONCE", 15)
    in_parts, _ = histories_until(shop, date(2015, 2, 1), date(2015, 1, 14))
    pd.testing.assert_frame_equal(at_once, in_parts)
    assert at_once["spent"].to_numpy(float).sum() == pytest.approx(sum(amount for _, _, amount in log))


def test_days_before_1970_are_days_too(shop: Workspace) -> None:
    bring(shop, orders([("1", "1969-12-30", 2.0), ("1", "1970-01-02", 3.0), ("2", "1969-12-01", 1.0)]))
    found = summary(shop, date(1970, 1, 31))
    assert found[["repeats", "last_day", "age", "spent"]].values.tolist() == [[1, 3, 32, 5], [0, 0, 61, 1]]


def test_nobody_who_bought_gives_no_rows(shop: Workspace) -> None:
    bring(shop, orders([("1", "2015-01-03", -3.0)]))
    assert histories_until(shop, date(2015, 2, 1), date(2015, 1, 5))[0].empty


def test_old_amounts_are_raised_to_the_prices_of_the_last_month(shop: Workspace, bring_in) -> None:
    bring(shop, orders([("1", "2024-01-10", 100.0), ("1", "2024-02-10", 100.0)]))
    bring_in(shop, "prices", pd.DataFrame({"month": pd.to_datetime(["2024-01-01", "2024-02-01"]), "index": [100, 150]}))
    factors, inflation, _ = price_level(shop, date(2024, 1, 10), date(2024, 2, 29))
    assert factors is not None and inflation == 0
    assert summary(shop, date(2024, 2, 29), factors)["spent"].tolist() == [250]
    assert summary(shop, date(2024, 2, 29))["spent"].tolist() == [200]
    assert price_level(shop, date(2023, 12, 31), date(2024, 2, 29))[0] is None


def test_a_day_given_back_whole_leaves_nothing_whatever_prices_do_to_its_lines(shop: Workspace, bring_in) -> None:
    # Three lines of 1.01 and one of -3.03: raised by 1.7 / 1.3 each for itself, the four would leave 0.0001.
    lines = [("1", "2024-01-10", 1.01)] * 3 + [("1", "2024-01-10", -3.03), ("1", "2024-02-10", 5.0)]
    bring(shop, orders(lines))
    bring_in(shop, "prices", pd.DataFrame({"month": pd.to_datetime(["2024-01-01", "2024-02-01"]), "index": [130, 170]}))
    factors = price_level(shop, date(2024, 1, 10), date(2024, 2, 29))[0]
    found = summary(shop, date(2024, 2, 29), factors)
    assert found[["repeats", "age", "spent"]].values.tolist() == [[0, 19, 5]]


def test_the_cdnow_sample_from_sql_is_the_published_one(cdnow: Workspace) -> None:
    found = summary(cdnow, date(1997, 9, 30))
    assert (len(found), (found["repeats"] > 0).sum(), found["repeats"].sum()) == (2357, 946, 2457)
    first = found.iloc[0]
    assert (first["repeats"], first["last_day"], first["age"]) == (2, 213, 272)
    assert first["repeat_spent"] / 2 == pytest.approx(22.345)


def test_the_model_of_cdnow_is_chosen_and_beats_the_plain_rate(cdnow: Workspace) -> None:
    answer = clv_model.ask(cdnow, NINE_MONTHS)
    rows = answer.rows.set_index("model")
    assert answer.totals["used"] in ("mbg_nbd", "bg_nbd", "pareto_nbd")
    assert rows["is_used"].to_numpy().sum() == 1 and answer.totals["is_dropout_identified"]
    assert rows.loc["bg_nbd", "log_likelihood"] == pytest.approx(-9582.4292, abs=1e-3)
    best = rows["mean_error"].drop("plain").min()
    assert best < rows.loc["plain", "mean_error"]
    assert answer.totals["grade"] in "ABC"
    parameters = clv_parameters.ask(cdnow, NINE_MONTHS, model="bg_nbd").rows.set_index(["model", "parameter"])["value"]
    assert parameters["bg_nbd"].tolist() == pytest.approx([0.2425945, 4.4136019, 0.7929199, 2.4258881], rel=1e-4)


def test_the_groups_of_cdnow_add_up_and_are_widened_by_the_backtest(cdnow: Workspace) -> None:
    # 39 weeks at full margin without discount: 1,653 purchases foreseen (Fader, Hardie and Lee 2005) x about $36.
    answer = clv_by_group.ask(cdnow, NINE_MONTHS, model="bg_nbd", years=273 / 365.25, discount=0.0, margin=1.0)
    totals = answer.totals
    assert totals["expected_purchases"] == pytest.approx(1653.41, abs=0.1)
    assert answer.rows["value"].to_numpy().sum() == pytest.approx(totals["value"], rel=1e-9)
    assert totals["value"] == pytest.approx(59_930, rel=1e-3)
    for bound in ("low", "high"):
        assert abs(np.log(totals[bound] / totals["value"])) > 1.645 * totals["backtest_error"]


def test_customers_of_cdnow_stand_with_intervals_that_hold_their_value(cdnow: Workspace) -> None:
    answer = customer_clv.ask(cdnow, NINE_MONTHS, model="mbg_nbd", at_most=50, margin=1.0)
    rows = answer.rows
    assert answer.n == 2357 and len(rows) == 50
    assert rows["value"].is_monotonic_decreasing
    assert (rows["low"].to_numpy() <= rows["value"].to_numpy()).all()
    assert (rows["value"].to_numpy() <= rows["high"].to_numpy()).all()
    assert rows["probability_active"].between(0, 1).all()
    assert (rows["next_purchase_on"].to_numpy() > np.datetime64("1997-09-30")).all()


def test_tracking_counts_every_repeat_purchase_once(cdnow: Workspace) -> None:
    rows = clv_tracking.ask(cdnow, NINE_MONTHS, model="bg_nbd").rows
    log = cdnow_sample()
    log = log.assign(again=log.groupby("customer").cumcount())
    whole_weeks = pd.Timestamp(1997, 1, 1) + pd.Timedelta(days=7 * len(rows))
    assert rows["actual_total"].iloc[-1] == ((log["again"] > 0) & (log["day"] < whole_weeks)).sum()
    assert rows["expected_total"].iloc[-1] == pytest.approx(rows["actual_total"].iloc[-1], rel=0.05)
    tenths = clv_backtest.ask(cdnow, NINE_MONTHS)
    assert tenths.rows["n"].sum() == tenths.totals["holdout_customers"]


def test_few_repeat_buyers_get_the_plain_formula_by_hand(shop: Workspace) -> None:
    # A bought in both years, B only in the first: r = 1/2. A spent 300 in two years, so 150 a year; B 100, so 50 a year.
    log = [("A", "2022-01-01", 100.0), ("A", "2023-06-01", 200.0), ("B", "2022-01-01", 100.0)]
    bring(shop, orders([*log, ("C", "2023-12-31", 40.0)]))
    choice = Filters(Period(date(2023, 1, 1), date(2023, 12, 31)))
    answer = customer_clv.ask(shop, choice, years=1.0, discount=0.25, margin=0.5)
    rows = answer.rows.set_index("customer_id")
    assert answer.totals["used"] == "plain" and answer.totals["kept"] == pytest.approx(0.5)
    assert answer.notes[0].values == {"buyers": 1, "fewest": 50}
    years = (date(2023, 12, 31) - date(2022, 1, 1)).days / 365.25
    assert rows.loc["A", "value"] == pytest.approx(300 / years * 0.5 / 1.25 * 0.5)
    assert rows.loc["C", "value"] == pytest.approx(40 * 0.5 / 1.25 * 0.5)
    assert (np.diff(rows[["low", "value", "high"]].to_numpy()) > 0).all()
    assert np.isnan(rows["probability_active"].to_numpy(float)).all()


def test_a_month_whose_purchases_were_all_given_back_keeps_nobody_by_hand(shop: Workspace) -> None:
    # All bought in 2022. In 2023 A kept a purchase, B gave its only one back on the same day, C one of two in the month, and D a
    # day after, which leaves the purchase: three of four stayed. E gave its purchase of 2022 back on that day: no customer then.
    log = [(name, "2022-03-01", 100.0) for name in "ABCDE"] + [("E", "2022-03-01", -100.0), ("A", "2023-06-01", 200.0)]
    log += [
        ("B", "2023-06-01", 50.0),
        ("B", "2023-06-01", -60.0),
        ("C", "2023-06-01", 50.0),
        ("C", "2023-06-01", -50.0),
    ]
    log += [("C", "2023-06-30", 20.0), ("D", "2023-12-30", 20.0), ("D", "2023-12-31", -20.0), ("E", "2023-01-01", 10.0)]
    bring(shop, orders([*log, ("F", "2022-01-01", 10.0), ("F", "2022-01-01", -10.0)]))
    answer = customer_clv.ask(shop, Filters(Period(date(2023, 1, 1), date(2023, 12, 31))))
    assert answer.totals["used"] == "plain" and answer.totals["kept"] == pytest.approx(3 / 4)
    assert "F" not in answer.rows["customer_id"].tolist()


def test_margin_is_what_returns_goods_contacts_and_handling_leave() -> None:
    sums = pd.DataFrame(
        {
            "revenue": [900.0], "returned": [-100.0], "returned_at_once": [0.0], "known_cost": [300.0],
            "uncosted_revenue": [200.0], "contact_cost": [40.0], "handling_cost": [10.0],
        }
    )  # fmt: skip
    assert margin_share(sums, None) == pytest.approx((900 - 300 - 40 - 10) / 1000)
    assert margin_share(sums.assign(returned_at_once=80.0), None) == pytest.approx((900 - 300 - 40 - 10) / 920)
    assert margin_share(sums, 0.25) == pytest.approx((900 - 300 - 150 - 40 - 10) / 1000)
    assert margin_share(sums.assign(revenue=0.0, returned=0.0), None) == 1.0


def test_a_question_beyond_sense_is_refused(shop: Workspace) -> None:
    bring(shop, orders([("A", "2022-01-01", 100.0)]))
    choice = Filters(Period(date(2022, 1, 1), date(2022, 1, 31)))
    for options in ({"model": "crystal ball"}, {"by": "shoe size"}, {"years": 0.0}, {"discount": 9.0}):
        with pytest.raises(QuestionFault):
            clv_by_group.ask(shop, choice, **options)


def test_memberships_by_hand(shop: Workspace, bring_in) -> None:
    # Four begun on 1 January; one ended after 20 days, one after 80; two still running after 150 days (4 whole months).
    starts = pd.to_datetime(["2024-01-01"] * 4)
    ends = pd.to_datetime(["2024-01-21", "2024-03-21", None, None])
    rows = {"customer_id": list("ABCD"), "programme": ["club"] * 4, "started_at": starts, "ended_at": ends}
    bring_in(shop, "programmes", pd.DataFrame(rows))
    bring(shop, orders([("A", "2024-05-30", 1.0)]))
    choice = Filters(Period(date(2024, 1, 1), date(2024, 5, 31)))
    curve = contract_survival.ask(shop, choice)
    assert curve.rows["age"].tolist() == [0, 1, 3]
    assert curve.rows["value"].tolist() == pytest.approx([1, 0.75, 0.5])
    assert curve.totals == {"memberships": 4, "ended": 2}
    ahead = sbg_projection.ask(shop, choice)
    assert ahead.notes[0].values == {"fewest": 30}
    assert np.isnan(ahead.rows["value"].to_numpy(float)).all()
    assert ahead.rows["observed"].head(5).tolist() == pytest.approx([1.0, 0.75, 0.75, 0.5, 0.5])


def test_a_projection_is_made_of_many_memberships(shop: Workspace, bring_in) -> None:
    draws = np.random.default_rng(5)
    months = draws.geometric(draws.beta(1.0, 9.0, 600))
    starts = pd.to_datetime(["2020-01-01"] * 600)
    ends = starts + pd.to_timedelta(np.minimum(months * 30.4375, 9_000).round() - 1, unit="D")
    rows = {"customer_id": [str(n) for n in range(600)], "programme": ["club"] * 600, "started_at": starts}
    bring_in(shop, "programmes", pd.DataFrame(rows | {"ended_at": ends}))
    bring(shop, orders([("1", "2021-12-31", 1.0)]))
    answer = sbg_projection.ask(shop, Filters(Period(date(2021, 1, 1), date(2021, 12, 31))))
    rows = answer.rows.dropna(subset=["observed"])
    assert np.abs(rows["value"].to_numpy() - rows["observed"].to_numpy()).max() < 0.05
    assert answer.totals["alpha"] == pytest.approx(1.0, abs=0.4)
    assert answer.rows["is_projected"].to_numpy().sum() == 24


def test_the_plain_interval_of_one_customer_mixes_leaving_and_buying() -> None:
    # Four purchases of 100 in two years; one of two customers stays for the year ahead. Staying, the purchases are
    # negative binomial (4, 2/3): .1975, .2634, .2195, .1463, .0854. With half of all leaving at once the shares up to
    # 0, 1, 2, 3, 4 purchases are .5988, .7305, .8402, .9134, .9561: 95 % is reached at 4.
    low, high = plain_interval(np.array([4.0]), np.array([2.0]), np.array([400.0]), FIXED, 0.5, YEAR)
    assert (low[0], high[0]) == pytest.approx((0.0, 400.0))
    # Everybody stays: .1975, .4609, .6804, .8267, .9122, .9577 reach 5 % at none and 95 % at 5, with 80 % of it as margin.
    stays = Horizon(WEEKS_A_YEAR, 0.0, 0.8)
    low, high = plain_interval(np.array([4.0]), np.array([2.0]), np.array([400.0]), FIXED, 1 - 1e-12, stays)
    assert (low[0], high[0]) == pytest.approx((0.0, 400.0))


def test_years_reached_have_the_mean_of_the_plain_formula() -> None:
    spans, shares = years_reached(0.7, 3.0)
    assert spans == pytest.approx([0, 1, 2, 3])
    assert shares == pytest.approx([0.3, 0.21, 0.147, 0.343])
    for kept, years in ((0.7, 3.0), (0.485, 0.33), (0.9, 2.5), (0.0, 1.0)):
        spans, shares = years_reached(kept, years)
        assert shares.sum() == pytest.approx(1.0)
        assert float(spans @ shares) == pytest.approx(float(plain_multiple(kept, 0.0, years)))


def test_the_plain_interval_holds_nine_of_ten_customers_who_live_by_its_rule() -> None:
    chance = np.random.default_rng(3)
    rates = chance.gamma(2.0, 3.0, 20_000)
    bought = 1.0 + chance.poisson(rates * 2)
    spans, shares = years_reached(0.7, 2.0)
    brought = 100.0 * chance.poisson(rates * chance.choice(spans, p=shares, size=len(rates)))
    low, high = plain_interval(
        bought, np.full(len(rates), 2.0), bought * 100, FIXED, 0.7, Horizon(2 * WEEKS_A_YEAR, 0.0, 1.0)
    )
    # Three of ten leave at once, so the lower end is nothing and only the upper one can be passed.
    assert 0.95 <= np.mean(brought <= high) <= 0.98
    assert np.all(low == 0)


def test_totals_of_the_plain_formula_keep_their_ends_in_order() -> None:
    # Retention alone reaches from 80 to 125, ln 1.25 either way; with an error of the same reach both count as squares.
    sums = {
        "value": np.array([100.0]),
        "with_low_retention": np.array([80.0]),
        "with_high_retention": np.array([125.0]),
    }
    low, high = widened(sums, float(np.log(1.25)) / 1.6448536)
    assert (low[0], high[0]) == pytest.approx((100 * 1.25 ** -(2**0.5), 100 * 1.25 ** (2**0.5)))
    lost = widened({name: -of for name, of in sums.items()}, float(np.log(1.25)) / 1.6448536)
    assert (lost[0][0], lost[1][0]) == pytest.approx((-high[0], -low[0]))
    nobody = {"value": np.array([0.0]), "with_low_retention": np.array([0.0]), "with_high_retention": np.array([9.0])}
    assert [end[0] for end in widened(nobody, 0.2)] == [0.0, 9.0]
