"""Adds up: groups and months sum to the whole, and a real survey gives the figures that its rows give."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from crm_core.answers import Metric
from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.satisfaction.intervals import nps_variance
from crm_core.satisfaction.scores import ces_by_group, csat_by_group, nps_by_group, nps_by_month
from crm_core.store import Workspace
from tests.conftest import BringIn
from tests.new_workspaces import new_workspace

SURVEY = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "nps_survey.csv"
SURVEYS = [SURVEY] if SURVEY.exists() else []
"""Its licence lets it be used in tests, not shipped; where it is not, pytest reports the test as left out."""
YEAR = Filters(Period(date(2023, 1, 1), date(2023, 12, 31)), "none")


def a_year_of_answers(random: np.random.Generator) -> pd.DataFrame:
    """Two thousand answers of four hundred customers to three questions, at most one at a moment."""
    kinds = random.choice(["nps", "csat", "ces"], 2000)
    low = np.where(kinds == "nps", 0, 1)
    high = np.select([kinds == "nps", kinds == "csat"], [10, 5], 7)
    return pd.DataFrame(
        {
            "customer_id": [f"C{number}" for number in random.integers(0, 400, 2000)],
            "answered_at": pd.Timestamp("2023-01-01") + pd.to_timedelta(random.permutation(2000) * 4, unit="h"),
            "kind": kinds,
            "score": random.integers(low, high + 1),
            "scale_min": low,
            "scale_max": high,
        }
    )


def a_base_of_customers(random: np.random.Generator) -> pd.DataFrame:
    """Four hundred customers, some without a region."""
    return pd.DataFrame(
        {
            "customer_id": [f"C{number}" for number in range(400)],
            "sector": random.choice(["Gıda", "Turizm", "Tekstil"], 400, p=[0.6, 0.38, 0.02]),
            "region": random.choice(np.array(["Ege", "Marmara", None], dtype=object), 400),
        }
    )


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory, bring_in: BringIn) -> Iterator[Workspace]:
    """A workspace with a base of customers and a year of answers."""
    random = np.random.default_rng(5)
    workspace = new_workspace(tmp_path_factory.mktemp("year") / "year.duckdb")
    bring_in(workspace, "customers", a_base_of_customers(random))
    bring_in(workspace, "surveys", a_year_of_answers(random))
    yield workspace
    workspace.close()


@pytest.mark.parametrize("by", ["tier", "sector", "region", "capacity", "channel"])
@pytest.mark.parametrize("metric", [csat_by_group, nps_by_group, ces_by_group], ids=lambda metric: metric.name)
def test_groups_hold_every_customer_who_answered_once(metric: Metric, by: str, year: Workspace) -> None:
    answer = metric.ask(year, YEAR, by=by)
    rows, _ = year.ask(
        metric.rows_behind, YEAR.parameters() | {"row_limit": 5000, "kind": metric.name.partition("_")[0]}
    )
    assert sum(answer.rows["n"].to_list()) == answer.totals["n"] == len(set(rows["customer_id"]))


def test_the_whole_lies_where_its_groups_weigh(year: Workspace) -> None:
    answer = nps_by_group.ask(year, YEAR, by="region")
    weighed = float(np.average(answer.rows["value"].to_numpy(), weights=answer.rows["n"].to_numpy()))
    assert weighed == pytest.approx(answer.totals["value"])


def test_months_hold_the_latest_answer_of_each_customer(year: Workspace) -> None:
    """The same sum by pandas, from the stored rows."""
    rows, _ = year.ask("satisfaction/score_rows", YEAR.parameters() | {"row_limit": 5000, "kind": "nps"})
    counted = rows[rows["is_counted"]].assign(month=lambda all_rows: all_rows["answered_on"].dt.to_period("M"))
    assert len(counted) == len(counted.drop_duplicates(["customer_id", "month"]))
    expected = counted.groupby("month")["score"].agg(lambda scores: 100 * ((scores >= 9).mean() - (scores <= 6).mean()))
    answer = nps_by_month.ask(year, YEAR)
    assert answer.rows["value"].tolist() == pytest.approx(expected.tolist())
    assert answer.rows["n"].tolist() == counted.groupby("month").size().tolist()
    assert answer.n == answer.totals["n"] == len(set(rows["customer_id"]))


def test_segments_of_one_field_sum_to_all(year: Workspace) -> None:
    parts = [
        nps_by_month.ask(year, Filters(YEAR.period, "none", sectors=(name,))) for name in ("Gıda", "Turizm", "Tekstil")
    ]
    assert sum(part.n for part in parts) == nps_by_month.ask(year, YEAR).n


@pytest.mark.parametrize("path", SURVEYS, ids=["the whole file"] * len(SURVEYS))
def test_the_public_survey_of_a_thousand_gives_its_nps(
    empty_workspace: Workspace, bring_in: BringIn, path: Path
) -> None:
    """462 promoters and 362 detractors of 1,000: NPS +10.0 with a standard error of 2.853."""
    survey = pd.read_csv(path)
    rows = pd.DataFrame(
        {
            "customer_id": [f"R{number}" for number in range(len(survey))],
            "answered_at": pd.to_datetime(survey["date"]),
            "kind": "nps",
            "score": survey["REC"],
            "scale_min": 0,
            "scale_max": 10,
        }
    )
    bring_in(empty_workspace, "surveys", rows)
    days = rows["answered_at"]
    choice = Filters(Period(days.min().date(), days.max().date()), "none")
    totals = nps_by_month.ask(empty_workspace, choice).totals
    assert (totals["promoters"], totals["detractors"], totals["n"]) == (462, 362, 1000)
    assert totals["value"] == pytest.approx(10.0)
    assert nps_variance(462, 362, 1000) ** 0.5 == pytest.approx(2.853, abs=5e-4)
    assert (totals["low"], totals["high"]) == pytest.approx((4.39, 15.55), abs=5e-3)
