"""Rows against rollup: the latest answers of any period, counted from the stored answers and from what the load prepared."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.store import Workspace
from tests.conftest import BringIn
from tests.new_workspaces import new_workspace

PERIODS = [
    Period(date(2023, 1, 1), date(2023, 6, 30)),
    Period(date(2023, 1, 17), date(2023, 4, 9)),
    Period(date(2023, 3, 5), date(2023, 3, 5)),
]
REGIONS: list[tuple[str, ...]] = [(), ("Ege",), ("Ege", "Marmara")]
PEOPLE, ANSWERS = 60, 1500


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    """Many answers of few customers: several on one day and at one moment, on two scales, some reversed, some of other brands."""
    random = np.random.default_rng(11)
    days = pd.Timestamp("2023-01-01") + pd.to_timedelta(random.integers(0, 181, ANSWERS), unit="D")
    moments = days + pd.to_timedelta(random.integers(8, 11, ANSWERS), unit="h")
    highs = random.choice([5, 10], ANSWERS, p=[0.3, 0.7])
    return pd.DataFrame(
        {
            "customer_id": [f"C{number}" for number in random.integers(0, PEOPLE, ANSWERS)],
            "answered_at": moments,
            "kind": random.choice(["nps", "csat"], ANSWERS),
            "score": random.integers(0, highs + 1),
            "scale_min": 0,
            "scale_max": highs,
            "higher_is_better": random.choice([True, False], ANSWERS, p=[0.8, 0.2]),
            "brand": random.choice(np.array([None, "Rakip"], dtype=object), ANSWERS, p=[0.85, 0.15]),
        }
    )


@pytest.fixture(scope="module")
def half_year(
    tmp_path_factory: pytest.TempPathFactory, bring_in: BringIn, answers: pd.DataFrame
) -> Iterator[Workspace]:
    """Those answers in two loads, of customers of whom some are staff."""
    random = np.random.default_rng(12)
    base = pd.DataFrame(
        {
            "customer_id": [f"C{number}" for number in range(PEOPLE)],
            "customer_type": random.choice(["external", "internal"], PEOPLE, p=[0.8, 0.2]),
            "sector": random.choice(["Gıda", "Turizm"], PEOPLE),
            "region": random.choice(np.array(["Ege", "Marmara", None], dtype=object), PEOPLE),
        }
    )
    workspace = new_workspace(tmp_path_factory.mktemp("answers") / "answers.duckdb")
    bring_in(workspace, "customers", base)
    bring_in(workspace, "surveys", answers.iloc[: ANSWERS // 2])
    bring_in(workspace, "surveys", answers.iloc[ANSWERS // 2 :])
    yield workspace
    workspace.close()


def stored(workspace: Workspace, filters: Filters, kind: str) -> list[dict[str, Any]]:
    """The stored answers of the choice, oldest first, as the rules of the latest answer order them."""
    query = (
        "select surveys.*, customer.region from surveys join customer using (customer_key) where customer_type = 'external' "
        "and brand is null and answered_on is not null"
    )
    with workspace.session() as session:
        columns = [column for (column, *_) in session.execute(f"describe {query}")]
        rows = [dict(zip(columns, row, strict=True)) for row in session.execute(query)]
    start, end = filters.period.start, filters.period.end
    own = [
        row
        for row in rows
        if row["kind"] == kind
        and start <= row["answered_on"] <= end
        and (not filters.regions or row["region"] in filters.regions)
    ]
    return sorted(own, key=lambda row: (row["answered_at"], row["load_id"], row["row_number"]))


def points(row: dict[str, Any]) -> float:
    """The score turned so that higher is better."""
    return float(row["score"] if row["higher_is_better"] else row["scale_min"] + row["scale_max"] - row["score"])


@pytest.mark.parametrize("kind", ["nps", "csat"])
@pytest.mark.parametrize("regions", REGIONS, ids=str)
@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_prepared_answers_count_what_the_rows_count(
    period: Period, regions: tuple[str, ...], kind: str, half_year: Workspace
) -> None:
    filters = Filters(period, "none", regions=regions)
    latest_of_month, latest_of_period = {}, {}
    for row in stored(half_year, filters, kind):
        scale = float(row["scale_max"])
        month = row["answered_on"].replace(day=1)
        latest_of_month[row["customer_key"], month, scale] = (month, scale, points(row))
        latest_of_period[row["customer_key"], scale] = (row["region"] or "unknown", scale, points(row))
    places = filters.parameters() | {"kind": kind}
    by_month, _ = half_year.ask("satisfaction/scores_by_month", places)
    by_region, _ = half_year.ask("satisfaction/scores_by_group", places | {"by": "region"})
    assert counted(by_month.assign(month=by_month["month"].dt.date), "month") == Counter(latest_of_month.values())
    assert counted(by_region, "group") == Counter(latest_of_period.values())


def counted(rows: pd.DataFrame, key: str) -> Counter[tuple[Any, float, float]]:
    """Counted rows as a bag of answers."""
    bag: Counter[tuple[Any, float, float]] = Counter()
    for row in rows.to_dict("records"):
        bag[row[key], float(row["scale_max"]), float(row["points"])] += int(row["answers"])
    return bag
