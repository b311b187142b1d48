"""Loads taken back: rows that came go, rows that were replaced or removed return byte for byte, quarantine is settled.

Refuses where a later load has touched the same rows, and names it.
"""

from datetime import date
from typing import Any

from crm_core.errors import UndoFault
from crm_core.store.facts import day_of_row, now
from crm_core.store.given_columns import columns_of_sheet
from crm_core.store.images import bring_back, from_images, holding_loads, settle
from crm_core.store.later_loads import COLUMNS, LaterLoad, LaterLoads, changed_rows, passed_over_rows
from crm_core.store.session import Build
from crm_core.words import mark


def undo_load(build: Build, load_id: int) -> None:
    """Take back all that a load did.

    Where later loads have touched the same rows, a :class:`UndoFault` names the loads to be undone first.
    """
    load = build.first("store/load", load_id=load_id)
    if load is None:
        raise UndoFault(mark("There is no load number {load_id}."), load_id=load_id)
    if load["state"] == "undone":
        raise UndoFault(mark("Load {load_id} was undone before."), load_id=load_id)
    _refuse_under_later_loads(build, load)
    _take_back(build, load)
    _tidy(build)


def undo_from(build: Build, load_id: int) -> tuple[int, ...]:
    """Take back a load and every later one, the latest first, so that the workspace is as it was before it."""
    if build.first("store/load", load_id=load_id) is None:
        raise UndoFault(mark("There is no load number {load_id}."), load_id=load_id)
    found = build.execute(
        "select load_id, sheet from loads where load_id >= ? and state = 'committed' order by load_id desc", [load_id]
    )
    if not found:
        raise UndoFault(mark("Load {load_id} and all later ones were undone before."), load_id=load_id)
    for number, sheet in found:
        _take_back(build, {"load_id": number, "sheet": sheet})
    _tidy(build)
    return tuple(number for number, _ in found)


def _take_back(build: Build, load: dict[str, Any]) -> None:
    """Rows of the load go from facts and quarantine, what it replaced or removed returns."""
    load_id, sheet = load["load_id"], load["sheet"]
    build.execute(f"delete from {sheet} where load_id = ?", [load_id])
    build.execute("delete from quarantine where load_id = ?", [load_id])
    build.execute("delete from passed_over_rows where load_id = ?", [load_id])
    if build.execute("select count(*) from replaced_rows where load_id = ?", [load_id]) != [(0,)]:
        bring_back(build, sheet, _images_of(load))
        build.execute("delete from replaced_rows where load_id = ?", [load_id])
    build.run("store/mark_undone", load_id=load_id, undone_at=now())


def _tidy(build: Build) -> None:
    """Rows stand in facts or quarantine as their customers are described now; numbers that nothing uses are forgotten."""
    settle(build, holding_loads(build))
    build.run("store/forget_unused_keys")


def _refuse_under_later_loads(build: Build, load: dict[str, Any]) -> None:
    on_top = build.frame("store/loads_on_top", load_id=load["load_id"])
    touched = {
        int(number): (str(name), int(count))
        for number, name, count in zip(on_top["load_id"], on_top["file_name"], on_top["touched"], strict=True)
    }
    for number, (name, count) in _met_instead(build, load).items():
        touched.setdefault(number, (name, count))
    rows = {number: changed_rows(build, load["sheet"], load["load_id"], number) for number in touched}
    for number, name, count, key_fields, examples in build.execute(
        "select passed.load_id, file_name, row_count, key_fields, examples from passed_over_rows as passed "
        "join loads on loads.load_id = passed.load_id where brought_by = ?",
        [load["load_id"]],
    ):
        touched.setdefault(number, (name, count))
        rows[number] = rows.get(number) or passed_over_rows(key_fields, examples)
    if touched:
        loads = tuple(LaterLoad(number, *touched[number], rows[number]) for number in sorted(touched, reverse=True))
        raise UndoFault(
            mark(
                "Later loads touched the same rows. Undo these first, the latest first (number, file, rows, first cells): {loads}."
            ),
            loads=LaterLoads(load["sheet"], loads),
        )


def _met_instead(build: Build, load: dict[str, Any]) -> dict[int, tuple[str, int]]:
    """Later loads that would have met the rows which this load replaced or removed, had those been there."""
    if build.execute("select count(*) from replaced_rows where load_id = ?", [load["load_id"]]) == [(0,)]:
        return {}
    later = build.execute(
        "select load_id, file_name, mode, key_fields, period_start, period_end from loads "
        "where load_id > ? and sheet = ? and state = 'committed' and mode <> 'append' order by load_id",
        [load["load_id"], load["sheet"]],
    )
    found: dict[int, tuple[str, int]] = {}
    for number, name, mode, key, start, end in later:
        count = build.execute(
            f"select count(*) from ({_images_of(load)}) as gone where {_would_meet(load['sheet'], number, mode, key, start, end)}"
        )[0][0]
        if count:
            found[number] = (name, count)
    return found


def _would_meet(sheet: str, load_id: int, mode: str, key: str, start: date | None, end: date | None) -> str:
    """SQL that says of a row that is gone whether the later load would have met it."""
    if mode == "all":
        return "true"
    if mode == "period":
        day = day_of_row(sheet, list(columns_of_sheet(sheet)))
        return "false" if start is None else f"{day} between date '{start}' and date '{end}'"
    same = " and ".join(
        f"brought.{name} is not distinct from gone.{name}" for name in (COLUMNS.get(one, one) for one in key.split(","))
    )
    return f"exists (select 1 from {sheet} as brought where brought.load_id = {load_id} and {same})"


def _images_of(load: dict[str, Any]) -> str:
    images = f"(select row_image from replaced_rows where load_id = {load['load_id']})"
    return from_images(load["sheet"], images)
