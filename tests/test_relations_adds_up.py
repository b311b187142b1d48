"""Adds up: classes sum to all chosen customers, bins to the classed ones, two ways to one number agree."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.relations import (
    CLASSES,
    UNCLASSIFIED,
    customers_of_class,
    index_bins,
    relational_index,
    relational_outcomes_raw,
    relational_rows,
)
from crm_core.relations.practice import Window, classes_in, customer_practice, places_of
from crm_core.store import Workspace, let_take_cells

YEAR_2024 = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)))

DRAWN = """
select setseed(0.5);
insert into customer_keys select range, 'C' || range from range(1, 301);
insert into customers (customer_key, sector, acquired_at, load_id, row_number)
    select customer_key, case customer_key % 3 when 0 then 'Gıda' when 1 then 'Tekstil' end,
        date '2022-01-01' + cast(random() * 1050 as integer), 1, customer_key from customer_keys;
update customers set attributes = json_object('line', sector) where sector is not null;
insert into transactions (order_id, customer_key, ordered_at, ordered_on, amount, campaign, load_id, row_number)
    select 'O' || range, 1 + range % 300, day, day, 10 + range % 90, case when range % 4 = 0 then 'BAHAR' end, 1, range
    from (select range, date '2022-01-01' + cast(random() * 1095 as integer) as day from range(4000));
insert into interactions
    (customer_key, occurred_at, occurred_on, stage, kind, department, promised_at, resolved_at, load_id, row_number)
    select 1 + cast(power(random(), 2) * 299 as integer), day, day,
        ['pre-sale', 'sale', 'after-sale', null][1 + range % 4],
        ['contact', 'complaint', 'service', 'promise', 'contact'][1 + range % 5],
        ['Satış', 'Üretim', 'Lojistik', null][1 + (range // 7) % 4],
        case when range % 5 = 3 then day + 5 end, case when range % 2 = 0 then day + 3 else day + 9 end, 1, range
    from (select range, date '2022-01-01' + cast(random() * 1095 as integer) as day from range(5000));
insert into programmes (customer_key, programme, started_at, orientation, load_id, row_number)
    select customer_key, 'P', date '2023-01-01', case customer_key % 2 when 0 then 'relational' else 'transactional' end,
        1, customer_key from customer_keys where customer_key % 5 = 0;
"""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    path: Path = tmp_path_factory.mktemp("relations") / "drawn.duckdb"
    workspace = Workspace.create(path, "Drawn")
    with workspace.change() as build:
        let_take_cells(build, "transactions", ["campaign"])
        build.execute(DRAWN)
    yield workspace
    workspace.close()


def test_classes_sum_to_all_chosen_customers(drawn: Workspace) -> None:
    totals = relational_rows.ask(drawn, YEAR_2024).totals
    assert totals["customers"] == 300
    assert sum(totals[name] for name in (*CLASSES, UNCLASSIFIED)) == 300
    assert totals["declared"] == 60
    assert totals["declared"] + totals["inferred"] + totals[UNCLASSIFIED] == 300


def test_segments_sum_to_the_whole(drawn: Workspace) -> None:
    whole = relational_rows.ask(drawn, YEAR_2024).totals
    parts = [
        relational_rows.ask(drawn, Filters(YEAR_2024.period, sectors=(sector,))).totals
        for sector in ("Gıda", "Tekstil")
    ]
    without_sector = [row for row in relational_index.ask(drawn, YEAR_2024).rows["customer_key"] if row % 3 == 2]
    assert sum(part["customers"] for part in parts) + len(without_sector) == whole["customers"]


def test_a_customer_is_measured_alike_alone_and_among_all(drawn: Workspace) -> None:
    codes = ["p1a", "p2a", "p2c", "p3", "p4", "p5", "p6", "p6a", "p6b", "p7", "r", "band_low", "band_high"]
    whole = relational_index.ask(drawn, YEAR_2024).rows.set_index("customer_id")[codes]
    part = relational_index.ask(drawn, Filters(YEAR_2024.period, sectors=("Gıda",))).rows.set_index("customer_id")[
        codes
    ]
    np.testing.assert_allclose(part.to_numpy(dtype=float), whole.loc[part.index].to_numpy(dtype=float))


def test_bins_and_class_lists_hold_every_classed_customer_once(drawn: Workspace) -> None:
    answer = relational_index.ask(drawn, YEAR_2024)
    with_r = sum(row["r"] == row["r"] and row["class"] != UNCLASSIFIED for row in answer.rows.to_dict("records"))
    assert sum(index_bins(answer.rows)["customers"]) == with_r
    assert sum(len(customers_of_class(answer.rows, name)) for name in CLASSES) == answer.n


def test_shares_stay_between_zero_and_one_and_bands_hold_the_index(drawn: Workspace) -> None:
    rows = relational_index.ask(drawn, YEAR_2024).rows
    shares = rows[["p1a", "p2a", "p2c", "p3", "p4", "p5", "p6b", "p7"]].to_numpy(dtype=float)
    known = shares[~np.isnan(shares)]
    assert len(known) > 1000 and known.min() >= 0 and known.max() <= 1
    measured = rows.loc[rows["n_rows"].to_numpy() >= 4]
    low, r, high = (measured[name].to_numpy(dtype=float) for name in ("band_low", "r", "band_high"))
    assert np.all(low <= r + 1e-3) and np.all(r <= high + 1e-3)


def test_class_means_are_the_means_of_the_customers_behind_them(drawn: Workspace) -> None:
    customers = relational_index.ask(drawn, YEAR_2024).rows
    known_long = customers[customers["exposure_days"] >= 180]
    for row in relational_rows.ask(drawn, YEAR_2024).rows.to_dict("records"):
        if row["indicator"] != "p6b" and row["reading"] != "hidden":
            behind = known_long.loc[(known_long["class"] == row["class"]).to_numpy(), row["indicator"]].dropna()
            assert row["n"] == len(behind)
            assert row["value"] == pytest.approx(behind.mean())


def test_follow_up_and_quiet_months_agree_with_a_plain_count_in_loops(drawn: Workspace) -> None:
    with drawn.session() as session:
        orders = session.execute("select customer_key, ordered_on from transactions")
        contacts = session.execute("select customer_key, occurred_on from interactions where kind <> 'complaint'")
    start, end = date(2024, 1, 2), date(2025, 1, 1)
    bought: dict[int, list[date]] = {}
    met: dict[int, list[date]] = {}
    for key, day in orders:
        bought.setdefault(key, []).append(day)
    for key, day in contacts:
        if start <= day < end:
            met.setdefault(key, []).append(day)
    for row in relational_index.ask(drawn, YEAR_2024).rows.to_dict("records"):
        mine, theirs = bought.get(row["customer_key"], []), met.get(row["customer_key"], [])
        due = [day for day in mine if day >= start and (end - day).days >= 30]
        followed = [day for day in due if any(0 < (contact - day).days <= 30 for contact in theirs)]
        if due:
            assert row["p1a"] == pytest.approx(len(followed) / len(due))
        if theirs:
            apart = [day for day in theirs if all(abs((day - order).days) > 14 for order in mine if order < end)]
            assert row["p2c"] == pytest.approx(len(apart) / len(theirs))
        quiet, quiet_met = 0, 0
        for month in range(1, 13) if row["exposure_days"] == 365 else ():
            begin = date(2024, month, 1)
            past = [order for order in mine if order < begin]
            is_quiet = past and (begin - max(past)).days > 90
            if is_quiet and not any((order.year, order.month) == (2024, month) for order in mine):
                quiet += 1
                quiet_met += any((contact.year, contact.month) == (2024, month) for contact in theirs)
        if quiet:
            assert row["p4"] == pytest.approx(quiet_met / quiet)


WINDOW, AFTER = Window(date(2023, 1, 1), date(2024, 1, 1)), Window(date(2024, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize("sectors", [(), ("Gıda",), ("nobody is in this one",)], ids=str)
def test_classes_asked_alone_are_those_of_everybody(drawn: Workspace, sectors: tuple[str, ...]) -> None:
    filters = replace(YEAR_2024, sectors=sectors)
    judged, alone = (asked(drawn, filters, WINDOW).customers for asked in (customer_practice, classes_in))
    has_class = judged["class"].isin(CLASSES).to_numpy()
    told = ["customer_key", "class", "source", "is_disagreeing", "r"]
    merged = alone.loc[alone["class"].isin(CLASSES).to_numpy(), told].reset_index(drop=True)
    assert has_class.any() or sectors == ("nobody is in this one",)
    pd.testing.assert_frame_equal(merged, judged.loc[has_class, told].reset_index(drop=True), check_dtype=False)


@pytest.mark.parametrize("sectors", [(), ("Gıda",), ("Tekstil", "Gıda")], ids=str)
def test_outcomes_of_a_segment_are_those_of_its_customers(drawn: Workspace, sectors: tuple[str, ...]) -> None:
    filters = replace(YEAR_2024, sectors=sectors)
    answer = relational_outcomes_raw.ask(drawn, filters)
    practice = customer_practice(drawn, filters, WINDOW)
    days = {"outcome_start": AFTER.start, "outcome_end": AFTER.end}
    outcomes, _ = drawn.ask("relations/outcomes", {**places_of(filters, WINDOW, 0), **days})
    followed = practice.eligible.merge(outcomes, on="customer_key")
    assert answer.totals["customers"] == len(practice.customers)
    assert answer.parameters()["sectors"] == list(sectors)
    for row in answer.rows.to_dict("records"):
        members = followed.loc[(followed["class"] == row["class"]).to_numpy()]
        if row["outcome"] == "csat":
            assert row["missing_code"] == "no_answers"
            continue
        assert row["n"] == len(members) > 0
        assert row["value"] == pytest.approx(
            members[{"active": "is_active", "revenue": "revenue"}[row["outcome"]]].mean()
        )
    assert sum(answer.totals[name] for name in (*CLASSES, UNCLASSIFIED)) == len(practice.customers)


def test_outcomes_of_a_segment_are_those_of_an_own_column_of_the_same_customers(drawn: Workspace) -> None:
    by_kind = relational_outcomes_raw.ask(drawn, replace(YEAR_2024, sectors=("Gıda",)))
    by_customer = relational_outcomes_raw.ask(drawn, replace(YEAR_2024, attributes=(("line", "Gıda"),)))
    pd.testing.assert_frame_equal(by_kind.rows, by_customer.rows)
    assert (by_kind.totals, by_kind.n, by_kind.notes) == (by_customer.totals, by_customer.n, by_customer.notes)
