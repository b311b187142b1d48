"""The one way for rows into the facts and out again: one load at a time, set by set, undone as a whole.

Refuses to change a load that is committed: what a load brought can only be taken back altogether.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import duckdb

from crm_core.errors import LoadFault
from crm_core.store.changed_attributes import ChangedCell, ChangedField
from crm_core.store.dictionary import data_dictionary
from crm_core.store.given_columns import columns_of_sheet, let_take_cells
from crm_core.store.images import holding_loads, keep_images, release, settle
from crm_core.store.manner import (
    KEYED_MODES,
    ONE_ROW_PER_KEY,
    WITH_CUSTOMERS_OF_OTHERS,
    Manner,
    usual_manner,
)
from crm_core.store.merging import DEFAULTS, Merge, merge
from crm_core.store.session import Build
from crm_core.words import mark

DERIVED = {
    "ordered_on": "cast(ordered_at as date)",
    "occurred_on": "cast(occurred_at as date)",
    "answered_on": "cast(answered_at as date)",
    "price_index": '"index"',
}
MOMENTS = {"transactions": ("ordered_at",), "interactions": ("occurred_at",), "surveys": ("answered_at", "invited_at")}
DAYS = MOMENTS | {"programmes": ("started_at",), "campaigns": ("period",), "prices": ("month",)}
WITHOUT_CUSTOMER = ("campaigns", "prices")


@dataclass(frozen=True)
class NewLoad:
    """What is known of a load before its rows are stored. ``understood`` says how the file was read; ``part`` names
    the tab or packed file that the rows come from, where the file has several; ``loaded_by`` who says to have loaded it."""

    sheet: str
    file_name: str
    file_hash: str
    rows_read: int
    rows_refused: int = 0
    understood: Mapping[str, Any] = field(default_factory=dict)
    manner: Manner | None = None
    part: str | None = None
    loaded_by: str | None = None


@dataclass(frozen=True)
class StoredLoad:
    """A load as it was stored.

    ``rows_accepted``, ``rows_left_out`` (nobody describes their customer) and ``rows_skipped`` (the mode passes them
    over) count rows of the file. Of the sheet's rows, ``rows_new`` were not there, ``rows_replaced`` were there and
    ``rows_changed`` of those were different, ``rows_removed`` are gone. ``rows_held`` of the accepted wait in
    quarantine, and ``rows_joined`` of earlier loads came out of it.
    """

    load_id: int
    rows_accepted: int
    rows_replaced: int = 0
    rows_new: int = 0
    rows_changed: int = 0
    rows_removed: int = 0
    rows_skipped: int = 0
    rows_left_out: int = 0
    rows_held: int = 0
    rows_joined: int = 0
    fields: tuple[ChangedField, ...] = ()
    cells: tuple[ChangedCell, ...] = ()


def store_rows(build: Build, load: NewLoad, view: str) -> StoredLoad:
    """Store the rows brought as ``view`` and the load that they came with.

    The view has the sheet's fields under their names (``customer_id`` instead of a key), typed, and ``row_number``;
    fields that it lacks are empty or take their default. It must be readable twice (a table or a frame).
    """
    manner = load.manner or usual_manner(load.sheet)
    ((load_id,),) = build.execute("select coalesce(max(load_id), 0) + 1 from loads")
    try:
        rows, left_out = _rows_of_known_customers(build, load, manner, load_id, view)
        if load.sheet not in WITHOUT_CUSTOMER:
            build.execute(_statement_for_new_keys(rows))
        merged, key, period = _stored(build, load.sheet, load_id, rows, manner)
        if merged.skipped:
            build.run("store/forget_unused_keys")
        holding = holding_loads(build) + ([load_id] if manner.orphans == "quarantine" else [])
        joined = settle(build, holding)
        held = _count(build, "select count(*) from quarantine where load_id = ?", [load_id]) if holding else 0
        stored = StoredLoad(
            load_id,
            merged.accepted,
            merged.replaced,
            merged.new,
            merged.changed,
            merged.removed,
            merged.skipped,
            left_out,
            held,
            joined,
            merged.fields,
            merged.cells,
        )
        _put_on_record(build, load, stored, manner, key, period)
    except (duckdb.ConstraintException, duckdb.ConversionException) as cause:
        raise LoadFault(
            mark("A row breaks a rule of the store, so nothing was stored: {reason}"), reason=str(cause).splitlines()[0]
        ) from cause
    return stored


def sheet_fields(sheet: str) -> tuple[str, ...]:
    """The fields of a sheet as files name them, in the order of the schema (the company's own columns have no name here)."""
    names = [column.name for column in data_dictionary() if column.table == sheet]
    hidden = {"load_id", "row_number", "ordered_on", "occurred_on", "answered_on", "attributes"}
    renamed = {"customer_key": "customer_id", "price_index": "index"}
    return tuple(renamed.get(name, name) for name in names if name not in hidden)


def day_of_row(sheet: str, given: Sequence[str]) -> str:
    """SQL of the day that a row of a sheet belongs to, of the columns given."""
    return f"cast(coalesce({', '.join(name for name in DAYS[sheet] if name in given)}) as date)"


def _rows_of_known_customers(build: Build, load: NewLoad, manner: Manner, load_id: int, view: str) -> tuple[str, int]:
    """The rows to be stored; where the manner says so, those of customers that nobody describes become findings."""
    if manner.orphans != "leave-out" or load.sheet not in WITH_CUSTOMERS_OF_OTHERS:
        return view, 0
    described = "select customer_id from customer_keys where customer_key in (select customer_key from customers)"
    build.execute(
        "insert into findings (load_id, level, row_number, field, value, rule) select cast(? as integer), 'error', "
        f"row_number, 'customer_id', customer_id, 'unknown_customer' from {view} where customer_id not in ({described})",
        [load_id],
    )
    left_out = _count(build, "select count(*) from findings where load_id = ? and rule = 'unknown_customer'", [load_id])
    return f"(select * from {view} where customer_id in ({described}))", left_out


def _stored(
    build: Build, sheet: str, load_id: int, rows: str, manner: Manner
) -> tuple[Merge, tuple[str, ...], tuple[date, date] | None]:
    """Store rows in their manner; with the key by which they met others and the period that they replace."""
    given = _columns_of(build, rows)
    let_take_cells(build, sheet, _values(sheet, given))
    order = _order(sheet, given)
    key = manner.key_of(sheet, given)
    if manner.mode != "append" and sheet in WITH_CUSTOMERS_OF_OTHERS:
        release(build, sheet)
    removed, period = 0, None
    if manner.mode == "period":
        period = _period_of(build, sheet, rows, given, manner)
        if period is not None:
            day = day_of_row(sheet, list(columns_of_sheet(sheet)))
            removed = _remove(build, sheet, load_id, f"{day} between date '{period[0]}' and date '{period[1]}'")
    elif manner.mode == "all":
        removed = _remove(build, sheet, load_id, "true")
    if manner.mode in KEYED_MODES or sheet in ONE_ROW_PER_KEY:
        arriving = _arriving(sheet, rows, _values(sheet, given))
        merged = merge(build, sheet, load_id, arriving, manner, key, order)
        return _with_removed(merged, removed), key, period
    count = _append(build, sheet, load_id, rows, given, order)
    return Merge(count, new=count, removed=removed), key, period


def _with_removed(merged: Merge, removed: int) -> Merge:
    return Merge(
        merged.accepted,
        merged.skipped,
        merged.new,
        merged.replaced,
        merged.changed,
        merged.removed + removed,
        merged.fields,
        merged.cells,
    )


def _remove(build: Build, sheet: str, load_id: int, where: str) -> int:
    """Take rows out of a sheet, their images kept."""
    keep_images(build, sheet, load_id, f"(select * from {sheet} where {where})")
    build.execute(f"delete from {sheet} where {where}")
    return _count(build, "select count(*) from replaced_rows where load_id = ?", [load_id])


def _period_of(build: Build, sheet: str, rows: str, given: list[str], manner: Manner) -> tuple[date, date] | None:
    """The period that the rows replace: the chosen one, in which they must lie, else from their first to last day."""
    day = day_of_row(sheet, given)
    ((first, last),) = build.execute(f"select min({day}), max({day}) from {rows}")
    if manner.period is None or first is None:
        return manner.period or (None if first is None else (first, last))
    if first < manner.period[0] or last > manner.period[1]:
        raise LoadFault(
            mark(
                "Rows of the file lie outside the period to be replaced ({start} to {end}): they run from {first} to {last}."
            ),
            start=str(manner.period[0]),
            end=str(manner.period[1]),
            first=str(first),
            last=str(last),
        )
    return manner.period


def _append(build: Build, sheet: str, load_id: int, rows: str, given: list[str], order: str) -> int:
    """Add the rows to a sheet, clustered by month and customer where reading wants it so."""
    values = _values(sheet, given)
    columns = {
        name: f"coalesce({value}, {DEFAULTS[name]})" if name in DEFAULTS else value for name, value in values.items()
    }
    in_order = "" if _is_in_order(build, sheet, rows, given) else f"order by {order}"
    build.execute(
        f"insert into {sheet} ({', '.join([*values, 'load_id'])}) "
        f"select {', '.join(columns.values())}, cast($load_id as integer) from {rows} as rows {_keys_of(sheet)} "
        f"{in_order}",
        {"load_id": load_id},
    )
    return _count(build, f"select count(*) from {rows}")


def _is_in_order(build: Build, sheet: str, rows: str, given: list[str]) -> bool:
    """Whether the months follow each other in the file already: then readers skip what they do not need unsorted too."""
    if not [name for name in MOMENTS.get(sheet, ()) if name in given]:
        return False
    months = f"select min(row_number) as first, max(row_number) as last from {rows} group by {_month(sheet, given)}"
    return not build.execute(
        f"select 1 from (select first, lag(last) over (order by first) as before from ({months})) where before > first "
        "limit 1"
    )


def _month(sheet: str, given: list[str]) -> str:
    return f"date_trunc('month', coalesce({', '.join(name for name in MOMENTS[sheet] if name in given)}))"


def _arriving(sheet: str, rows: str, values: Mapping[str, str]) -> str:
    columns = ", ".join(f"{value} as {name}" for name, value in values.items())
    return f"select {columns} from {rows} as rows {_keys_of(sheet)}"


def _keys_of(sheet: str) -> str:
    return "" if sheet in WITHOUT_CUSTOMER else "join customer_keys on customer_keys.customer_id = rows.customer_id"


def _statement_for_new_keys(rows: str) -> str:
    """A key for every customer number not seen before, in the order of the numbers."""
    return (
        "insert into customer_keys "
        "select (select coalesce(max(customer_key), 0) from customer_keys) + row_number() over (order by customer_id), "
        f"customer_id from (select distinct customer_id from {rows} where customer_id is not null) as arrived "
        "where customer_id not in (select customer_id from customer_keys)"
    )


def _values(sheet: str, given: list[str]) -> dict[str, str]:
    """SQL of every column of a sheet that the rows can fill."""
    values: dict[str, str] = {}
    for name in columns_of_sheet(sheet):
        if name == "load_id":
            continue
        if name == "customer_key":
            values[name] = "customer_keys.customer_key"
        elif name in DERIVED and _source_of(name) in given:
            values[name] = DERIVED[name]
        elif name in given:
            values[name] = f"rows.{name}"
    return values


def _source_of(derived: str) -> str:
    return "index" if derived == "price_index" else derived.replace("_on", "_at")


def _order(sheet: str, given: list[str]) -> str:
    """By month and customer where readers look by them, else as the file has it."""
    moments = [name for name in MOMENTS.get(sheet, ()) if name in given]
    if sheet == "customers":
        return "customer_key"
    return f"{_month(sheet, given)}, customer_key, row_number" if moments else "row_number"


def _put_on_record(
    build: Build, load: NewLoad, stored: StoredLoad, manner: Manner, key: tuple[str, ...],
    period: tuple[date, date] | None,
) -> None:  # fmt: skip
    build.run(
        "store/new_load",
        load_id=stored.load_id,
        sheet=load.sheet,
        file_name=load.file_name,
        file_hash=load.file_hash,
        part=load.part,
        loaded_at=now(),
        loaded_by=load.loaded_by,
        mode=manner.mode,
        blank_cells=manner.blank,
        orphans=manner.orphans,
        key_fields=",".join(key),
        period_start=period[0] if period else None,
        period_end=period[1] if period else None,
        rows_read=load.rows_read,
        rows_accepted=stored.rows_accepted,
        rows_refused=load.rows_refused + stored.rows_left_out,
        rows_skipped=stored.rows_skipped,
        rows_new=stored.rows_new,
        rows_replaced=stored.rows_replaced,
        rows_changed=stored.rows_changed,
        rows_removed=stored.rows_removed,
        rows_held=stored.rows_held,
        understood=json.dumps(dict(load.understood), ensure_ascii=False, default=str),
    )


def _columns_of(build: Build, rows: str) -> list[str]:
    return [row[0] for row in build.execute(f"describe select * from {rows}")]


def _count(build: Build, text: str, parameters: list[Any] | None = None) -> int:
    return build.execute(text, parameters)[0][0]


def now() -> datetime:
    """This moment in UTC, without zone, as the store keeps moments."""
    return datetime.now(UTC).replace(tzinfo=None)
