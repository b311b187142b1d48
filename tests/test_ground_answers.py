"""By hand: a metric is its function and its docstring, and says what it lacks."""

from datetime import date

import pandas as pd
import pytest

from crm_core.answers import Answer, Query, metric
from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.store import Workspace

CHOICE = Filters(Period(date(2024, 1, 1), date(2024, 1, 31)))


@metric(rows_behind="store/build")
def builds_so_far(workspace: Workspace, filters: Filters, factor: int = 1) -> Answer:
    """Number of builds of the workspace,
    times a factor.

    A second paragraph that is not the sentence.

    Formula: builds x factor,
        on two lines
    Unit: builds
    Grain: the workspace
    Source: nobody, a test, 2024
    """
    rows, query = workspace.ask("store/build", filters.parameters())
    return Answer("builds_so_far", rows * factor if rows.empty else rows, (query,), filters.period.end, len(rows))


def test_the_docstring_is_read_in_parts_each_on_one_line() -> None:
    assert builds_so_far.name == "builds_so_far"
    assert builds_so_far.sentence == "Number of builds of the workspace, times a factor."
    assert builds_so_far.formula == "builds x factor, on two lines"
    assert (builds_so_far.unit, builds_so_far.grain) == ("builds", "the workspace")
    assert builds_so_far.source == "nobody, a test, 2024"


def test_the_options_are_what_follows_workspace_and_filters() -> None:
    assert builds_so_far.options == ("factor",)


def test_an_answer_holds_the_very_sql_that_ran(empty_workspace: Workspace) -> None:
    answer = builds_so_far.ask(empty_workspace, CHOICE)
    assert answer.queries[0].name == "store/build"
    assert "select build_id" in answer.queries[0].text
    assert answer.queries[0].parameters == {}
    assert not answer.is_empty


def test_no_rows_are_an_answer() -> None:
    assert Answer("a", pd.DataFrame({"month": [], "value": []}), (), date(2024, 1, 1), 0).is_empty


def test_a_docstring_without_its_parts_is_refused_and_says_which_are_missing() -> None:
    def half(workspace: Workspace, filters: Filters) -> Answer:
        """A sentence.

        Formula: a / b
        Unit: share
        """
        raise AssertionError

    with pytest.raises(ValueError, match="half: docstring lacks Grain, Source"):
        metric(rows_behind="store/build")(half)


def test_a_fault_fills_its_places_and_keeps_them_apart_for_translation() -> None:
    fault = QuestionFault("There is no metric {name}.", name="nps")
    assert str(fault) == "There is no metric nps."
    assert fault.message == "There is no metric {name}."
    assert dict(fault.details) == {"name": "nps"}


def test_the_rows_behind_a_figure_are_those_of_its_latest_days_and_not_of_the_comparison() -> None:
    year = Query("room/sums", "select 1", {"start": date(2025, 7, 1), "end": date(2026, 6, 30), "kind": "nps"})
    before = Query("room/sums", "select 1", {"start": date(2024, 7, 1), "end": date(2025, 6, 30), "kind": "nps"})
    expected = {"start": date(2025, 7, 1), "end": date(2026, 6, 30), "kind": "nps"}
    for queries in ((year, before), (before, year)):
        answer = Answer("sums", pd.DataFrame(), queries, date(2026, 6, 30), 0)
        assert answer.parameters() == expected
