"""Questions that a user typed as SQL: one reading statement, answered in part; anything else is refused."""

import duckdb
import pandas as pd

from crm_core.errors import QuestionFault
from crm_core.words import mark


def answer_typed(connection: duckdb.DuckDBPyConnection, text: str, row_limit: int) -> pd.DataFrame:
    """Rows of one reading statement, at most ``row_limit``."""
    try:
        statements = duckdb.extract_statements(text)
    except duckdb.Error as cause:
        raise QuestionFault(mark("This is not SQL that can be read: {reason}"), reason=_first_line(cause)) from cause
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise QuestionFault(mark("Only one reading statement (select …) can be asked here."))
    cursor = connection.cursor()
    try:
        cursor.execute("begin transaction read only")
        return cursor.execute(text).fetch_df_chunk(max(1, row_limit // 2048 + 1)).head(row_limit)
    except duckdb.Error as cause:
        raise QuestionFault(mark("The database refused this: {reason}"), reason=_first_line(cause)) from cause
    finally:
        cursor.close()


def _first_line(cause: BaseException) -> str:
    return str(cause).splitlines()[0]
