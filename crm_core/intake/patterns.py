"""What columns without headings may hold, by the looks of their values alone; a proposal to be confirmed, never applied."""

from typing import Any

import pyarrow as pa
import pyarrow.compute

from crm_core.intake.values import read_moments, read_numbers, says_nothing

pc: Any = pyarrow.compute

LOOKED_AT = 1000
_EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
_DAY = r"\d[./\-\s]\D*\d|[A-Za-zÇĞİÖŞÜçğıöşü]{3,}"
_BROKEN = r"\d[.,]\d{1,2}\D*$"
_CODE = r"^[\p{L}]{0,5}[-/ ]?\d[\d\-/]*$"


def guessed_fields(cells: pa.Table, width: int) -> tuple[str, dict[int, str]] | None:
    """A sheet and the field of each place, where the values speak for one; None where they do not."""
    texts = {place: _filled(cells, place) for place in range(width)}
    looks = {place: _look(filled) for place, filled in texts.items()}
    shares = {place: pc.count_distinct(filled).as_py() / max(1, len(filled)) for place, filled in texts.items()}

    def of(*wanted: str) -> list[int]:
        return [place for place, look in looks.items() if look in wanted]

    codes, words = of("code"), of("text")
    if of("day") and of("money") and len(codes) > 1:
        order = max(codes, key=lambda place: (shares[place], -place))
        buyer = next(place for place in codes if place != order)
        found = {order: "order_id", buyer: "customer_id", of("day")[0]: "ordered_at", of("money")[-1]: "amount"}
        return "transactions", found | dict.fromkeys(words[:1], "product")
    if of("day") and of("score") and codes:
        return "surveys", {codes[0]: "customer_id", of("day")[0]: "answered_at", of("score")[0]: "score"}
    if codes and shares[codes[0]] > 0.9 and words and not of("day", "money"):
        found = {codes[0]: "customer_id", max(words, key=lambda place: (shares[place], -place)): "name"}
        return "customers", found | dict.fromkeys(of("email")[:1], "email")
    return None


def _filled(cells: pa.Table, place: int) -> pa.Array:
    texts = pc.utf8_trim_whitespace(cells.column(place).slice(0, LOOKED_AT).combine_chunks())
    return texts.filter(pa.array(~says_nothing(texts)))


def _look(texts: pa.Array) -> str:
    """What nearly all filled cells of a column look like: email, day, money, score, code, text."""
    if not len(texts):
        return "empty"
    numbers = read_numbers(texts, "," if _share(pc.match_substring_regex(texts, r",\d{1,2}\D*$")) > 0.1 else ".")
    is_number = _share(pc.is_valid(numbers)) > 0.9
    if _share(pc.match_substring_regex(texts, _EMAIL)) > 0.9:
        return "email"
    if (
        _share(pc.match_substring_regex(texts, _DAY)) > 0.9
        and _share(pc.is_valid(read_moments(texts, "day-first"))) > 0.9
    ):
        return "day"
    if is_number and _share(pc.match_substring_regex(texts, _BROKEN)) > 0.1:
        return "money"
    if is_number and _share(pc.match_substring_regex(texts, r"^(10|\d)$")) == 1:
        return "score"
    return "code" if _share(pc.match_substring_regex(texts, _CODE)) > 0.9 else "text"


def _share(mask: pa.Array) -> float:
    return pc.mean(pc.cast(mask, pa.float64())).as_py() or 0.0
