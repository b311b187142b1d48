"""Adds up: curves against statsmodels, the cube against a loop over the lines, attributes against the cube, CDNOW as published."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from crm_core.answers import Metric
from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.store import NewLoad, Workspace, store_rows
from crm_core.value import DERIVATIONS, cohort_cells, customer_waiting, purchase_gap_by_group
from crm_core.value.lifetime.kaplan_meier import survival_curve
from crm_core.value.waiting import log_rank, waited, waiting_curve
from tests.new_workspaces import new_workspace

CDNOW = Path(__file__).parent.parent.parent / "shared" / "data" / "CDNOW_sample.txt"
CDNOW_FILES = [CDNOW] if CDNOW.exists() else []
waits = st.lists(st.tuples(st.integers(0, 30), st.booleans(), st.booleans()), min_size=8, max_size=80)


def asked(metric: Metric, *choice: Any, **options: Any) -> Any:
    """The metric's answer."""
    return metric.ask(*choice, **options)


@settings(max_examples=40, deadline=None)
@given(waits)
def test_the_curve_of_counts_is_that_of_statsmodels(rows: list[tuple[int, bool, bool]]) -> None:
    days, happened = (np.array(part) for part in list(zip(*rows, strict=True))[:2])
    curve = waiting_curve(waited(days, happened, np.ones(len(days))))
    if not happened.any():
        assert len(curve.days) == 0
        return
    theirs = SurvfuncRight(days, happened.astype(int))
    assert curve.days.tolist() == list(theirs.surv_times)
    assert curve.waiting == pytest.approx(theirs.surv_prob, abs=1e-12)
    assert np.all((curve.low <= curve.waiting + 1e-12) & (curve.waiting <= curve.high + 1e-12))


def test_greenwoods_interval_on_the_log_scale_is_that_of_the_memberships() -> None:
    random = np.random.default_rng(4)
    days, happened = random.integers(1, 60, 300), random.random(300) < 0.7
    ours, theirs = waiting_curve(waited(days, happened, np.ones(300))), survival_curve(days, happened)
    assert ours.low == pytest.approx(theirs["low"].to_numpy(), abs=1e-9)
    assert ours.high == pytest.approx(theirs["high"].to_numpy(), abs=1e-9)


@pytest.mark.parametrize("groups", [2, 3])
def test_the_log_rank_test_is_that_of_statsmodels(groups: int) -> None:
    random = np.random.default_rng(groups)
    days, happened, of = random.integers(0, 50, 400), random.random(400) < 0.6, random.integers(0, groups, 400)
    days = days + 6 * of
    ours = log_rank([waited(days[of == g], happened[of == g], np.ones((of == g).sum())) for g in range(groups)])
    statistic, p_value = survdiff(days, happened.astype(int), of)
    assert ours is not None
    assert (ours.statistic, ours.p_value) == pytest.approx((statistic, p_value), rel=1e-6)


def test_counts_weigh_as_many_rows_do() -> None:
    once = waiting_curve(waited(np.array([5, 9, 9]), np.array([True, True, False]), np.array([30, 20, 10])))
    rows = waiting_curve(
        waited(np.repeat([5, 9, 9], [30, 20, 10]), np.repeat([True, True, False], [30, 20, 10]), np.ones(60))
    )
    assert once.low == pytest.approx(rows.low)
    assert once.happened_within(5)[0] == pytest.approx(0.5)
    assert np.isnan(once.happened_within(10)[0])


def seeded() -> tuple[Any, Any]:
    """Three hundred customers over two years with returns, same-day orders and returns before the first order."""
    random = np.random.default_rng(9)
    count = 2_000
    lines = pd.DataFrame(
        {
            "customer_id": [f"C{number}" for number in random.integers(0, 300, count)],
            "order_id": [f"O{number}" for number in range(count)],
            "ordered_at": pd.Timestamp("2022-01-01")
            + pd.to_timedelta(random.integers(0, 730, count) ** 2 // 730, unit="D"),
            "amount": np.round(random.normal(60, 50, count), 2),
            "cost": 10.0,
        }
    )
    people = pd.DataFrame({"customer_id": [f"C{number}" for number in range(300)]})
    people["acquisition_channel"] = random.choice(["web", "fair", "Çağrı"], 300)
    people["region"] = random.choice(["Ege", "İç"], 300)
    people["attributes"] = [f'{{"Region again": "{region}"}}' for region in people["region"]]
    return people, lines


@pytest.fixture(scope="module")
def seeded_shop(tmp_path_factory: pytest.TempPathFactory):
    workspace = new_workspace(tmp_path_factory.mktemp("seeded") / "a.duckdb", DERIVATIONS)
    for sheet, rows in zip(("customers", "transactions"), seeded(), strict=True):
        with workspace.change() as build:
            build.bring("brought", rows.assign(row_number=range(2, len(rows) + 2)))
            store_rows(build, NewLoad(sheet, sheet, "0" * 64, len(rows)), "brought")
    yield workspace
    workspace.close()


TWO_YEARS = Filters(Period(date(2022, 1, 1), date(2023, 12, 31)))


def test_the_cube_equals_a_loop_over_the_lines(seeded_shop: Workspace) -> None:
    people, lines = seeded()
    sold = lines.query("amount > 0")
    start = sold.groupby("customer_id")["ordered_at"].min()
    lines = lines.assign(first=lines["customer_id"].map(start)).dropna(subset=["first"])
    age = (
        (lines["ordered_at"].dt.year - lines["first"].dt.year) * 12
        + lines["ordered_at"].dt.month
        - lines["first"].dt.month
    )
    lines = lines.assign(
        age=age.clip(lower=0), channel=lines["customer_id"].map(people.set_index("customer_id")["acquisition_channel"])
    )
    won = start[start < "2022-02-01"].index
    january = lines[lines["customer_id"].isin(won)]
    margin = asked(cohort_cells, seeded_shop, TWO_YEARS, measure="margin").rows.query("cohort == '2022-01'")
    for months in (0, 5, 20):
        so_far = (
            january[january["age"] <= months]
            .eval("amount - cost")
            .groupby(january["customer_id"])
            .sum()
            .reindex(won, fill_value=0)
        )
        row = margin.query("months_since == @months").iloc[0]
        assert row["value"] == pytest.approx(so_far.mean(), abs=1e-6)
        assert row["high"] - row["value"] == pytest.approx(1.959964 * so_far.std() / np.sqrt(len(won)), rel=1e-4)
    channel = asked(cohort_cells, seeded_shop, TWO_YEARS, by="channel").rows
    old = {
        name: [c for c in start.index if people.set_index("customer_id")["acquisition_channel"][c] == name]
        for name in ("web", "Çağrı")
    }
    for name, customers in old.items():
        lived = [c for c in customers if start[c] < pd.Timestamp("2023-07-01")]
        came = lines[(lines["customer_id"].isin(lived)) & (lines["age"] == 6) & (lines["amount"] > 0)][
            "customer_id"
        ].nunique()
        row = channel.loc[(channel["cohort"] == name) & (channel["months_since"] == 6)].iloc[0]
        assert (row["n"], row["customers"]) == (len(lived), came)


@pytest.mark.parametrize("measure", ["retention", "repeat", "revenue", "margin"])
@pytest.mark.parametrize("by", ["month", "channel"])
def test_an_attribute_chooses_as_the_same_region_does(seeded_shop: Workspace, measure: str, by: str) -> None:
    region = asked(cohort_cells, seeded_shop, replace(TWO_YEARS, regions=("İç",)), by=by, measure=measure).rows
    attribute = replace(TWO_YEARS, attributes=(("Region again", "İç"),))
    pd.testing.assert_frame_equal(asked(cohort_cells, seeded_shop, attribute, by=by, measure=measure).rows, region)
    gaps = [
        asked(purchase_gap_by_group, seeded_shop, choice).rows
        for choice in (replace(TWO_YEARS, regions=("İç",)), attribute)
    ]
    pd.testing.assert_frame_equal(*gaps)


def test_groups_are_a_partition_of_all_customers(seeded_shop: Workspace) -> None:
    whole = asked(cohort_cells, seeded_shop, TWO_YEARS).n
    for by in ("quarter", "channel", "product", "category"):
        assert asked(cohort_cells, seeded_shop, TWO_YEARS, by=by).n == whole
    for by in ("channel", "region", "tier"):
        waiting = asked(customer_waiting, seeded_shop, TWO_YEARS, by=by, event="second")
        assert waiting.n == whole == sum(group["n"] for group in waiting.totals["groups"])


@pytest.fixture(params=CDNOW_FILES, ids=["the sample"] * len(CDNOW_FILES))
def cdnow(request: pytest.FixtureRequest, tmp_path: Path, bring_in):
    """The 2,357 customers of the CDNOW sample over 78 weeks."""
    lines = pd.read_csv(
        request.param, sep=r"\s+", header=None, names=["all", "customer_id", "day", "cds", "amount"], dtype=str
    )
    rows = pd.DataFrame(
        {
            "customer_id": lines["customer_id"],
            "order_id": lines.index.astype(str),
            "ordered_at": pd.to_datetime(lines["day"], format="%Y%m%d"),
            "amount": pd.to_numeric(lines["amount"]),
        }
    )
    workspace = new_workspace(tmp_path / "cdnow.duckdb", DERIVATIONS)
    bring_in(workspace, "transactions", rows)
    yield workspace, rows
    workspace.close()


def test_the_cdnow_sample_comes_back_as_published(cdnow: tuple[Workspace, Any]) -> None:
    # Published: 2,357 customers, 946 repeat buyers by 30 September 1997; eight bought for nothing only, which is no purchase here.
    workspace, rows = cdnow
    paid = rows.query("amount > 0")
    half = Filters(Period(date(1997, 1, 1), date(1997, 9, 30)))
    second = asked(customer_waiting, workspace, half, event="second")
    days = paid[paid["ordered_at"] <= "1997-09-30"].groupby("customer_id")["ordered_at"].nunique()
    assert second.n == len(days)
    assert second.totals["groups"][0]["happened"] == int((days > 1).sum())
    assert second.n == 2357 - 8
    assert second.totals["groups"][0]["happened"] == 946
