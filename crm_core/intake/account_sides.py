"""Accounts with debits and credits in columns of their own: what becomes of the rows with a credit alone.

The debits are taken for the amounts, as the reader said. Rows with a credit and no debit are payments unless their word
or the reader says that they are returns; then the credit counts below zero.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from crm_core.intake.fields import squeezed
from crm_core.intake.ledgers import CREDITS, DEBITS
from crm_core.intake.sheet_drafts import AccountSides, ColumnDraft, distinct_texts
from crm_core.intake.values import read_numbers
from crm_core.numbers import DecimalMark

pc: Any = pyarrow.compute


def sides_in(cells: pa.Table, columns: Sequence[ColumnDraft], choices: Mapping[str, str]) -> AccountSides | None:
    """The two columns of an account's sides, where the debits feed the amount and the credits feed nothing."""
    debit = next((one for one in columns if one.field == "amount" and squeezed(one.heading) in DEBITS), None)
    credit = next((one for one in columns if one.field is None and squeezed(one.heading) in CREDITS), None)
    if debit is None or credit is None:
        return None
    effect = "keep" if choices.get("movements") == "keep" else choices.get("credits", "out")
    sides = AccountSides(debit.place, credit.place, debit.heading, credit.heading, debit.decimal_mark or ",", effect, 0)
    counted = int(credit_rows(cells, sides).sum())
    return AccountSides(
        sides.debit_place, sides.credit_place, sides.debit, sides.credit, sides.decimal_mark, effect, counted
    )


def credit_rows(cells: pa.Table, sides: AccountSides | None) -> np.ndarray:
    """Rows with a credit and no debit."""
    if sides is None:
        return np.zeros(cells.num_rows, dtype=bool)
    debits, credits = (
        _says_money(cells, place, sides.decimal_mark) for place in (sides.debit_place, sides.credit_place)
    )
    return credits & ~debits


def credits_below_zero(cells: pa.Table, sides: AccountSides) -> pa.Array:
    """The credit of every row, counted below zero."""
    texts = distinct_texts(cells, sides.credit_place)
    return pc.negate(read_numbers(texts.dictionary, sides.decimal_mark)).take(texts.indices)


def _says_money(cells: pa.Table, place: int, mark: DecimalMark) -> np.ndarray:
    """Rows with a number other than zero."""
    encoded = distinct_texts(cells, place)
    says = pc.fill_null(pc.not_equal(read_numbers(encoded.dictionary, mark), 0), False)
    return says.to_numpy(zero_copy_only=False)[encoded.indices.to_numpy()]
