"""Lines of an account among order lines: payments, carried balances, purchases and returns, by the words of the file.

An accounting package exports them in one table with the invoices. Payments, balances and purchases are no sales and are
left out, returns count below zero, both told and kept as they stand on a click; what a credit is, only the reader knows.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from crm_core.intake.cells import FileReading
from crm_core.intake.fields import movement_words, squeezed
from crm_core.intake.plain_texts import letters_of, trimmed, whole_column
from crm_core.intake.sheet_drafts import Choice, ColumnDraft, Movements, Question
from crm_core.intake.values import says_nothing
from crm_core.words import fold, mark

pc: Any = pyarrow.compute

MOST_KINDS = 40
LOOKED_AT = 200_000
KNOWN_SHARE = 0.8
NARRATIVE_SHARE = 0.2
OUT = ("payment", "opening", "purchase", "cancelled")
STEMS = (
    ("iptal", "cancelled"), ("cancel", "cancelled"), ("alis", "purchase"), ("alim", "purchase"), ("satinalma", "purchase"),
    ("iade", "return"), ("refund", "return"), ("tahsil", "payment"), ("odeme", "payment"), ("havale", "payment"),
    ("eft", "payment"), ("virman", "payment"), ("tediye", "payment"), ("devir", "opening"), ("acilis", "opening"),
    ("satis", "sale"), ("fatura", "sale"), ("invoice", "sale"),
)  # fmt: skip
STATES = ("durum", "durumu", "statu", "statusu", "status", "state")
"""End the headings of columns that say how it stands with an order, one row for each order."""
METHODS = ("odeme", "tahsilat", "payment")
SIDED = {"debit": "credit", "outgoing": "incoming"}
SIDE_HEADINGS = frozenset(
    ("ba", "ab", "borcalacak", "alacakborc", "gc", "cg", "giriscikis", "cikisgiris", "hareketyonu", "yon", "dc", "debitcredit",
     "islemyonu")
)  # fmt: skip
DEBITS = frozenset(("borc", "borctutari", "borctutar", "borctl", "tlborc", "debit", "debitamount"))
CREDITS = frozenset(("alacak", "alacaktutari", "alacaktutar", "alacaktl", "tlalacak", "credit", "creditamount"))
LEDGER_HEADINGS = DEBITS | CREDITS | SIDE_HEADINGS | frozenset(
    ("bakiye", "bakiyetl", "fisturu", "evraktipi", "evrakturu", "islemturu", "islemtipi", "hareketturu", "harekettipi", "balance")
)  # fmt: skip
AMBIGUOUS = frozenset(("aciklama", "description", "detay", "satiraciklamasi", "fisaciklamasi"))
NARRATIVE = (
    "fatura", "tahsil", "odeme", "havale", "eft", "virman", "cek", "senet", "devir", "dekont", "makbuz", "nolu", "fis",
    "kredi karti", "bakiye", "payment", "invoice", "transfer", "receipt",
)  # fmt: skip


def is_narrative(cells: pa.Table, place: int, headings: Sequence[str]) -> bool:
    """Whether a column of descriptions tells movements of an account rather than products."""
    names = {squeezed(heading) for heading in headings}
    if squeezed(headings[place]) not in AMBIGUOUS:
        return False
    if names & LEDGER_HEADINGS:
        return True
    texts = pc.unique(trimmed(whole_column(cells.slice(0, LOOKED_AT), place))).to_pylist()
    said = [f" {fold(text)} " for text in texts if text]
    telling = sum(any(f" {word}" in text for word in NARRATIVE) for text in said)
    return bool(said) and telling > NARRATIVE_SHARE * len(said)


def movements_in(
    cells: pa.Table, columns: Sequence[ColumnDraft], reading: FileReading, choices: Mapping[str, str]
) -> tuple[Movements | None, list[Question]]:
    """The column that says what each line of an account is, what follows from its words, and what must be asked."""
    both = {squeezed(heading) for heading in reading.headings}
    order_place = next((column.place for column in columns if column.field == "order_id"), None)
    has_sides = bool(both & DEBITS) and bool(both & CREDITS)
    for column in columns:
        if column.field not in (None, "category", "channel", "product") or column.place >= len(reading.headings):
            continue
        rows = _kinds(cells, column, has_sides)
        if rows:
            found = {text: kind_of(text) or "sale" for text in rows}
            sided = [text for text, kind in found.items() if kind in SIDED.values()]
            is_state = squeezed(column.heading).endswith(STATES)
            effects = {text: _effect(kind, choices.get("credits", "keep"), is_state) for text, kind in found.items()}
            if choices.get("movements") == "keep":
                return Movements(column.place, column.heading, rows, dict.fromkeys(rows, "keep"), True), []
            asked = [_question(column.heading, sided, rows)] if sided and "credits" not in choices else []
            return Movements(column.place, column.heading, rows, effects, False, order_place), asked
    return None, []


def kind_of(text: str) -> str | None:
    """What a word of an account stands for: as it is known, else by the word that begins it or stands in it."""
    known = movement_words().get(squeezed(text))
    words = fold(text).split()
    return known or next((kind for stem, kind in STEMS if any(word.startswith(stem) for word in words)), None)


def _kinds(cells: pa.Table, column: ColumnDraft, has_sides: bool) -> dict[str, int]:
    """Rows by text of a column whose words are those of an account, one of them no sale; nothing of any other column."""
    if pc.count_distinct(cells.column(column.place).slice(0, LOOKED_AT)).as_py() > MOST_KINDS:
        return {}
    counted = pc.value_counts(cells.column(column.place))
    texts = pc.utf8_trim_whitespace(pc.struct_field(counted, "values"))
    counts = pc.struct_field(counted, "counts").to_pylist()
    rows: dict[str, int] = {}
    for text, count, is_blank in zip(texts.to_pylist(), counts, says_nothing(texts), strict=True):
        if not is_blank:
            rows[text] = rows.get(text, 0) + count
    known = {text: kind_of(text) for text in rows}
    kinds = set(known.values())
    sides = {side for pair in SIDED.items() for side in pair}
    if kinds & sides and (has_sides or squeezed(column.heading) not in SIDE_HEADINGS or kinds - sides):
        return {}
    if "sale" not in kinds and not kinds & SIDED.keys() or fold(column.heading).startswith(METHODS):
        return {}
    share = sum(rows[text] for text, kind in known.items() if kind) / max(1, sum(rows.values()))
    is_ledger = share >= KNOWN_SHARE and len(rows) <= MOST_KINDS and kinds - {None, "sale", *SIDED}
    return rows if is_ledger else {}


def _effect(kind: str, credits: str, is_state: bool) -> str:
    """A return that is the state of an order stands in the row of the sale itself, and both come to nothing."""
    if kind == "return" and is_state:
        return "out"
    if kind in SIDED.values():
        return credits
    return "out" if kind in OUT else "below" if kind == "return" else "keep"


def _question(heading: str, sided: Sequence[str], rows: Mapping[str, int]) -> Question:
    return Question(
        "credits",
        mark("“{heading}” tells two sides of an account. What are the rows with {words} ({rows})?"),
        (
            Choice("out", mark("Payments or purchases: leave them out")),
            Choice("below", mark("Returns: count them below zero")),
            Choice("keep", mark("Sales like the others")),
        ),
        {"heading": heading, "rows": sum(rows[text] for text in sided), "words": ", ".join(sided)},
    )


def rows_of_effect(cells: pa.Table, movements: Movements | None, effect: str) -> np.ndarray:
    """Rows whose word has that effect."""
    texts = [text for text, said in movements.effects.items() if said == effect] if movements else []
    if movements is None or not texts:
        return np.zeros(cells.num_rows, dtype=bool)
    is_meant = pc.is_in(trimmed(whole_column(cells, movements.place)), pa.array(texts)).to_numpy(zero_copy_only=False)
    return is_meant | _further_lines(cells, movements, is_meant)


def _further_lines(cells: pa.Table, movements: Movements, is_meant: np.ndarray) -> np.ndarray:
    """Rows that say nothing below a row of the same order that is meant: shops on the net tell the state once an order."""
    is_silent = letters_of(trimmed(whole_column(cells, movements.place))).lengths == 0
    if movements.order_place is None or not is_silent.any() or not is_meant.any():
        return np.zeros(len(is_meant), dtype=bool)
    orders = trimmed(whole_column(cells, movements.order_place))
    above = pa.array(np.maximum.accumulate(np.where(is_silent, 0, np.arange(len(is_silent)))))
    is_same = pc.and_(pc.equal(orders, orders.take(above)), pc.not_equal(orders, "")).to_numpy(zero_copy_only=False)
    return is_silent & is_same & is_meant[above.to_numpy()]
