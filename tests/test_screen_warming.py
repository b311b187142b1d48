"""By hand: answers prepared in the background. A small workspace starts nothing, a large one is prepared until it changes."""

import threading
from collections.abc import Iterator
from datetime import date

import pandas as pd
import pytest

from crm_core.answers import Answer, Metric
from crm_core.errors import QuestionFault, WorkspaceFault
from crm_core.screen.asking import keep_answer
from crm_core.screen.first_questions import default_filters, everything_asked
from crm_core.screen.warming import stop_warming, warm_up
from crm_core.store import Workspace
from crm_core.value import DERIVATIONS, revenue_by_month, tier_migration
from tests.new_workspaces import new_workspace

PATIENCE = 300.0


@pytest.fixture
def shop(tmp_path, bring_in) -> Iterator[Workspace]:
    """Six order lines of three customers."""
    workspace = new_workspace(tmp_path / "shop.duckdb", DERIVATIONS)
    bring_in(workspace, "transactions", order_lines("2024-01-31"))
    yield workspace
    stop_warming()
    workspace.close()


def order_lines(first_day: str) -> pd.DataFrame:
    days = pd.date_range(first_day, periods=6, freq="ME")
    numbers = [f"{first_day}-{place}" for place in range(6)]
    customers = [f"C{place % 3}" for place in range(6)]
    return pd.DataFrame({"order_id": numbers, "customer_id": customers, "ordered_at": days, "amount": 10.0})


def metric_that(ask) -> Metric:
    return Metric("asked", ask, "", "", "", "", "", "")


def test_a_small_workspace_is_not_prepared(shop: Workspace) -> None:
    before = threading.active_count()
    assert warm_up(shop, shop.state()) is None
    assert threading.active_count() == before


def test_an_empty_workspace_is_not_prepared(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("CRM_LARGE_FROM_LINES", "1")
    empty = new_workspace(tmp_path / "empty.duckdb", DERIVATIONS)
    assert warm_up(empty, empty.state()) is None
    empty.close()


def test_the_threshold_itself_is_large(shop: Workspace, monkeypatch) -> None:
    monkeypatch.setenv("CRM_LARGE_FROM_LINES", "7")
    assert warm_up(shop, shop.state()) is None
    stop_warming()
    monkeypatch.setenv("CRM_LARGE_FROM_LINES", "6")
    assert warm_up(shop, shop.state(), {"12m": [(revenue_by_month, {})]}) is not None


def test_every_first_question_of_a_large_workspace_is_asked_once(shop: Workspace, monkeypatch) -> None:
    monkeypatch.setenv("CRM_LARGE_FROM_LINES", "6")
    warm = warm_up(shop, shop.state())
    assert warm is not None and warm.thread is not None
    warm.thread.join(PATIENCE)
    count = len(everything_asked(shop, shop.state())[0])
    assert (warm.is_over, warm.done, warm.of) == (True, count, count)
    assert warm_up(shop, shop.state()) is warm


def test_a_new_build_ends_the_preparation_and_begins_another(shop: Workspace, monkeypatch, bring_in) -> None:
    monkeypatch.setenv("CRM_LARGE_FROM_LINES", "6")
    is_asked, may_go_on, asked = threading.Event(), threading.Event(), []

    def ask(workspace: Workspace, filters) -> Answer:
        asked.append(workspace.state().build_id)
        is_asked.set()
        assert may_go_on.wait(PATIENCE)
        return Answer("asked", pd.DataFrame(), (), date(2024, 6, 30), 0)

    state = shop.state()
    first = warm_up(shop, state, {"12m": [(metric_that(ask), {}), (revenue_by_month, {})]})
    assert first is not None and first.thread is not None
    assert is_asked.wait(PATIENCE)
    bring_in(shop, "transactions", order_lines("2024-02-28"))
    may_go_on.set()
    first.thread.join(PATIENCE)
    assert (first.is_over, first.done) == (True, 1)
    second = warm_up(shop, shop.state(), {"12m": [(revenue_by_month, {})]})
    assert second is not None and second is not first and second.thread is not None
    second.thread.join(PATIENCE)
    assert (second.build_id, second.done) == (state.build_id + 1, 1)


def test_a_fault_ends_the_preparation_in_silence(shop: Workspace, monkeypatch) -> None:
    monkeypatch.setenv("CRM_LARGE_FROM_LINES", "6")

    def ask(workspace: Workspace, filters) -> Answer:
        raise QuestionFault("no")

    warm = warm_up(shop, shop.state(), {"12m": [(metric_that(ask), {}), (revenue_by_month, {})]})
    assert warm is not None and warm.thread is not None
    warm.thread.join(PATIENCE)
    assert (warm.is_over, warm.done) == (True, 0)


def test_a_question_to_a_closed_workspace_is_a_fault(shop: Workspace) -> None:
    filters = default_filters(shop.state())
    shop.close()
    with pytest.raises(WorkspaceFault):
        revenue_by_month.ask(shop, filters)


def test_closing_breaks_off_a_question_that_is_still_running(shop: Workspace) -> None:
    is_asked, found = threading.Event(), []

    def ask() -> None:
        try:
            with shop.session() as session:
                is_asked.set()
                session.execute(
                    "select count(*) from range(100000) as a, range(1000000) as b where a.range % 7 = b.range % 11"
                )
        except WorkspaceFault as fault:
            found.append(fault)

    thread = threading.Thread(target=ask)
    thread.start()
    assert is_asked.wait(PATIENCE)
    shop.close()
    thread.join(PATIENCE)
    assert len(found) == 1


def test_an_option_left_out_is_the_same_question_as_one_on_its_default(shop: Workspace) -> None:
    asked = []

    def ask(workspace: Workspace, filters, tier: str = "all") -> Answer:
        asked.append(tier)
        return Answer("asked", pd.DataFrame(), (), date(2024, 6, 30), 0)

    metric, filters = metric_that(ask), default_filters(shop.state())
    for options in ({}, {"tier": "all"}, {"tier": "mvc"}):
        keep_answer(metric, shop, shop.state().build_id, filters, options)
    assert asked == ["all", "mvc"]


def test_moves_from_and_to_every_month_of_the_data_are_prepared(shop: Workspace) -> None:
    # Months 2024-01 to 2024-06; the year before the last one is not in the data, so the oldest stands for it.
    asked, _ = everything_asked(shop, shop.state())
    pairs = {tuple(question.options.values()) for question in asked if question.metric is tier_migration}
    months = [f"2024-{month:02d}" for month in range(1, 7)]
    assert pairs == {(month, "2024-06") for month in months} | {("2024-01", month) for month in months}
