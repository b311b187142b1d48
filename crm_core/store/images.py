"""Rows as images (JSON): kept when a load replaces or removes them, held in quarantine, brought back exactly.

One rule says where a row of a load with quarantine stands: in the facts if a customers sheet describes its customer,
else in the quarantine. :func:`settle` makes it so after every load and undo, whatever their order.
"""

from collections.abc import Sequence

from crm_core.store.given_columns import columns_ever_given, columns_of_sheet
from crm_core.store.manner import WITH_CUSTOMERS_OF_OTHERS
from crm_core.store.session import Build


def image(sheet: str, table: str) -> str:
    """SQL of the image of a row of ``table``, which has the sheet's columns."""
    parts = ", ".join(f"'{name}', cast({table}.{name} as varchar)" for name in columns_of_sheet(sheet))
    return f"cast(json_object({parts}) as varchar)"


def keep_images(build: Build, sheet: str, load_id: int, rows: str) -> None:
    """Keep ``rows`` (a table expression with the sheet's columns) as replaced or removed by a load."""
    build.execute(
        f"insert into replaced_rows select cast(? as integer), ?, old.load_id, {image(sheet, 'old')} from {rows} as old",
        [load_id, sheet],
    )


def from_images(sheet: str, images: str) -> str:
    """SQL of the rows that ``images`` (a table expression with a row_image) show, typed as the sheet is."""
    columns = columns_of_sheet(sheet)
    shape = "{" + ", ".join(f'"{name}":"VARCHAR"' for name in columns) + "}"
    values = ", ".join(f"cast(seen.{name} as {kind}) as {name}" for name, kind in columns.items())
    return f"select {values} from (select json_transform_strict(row_image, '{shape}') as seen from {images})"


def bring_back(build: Build, sheet: str, rows: str) -> None:
    """Put ``rows`` (a select with the sheet's columns) into the sheet."""
    names = ", ".join(columns_ever_given(build, sheet))
    build.execute(f"insert into {sheet} ({names}) select {names} from ({rows}) order by load_id, row_number")


def release(build: Build, sheet: str) -> None:
    """Put every held row of a sheet into its facts, so that a load meets all rows there; :func:`settle` follows."""
    if _count(build, "select count(*) from quarantine where sheet = ?", [sheet]):
        bring_back(build, sheet, from_images(sheet, f"(select row_image from quarantine where sheet = '{sheet}')"))
        build.execute("delete from quarantine where sheet = ?", [sheet])


def settle(build: Build, holding: Sequence[int]) -> int:
    """Let rows whose customer is described join the facts, and hold those of ``holding`` loads whose is not.

    Tells how many joined.
    """
    described = "select customer_key from customers"
    joined = 0
    for sheet in WITH_CUSTOMERS_OF_OTHERS:
        arrived = f"sheet = '{sheet}' and customer_key in ({described})"
        count = _count(build, f"select count(*) from quarantine where {arrived}")
        if count:
            bring_back(build, sheet, from_images(sheet, f"(select row_image from quarantine where {arrived})"))
            build.execute(f"delete from quarantine where {arrived}")
            joined += count
        if holding:
            unknown = f"load_id in ({', '.join(map(str, holding))}) and customer_key not in ({described})"
            build.execute(
                f"insert into quarantine select load_id, '{sheet}', row_number, customer_key, {image(sheet, sheet)} "
                f"from {sheet} where {unknown}"
            )
            build.execute(f"delete from {sheet} where {unknown}")
    return joined


def holding_loads(build: Build) -> list[int]:
    """Committed loads whose rows wait where their customer is not described."""
    found = build.execute("select load_id from loads where orphans = 'quarantine' and state = 'committed'")
    return [load_id for (load_id,) in found]


def _count(build: Build, text: str, parameters: list[str] | None = None) -> int:
    return build.execute(text, parameters)[0][0]
