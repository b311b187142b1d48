"""Texts of a whole column to numbers, moments, codes and customer numbers; a text that says none becomes nothing.

Works on the distinct texts of a column, so that half a million rows cost what a few thousand texts cost.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute

from crm_core.intake.plain_texts import NUMBER, PlainDays, contains_any, letters_of, plain_days, plain_numbers
from crm_core.numbers import DecimalMark, read_number
from crm_core.words import fold

pc: Any = pyarrow.compute

DateOrder = Literal["day-first", "month-first"]
DATE_ORDERS: tuple[DateOrder, ...] = ("day-first", "month-first")
MARKS: dict[str, DecimalMark] = {"comma": ",", "point": "."}

MOMENT = pa.timestamp("us")
LARGEST = Decimal(10) ** 14
SAYS_NOTHING = ("-", "–", "n/a", "na", "null", "(null)", "none", "nan", "nat")
LONGEST_NOTHING = 8
DASHES = ("-", "–", "—", "--", "---")
LONGEST_DASH = 3
PLUS = ord("+")
GARBLED_BYTES = ("\u00c3".encode(), "\u00c4".encode(), "\u00c5".encode(), "\ufffd".encode())
_GARBLED = "[\u00c3-\u00c5][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122\u011f\u015f]|\ufffd"
BEGINS_NOTHING = np.isin(
    np.arange(256), [text.encode()[0] for known in SAYS_NOTHING for text in (known, known.upper())]
)
"""By first byte: whether a text that stands for an empty cell may begin with it, in capitals or not."""
FIRST_ROWS = 1000
LAST_DAY = 31
MICROS_OF_A_DAY = 86_400_000_000

_PLAIN = {".": r"^[+-]?\d{1,14}(\.\d{1,10})?$", ",": r"^[+-]?\d{1,14}(,\d{1,10})?$"}
_GROUPED = {".": r"^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d{1,10})?$", ",": r"^[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d{1,10})?$"}
_MOMENT = (
    r"^(?P<a>\d{1,4})(?P<sign>[./-])(?P<b>\d{1,2})[./-](?P<c>\d{1,4})"
    r"(?:[ T]+(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[AaPp][Mm]|ÖÖ|ÖS)?\s*(?P<zone>Z|UTC|GMT|EES?T|TRT|[+-]\d{2}:?\d{2})?)?$"
)
_ERROR = r"(?i)^#(N/A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|YOK|SAYI/0!|BAŞV!|DEĞER!|AD\?|SAYI!|BOŞ!)$"
_SERIAL = r"^\d{5}([.,]\d+)?$"
_COMPACT = r"^(19|20)\d{6}$"
_MONTH_ONLY = re.compile(r"^(?:(?P<year>\d{4})[-./](?P<month>\d{1,2})|(?P<month2>\d{1,2})[-./](?P<year2>\d{4}))$")
_NAMED = re.compile(
    r"^(?:(?P<day>\d{1,2})[\s.-]+)?(?P<name>[a-z]{3,9})[\s.-]+(?P<year>\d{4}|\d{2})(?:\s+(?P<time>[\d:]+))?$"
)
_NAMED_FIRST = re.compile(r"^(?P<name>[a-z]{3,9})\s+(?P<day>\d{1,2})(?:\s+(?P<year>\d{4}))(?:\s+(?P<time>[\d:]+))?$")
_MONTHS = (
    ("ocak", "january"), ("subat", "february"), ("mart", "march"), ("nisan", "april"), ("mayis", "may"),
    ("haziran", "june"), ("temmuz", "july"), ("agustos", "august"), ("eylul", "september"), ("ekim", "october"),
    ("kasim", "november"), ("aralik", "december"),
)  # fmt: skip


_WEEKDAYS = frozenset(
    [
        "pazartesi",
        "sali",
        "carsamba",
        "persembe",
        "cuma",
        "cumartesi",
        "pazar",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ]
)


def read_numbers(texts: pa.StringArray, decimal_mark: DecimalMark) -> pa.Array:
    """Numbers with four decimals; nothing where the text says no number or one beyond a hundred trillion."""
    quick = plain_numbers(texts, decimal_mark)
    return _exact_numbers(texts, decimal_mark) if quick is None else quick


def _exact_numbers(texts: pa.StringArray, decimal_mark: DecimalMark) -> pa.Array:
    """The same, each text by itself, however it is written."""
    grouping = "." if decimal_mark == "," else ","
    plain = pc.match_substring_regex(texts, _PLAIN[decimal_mark])
    grouped = pc.match_substring_regex(texts, _GROUPED[decimal_mark])
    is_quick = pc.fill_null(pc.or_(plain, grouped), False)
    cleaned = pc.if_else(grouped, pc.replace_substring(texts, grouping, ""), texts)
    pointed = pc.replace_substring(cleaned, decimal_mark, ".") if decimal_mark == "," else cleaned
    unsigned = pc.replace_substring_regex(pc.if_else(is_quick, pointed, None), r"^\+", "")
    quick = pc.cast(pc.round(pc.cast(unsigned, pa.decimal128(30, 10)), ndigits=4), NUMBER)
    rest = np.flatnonzero(~is_quick.to_numpy(zero_copy_only=False))
    slow = [_slow_number(texts[int(place)].as_py(), decimal_mark) for place in rest]
    return _with(quick, rest, slow, NUMBER)


def _slow_number(text: str | None, decimal_mark: DecimalMark) -> Decimal | None:
    value = read_number(text, decimal_mark) if text else None
    if value is None or abs(value) >= LARGEST:
        return None
    return round(value, 4)


def read_moments(texts: pa.StringArray, order: DateOrder) -> pa.Array:
    """Moments without zone: ISO, dd.mm.yyyy, named months, whole months, spreadsheets' day numbers."""
    quick = plain_moments(texts, order)
    return _exact_moments(texts, order) if quick is None else quick


def is_order_open(texts: pa.StringArray) -> bool | None:
    """False where all days are plainly written in a way that no order of day and month changes; None where unsure.

    A day that no calendar has is none in either order.
    """
    days = plain_days(texts)
    if days is None:
        return None
    is_fixed = int(days.parts[0].min()) > LAST_DAY if days.is_year_first else days.sign == "."
    return False if is_fixed else None


def plain_moments(texts: pa.StringArray, order: DateOrder) -> pa.Array | None:
    """Days of a column that is all written alike; None where one of them has to be looked at by itself."""
    days = plain_days(texts)
    moments = None if days is None else _moments_of_days(days, order)
    if days is None or moments is None or days.is_empty is None:
        return None if moments is None else pa.array(moments, MOMENT)
    spread = np.full(len(days.is_empty), np.datetime64("NaT"), "datetime64[us]")
    spread[~days.is_empty] = moments
    return pa.array(spread, MOMENT, mask=days.is_empty)


def _moments_of_days(days: PlainDays, order: DateOrder) -> np.ndarray | None:
    """Moments of days written alike; None where one of them is no day of the calendar."""
    first, second, third = days.parts
    is_month_first = order == "month-first" and not days.is_year_first and days.sign != "."
    year, month, day = (first, second, third) if days.is_year_first else (third, second, first)
    if is_month_first:
        month, day = day, month
    if days.is_year_first and int(year.min()) <= LAST_DAY:
        return None
    hour, minute, second = days.clock
    ends = ((year, 1, 9999), (month, 1, 12), (day, 1, LAST_DAY), (hour, 0, 23), (minute, 0, 59), (second, 0, 59))
    if any(int(part.min()) < low or int(part.max()) > high for part, low, high in ends):
        return None
    months = (year - 1970) * 12 + (month - 1)
    earliest = int(months.min())
    known = np.arange(earliest, int(months.max()) + 2).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    months -= earliest
    if (day > np.diff(known)[months]).any():
        return None
    seconds = hour * 3600 + minute * 60 + second
    return ((known[months] + (day - 1)) * MICROS_OF_A_DAY + seconds * np.int64(1_000_000)).view("datetime64[us]")


def _exact_moments(texts: pa.StringArray, order: DateOrder) -> pa.Array:
    """The same, each text by itself, however it is written."""
    moments = _numeric_moments(texts, order)
    rest = np.flatnonzero(np.isnat(moments))
    for place in rest:
        text = texts[int(place)].as_py()
        read = _slow_moment(text) if text else None
        if read is not None:
            moments[place] = np.datetime64(read, "us")
    return pa.array(moments, MOMENT, mask=np.isnat(moments))


def _numeric_moments(texts: pa.StringArray, order: DateOrder) -> np.ndarray:
    parts = pc.extract_regex(texts, _MOMENT)
    first, second, third = (_whole(parts, name) for name in ("a", "b", "c"))
    digits = pc.utf8_length(pc.struct_field(parts, "c")).to_numpy(zero_copy_only=False)
    is_iso = first > 31
    is_dotted = pc.equal(pc.struct_field(parts, "sign"), ".").to_numpy(zero_copy_only=False) == 1
    is_month_first = (order == "month-first") & ~is_dotted & ~is_iso
    year = np.where(is_iso, first, np.where(digits <= 2, _full_year(third), third))
    month = np.where(is_iso | ~is_month_first, second, first)
    day = np.where(is_iso, third, np.where(is_month_first, second, first))
    hour = _whole(parts, "hour")
    half = pc.struct_field(parts, "half")
    is_late = pc.is_in(half, pa.array(["PM", "pm", "Pm", "pM", "ÖS"])).to_numpy(zero_copy_only=False) == 1
    is_early = pc.is_in(half, pa.array(["AM", "am", "Am", "aM", "ÖÖ"])).to_numpy(zero_copy_only=False) == 1
    hour = np.where(is_late & (hour < 12), hour + 12, np.where(is_early & (hour == 12), 0, hour))
    is_read = pc.is_valid(parts).to_numpy(zero_copy_only=False) & (is_iso | (digits == 2) | (digits == 4))
    return _moments(is_read, year, month, day, hour, _whole(parts, "minute"), _whole(parts, "second"))


def _moments(is_read: np.ndarray, year: np.ndarray, month: np.ndarray, day: np.ndarray, hour: np.ndarray,
             minute: np.ndarray, second: np.ndarray) -> np.ndarray:  # fmt: skip
    """Moments of calendar parts; a day that no calendar has is nothing."""
    is_read = is_read & (year >= 1) & (year <= 9999) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    is_read = is_read & (hour <= 23) & (minute <= 59) & (second <= 59)
    months = np.where(is_read, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (np.where(is_read, day, 1) - 1).astype("timedelta64[D]")
    is_read = is_read & (days.astype("datetime64[M]") == months)
    seconds = np.where(is_read, hour * 3600 + minute * 60 + second, 0).astype("timedelta64[s]")
    moments = days.astype("datetime64[us]") + seconds
    moments[~is_read] = np.datetime64("NaT")
    return moments


def _slow_moment(text: str) -> datetime | None:
    """The rarer ways of writing a day: names of months, whole months, 20240131, a spreadsheet's day number."""
    if re.match(_SERIAL, text) and 20_000 <= float(text.replace(",", ".")) < 80_000:
        seconds = round(float(text.replace(",", ".")) * 86_400)
        return datetime(1899, 12, 30) + timedelta(seconds=seconds)
    if re.match(_COMPACT, text):
        return _day(int(text[:4]), int(text[4:6]), int(text[6:]))
    if found := _MONTH_ONLY.match(text):
        year, month = found["year"] or found["year2"], found["month"] or found["month2"]
        return _day(int(year), int(month), 1)
    folded = re.sub(r"[^a-z0-9:]+", " ", _folded_but_times(text)).strip()
    folded = " ".join(word for word in folded.split() if word not in _WEEKDAYS)
    found = _NAMED.match(folded) or _NAMED_FIRST.match(folded)
    month = _month_named(found["name"]) if found else None
    if found is None or month is None:
        return None
    year = int(found["year"]) if len(found["year"]) == 4 else int(_full_year(np.array(int(found["year"]))))
    day = _day(year, month, int(found["day"] or 1))
    return _at(day, found["time"]) if day and found["time"] else day


def _folded_but_times(text: str) -> str:
    return " ".join(part if re.fullmatch(r"[\d:]+", part) else fold(part) for part in text.split())


def _month_named(name: str) -> int | None:
    for place, names in enumerate(_MONTHS, start=1):
        if any(name == known or (len(name) >= 3 and known.startswith(name)) for known in names):
            return place
    return None


def _day(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day)
    except ValueError:
        return None


def _at(day: datetime, time: str) -> datetime | None:
    try:
        parts = [int(part) for part in time.split(":")]
        return day.replace(hour=parts[0], minute=parts[1] if len(parts) > 1 else 0)
    except ValueError:
        return None


def _full_year(years: np.ndarray) -> np.ndarray:
    """Two-digit years: up to next year they are of this century, beyond it of the last."""
    return np.where(years <= (date.today().year + 1) % 100, years + 2000, years + 1900)


def _whole(parts: pa.StructArray, name: str) -> np.ndarray:
    """One named part as whole numbers, 0 where it is absent."""
    texts = pc.fill_null(pc.struct_field(parts, name), "")
    return pc.cast(pc.if_else(pc.equal(texts, ""), "0", texts), pa.int64()).to_numpy(zero_copy_only=False)


def says_nothing(texts: pa.StringArray) -> np.ndarray:
    """True where a cell stands for an empty one: blank, a dash, n/a, null."""
    lowered = pc.utf8_lower(texts)
    return pc.is_in(lowered, pa.array(["", *SAYS_NOTHING])).to_numpy(zero_copy_only=False)


def says_error(texts: pa.StringArray) -> np.ndarray:
    """True where a cell shows that a formula failed: #N/A, #DIV/0!, in Turkish #YOK, #SAYI/0!."""
    return pc.fill_null(pc.match_substring_regex(texts, _ERROR), False).to_numpy(zero_copy_only=False)


def marks_that_fit(texts: pa.StringArray) -> tuple[DecimalMark | None, bool]:
    """The decimal mark under which more texts are numbers; with True where both fit alike and mean something else."""
    comma, point = read_numbers(texts, ","), read_numbers(texts, ".")
    if comma.null_count != point.null_count:
        return ("," if comma.null_count < point.null_count else "."), False
    if comma.equals(point):
        return ".", False
    return None, True


def orders_that_fit(texts: pa.StringArray) -> tuple[DateOrder | None, bool]:
    """The date order under which more texts are days; with True where both fit alike and mean other days."""
    by_day, by_month = read_moments(texts, "day-first"), read_moments(texts, "month-first")
    if by_day.null_count != by_month.null_count:
        return ("day-first" if by_day.null_count < by_month.null_count else "month-first"), False
    if by_day.equals(by_month):
        return "day-first", False
    return None, True


def is_shortened(codes: pa.StringArray) -> pa.Array:
    """True where a spreadsheet wrote a long code as a short number (1,23457E+12): its last digits are lost."""
    letters = letters_of(pc.fill_null(codes, "")).data
    if not (letters == PLUS).any():
        return pa.array(np.zeros(len(codes), dtype=bool))
    return pc.match_substring_regex(codes, r"^\d([.,]\d+)?[eE]\+\d{1,3}$")


def is_garbled(texts: pa.StringArray) -> pa.Array:
    """True where UTF-8 was read as Windows letters (Ä±, ÅŸ, Ã¼), or letters were replaced by a mark of the unknown."""
    if not contains_any(texts, GARBLED_BYTES):
        return pa.array(np.zeros(len(texts), dtype=bool))
    return pc.match_substring_regex(texts, _GARBLED)


def codes_as_given(texts: pa.StringArray, is_decimal: bool | None = None) -> tuple[pa.Array, bool]:
    """Customer and order numbers as text; where a whole column carries ``.0`` from a spreadsheet, it is taken off.

    ``is_decimal`` says so of a whole column of which ``texts`` are a part."""
    if is_decimal is None:
        is_decimal = all_end_in_zeros(texts) is True
    return (pc.replace_substring_regex(texts, r"^(\d+)\.0+$", r"\1") if is_decimal else texts), bool(is_decimal)


def all_end_in_zeros(texts: pa.StringArray) -> bool | None:
    """Whether all codes are numbers that end in ``.0``; None where no code is there."""
    if len(texts) > FIRST_ROWS and all_end_in_zeros(texts.slice(0, FIRST_ROWS)) is False:
        return False
    filled = texts.filter(pa.array(~says_nothing(texts)))
    return bool(pc.all(pc.match_substring_regex(filled, r"^\d+\.0+$")).as_py()) if len(filled) else None


def says_nothing_in_words(texts: pa.StringArray) -> np.ndarray:
    """True where a cell of words stands for an empty one: blank, or nothing but a dash. Nulls are none of them."""
    lengths = letters_of(pc.fill_null(texts, "")).lengths
    is_blank = lengths == 0
    short = np.flatnonzero(~is_blank & (lengths <= LONGEST_DASH))
    if len(short):
        is_blank[short] = pc.is_in(texts.take(pa.array(short)), pa.array(DASHES)).to_numpy(zero_copy_only=False)
    return is_blank


def says_nothing_plainly(texts: pa.StringArray) -> np.ndarray:
    """The same as :func:`says_nothing` for a column without nulls; looks at the short texts alone that begin as such do."""
    letters = letters_of(texts)
    lengths = letters.lengths
    is_blank = lengths == 0
    if not len(letters.data):
        return is_blank
    firsts = letters.data[np.minimum(letters.starts, len(letters.data) - 1)]
    is_likely = BEGINS_NOTHING[firsts] & (lengths <= LONGEST_NOTHING) & ~is_blank
    if is_likely.any():
        short = np.flatnonzero(is_likely)
        is_blank[short] = says_nothing(texts.take(pa.array(short)))
    return is_blank


def mapped(texts: pa.StringArray, word: Callable[[str], object], kind: pa.DataType) -> pa.Array:
    """Each distinct text through ``word``."""
    return pa.array([None if text is None else word(text) for text in texts.to_pylist()], kind)


def _with(quick: pa.Array, places: np.ndarray, values: list[Decimal | None], kind: pa.DataType) -> pa.Array:
    """The quick results with the slow ones put at their places."""
    if not len(places):
        return quick
    mask = np.zeros(len(quick), dtype=bool)
    mask[places] = True
    return pc.replace_with_mask(quick, pa.array(mask), pa.array(values, kind))
