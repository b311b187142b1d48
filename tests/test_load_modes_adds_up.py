"""Adds up: a dry run is what the load does, undo and restore lead back, and the order of loading never matters."""

import os
import tempfile
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from crm_core import intake
from crm_core.cockpit import DERIVATIONS
from crm_core.errors import Fault
from crm_core.store import SHEETS, Workspace
from tests.new_workspaces import new_workspace

CUSTOMERS = st.sampled_from(["A", "B", "C", "007"])
SALES = st.lists(
    st.tuples(
        st.integers(1, 4), CUSTOMERS, st.integers(1, 28), st.integers(-50, 900), st.sampled_from(["çay", "su", ""]),
        st.sampled_from(["Ege", "Iğdır", ""]),
    ),
    min_size=1, max_size=6,
)  # fmt: skip
PEOPLE = st.lists(
    st.tuples(
        CUSTOMERS, st.sampled_from(["Gıda", "Tekstil", ""]), st.sampled_from(["Ege", ""]), st.sampled_from(["Van", "", ""])
    ),
    min_size=1, max_size=4,
)  # fmt: skip
MODES = st.sampled_from(["append", "new", "update", "upsert", "period", "all"])
PEOPLE_MODES = st.sampled_from(["new", "update", "upsert", "all"])
BLANKS = st.sampled_from(["keep", "clear"])
ORPHANS = st.sampled_from(["keep", "quarantine", "leave-out"])
LOADS = st.lists(
    st.one_of(
        st.tuples(st.just("sales"), SALES, MODES, BLANKS, ORPHANS),
        st.tuples(st.just("people"), PEOPLE, PEOPLE_MODES, BLANKS, st.just("keep")),
    ),
    min_size=1,
    max_size=4,
)
Load = tuple[str, list[Any], str, str, str]
KEPT = (
    *SHEETS,
    "customer_keys",
    "replaced_rows",
    "passed_over_rows",
    "customer_attribute",
    "quarantine",
    "customer",
    "customer_month",
    "month_cube",
    "customer_tier",
)
SEQUENCES = int(os.environ.get("CRM_SEQUENCES", "5"))
"""Random sequences of loads tried; the suite tries a few, ``CRM_SEQUENCES=200`` all that the import is held to."""
SLOW = settings(
    max_examples=SEQUENCES,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


def text_of(load: Load) -> str:
    """The rows as a file; a last column in which no row says anything is not in the file at all."""
    kind, rows = load[:2]
    headings = ["Müşteri No", "Sektör", "Bölge", "Depo"]
    lines = [list(row) for row in rows]
    if kind == "sales":
        headings = ["Sipariş No", "Müşteri No", "Tarih", "Tutar", "Ürün", "Depo"]
        lines = [
            [f"S{no}", who, f"{day:02d}.01.2024", f"{amount},25", product, depot]
            for no, who, day, amount, product, depot in rows
        ]
    while not any(line[-1] for line in lines):
        headings, lines = headings[:-1], [line[:-1] for line in lines]
    return "\n".join(";".join(line) for line in [headings, *lines]) + "\n"


def draft_of(workspace: Workspace, load: Load, name: str) -> intake.Draft:
    text = text_of(load)
    draft = intake.draft_file(workspace, text.encode(), name)
    chosen = {"mode": load[2], "blank": load[3], "orphans": load[4]}
    if "Depo" in text:
        chosen["map.Depo"] = "attribute"
    return intake.answer_all(draft, chosen)


def tables(workspace: Workspace) -> dict[str, list[tuple[Any, ...]]]:
    """Rows of every table, columns in the order of their names: one that a file brought stands at the end from then on."""
    with workspace.session() as session:
        columns = {name: sorted(row[0] for row in session.execute(f"describe {name}")) for name in KEPT}
        return {name: session.execute(f"select {', '.join(columns[name])} from {name} order by all") for name in KEPT}


def meaning(workspace: Workspace) -> list[list[tuple[Any, ...]]]:
    """What the data say, whatever number a load or a key has."""
    with workspace.session() as session:
        return [
            session.execute("select customer_id, is_described, sector, region, revenue from customer order by all"),
            session.execute("select customer_id, order_id, amount from transactions join customer_keys using (customer_key) order by all"),
            session.execute("select customer_id, row_number from quarantine join customer_keys using (customer_key) order by all"),
            session.execute("select customer_id, value from customer_attribute join customer_keys using (customer_key) order by all"),
        ]  # fmt: skip


def depots(sales: list[Any], people: list[Any], orphans: str) -> list[tuple[str, str]]:
    """Depot by customer: the last that the people's file says, else the latest of the orders, the greatest on one day."""
    latest = {who: depot for _, who, _, _, _, depot in sorted(sales, key=lambda row: (row[2], row[5])) if depot}
    described = {who for who, *_ in people}
    counted = {who: depot for who, depot in latest.items() if orphans == "keep" or who in described}
    return sorted((counted | {who: depot for who, _, _, depot in people if depot}).items())


def in_a_new_workspace(work: Callable[[Workspace], Any]) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        workspace = new_workspace(Path(folder) / "one.duckdb", DERIVATIONS)
        try:
            return work(workspace)
        finally:
            workspace.close()


@SLOW
@given(loads=LOADS)
def test_a_dry_run_is_exactly_what_the_load_then_does_and_leaves_no_trace(loads: list[Load]) -> None:
    def work(workspace: Workspace) -> None:
        for place, load in enumerate(loads):
            draft = draft_of(workspace, load, f"{place}.csv")
            before = tables(workspace)
            tried = intake.dry_run(workspace, draft)
            assert tables(workspace) == before
            done = intake.load(workspace, draft, again=True)
            assert done == tried
            assert done.rows_accepted + done.rows_refused + done.rows_skipped == done.rows_read
            with workspace.session() as session:
                counted = session.execute(
                    "select count(*), coalesce(sum(revenue), 0) from customer where customer_type = 'external'"
                )
            assert counted == [(done.effect.after.customers, done.effect.after.revenue)]

    in_a_new_workspace(work)


@SLOW
@given(loads=LOADS, keep=st.integers(0, 5))
def test_undo_one_by_one_and_restore_at_once_lead_back_byte_by_byte(loads: list[Load], keep: int) -> None:
    def work(workspace: Workspace) -> None:
        states = [tables(workspace)]
        for place, load in enumerate(loads):
            intake.load(workspace, draft_of(workspace, load, f"{place}.csv"), again=True)
            states.append(tables(workspace))
        kept = min(keep, len(loads) - 1)
        for load_id in range(len(loads), kept + 1, -1):
            intake.undo(workspace, load_id)
            assert tables(workspace) == states[load_id - 1]
        intake.restore(workspace, kept + 1)
        assert tables(workspace) == states[kept]
        if kept:
            intake.restore(workspace, 1)
        assert tables(workspace) == states[0]

    in_a_new_workspace(work)


@SLOW
@given(loads=LOADS, picked=st.integers(0, 5))
def test_an_undo_in_the_middle_is_refused_whole_or_done_whole(loads: list[Load], picked: int) -> None:
    def work(workspace: Workspace) -> None:
        for place, load in enumerate(loads):
            intake.load(workspace, draft_of(workspace, load, f"{place}.csv"), again=True)
        before, load_id = tables(workspace), picked % len(loads) + 1
        try:
            intake.undo(workspace, load_id)
        except Fault:
            assert tables(workspace) == before
        else:
            with workspace.session() as session:
                left = {
                    name: session.execute(f"select count(*) from {name} where load_id = $id", {"id": load_id})
                    for name in (*SHEETS, "quarantine")
                }
                doubled = session.execute("select customer_key from customers group by 1 having count(*) > 1")
            assert set(map(tuple, left.values())) == {((0,),)} and doubled == []

    in_a_new_workspace(work)


@settings(SLOW, max_examples=max(4, SEQUENCES // 2))
@given(sales=SALES, more=SALES, people=PEOPLE, orphans=st.sampled_from(["keep", "quarantine"]))
def test_all_orders_of_loading_end_in_the_same_state(
    sales: list[Any], more: list[Any], people: list[Any], orphans: str
) -> None:
    loads: list[Load] = [
        ("sales", sales, "append", "keep", orphans),
        ("people", people, "upsert", "keep", "keep"),
        ("sales", more, "append", "keep", orphans),
    ]

    def work(order: tuple[int, ...]) -> Callable[[Workspace], Any]:
        def loaded(workspace: Workspace) -> Any:
            for place in order:
                intake.load(workspace, draft_of(workspace, loads[place], f"{place}.csv"), again=True)
            return meaning(workspace)

        return loaded

    ends = [in_a_new_workspace(work(order)) for order in permutations(range(3))]
    assert all(end == ends[0] for end in ends)
    assert ends[0][-1] == depots([*sales, *more], people, orphans)
