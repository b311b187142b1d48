"""The data dictionary, read from the schema itself: kind, unit, privacy and meaning of every column."""

from dataclasses import dataclass
from functools import cache

import duckdb

from crm_core.store.named_sql import named_sql
from crm_core.store.schema import table_statements

SHEETS = ("customers", "transactions", "interactions", "surveys", "programmes", "campaigns", "prices")


@dataclass(frozen=True)
class Field:
    """One column of one table. ``kind`` is behavioural, demographic, attitudinal or bookkeeping."""

    table: str
    name: str
    data_type: str
    is_required: bool
    kind: str
    unit: str
    is_personal: bool
    meaning: str


@cache
def data_dictionary() -> tuple[Field, ...]:
    """Every described column of the schema, in the order of the schema."""
    connection = duckdb.connect(":memory:")
    try:
        connection.execute(table_statements())
        rows = connection.execute(named_sql("store/columns")).fetchall()
    finally:
        connection.close()
    return tuple(_field(*row) for row in rows if row[4])


def _field(table: str, name: str, data_type: str, is_nullable: bool, comment: str) -> Field:
    kind, unit, personal, meaning = (part.strip() for part in comment.split("|", 3))
    return Field(table, name, data_type, not is_nullable, kind, unit, personal == "yes", meaning)
