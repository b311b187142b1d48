"""Columns of a sheet's table: all that the schema names, and those that a file has brought so far.

A column that no file brought is generated in the table: it reads as nothing, costs nothing, and takes no cells.
"""

from collections.abc import Iterable
from functools import cache

from crm_core.store.dictionary import data_dictionary
from crm_core.store.session import Build, as_text, quoted


@cache
def columns_of_sheet(sheet: str) -> dict[str, str]:
    """Type by column of a sheet's table, in the order of the schema."""
    return {column.name: column.data_type for column in data_dictionary() if column.table == sheet}


def columns_ever_given(build: Build, sheet: str) -> list[str]:
    """The columns that take cells, in the order of the schema."""
    missing = _never_given(build, sheet)
    return [name for name in columns_of_sheet(sheet) if name not in missing]


def let_take_cells(build: Build, sheet: str, given: Iterable[str]) -> None:
    """Let the given columns take cells from now on; rows that stand have nothing in them."""
    missing = _never_given(build, sheet)
    for name in given:
        if name in missing:
            column = f"{sheet}.{quoted(name)}"
            build.execute(f"alter table {sheet} drop column {quoted(name)}")
            build.execute(f"alter table {sheet} add column {quoted(name)} {columns_of_sheet(sheet)[name]}")
            build.execute(f"comment on column {column} is {as_text(missing[name])}")


def _never_given(build: Build, sheet: str) -> dict[str, str]:
    """What the schema says of every such column, by name."""
    found = build.frame("store/columns_never_given", sheet=sheet)
    return dict(zip(found["column_name"], found["said"], strict=True))
