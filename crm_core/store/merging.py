"""Rows that arrive for keys that are there: added, changed, confirmed or passed over, as the manner of the load says.

Rows of one key stand for each other in their order: the first that arrives meets the first that is there. Rows beyond
those that arrive are removed, so that the same file again changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crm_core.store.changed_attributes import ChangedCell, ChangedField, cells_by_name, fields_by_name
from crm_core.store.given_columns import columns_ever_given, columns_of_sheet
from crm_core.store.images import keep_images
from crm_core.store.manner import ONE_ROW_PER_KEY, Manner
from crm_core.store.session import Build

DEFAULTS = {"customer_type": "'external'", "assignment": "'unknown'", "higher_is_better": "true"}
BOOKKEEPING = ("load_id", "row_number")
CELLS_SHOWN = 200
EXAMPLES = 3


@dataclass(frozen=True)
class Merge:
    """What became of the rows. ``accepted`` and ``skipped`` count rows of the file, the others rows of the sheet."""

    accepted: int
    skipped: int = 0
    new: int = 0
    replaced: int = 0
    changed: int = 0
    removed: int = 0
    fields: tuple[ChangedField, ...] = ()
    cells: tuple[ChangedCell, ...] = ()


def merge(
    build: Build, sheet: str, load_id: int, arriving: str, manner: Manner, key: Sequence[str], order: str
) -> Merge:
    """Merge the rows of ``arriving`` (a select with columns of the sheet, but for load_id) by their key."""
    arriving = _padded(build, sheet, arriving, key)
    parts = [_key_part(sheet, name, arriving, build) for name in key]
    _lay_out(build, sheet, arriving, parts, key)
    known = f"exists (select 1 from standing where {_same('standing', 'arriving', len(parts))})"
    total = _sum(build, "select sum(file_rows) from arriving")
    if manner.mode in ("new", "update"):
        build.execute(f"delete from arriving where {'' if manner.mode == 'new' else 'not '}{known}")
    if manner.mode == "new":
        _remember_passed_over(build, sheet, load_id, key)
        build.execute("delete from standing")
    accepted = _sum(build, "select sum(file_rows) from arriving")
    _settle(build, sheet, load_id, manner, len(parts))
    keep_images(build, sheet, load_id, "standing")
    build.execute(f"delete from {sheet} where rowid in (select place from standing)")
    names = ", ".join(columns_ever_given(build, sheet))
    build.execute(f"insert into {sheet} ({names}) select {names} from settled order by {order}")
    told = _told(build, sheet, key, accepted, total - accepted)
    for table in ("arriving", "standing", "settled"):
        build.execute(f"drop table {table}")
    return told


def _remember_passed_over(build: Build, sheet: str, load_id: int, key: Sequence[str]) -> None:
    """Put on record because of whose rows others were passed over, with the first keys: undo must know of both."""
    said = ", ".join(f"cast({_text_of(part, sheet, 'standing.')} as varchar)" for part in key)
    build.execute(
        "insert into passed_over_rows select cast(? as integer), load_id, count(*), cast(to_json(list(said order by place) "
        f"filter (where nr <= {EXAMPLES})) as varchar) from (select *, [{said}] as said, "
        "row_number() over (partition by load_id order by place) as nr from standing) group by load_id",
        [load_id],
    )


def _lay_out(build: Build, sheet: str, arriving: str, parts: list[str], key: Sequence[str]) -> None:
    """Temporary tables of the rows that arrive and of those that stand for the same keys, each with its turn."""
    keys = ", ".join(f"{part} as key_{place}" for place, part in enumerate(parts))
    names = ", ".join(f"key_{place}" for place in range(len(parts)))
    counted = f"select *, 1 as file_rows from ({arriving})"
    if sheet in ONE_ROW_PER_KEY:
        counted = _latest(build, arriving, parts[0])
    build.execute(
        f"create or replace temp table arriving as select *, row_number() over (partition by {names} "
        f"order by row_number) as turn from (select rows.*, {keys} from ({counted}) as rows)"
    )
    build.execute(
        f"create or replace temp table standing as select *, row_number() over (partition by {names} "
        f"order by load_id, row_number) as turn from (select rows.*, rows.rowid as place, {keys} from {sheet} as rows) "
        f"as there where exists (select 1 from arriving where {_same('arriving', 'there', len(parts))})"
    )


def _latest(build: Build, arriving: str, key: str) -> str:
    """One row per key: later rows win within the file, an empty cell changes nothing."""
    own = key.removeprefix("rows.")
    names = [row[0] for row in build.execute(f"describe {arriving}") if row[0] not in (own, "row_number")]
    latest = "".join(f", {_newest(name)} as {name}" for name in names)
    return (
        f"select {own}{latest}, max(row_number) as row_number, count(*) as file_rows from ({arriving}) group by {own}"
    )


def _newest(name: str) -> str:
    """SQL of the newest of a column's cells; of the company's own columns the newest of each."""
    if name == "attributes":
        in_order = "list(attributes order by row_number) filter (where attributes is not null)"
        said = "json_merge_patch('{}', newer)"  # without its nulls: a blank cell of a later row takes nothing from an earlier one
        return f"list_reduce({in_order}, lambda older, newer: cast(json_merge_patch(older, {said}) as varchar))"
    return f"arg_max({name}, row_number) filter (where {name} is not null)"


def _settle(build: Build, sheet: str, load_id: int, manner: Manner, parts: int) -> None:
    """Temporary table of the rows as they will be, beside what stood in their place."""
    given = {row[0] for row in build.execute("describe arriving")}
    merged = [f"{_merged(name, given, manner, load_id)} as {name}" for name in columns_of_sheet(sheet)]
    before = [f"standing.{name} as old_{name}" for name in columns_of_sheet(sheet)]
    build.execute(
        f"create or replace temp table settled as select {', '.join([*merged, *before])} from arriving left join standing "
        f"on {_same('arriving', 'standing', parts)} and arriving.turn = standing.turn"
    )


def _merged(name: str, given: set[str], manner: Manner, load_id: int) -> str:
    """SQL of one column after the load; a column that the file lacks is never cleared."""
    if name == "load_id":
        return f"cast({load_id} as integer)"
    if name == "row_number":
        return "arriving.row_number"
    if name == "attributes" and name in given:
        standing, arriving = (f"coalesce({side}.attributes, '{{}}')" for side in ("standing", "arriving"))
        return f"nullif(cast(json_merge_patch({standing}, {arriving}) as varchar), '{{}}')"
    sources = [f"arriving.{name}"] if name in given else []
    if manner.blank == "keep" or not sources:
        sources.append(f"standing.{name}")
    return f"coalesce({', '.join([*sources, *([DEFAULTS[name]] if name in DEFAULTS else [])])})"


def _told(build: Build, sheet: str, key: Sequence[str], accepted: int, skipped: int) -> Merge:
    """Counts, changed fields and the first changed cells."""
    columns = [name for name in columns_of_sheet(sheet) if name not in BOOKKEEPING]
    changed = [f"{name} is distinct from old_{name}" for name in columns]
    each = ", ".join(f"count(*) filter (where old_load_id is not null and {test})" for test in changed)
    total, replaced, any_changed, *by_field = build.execute(
        "select count(*), count(old_load_id), "
        f"count(*) filter (where old_load_id is not null and ({' or '.join(changed)})), {each} from settled"
    )[0]
    (stood,) = build.execute("select count(*) from standing")[0]
    told = [(name, rows) for name, rows in zip(columns, by_field, strict=True) if rows and not _is_derived(name)]
    fields = fields_by_name(build, [ChangedField(_shown(name), rows) for name, rows in told])
    cells = _cells(build, sheet, key, [name for name, _ in told])
    return Merge(accepted, skipped, total - replaced, replaced, any_changed, stood - replaced, fields, cells)


def _cells(build: Build, sheet: str, key: Sequence[str], names: list[str]) -> tuple[ChangedCell, ...]:
    """The first changed cells in the order of the file."""
    if not names:
        return ()
    shown = ", ".join(f"cast({_text_of(part, sheet, 'settled.')} as varchar)" for part in key)
    each = " union all ".join(
        f"select row_number, concat_ws(' · ', {shown}) as key, {place} as place, {_text_of(name, sheet, 'old_')} as before, "
        f"{_text_of(name, sheet, 'settled.')} as after from settled "
        f"where old_load_id is not null and {name} is distinct from old_{name}"
        for place, name in enumerate(names)
    )
    rows = build.execute(f"select * from ({each}) order by row_number, place, key limit {CELLS_SHOWN}")
    return cells_by_name(
        [ChangedCell(row, said, _shown(names[place]), before, after) for row, said, place, before, after in rows]
    )


def _text_of(name: str, sheet: str, prefix: str) -> str:
    """SQL of a cell as text; a customer by number."""
    if name in ("customer_key", "customer_id"):
        return f"(select customer_id from customer_keys where customer_keys.customer_key = {prefix}customer_key)"
    return f"cast({prefix}{_column(name, sheet)} as varchar)"


def _key_part(sheet: str, name: str, arriving: str, build: Build) -> str:
    """SQL of one part of the key, the same for rows that arrive and rows that stand."""
    if name == "customer_id":
        return "rows.customer_key"
    given = [row[0] for row in build.execute(f"describe {arriving}")]
    if sheet == "surveys" and name == "answered_at" and "invited_at" in given:
        return "coalesce(rows.invited_at, rows.answered_at)"
    return f"rows.{_column(name, sheet)}"


def _padded(build: Build, sheet: str, arriving: str, key: Sequence[str]) -> str:
    """The rows that arrive with every column of the key, empty where the file has none."""
    given = [row[0] for row in build.execute(f"describe {arriving}")]
    columns = {name: kind for name, kind in columns_of_sheet(sheet).items() if name in key and name not in given}
    empty = "".join(f", cast(null as {kind}) as {name}" for name, kind in columns.items())
    return f"select *{empty} from ({arriving})"


def _column(name: str, sheet: str) -> str:
    return "price_index" if (sheet, name) == ("prices", "index") else name


def _shown(name: str) -> str:
    return {"customer_key": "customer_id", "price_index": "index"}.get(name, name)


def _is_derived(name: str) -> bool:
    return name.endswith("_on")


def _same(left: str, right: str, parts: int) -> str:
    return " and ".join(f"{left}.key_{place} is not distinct from {right}.key_{place}" for place in range(parts))


def _sum(build: Build, text: str) -> int:
    return int(build.execute(text)[0][0] or 0)
