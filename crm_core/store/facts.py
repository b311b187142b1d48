"""The one way for rows into the facts and out again: one load at a time, set by set, undone as a whole.

Refuses to change a load that is committed: what a load brought can only be taken back altogether.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import duckdb

from crm_core.errors import LoadFault
from crm_core.store.dictionary import data_dictionary
from crm_core.store.workspace import Build
from crm_core.words import mark

DEFAULTS = {"customer_type": "'external'", "assignment": "'unknown'", "higher_is_better": "true"}
DERIVED = {
    "ordered_on": "cast(ordered_at as date)",
    "occurred_on": "cast(occurred_at as date)",
    "answered_on": "cast(answered_at as date)",
    "price_index": '"index"',
}
MOMENTS = {"transactions": ("ordered_at",), "interactions": ("occurred_at",), "surveys": ("answered_at", "invited_at")}
WITHOUT_CUSTOMER = ("campaigns", "prices")


@dataclass(frozen=True)
class NewLoad:
    """What is known of a load before its rows are stored. ``understood`` says how the file was read."""

    sheet: str
    file_name: str
    file_hash: str
    rows_read: int
    rows_refused: int = 0
    understood: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class StoredLoad:
    """A load as it was stored; ``rows_replaced`` counts customers that were there and were changed."""

    load_id: int
    rows_accepted: int
    rows_replaced: int


def store_rows(build: Build, load: NewLoad, view: str) -> StoredLoad:
    """Store the rows brought as ``view`` and the load that they came with.

    The view has the sheet's fields under their names (``customer_id`` instead of a key), typed, and ``row_number``;
    fields that it lacks are empty or take their default. It must be readable twice (a table or a frame).
    """
    load_id, rows_accepted = _first_row(
        build, f"select (select coalesce(max(load_id), 0) + 1 from loads), (select count(*) from {view})"
    )
    try:
        if load.sheet not in WITHOUT_CUSTOMER:
            build.execute(_statement_for_new_keys(view))
        if load.sheet == "customers":
            rows_replaced = _store_customers(build, load_id, view)
        else:
            rows_replaced = 0
            _append(build, load.sheet, load_id, view)
        build.run(
            "store/new_load",
            load_id=load_id,
            sheet=load.sheet,
            file_name=load.file_name,
            file_hash=load.file_hash,
            loaded_at=_now(),
            rows_read=load.rows_read,
            rows_accepted=rows_accepted,
            rows_refused=load.rows_refused,
            rows_replaced=rows_replaced,
            understood=json.dumps(dict(load.understood), ensure_ascii=False, default=str),
        )
    except (duckdb.ConstraintException, duckdb.ConversionException) as cause:
        raise LoadFault(
            mark("A row breaks a rule of the store, so nothing was stored: {reason}"), reason=str(cause).splitlines()[0]
        ) from cause
    return StoredLoad(load_id, rows_accepted, rows_replaced)


def undo_load(build: Build, load_id: int) -> None:
    """Take back all that a load brought: its rows go, the customers that it replaced come back as they were.

    Where a later load has replaced the same customers, a :class:`LoadFault` names the loads to be undone first.
    """
    load = build.first("store/load", load_id=load_id)
    if load is None:
        raise LoadFault(mark("There is no load number {load_id}."), load_id=load_id)
    if load["state"] == "undone":
        raise LoadFault(mark("Load {load_id} was undone before."), load_id=load_id)
    later = build.frame("store/loads_on_top", load_id=load_id)
    if not later.empty:
        names = ", ".join(
            f"{number} ({name})" for number, name in zip(later["load_id"], later["file_name"], strict=True)
        )
        raise LoadFault(
            mark("Later loads changed the same customers. Undo these first, the latest first: {loads}."), loads=names
        )
    sheet = load["sheet"]
    build.execute(f"delete from {sheet} where load_id = ?", [load_id])
    if sheet == "customers":
        build.execute(_statement_for_return(), [load_id])
        build.execute("delete from replaced_customers where load_id = ?", [load_id])
    build.run("store/mark_undone", load_id=load_id, undone_at=_now())


def sheet_fields(sheet: str) -> tuple[str, ...]:
    """The fields of a sheet as files name them, in the order of the schema."""
    names = [column.name for column in data_dictionary() if column.table == sheet]
    hidden = {"load_id", "row_number", "ordered_on", "occurred_on", "answered_on"}
    renamed = {"customer_key": "customer_id", "price_index": "index"}
    return tuple(renamed.get(name, name) for name in names if name not in hidden)


def _append(build: Build, sheet: str, load_id: int, view: str) -> None:
    """Add the rows to a sheet, clustered by month and customer where reading wants it so."""
    given = _columns_of(build, view)
    values = _values(sheet, given)
    join = "" if sheet in WITHOUT_CUSTOMER else "join customer_keys on customer_keys.customer_id = rows.customer_id"
    build.execute(
        f"insert into {sheet} ({', '.join([*values, 'load_id'])}) "
        f"select {', '.join(values.values())}, cast($load_id as integer) from {view} as rows {join} "
        f"order by {_order(sheet, given)}",
        {"load_id": load_id},
    )


def _store_customers(build: Build, load_id: int, view: str) -> int:
    """Add or update customers by number: later rows win within the file, an empty cell keeps what was there."""
    given = [name for name in _columns_of(build, view) if name not in ("customer_id", "row_number")]
    latest = "".join(f", arg_max({name}, row_number) filter (where {name} is not null) as {name}" for name in given)
    build.execute(
        "create or replace temp table arriving as "
        f"select customer_keys.customer_key, arrived.* from (select customer_id{latest}, max(row_number) as row_number "
        f"from {view} group by customer_id) as arrived "
        "join customer_keys on customer_keys.customer_id = arrived.customer_id"
    )
    kept = [column.name for column in data_dictionary() if column.table == "customers"]
    image = ", ".join(f"'{name}', cast({name} as varchar)" for name in kept)
    build.execute(
        f"insert into replaced_customers select $load_id, customer_key, cast(json_object({image}) as varchar) "
        "from customers where customer_key in (select customer_key from arriving)",
        {"load_id": load_id},
    )
    merged = [_merged(name, given) for name in kept]
    build.execute(
        "create or replace temp table settled as "
        f"select {', '.join(merged)} from arriving left join customers using (customer_key)",
        {"load_id": load_id},
    )
    build.execute("delete from customers where customer_key in (select customer_key from arriving)")
    build.execute("insert into customers by name select * from settled order by customer_key")
    build.execute("drop table arriving")
    build.execute("drop table settled")
    (replaced,) = _first_row(build, "select count(*) from replaced_customers where load_id = ?", [load_id])
    return replaced


def _merged(name: str, given: list[str]) -> str:
    """SQL of one column of a customer after the load."""
    if name == "customer_key":
        return "customer_key"
    if name == "load_id":
        return "cast($load_id as integer) as load_id"
    if name == "row_number":
        return "arriving.row_number"
    sources = [f"arriving.{name}"] if name in given else []
    sources += [f"customers.{name}"] + ([DEFAULTS[name]] if name in DEFAULTS else [])
    return f"coalesce({', '.join(sources)}) as {name}"


def _statement_for_new_keys(view: str) -> str:
    """A key for every customer number not seen before, in the order of the numbers."""
    return (
        "insert into customer_keys "
        "select (select coalesce(max(customer_key), 0) from customer_keys) + row_number() over (order by customer_id), "
        f"customer_id from (select distinct customer_id from {view} where customer_id is not null) as arrived "
        "where customer_id not in (select customer_id from customer_keys)"
    )


def _statement_for_return() -> str:
    """The replaced customers, read back from their images."""
    columns = {column.name: column.data_type for column in data_dictionary() if column.table == "customers"}
    values = ", ".join(f"cast(row_image ->> '{name}' as {kind})" for name, kind in columns.items())
    return (
        f"insert into customers ({', '.join(columns)}) select {values} from replaced_customers "
        "where load_id = ? order by customer_key"
    )


def _values(sheet: str, given: list[str]) -> dict[str, str]:
    """SQL of every column of a sheet that the view can fill."""
    values: dict[str, str] = {}
    for column in data_dictionary():
        name = column.name
        if column.table != sheet or name == "load_id":
            continue
        if name == "customer_key":
            values[name] = "customer_keys.customer_key"
        elif name in DERIVED and _source_of(name) in given:
            values[name] = DERIVED[name]
        elif name in given:
            values[name] = f"coalesce(rows.{name}, {DEFAULTS[name]})" if name in DEFAULTS else f"rows.{name}"
    return values


def _source_of(derived: str) -> str:
    return "index" if derived == "price_index" else derived.replace("_on", "_at")


def _order(sheet: str, given: list[str]) -> str:
    """By month and customer where readers look by them, else as the file has it."""
    moments = [f"rows.{name}" for name in MOMENTS.get(sheet, ()) if name in given]
    return (
        f"date_trunc('month', coalesce({', '.join(moments)})), customer_key, rows.row_number"
        if moments
        else "rows.row_number"
    )


def _columns_of(build: Build, view: str) -> list[str]:
    return [row[0] for row in build.execute(f"describe select * from {view}")]


def _first_row(build: Build, text: str, parameters: list[Any] | None = None) -> tuple[Any, ...]:
    return build.execute(text, parameters)[0]


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
