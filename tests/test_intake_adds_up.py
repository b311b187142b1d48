"""Adds up: accepted and refused make all rows, undo leads back, and the order of loading never matters."""

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_core import intake
from crm_core.store import SHEETS, Workspace
from tests.new_workspaces import new_workspace

CUSTOMERS = st.sampled_from(["A", "B", "C", "Ç", "007"])
SALES_ROWS = st.lists(
    st.tuples(CUSTOMERS | st.just(""), st.integers(1, 28), st.integers(-500, 5000)), min_size=1, max_size=8
)
CUSTOMER_ROWS = st.lists(
    st.tuples(CUSTOMERS, st.sampled_from(["Gıda", "Tekstil", ""]), st.sampled_from(["Ege", ""])), min_size=1, max_size=6
)


def sales_file(rows: list[tuple[str, int, int]]) -> str:
    lines = [f"S{place};{who};{day:02d}.01.2024;{amount},25" for place, (who, day, amount) in enumerate(rows)]
    return "\n".join(["Sipariş No;Müşteri No;Tarih;Tutar", *lines]) + "\n"


def customers_file(rows: list[tuple[str, str, str]]) -> str:
    return "\n".join(["Müşteri No;Sektör;Bölge", *(";".join(row) for row in rows)]) + "\n"


def loaded(workspace: Workspace, files: list[str]) -> None:
    for place, text in enumerate(files):
        draft = intake.draft_file(workspace, text.encode(), f"{place}.csv")
        for question in draft.sheet.questions:
            # Rows without a customer below rows with one may look like groups; here each row stands for itself.
            assert question.key == "down.customer_id"
            draft = intake.answer(draft, question.key, "no")
        result = intake.check(workspace, draft)
        assert result.rows_accepted + result.rows_refused == result.rows_read
        if result.rows_accepted:
            intake.load(workspace, draft, again=True)


def tables(workspace: Workspace) -> dict[str, list[tuple[Any, ...]]]:
    """Every fact and rollup byte by byte; loads and build ids, which are history, stay aside."""
    names = (*SHEETS, "customer_keys", "replaced_rows", "quarantine", "customer", "customer_month", "month_cube")
    with workspace.session() as session:
        return {name: session.execute(f"select * from {name} order by all") for name in names}


def meaning(workspace: Workspace) -> list[list[tuple[Any, ...]]]:
    """What the data say, whatever number a load or a key has."""
    with workspace.session() as session:
        return [
            session.execute(
                "select customer_id, is_described, sector, region, first_order_on, orders, revenue "
                "from customer order by customer_id"
            ),
            session.execute(
                "select customer_id, order_id, ordered_at, amount from transactions "
                "join customer_keys using (customer_key) order by all"
            ),
        ]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sales=SALES_ROWS, more=SALES_ROWS, customers=CUSTOMER_ROWS)
def test_any_order_of_loading_ends_the_same(
    sales: list[tuple[str, int, int]], more: list[tuple[str, int, int]], customers: list[tuple[str, str, str]]
) -> None:
    files = [sales_file(sales), customers_file(customers), sales_file(more)]
    with tempfile.TemporaryDirectory() as folder:
        ends = []
        for name, order in (("one", (0, 1, 2)), ("two", (1, 2, 0)), ("three", (2, 0, 1))):
            workspace = new_workspace(Path(folder) / f"{name}.duckdb")
            loaded(workspace, [files[place] for place in order])
            ends.append(meaning(workspace))
            workspace.close()
        assert ends[0] == ends[1] == ends[2]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(customers=CUSTOMER_ROWS, more=CUSTOMER_ROWS, sales=SALES_ROWS)
def test_undo_leads_back_byte_by_byte(
    customers: list[tuple[str, str, str]], more: list[tuple[str, str, str]], sales: list[tuple[str, int, int]]
) -> None:
    everyone = ["A", "B", "C", "Ç", "007"]
    with tempfile.TemporaryDirectory() as folder:
        workspace = new_workspace(Path(folder) / "one.duckdb")
        loaded(workspace, [customers_file([(who, "", "Ege") for who in everyone]), customers_file(customers)])
        before = tables(workspace)
        loaded(workspace, [customers_file(more), sales_file(sales)])
        for load_id in sorted(set(intake.loads(workspace)["load_id"]) - {1, 2}, reverse=True):
            intake.undo(workspace, int(load_id))
        assert tables(workspace) == before
        workspace.close()
