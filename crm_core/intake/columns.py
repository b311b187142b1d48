"""Columns of texts to columns of typed values, each cell known to be filled, empty or unreadable; judges no rule."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from crm_core.intake.account_sides import credit_rows, credits_below_zero
from crm_core.intake.attributes import cleaned_values, too_long
from crm_core.intake.fields import code_words, field_of, squeezed, yes_words
from crm_core.intake.ledgers import rows_of_effect
from crm_core.intake.plain_texts import begins_with, letters_of, plain_numbers, trimmed, whole_column
from crm_core.intake.printed_rows import printed_rows
from crm_core.intake.sheet_drafts import ColumnDraft, SheetDraft, distinct_texts
from crm_core.intake.sums import total_rows
from crm_core.intake.value_maps import explained
from crm_core.intake.values import (
    LARGEST,
    NUMBER,
    codes_as_given,
    mapped,
    plain_moments,
    read_moments,
    read_numbers,
    says_error,
    says_nothing,
    says_nothing_in_words,
    says_nothing_plainly,
)

pc: Any = pyarrow.compute

CURRENCY_SIGNS = {"TL": "TRY", "₺": "TRY", "$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "EURO": "EUR"}
_SIGN = r"(?i)(?:^|[^\p{L}]|US)(?P<sign>₺|\$|€|£|TL|TRY|USD|EUR|GBP)(?:$|[^\p{L}])"
_ZONE = r":\d{2}(?:[.,]\d+)?\s*(?:[AaPp][Mm]|ÖÖ|ÖS)?\s*(?:Z|UTC|GMT|EES?T|TRT|[+-]\d{2}:?\d{2})$"
PLAIN_KINDS = ("number", "money", "moment", "day", "month", "text", "code")


@dataclass
class Column:
    """One typed column by row: its values (nothing where empty or unreadable) and which cells are which."""

    draft: ColumnDraft
    values: pa.Array
    is_blank: np.ndarray
    texts: pa.Array
    lost_ending: bool = False
    has_zone: bool = False

    @property
    def is_unreadable(self) -> np.ndarray:
        """Cells that say something that could not be read."""
        return ~self.is_blank & self.values.is_null().to_numpy(zero_copy_only=False)


@dataclass
class TypedSheet:
    """The rows of a file with typed columns by field; ``amount_is_derived`` where quantity × unit price stands in.

    ``attributes`` are the company's own columns by the name they are kept under. ``zeros_elsewhere``: codes that stand with
    zeros before them anywhere in the file, without these, by field.
    """

    sheet: str
    row_numbers: np.ndarray
    is_ragged: np.ndarray
    is_repeated: np.ndarray
    total_rows: int
    printed_rows: int
    no_sales: int
    below_zero: int = 0
    columns: dict[str, Column] = field(default_factory=dict)
    amount_is_derived: bool = False
    foreign_signs: dict[str, np.ndarray] = field(default_factory=dict)
    per_cents: dict[str, np.ndarray] = field(default_factory=dict)
    attributes: dict[str, Column] = field(default_factory=dict)
    too_long: dict[str, np.ndarray] = field(default_factory=dict)
    zeros_elsewhere: dict[str, pa.Array] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Number of rows, without rows of sums and what printing put between them."""
        return len(self.row_numbers)


@dataclass(frozen=True)
class WholeFile:
    """What must be known of all rows of a file where they are typed part by part.

    ``is_repeated`` are the part's rows that stand word for word further up; ``lost_endings`` names the fields whose
    codes all carry ``.0`` from a spreadsheet; ``zeros`` are the codes that stand with zeros before them, without these.
    """

    is_repeated: np.ndarray
    lost_endings: frozenset[str]
    zeros: dict[str, pa.Array] = field(default_factory=dict)


def typed_sheet(cells: pa.Table, draft: SheetDraft, currency: str, whole: WholeFile | None = None) -> TypedSheet:
    """Type every mapped column; rows of sums are taken out first. A part of a file is given what holds of the whole."""
    is_total = np.zeros(cells.num_rows, dtype=bool) if draft.keeps_totals else total_rows(cells, draft)
    is_printed = np.zeros(cells.num_rows, dtype=bool) if draft.keeps_printed else printed_rows(cells, draft)
    is_printed &= ~is_total
    is_no_sale = _no_sales(cells, draft) & ~is_total & ~is_printed
    is_none = is_total | is_printed | is_no_sale
    if is_none.any():
        cells = cells.filter(pa.array(~is_none))
    typed = TypedSheet(
        draft.sheet,
        cells.column("row_number").to_numpy(),
        cells.column("ragged").combine_chunks().is_valid().to_numpy(zero_copy_only=False),
        repeated_rows(cells) if whole is None else whole.is_repeated[~is_none],
        int(is_total.sum()),
        int(is_printed.sum()),
        int(is_no_sale.sum()),
        zeros_elsewhere={} if whole is None else whole.zeros,
    )
    for column in draft.columns:
        if column.field is not None:
            lost_ending = None if whole is None else column.field in whole.lost_endings
            is_money = field_of(draft.sheet, column.field).kind == "money"
            plain = _plain_column(cells, column, draft.sheet, lost_ending)
            if plain is not None:
                typed.columns[column.field] = plain
                if is_money:
                    typed.foreign_signs[column.field] = np.zeros(cells.num_rows, dtype=bool)
                    typed.per_cents[column.field] = np.zeros(cells.num_rows, dtype=bool)
                continue
            texts = distinct_texts(cells, column.place)
            typed.columns[column.field] = _column(texts, column, draft.sheet, lost_ending)
            if is_money:
                typed.foreign_signs[column.field] = _foreign(texts, currency)
                typed.per_cents[column.field] = _with_sign_of_per_cent(texts)
    for column in draft.attributes:
        texts = distinct_texts(cells, column.place)
        lost_ending = None if whole is None else column.feeds in whole.lost_endings
        typed.attributes[column.attribute or ""] = _attribute(texts, column, lost_ending)
        typed.too_long[column.attribute or ""] = too_long(cleaned_values(texts.dictionary))[texts.indices.to_numpy()]
    if "amount" not in typed.columns and {"quantity", "unit_price"} <= typed.columns.keys():
        typed.columns["amount"] = _derived_amount(typed.columns["quantity"], typed.columns["unit_price"])
        typed.amount_is_derived = True
    if "amount" in typed.columns and (draft.movements is not None or draft.sides is not None):
        is_return = rows_of_effect(cells, draft.movements, "below")
        typed.below_zero = _take_credits(typed, cells, draft, is_return) + _turn_returns(typed, is_return)
    return typed


def _no_sales(cells: pa.Table, draft: SheetDraft) -> np.ndarray:
    """Lines of an account that are no sales: payments, carried balances, purchases."""
    if draft.movements is not None and draft.movements.is_kept:
        return np.zeros(cells.num_rows, dtype=bool)
    is_out = rows_of_effect(cells, draft.movements, "out")
    if draft.sides is not None and draft.sides.effect == "out":
        is_out = is_out | credit_rows(cells, draft.sides) & ~rows_of_effect(cells, draft.movements, "below")
    return is_out


def _take_credits(typed: TypedSheet, cells: pa.Table, draft: SheetDraft, is_return: np.ndarray) -> int:
    """Rows with a credit alone that are returns: the credit below zero is their amount; how many they are."""
    if draft.sides is None:
        return 0
    is_credit = credit_rows(cells, draft.sides)
    is_taken = is_credit if draft.sides.effect == "below" else is_credit & is_return
    if is_taken.any():
        column, mask = typed.columns["amount"], pa.array(is_taken)
        values = pc.if_else(mask, pc.cast(credits_below_zero(cells, draft.sides), column.values.type), column.values)
        typed.columns["amount"] = replace(column, values=values, is_blank=column.is_blank & ~is_taken)
    return int(is_taken.sum())


def _turn_returns(typed: TypedSheet, is_return: np.ndarray) -> int:
    """Count the amounts of returns below zero; the number of rows whose amount was not."""
    column = typed.columns["amount"]
    is_above = is_return & pc.fill_null(pc.greater(column.values, 0), False).to_numpy(zero_copy_only=False)
    if is_above.any():
        below = pc.cast(pc.negate(column.values), column.values.type)
        typed.columns["amount"] = replace(column, values=pc.if_else(pa.array(is_above), below, column.values))
    return int(is_above.sum())


def _plain_column(cells: pa.Table, draft: ColumnDraft, sheet: str, lost_ending: bool | None) -> Column | None:
    """Type a column without asking for its distinct texts; None where a cell needs the closer look of :func:`_column`."""
    item = field_of(sheet, draft.field or "")
    if draft.value_map or item.kind not in PLAIN_KINDS or item.name == "currency" or cells.num_rows == 0:
        return None
    texts = trimmed(whole_column(cells, draft.place))
    values, is_blank = None, letters_of(texts).lengths == 0
    if item.kind in ("number", "money"):
        values = plain_numbers(texts, draft.decimal_mark or ".")
    elif item.kind in ("moment", "day", "month"):
        values = _days_of(plain_moments(texts, draft.date_order or "day-first"), item.kind)
    elif not begins_with(texts, b"#"):
        is_blank = says_nothing_in_words(texts) if item.kind == "text" else says_nothing_plainly(texts)
        values = pc.if_else(pa.array(is_blank), None, texts) if is_blank.any() else texts
        if item.kind == "code":
            values, was_lost = codes_as_given(values, lost_ending)
            return Column(draft, values, is_blank, texts, was_lost)
    return None if values is None else Column(draft, values, is_blank, texts)


def _column(texts: pa.DictionaryArray, draft: ColumnDraft, sheet: str, ends: bool | None = None) -> Column:
    """Type the distinct texts, then lay them out by row."""
    item = field_of(sheet, draft.field or "")
    known, places = explained(texts.dictionary, draft.value_map, item, draft.decimal_mark), texts.indices
    is_blank = says_nothing(known) if item.kind != "text" else says_nothing_in_words(known)
    filled = pc.if_else(pa.array(is_blank | says_error(known)), None, known)
    lost_ending = has_zone = False
    if item.kind in ("number", "money"):
        values = read_numbers(filled, draft.decimal_mark or ".")
    elif item.kind in ("moment", "day", "month"):
        values = _dates(filled, draft, item.kind)
        has_zone = bool(pc.any(pc.match_substring_regex(filled, _ZONE)).as_py())
    elif item.kind == "year":
        years = read_numbers(filled, ".")
        values = pc.cast(pc.if_else(pc.less(pc.abs(years), 10_000), pc.floor(years), None), pa.int32())
    elif item.kind == "word":
        words = code_words(sheet, item.name)
        values = mapped(filled, lambda text: words.get(squeezed(text)), pa.string())
    elif item.kind == "yes":
        values = mapped(filled, lambda text: yes_words().get(squeezed(text)), pa.bool_())
    elif item.name == "currency":
        values = mapped(filled, lambda text: CURRENCY_SIGNS.get(text.upper(), text.upper()), pa.string())
    elif item.kind == "code":
        values, lost_ending = codes_as_given(filled, ends)
    else:
        values = filled
    return Column(draft, values.take(places), is_blank[places.to_numpy()], texts, lost_ending, has_zone)


def _attribute(texts: pa.DictionaryArray, draft: ColumnDraft, ends: bool | None) -> Column:
    """A column that is kept as it stands; what is too long for a filter and failed formulas are not."""
    known = cleaned_values(texts.dictionary)
    is_blank = says_nothing_in_words(known)
    filled = pc.if_else(pa.array(is_blank | says_error(known) | too_long(known)), None, known)
    values, lost_ending = codes_as_given(filled, ends)
    return Column(draft, values.take(texts.indices), is_blank[texts.indices.to_numpy()], texts, lost_ending)


def _dates(texts: pa.StringArray, draft: ColumnDraft, kind: str) -> pa.Array:
    return _days_of(read_moments(texts, draft.date_order or "day-first"), kind)


def _days_of(moments: pa.Array | None, kind: str) -> pa.Array | None:
    """Moments as the field wants them: as they are, as days, as first days of months."""
    if kind == "moment" or moments is None:
        return moments
    days = moments if kind == "day" else pc.floor_temporal(moments, unit="month")
    return pc.cast(pc.floor_temporal(days, unit="day"), pa.date32())


def _derived_amount(quantity: Column, price: Column) -> Column:
    """Quantity × unit price, to four decimals; empty where either is empty, unreadable where either is."""
    product = pc.multiply(quantity.values, price.values)
    bounded = pc.if_else(pc.less(pc.abs(product), pa.scalar(LARGEST)), product, None)
    values = pc.cast(pc.round(bounded, ndigits=4), NUMBER)
    is_blank = quantity.is_blank | price.is_blank
    return Column(price.draft, values, is_blank, price.texts)


def _with_sign_of_per_cent(texts: pa.DictionaryArray) -> np.ndarray:
    """Rows whose money is written as a rate."""
    is_rate = pc.fill_null(pc.match_substring(cleaned_values(texts.dictionary), "%"), False)
    places = pc.fill_null(texts.indices, -1).to_numpy(zero_copy_only=False)
    return (places >= 0) & np.append(is_rate.to_numpy(zero_copy_only=False), False)[places]


def _foreign(texts: pa.DictionaryArray, currency: str) -> np.ndarray:
    """Rows whose money carries the sign of another currency than the workspace's."""
    signs = pc.extract_regex(texts.dictionary, _SIGN)
    if signs.null_count == len(signs):
        return np.zeros(len(texts), dtype=bool)
    found = [part["sign"].upper() if part else None for part in signs.to_pylist()]
    is_foreign = np.array([sign is not None and CURRENCY_SIGNS.get(sign, sign) != currency for sign in found])
    return is_foreign[texts.indices.to_numpy()]


def repeated_rows(cells: pa.Table) -> np.ndarray:
    """Rows that stand word for word further up."""
    names = [name for name in cells.column_names if name not in ("row_number", "ragged")]
    codes = {name: distinct_texts(cells, place).indices for place, name in enumerate(names)}
    codes["ragged"] = cells.column("ragged").combine_chunks().dictionary_encode().indices
    place = pa.array(np.arange(cells.num_rows))
    firsts = pa.table(codes | {"place": place}).group_by(list(codes)).aggregate([("place", "min")])
    is_repeated = np.ones(cells.num_rows, dtype=bool)
    is_repeated[firsts.column("place_min").to_numpy()] = False
    return is_repeated
