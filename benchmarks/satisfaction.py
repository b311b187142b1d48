"""Every question of the satisfaction pages on a workspace of ten million survey answers: first asked, and asked again.

``python -m benchmarks satisfaction`` writes ``benchmarks/results/satisfaction.md``; ``CRM_BENCH_ANSWERS`` sets another
number of answers. The workspace is written by SQL from a fixed shuffle, so that it is the same on every machine.
"""

import os
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from benchmarks.machine import as_table, circumstances, write_result
from crm_core.cockpit import DERIVATIONS, METRICS
from crm_core.errors import Fault
from crm_core.filters import Filters
from crm_core.periods import last_months
from crm_core.satisfaction import METRICS as SATISFACTION
from crm_core.satisfaction import say_fixed
from crm_core.store import Build, Workspace, let_take_cells

ANSWERS = 10_000_000
ROWS_A_WAVE = 10.75
"""Answers of one answered invitation on average: nps, csat, ces, six attributes and a competitor; of a quarter three index items."""
INDEX_ITEM = "Memnuniyet|%"
FIXED = (("Teslimat", date(2025, 3, 1)), ("Fatura", date(2025, 7, 15)), ("İlgi", date(2025, 10, 1)))
"""Causes said to be fixed, and when."""
PEOPLE = """
insert into customer_keys select i + 1, 'B' || i from range($people) as numbers(i);
"""
CUSTOMERS = """
insert into customers (customer_key, customer_type, sector, region, capacity, acquired_at, acquisition_channel, load_id, row_number)
select i + 1, case when hash(i, 40) % 100 < 3 then 'internal' else 'external' end, 'Sektör ' || hash(i, 1) % 8, 'Bölge ' || hash(i, 2) % 7, case when hash(i, 3) % 5 = 0 then 'Büyük' else 'Küçük' end,
    date '2021-01-01' + cast(hash(i, 4) % 1000 as integer), 'Kanal ' || hash(i, 5) % 5, 1, i
from range($people) as numbers(i)
"""
ORDERS = """
insert into transactions (order_id, customer_key, ordered_at, ordered_on, amount, cost, category, load_id, row_number)
select 'S' || i, customer, day, day, 500 + hash(i, 9) % 2000, 300, 'Grup ' || hash(i, 8) % 6, 1, i
from (
    select i, 1 + hash(i, 6) % $people as customer, date '2022-01-01' + cast(hash(i, 7) % 1460 as integer) as day
    from range($people * 5) as numbers(i)
)
order by date_trunc('month', day), customer
"""
CONTACTS = """
insert into interactions (case_id, customer_key, occurred_at, occurred_on, stage, channel, kind, direction, category, department,
    employee, opened_at, first_response_at, promised_at, resolved_at, load_id, row_number)
select 'V' || i, customer, moment, moment, ['pre-sale', 'sale', 'after-sale'][1 + cast(hash(i, 12) % 3 as bigint)],
    ['written', 'spoken', 'visual', 'face-to-face'][1 + cast(hash(i, 13) % 4 as bigint)], kind, case when hash(i, 14) % 2 = 0 then 'in' else 'out' end,
    ['Teslimat', 'Fatura', 'Ürün', 'Fiyat', 'İlgi'][1 + cast(hash(i, 15) % 5 as bigint)], 'Bölüm ' || hash(i, 16) % 5, 'Çalışan ' || hash(i, 17) % 60,
    moment, moment + to_hours(1 + cast(hash(i, 18) % 40 as integer)), case when kind = 'promise' then moment + to_days(7) end,
    case when hash(i, 19) % 20 > 0 then moment + to_hours(2 + cast(hash(i, 20) % 200 as integer)) end, 1, i
from (
    select i, 1 + hash(i, 10) % $people as customer, timestamp '2023-01-01' + to_hours(cast(hash(i, 11) % 26000 as integer)) as moment,
        ['contact', 'contact', 'service', 'complaint', 'promise'][1 + cast(hash(i, 21) % 5 as bigint)] as kind
    from range($people * 2) as numbers(i)
)
order by date_trunc('month', moment), customer
"""
ANSWERED = """
insert into surveys (customer_key, answered_at, answered_on, invited_at, kind, attribute, score, scale_min, scale_max, brand, load_id, row_number)
with waves as (
    select i, 1 + hash(i, 30) % $people as customer, timestamp '2023-01-01' + to_hours(cast(hash(i, 31) % 26000 as integer)) as invited,
        hash(i, 32) % 100 < 36 as has_answered, 40 + hash(i, 33) % 61 as liking
    from range($waves) as numbers(i)
),
questions as (
    from (values ('nps', null, 0, 10, null), ('csat', null, 1, 5, null), ('ces', null, 1, 7, null), ('nps', null, 0, 10, 'Rakip'),
        ('attribute', 'Takip', 1, 7, null), ('attribute', 'Çabukluk', 1, 7, null), ('attribute', 'Güven', 1, 7, null),
        ('attribute', 'İletişim', 1, 7, null), ('attribute', 'Teslimat', 1, 7, null), ('attribute', 'Takip|beklenti', 1, 7, null),
        ('attribute', 'Memnuniyet|genel', 1, 10, null), ('attribute', 'Memnuniyet|beklentiye göre', 1, 10, null),
        ('attribute', 'Memnuniyet|ideale göre', 1, 10, null))
    as asked(kind, attribute, low, high, brand)
)
select customer, case when has_answered then invited + to_hours(1 + cast(hash(i, 34) % 200 as integer)) end,
    case when has_answered then cast(invited + to_hours(1 + cast(hash(i, 34) % 200 as integer)) as date) end, invited, kind, attribute,
    case when has_answered then least(high, greatest(low, low + cast((high - low) * (liking + hash(i, kind, attribute, brand) % 31 - 15) as integer) // 100)) end,
    low, high, brand, 1, i
from waves, questions
where (has_answered and (attribute is null or attribute not like $index_item or hash(i, 41) % 4 = 0)) or (kind = 'nps' and brand is null)
order by date_trunc('month', invited), customer
"""


def filled(path: Path, answers: int) -> Workspace:
    """A workspace with so many survey answers, forty for each customer, and orders and contacts beside them."""
    people, waves = answers // 40, round(answers / (0.36 * ROWS_A_WAVE))
    workspace = Workspace.create(path, "Benchmark", derivations=DERIVATIONS)
    with workspace.change() as build:
        let_take_cells(build, "transactions", ("cost", "category"))
        for text in (PEOPLE, CUSTOMERS, ORDERS, CONTACTS, ANSWERED):
            _run(build, text, {"people": people, "waves": waves, "index_item": INDEX_ITEM})
        counted = pa.table({"load_id": [1]})
        build.bring("arrived", counted)
        build.drop("arrived")
    for cause, day in FIXED:
        say_fixed(workspace, cause, day)
    return workspace


def _run(build: Build, text: str, places: dict[str, int | str]) -> None:
    """One statement with the places that it has."""
    build.execute(text.rstrip().rstrip(";"), {name: value for name, value in places.items() if f"${name}" in text})


def run() -> None:
    """Fill, ask every metric of the room over the last twelve months, twice, and write the page."""
    about = circumstances()
    answers = int(os.environ.get("CRM_BENCH_ANSWERS") or ANSWERS)
    with tempfile.TemporaryDirectory() as place:
        began, worked = time.perf_counter(), time.process_time()
        workspace = filled(Path(place) / "many.duckdb", answers)
        filled_in, worked_in = time.perf_counter() - began, time.process_time() - worked
        with workspace.session() as session:
            ((rows, given, asked_customers),) = session.execute(
                "select count(*), count(score), count(distinct customer_key) from surveys"
            )
        as_of = workspace.state().as_of
        assert as_of is not None
        choice = Filters(last_months(as_of, 12))
        lines = []
        for metric in (*SATISFACTION, METRICS["unhappy_at_stake"]):
            first, again = asked(metric.name, workspace, choice), asked(metric.name, workspace, choice)
            lines.append(
                [
                    f"`{metric.name}`",
                    f"{again.n:,}",
                    f"{first.wall:.2f}",
                    f"{first.work:.2f}",
                    f"{again.wall:.2f}",
                    f"{again.work:.2f}",
                ]
            )
        workspace.close()
    intro = (
        f"{rows:,} rows of surveys, {given:,} of them answers, {asked_customers:,} customers, three of a hundred of them staff; five orders and two contacts for each; three causes said to be fixed. Filled and built in "
        f"{filled_in:.0f} s ({worked_in:.0f} s of CPU). Seconds of wall time and of CPU of each question over the last twelve months, every customer, no comparison kept; the screen "
        "keeps answers, so a second look at the same choice costs nothing. Repeat with `python -m benchmarks satisfaction`."
    )
    table = as_table(["metric", "n", "first, s", "first, CPU s", "again, s", "again, CPU s"], lines)
    write_result("satisfaction", "The satisfaction pages from many survey answers", [about, intro, table])


@dataclass(frozen=True)
class Asked:
    """What one question took, and of how many."""

    wall: float
    work: float
    n: int


def asked(name: str, workspace: Workspace, choice: Filters) -> Asked:
    """Seconds that one question takes."""
    began, worked, n = time.perf_counter(), time.process_time(), 0
    try:
        n = METRICS[name].ask(workspace, choice).n
    except Fault as fault:
        print(name, fault)
    return Asked(time.perf_counter() - began, time.process_time() - worked, n)
