"""Every row against every rule of its sheet: which rows are left out, which are kept with a word; changes no file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from crm_core.intake.attributes import PREFIX
from crm_core.intake.columns import Column, TypedSheet
from crm_core.intake.fields import SHEET_FIELDS, field_of
from crm_core.intake.findings import RULES
from crm_core.intake.plain_texts import begins_with, without_leading_zeros
from crm_core.intake.sheet_drafts import SheetDraft
from crm_core.intake.templates import SAMPLES
from crm_core.intake.value_maps import is_coded
from crm_core.intake.values import is_garbled, is_shortened, says_error

pc: Any = pyarrow.compute

EARLIEST = datetime(1970, 1, 1)
MAY_LIE_AHEAD = ("promised_at", "ended_at", "month", "period")
FIRST_BIRTH_YEAR, LAST_BIRTH_YEAR = 1850, 2200
SHORTEST_CONTACT = 6
FEWEST_TOTALS, MOST_TOTALS = 3, 0.9
ROW_OF_SAMPLE, FEWEST_OF_SAMPLE = 2, 3
FORMULA_SIGNS = b"=@+-"
NEVER_BELOW_ZERO = ("acquisition_cost", "cost", "spend")


@dataclass(frozen=True)
class Hit:
    """One rule that speaks of some rows: which field, and in which rows."""

    rule: str
    field: str | None
    rows: np.ndarray


def hits(typed: TypedSheet, draft: SheetDraft, currency: str, today: date, drops_repeated: bool) -> list[Hit]:
    """Everything the rules find, gravest first; a rule that finds nothing is not among them."""
    found = [
        Hit("ragged", None, typed.is_ragged),
        *_missing_and_unreadable(typed, draft),
        *_dates(typed, today),
        *_currency(typed, currency),
        *_numbers(typed),
        *_orders_in_time(typed),
        *_attributes(typed),
        *_returns_without_sign(typed),
        *_order_totals(typed),
        Hit("template_sample", None, _samples_of_a_template(typed)),
        *_like_formulas(typed),
        *_shortened(typed),
        *_without_zeros(typed),
        *_garbled(typed),
        *(_survey(typed, draft) if typed.sheet == "surveys" else ()),
        Hit("duplicate_dropped" if drops_repeated else "duplicate", None, typed.is_repeated & ~typed.is_ragged),
    ]
    if typed.sheet == "customers":
        found.append(Hit("repeated_customer", "customer_id", _repeated_customers(typed)))
        found += [Hit("same_person", name, rows) for name, rows in _same_persons(typed)]
    readable = [hit if hit.field is None else Hit(hit.rule, hit.field, hit.rows & ~typed.is_ragged) for hit in found]
    return [hit for hit in readable if hit.rows.any()]


def refused_rows(found: list[Hit], size: int) -> np.ndarray:
    """Rows that at least one error leaves out."""
    is_refused = np.zeros(size, dtype=bool)
    for hit in found:
        if RULES[hit.rule].level == "error":
            is_refused |= hit.rows
    return is_refused


def emptied_cells(found: list[Hit]) -> dict[str, np.ndarray]:
    """Cells that a warning empties, by field."""
    emptied: dict[str, np.ndarray] = {}
    for hit in found:
        if hit.rule == "not_possible_optional" and hit.field:
            emptied[hit.field] = emptied.get(hit.field, np.zeros(len(hit.rows), dtype=bool)) | hit.rows
    return emptied


def _missing_and_unreadable(typed: TypedSheet, draft: SheetDraft) -> Iterator[Hit]:
    for item in SHEET_FIELDS[typed.sheet]:
        column = typed.columns.get(item.name)
        if column is None:
            continue
        ending = "" if item.is_required or _must_be_read(typed, item.name) else "_optional"
        if item.is_required:
            rule = "missing_customer" if item.name == "customer_id" else "missing"
            yield Hit(rule, item.name, column.is_blank)
        unknown = _unknown_words(column) if is_coded(item) else np.zeros(typed.size, dtype=bool)
        yield Hit(f"unknown_word{ending}", item.name, unknown)
        yield Hit(f"unreadable{ending}", item.name, column.is_unreadable & ~unknown)


def _must_be_read(typed: TypedSheet, name: str) -> bool:
    """Whether a row is nothing without this cell although not every row needs it."""
    if typed.amount_is_derived and name in ("quantity", "unit_price"):
        return True
    return name in ("score", "answered_at", "invited_at", "resolved_at", "opened_at", "ended_at")


def _unknown_words(column: Column) -> np.ndarray:
    """Cells with a word that can be explained, unlike a failed formula."""
    found = column.is_unreadable
    if found.any():
        texts = column.texts.dictionary_encode() if not pa.types.is_dictionary(column.texts.type) else column.texts
        found &= ~says_error(texts.dictionary)[texts.indices.to_numpy()]
    return found


def _attributes(typed: TypedSheet) -> Iterator[Hit]:
    """Cells of kept columns that are not kept: failed formulas and texts beyond the limit."""
    for name, column in typed.attributes.items():
        field = f"{PREFIX}{name}"
        yield Hit("too_long", field, typed.too_long[name])
        yield Hit("unreadable_optional", field, column.is_unreadable & ~typed.too_long[name])


def _returns_without_sign(typed: TypedSheet) -> Iterator[Hit]:
    """Order lines that give goods back for money that comes in."""
    if typed.sheet == "transactions" and "quantity" in typed.columns and not typed.amount_is_derived:
        quantity, amount = typed.columns["quantity"].values, typed.columns["amount"].values
        yield Hit("return_without_sign", "amount", _true(pc.and_(pc.less(quantity, 0), pc.greater(amount, 0))))


def _samples_of_a_template(typed: TypedSheet) -> np.ndarray:
    """The first row of the file where all that it says in words and codes is the sample of the template."""
    is_sample = np.zeros(typed.size, dtype=bool)
    sample = SAMPLES[typed.sheet]
    names = [name for name in typed.columns if field_of(typed.sheet, name).kind in ("code", "text") and name in sample]
    if typed.size and len(names) >= FEWEST_OF_SAMPLE and typed.row_numbers[0] == ROW_OF_SAMPLE:
        is_sample[0] = all(typed.columns[name].values[0].as_py() == sample[name] for name in names)
    return is_sample


def _order_totals(typed: TypedSheet) -> Iterator[Hit]:
    """Lines whose amount is that of the line above in the same order, of another product, where nearly all such are."""
    names = ("order_id", "product", "amount")
    if typed.sheet != "transactions" or typed.amount_is_derived or not set(names) <= typed.columns.keys():
        return
    order, product, amount = (_as_above(typed.columns[name].values) for name in names)
    is_told = _true(pc.is_valid(typed.columns["product"].values))
    is_further = order & ~product & is_told & ~typed.is_ragged
    is_total = is_further & amount & ~_true(pc.equal(typed.columns["amount"].values, 0))
    if is_total.sum() >= max(FEWEST_TOTALS, MOST_TOTALS * is_further.sum()):
        yield Hit("order_total_repeated", "amount", is_total)


def _as_above(values: pa.Array) -> np.ndarray:
    """Rows that say what the row above says."""
    is_same = np.zeros(len(values), dtype=bool)
    is_same[1:] = _true(pc.equal(values.slice(1), values.slice(0, max(0, len(values) - 1))))
    return is_same


def _like_formulas(typed: TypedSheet) -> Iterator[Hit]:
    """Customer, order and case numbers that a spreadsheet would run; a sign before plain digits is none."""
    for name, column in typed.columns.items():
        if field_of(typed.sheet, name).kind == "code":
            said = pc.fill_null(pc.cast(column.values, pa.string()), "")
            if begins_with(said, FORMULA_SIGNS):
                is_like = pc.match_substring_regex(said, r"^[=@+\-]")
                is_plain = pc.match_substring_regex(said, r"^[+\-]?[\d ]+$")
                yield Hit("like_formula", name, _true(pc.and_(is_like, pc.invert(is_plain))))


def _shortened(typed: TypedSheet) -> Iterator[Hit]:
    """Numbers of customers, orders and cases whose last digits a spreadsheet lost."""
    for name, column in typed.columns.items():
        if field_of(typed.sheet, name).kind == "code":
            yield Hit("shortened", name, _true(is_shortened(pc.cast(column.values, pa.string()))))


def _without_zeros(typed: TypedSheet) -> Iterator[Hit]:
    """Numbers of customers, orders and cases that stand in the same column with zeros before them too."""
    for name, column in typed.columns.items():
        if field_of(typed.sheet, name).kind == "code" and name != "currency":
            said = pc.fill_null(pc.cast(column.values, pa.string()), "")
            bare = without_leading_zeros(said)
            if name in typed.zeros_elsewhere:
                bare = pa.concat_arrays([bare, typed.zeros_elsewhere[name]])
            if len(bare):
                yield Hit("without_zeros", name, _true(pc.is_in(said, bare)))


def _garbled(typed: TypedSheet) -> Iterator[Hit]:
    """Texts whose letters were written in one encoding and read in another before they came here."""
    for name, column in typed.columns.items():
        if field_of(typed.sheet, name).kind == "text":
            yield Hit("garbled", name, _true(is_garbled(pc.cast(column.values, pa.string()))))


def _dates(typed: TypedSheet, today: date) -> Iterator[Hit]:
    """Days after today or before 1970; where a date may lie ahead, only the latter."""
    end = datetime.combine(today, time.min) + timedelta(days=1)
    for name, column in typed.columns.items():
        if field_of(typed.sheet, name).kind not in ("moment", "day", "month"):
            continue
        moments = pc.cast(column.values, pa.timestamp("us"))
        yield Hit("too_old", name, _true(pc.less(moments, pa.scalar(EARLIEST, pa.timestamp("us")))))
        if name not in MAY_LIE_AHEAD:
            yield Hit("future", name, _true(pc.greater_equal(moments, pa.scalar(end, pa.timestamp("us")))))


def _currency(typed: TypedSheet, currency: str) -> Iterator[Hit]:
    for name, rows in typed.foreign_signs.items():
        yield Hit("other_currency", name, rows)
    for name, rows in typed.per_cents.items():
        yield Hit("per_cent", name, rows)
    column = typed.columns.get("currency")
    if column is not None:
        yield Hit("other_currency", "currency", _true(pc.not_equal(column.values, currency)))


def _numbers(typed: TypedSheet) -> Iterator[Hit]:
    for name in NEVER_BELOW_ZERO:
        if name in typed.columns and not (typed.sheet == "transactions" and name == "cost"):
            rule = "not_possible" if field_of(typed.sheet, name).is_required else "not_possible_optional"
            yield Hit(rule, name, _true(pc.less(typed.columns[name].values, 0)))
    if "index" in typed.columns:
        yield Hit("not_possible", "index", _true(pc.less_equal(typed.columns["index"].values, 0)))
    if "birth_year" in typed.columns:
        years = typed.columns["birth_year"].values
        is_odd = pc.or_(pc.less(years, FIRST_BIRTH_YEAR), pc.greater(years, LAST_BIRTH_YEAR))
        yield Hit("not_possible_optional", "birth_year", _true(is_odd))


def _orders_in_time(typed: TypedSheet) -> Iterator[Hit]:
    pairs = {
        "interactions": ("opened_at", "resolved_at", "resolved_before_opened"),
        "programmes": ("started_at", "ended_at", "ended_before_started"),
    }
    first, second, rule = pairs.get(typed.sheet, ("", "", ""))
    if first in typed.columns and second in typed.columns:
        is_wrong = _true(pc.less(typed.columns[second].values, typed.columns[first].values))
        yield Hit(rule, second, is_wrong)


def _survey(typed: TypedSheet, draft: SheetDraft) -> Iterator[Hit]:
    """A score needs its day and its scale; a row without a score must be an invitation."""
    nothing = np.ones(typed.size, dtype=bool)
    has = {
        name: ~typed.columns[name].is_blank if name in typed.columns else ~nothing
        for name in ("score", "answered_at", "invited_at", "attribute")
    }
    yield Hit("missing", "score", ~has["score"] & ~has["invited_at"])
    yield Hit("missing", "answered_at", has["score"] & ~has["answered_at"])
    kinds = survey_kinds(typed, draft)
    yield Hit("missing", "attribute", _true(pc.equal(kinds, "attribute")) & ~has["attribute"])
    if "score" in typed.columns:
        low, high = survey_scale(typed, draft)
        scores = typed.columns["score"].values
        is_outside = pc.or_(pc.less(scores, low), pc.greater(scores, high))
        without_scale = pc.is_null(pc.less(low, high)).to_numpy(zero_copy_only=False) | _true(
            pc.greater_equal(low, high)
        )
        yield Hit("out_of_scale", "score", (_true(is_outside) | without_scale) & has["score"])


def survey_kinds(typed: TypedSheet, draft: SheetDraft) -> pa.Array:
    """The question asked, row by row."""
    if "kind" in typed.columns:
        return typed.columns["kind"].values
    return pa.array([draft.kind]).take(pa.array(np.zeros(typed.size, dtype=np.int32)))


def survey_scale(typed: TypedSheet, draft: SheetDraft) -> tuple[pa.Array, pa.Array]:
    """Lowest and highest possible answer, row by row: as the row says, else as chosen for its question."""
    kinds = survey_kinds(typed, draft)
    known = pa.array(list(draft.scales), pa.string())
    places = pc.index_in(kinds, known)
    ends = []
    for end, name in enumerate(("scale_min", "scale_max")):
        chosen = pa.array([draft.scales[kind][end] for kind in draft.scales], pa.int64()).take(places)
        chosen = pc.cast(pc.cast(chosen, pa.decimal128(19, 0)), pa.decimal128(18, 4), safe=False)
        ends.append(pc.coalesce(typed.columns[name].values, chosen) if name in typed.columns else chosen)
    return ends[0], ends[1]


def _repeated_customers(typed: TypedSheet) -> np.ndarray:
    """Rows whose customer number stands in a row further up, word for word repetitions aside."""
    codes = typed.columns["customer_id"].values.dictionary_encode().indices
    place = pa.array(np.arange(typed.size))
    firsts = pa.table({"code": codes, "place": place}).group_by("code").aggregate([("place", "min")])
    is_repeated = np.ones(typed.size, dtype=bool)
    is_repeated[firsts.column("place_min").to_numpy()] = False
    return is_repeated & ~typed.is_repeated & ~typed.columns["customer_id"].is_blank


def _same_persons(typed: TypedSheet) -> Iterator[tuple[str, np.ndarray]]:
    """Rows whose e-mail or telephone stands under another customer number of the file too."""
    for name, noise in (("email", r"\s"), ("phone", r"\D")):
        if name in typed.columns:
            plain = pc.replace_substring_regex(pc.utf8_lower(typed.columns[name].values), noise, "")
            if name == "phone":
                plain = pc.replace_substring_regex(plain, r"^0*(90)?0*(\d{10})$", r"\2")
            said = pc.if_else(pc.less(pc.utf8_length(plain), SHORTEST_CONTACT), None, plain)
            pairs = pa.table({"said": said, "customer": typed.columns["customer_id"].values})
            counted = pairs.group_by("said").aggregate([("customer", "count_distinct")])
            shared = counted.filter(pc.greater(counted.column("customer_count_distinct"), 1)).column("said").drop_null()
            yield name, _true(pc.and_(pc.is_valid(said), pc.is_in(said, shared.combine_chunks())))


def _true(mask: pa.Array) -> np.ndarray:
    """A mask as booleans, unknown counted as false."""
    return pc.fill_null(mask, False).to_numpy(zero_copy_only=False)
