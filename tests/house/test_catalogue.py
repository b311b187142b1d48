"""House: a metric is one name in five places, and answers on a full workspace as on an empty one."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copyfile

import pandas as pd
import pytest

from crm_core import learning, relations, satisfaction, value
from crm_core.answers import Answer, Metric
from crm_core.cockpit import DERIVATIONS, METRICS, OF_SEVERAL_ROOMS
from crm_core.filters import Filters
from crm_core.periods import Period, last_months
from crm_core.store import Workspace, data_dictionary, named_sql
from tests.house.source import ROOT

SCRIPTS_RELY_ON = (
    "tier_summary",
    "customer_tiers",
    "cohort_retention",
    "csat_by_month",
    "nps_by_month",
    "ces_by_month",
    "relational_rows",
    "relational_index",
)
TOTALS = {
    "value", "n", "low", "high", "previous", "previous_n", "difference", "difference_low", "difference_high", "is_change"
}  # fmt: skip
EMPTY_CHOICE = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)))
every_metric = pytest.mark.parametrize("metric", METRICS.values(), ids=list(METRICS))


@pytest.fixture(scope="module")
def demo(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A demo workspace for reading."""
    path = tmp_path_factory.mktemp("catalogue") / "demo.duckdb"
    copyfile(demo_file, path)
    workspace = Workspace.open(path, DERIVATIONS)
    yield workspace
    workspace.close()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A new workspace without any facts."""
    workspace = Workspace.create(
        tmp_path_factory.mktemp("catalogue") / "empty.duckdb", "Empty", derivations=DERIVATIONS
    )
    yield workspace
    workspace.close()


def last_year(workspace: Workspace) -> Filters:
    """The last twelve finished months of the workspace."""
    as_of = workspace.state().as_of
    assert as_of is not None
    return Filters(last_months(as_of, 12))


def rows_behind(workspace: Workspace, metric: Metric, answer: Answer) -> pd.DataFrame:
    """The stored rows behind the answer, asked as the screen asks."""
    values = {**EMPTY_CHOICE.parameters(), **answer.parameters(), "row_limit": 50, "row_from": 0}
    rows, _ = workspace.ask(metric.rows_behind, values)
    return rows


def test_a_name_stands_for_one_metric() -> None:
    names = [metric.name for room in (value, satisfaction, relations, learning) for metric in room.METRICS]
    names += [metric.name for metric in OF_SEVERAL_ROOMS]
    assert sorted(names) == sorted(set(names)) == sorted(METRICS)


def test_the_names_that_scripts_rely_on_are_there() -> None:
    assert set(SCRIPTS_RELY_ON) - set(METRICS) == set()


@every_metric
def test_a_name_says_what_it_is_and_its_parts_are_whole(metric: Metric) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]+", metric.name)
    assert metric.sentence.endswith(".")
    assert re.search(r"\b(1[89]|20)\d\d\b", metric.source), f"no year in the source: {metric.source}"


@every_metric
def test_a_test_works_it_out(metric: Metric) -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").glob("test_*.py"))
    assert re.search(rf"\b{metric.name}\b", tests), f"no test mentions {metric.name}"


@every_metric
def test_it_answers_on_a_demo_with_the_very_sql_of_its_files(metric: Metric, demo: Workspace) -> None:
    answer = metric.ask(demo, last_year(demo))
    assert answer.metric == metric.name
    assert answer.queries
    for query in answer.queries:
        assert query.text == named_sql(query.name)
    assert answer.n > 0
    assert not answer.is_empty
    assert answer.as_of == demo.state().as_of
    assert not answer.rows.columns.duplicated().any()


@every_metric
def test_it_answers_on_an_empty_workspace(metric: Metric, empty: Workspace) -> None:
    answer = metric.ask(empty, EMPTY_CHOICE)
    assert answer.n == 0
    assert list(answer.rows.columns)
    assert answer.as_of == EMPTY_CHOICE.period.end
    assert answer.notes, "an empty answer says what is missing"


@every_metric
def test_it_answers_for_a_segment_in_which_nobody_is(metric: Metric, demo: Workspace) -> None:
    choice = Filters(last_year(demo).period, sectors=("a sector that does not exist",))
    assert metric.ask(demo, choice).n == 0


@every_metric
def test_it_answers_for_a_single_month_and_for_an_unfinished_one(metric: Metric, demo: Workspace) -> None:
    last = last_year(demo).period
    single = Filters(Period(last.last_month, last.end))
    assert metric.ask(demo, single).metric == metric.name
    unfinished = Filters(Period(last.start, last.end.replace(day=15)))
    assert metric.ask(demo, unfinished).metric == metric.name


@every_metric
def test_the_rows_behind_it_are_stored_rows_without_personal_columns(metric: Metric, demo: Workspace) -> None:
    rows = rows_behind(demo, metric, metric.ask(demo, last_year(demo)))
    personal = {field.name for field in data_dictionary() if field.is_personal} - {"customer_id"}
    assert 0 < len(rows) <= 50
    assert set(rows.columns) & personal == set()


@every_metric
def test_no_rows_are_behind_an_empty_answer(metric: Metric, empty: Workspace) -> None:
    assert len(rows_behind(empty, metric, metric.ask(empty, EMPTY_CHOICE))) == 0


@pytest.mark.parametrize("metric", [m for m in METRICS.values() if m.name.endswith("_by_month")], ids=lambda m: m.name)
def test_a_monthly_figure_keeps_the_form_that_cards_and_charts_rely_on(metric: Metric, demo: Workspace) -> None:
    choice = last_year(demo)
    answer = metric.ask(demo, choice)
    months = [month.date() for month in answer.rows["month"]]
    assert {"month", "value", "n"} <= set(answer.rows.columns)
    assert str(answer.rows["month"].dtype).startswith("datetime64")
    assert months == sorted(set(months))
    assert choice.period.first_month <= months[0]
    assert months[-1] <= choice.period.last_month
    assert set(answer.totals) >= TOTALS
    assert answer.totals["is_change"] in (True, False, None)


@pytest.mark.parametrize("metric", [m for m in METRICS.values() if m.name.endswith("_by_group")], ids=lambda m: m.name)
def test_a_group_of_few_keeps_its_count_and_hides_its_value(metric: Metric, demo: Workspace) -> None:
    rows = metric.ask(demo, last_year(demo)).rows
    assert {"group", "value", "n", "low", "high", "reading"} <= set(rows.columns)
    expected = ["full" if n >= 30 else "grey" if n >= 10 else "hidden" for n in rows["n"]]
    assert rows["reading"].tolist() == expected
    hidden = rows.query("reading == 'hidden'")
    assert hidden["value"].isna().tolist() == [True] * len(hidden)
