"""Numbers, shares, money and days, worded for a reader and read back from text; marks and formats come from Babel."""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from math import isfinite
from typing import Literal

import pandas as pd
from babel.dates import format_date, format_datetime
from babel.numbers import format_compact_decimal, get_currency_symbol, get_decimal_symbol, get_group_symbol

from crm_core.words import Language

DecimalMark = Literal[",", "."]
NOTHING = "–"
MOST_DAYS_KEPT = 10_000

_SIGNS = str.maketrans({"−": "-", "\u00a0": " ", "\u202f": " ", "’": "'"})
_CURRENCY = re.compile(r"(?i)(?<![^\W\d_])(?:TRY|TL|USD|EUR|GBP)(?![^\W\d_])\.?|[₺$€£]")


def number_text(value: float | Decimal | None, language: Language, digits: int = 0) -> str:
    """A number with grouped thousands and exactly ``digits`` decimals: ``1.234,5`` or ``1,234.5``; a dash for nothing."""
    if value is None or not isfinite(value):
        return NOTHING
    return _grouped(value, digits).translate(_marks(language))


def compact_text(value: float | None, language: Language) -> str:
    """A number for a card, three significant digits: ``1,23 Mn`` or ``1.23M``."""
    if value is None or not isfinite(value):
        return NOTHING
    if abs(value) < 1000:
        return number_text(value, language, 0 if abs(value) >= 10 or value == int(value) else 1)
    value = _card_value(value)
    digits = _card_digits(value)
    return _true_minus(format_compact_decimal(value, format_type="short", locale=language, fraction_digits=digits))


def share_text(value: float | None, language: Language, digits: int = 0) -> str:
    """A share (0..1) in per cent: ``%12,5`` in Turkish, ``12.5%`` in English; one that is there but tiny is ``<1%``."""
    if value is None or not isfinite(value):
        return NOTHING
    smallest = 10.0**-digits
    if value > 0 and round(value * 100, digits) == 0:
        bound = number_text(smallest, language, digits)
        return f"<%{bound}" if language == "tr" else f"<{bound}%"
    sign = "−" if round(value * 100, digits) < 0 else ""
    worded = number_text(abs(value) * 100, language, digits)
    return f"{sign}%{worded}" if language == "tr" else f"{sign}{worded}%"


def points_text(value: float | None, language: Language, digits: int = 0) -> str:
    """A change in points with its sign: ``+3,5`` or ``−2``."""
    if value is None or not isfinite(value):
        return NOTHING
    worded = number_text(value, language, digits)
    return f"+{worded}" if round(value, digits) > 0 else worded


def change_text(value: float | None, language: Language, digits: int = 0) -> str:
    """A relative change (0.05 is five per cent more) with its sign."""
    if value is None or not isfinite(value):
        return NOTHING
    worded = share_text(value, language, digits)
    return f"+{worded}" if round(value * 100, digits) > 0 else worded


def money_text(value: float | Decimal | None, currency: str, language: Language, digits: int = 0) -> str:
    """An amount of money in full: ``₺1.234,50`` or ``TRY 1,234.50`` as the reader's locale writes it."""
    if value is None or not isfinite(value):
        return NOTHING
    grouped = _grouped(value, digits)
    sign = "−" if grouped.startswith("-") else ""
    return sign + _currency_sign(currency, language) + grouped.removeprefix("-").translate(_marks(language))


def compact_money_text(value: float | None, currency: str, language: Language) -> str:
    """An amount for a card, three significant digits: ``₺1,23 Mn``."""
    if value is None or not isfinite(value):
        return NOTHING
    if abs(value) < 1000:
        return money_text(value, currency, language)
    sign = "−" if value < 0 else ""
    return sign + _currency_sign(currency, language) + compact_text(abs(value), language)


def day_text(day: date | None, language: Language) -> str:
    """A day in words: ``9 Aralık 2011`` or ``9 December 2011``; a dash for none, pandas' NaT among them."""
    return NOTHING if day is None or pd.isna(day) else _day_words(day, language)


def month_text(month: date | None, language: Language) -> str:
    """A month, short: ``Ara 2011`` or ``Dec 2011``."""
    if month is None or pd.isna(month):
        return NOTHING
    return format_date(month, format="LLL y", locale=language)


def moment_text(moment: datetime | None, language: Language) -> str:
    """A moment: ``9 Ara 2011 12:50``."""
    if moment is None or pd.isna(moment):
        return NOTHING
    return format_datetime(moment, format="d MMM y HH:mm", locale=language)


def read_number(text: str, decimal_mark: DecimalMark) -> Decimal | None:
    """Number that a text says under one decimal mark; None where it says none.

    Understands grouping by the other mark, by blanks or ``'``, currency signs, per cent signs (``%12,5`` is 0.125),
    and minus as ``-`` before or after, or as brackets. Grouping must be in threes, so ``1.234`` under ``.`` is 1.234
    and ``12.34`` under ``,`` is no number at all, rather than 1234; nor is ``0.500``, as no grouped number begins with 0.
    """
    cleaned = _CURRENCY.sub("", text.translate(_SIGNS)).strip()
    is_percent = "%" in (cleaned[:1], cleaned[1:2], cleaned[-1:])
    cleaned = cleaned.replace("%", "", 1).strip() if is_percent else cleaned
    is_negative = False
    if cleaned.startswith("(") and cleaned.endswith(")"):
        is_negative, cleaned = True, cleaned[1:-1].strip()
    if cleaned[:1] in "+-" and cleaned[:1]:
        is_negative, cleaned = is_negative != (cleaned[0] == "-"), cleaned[1:].strip()
    elif cleaned.endswith("-"):
        is_negative, cleaned = not is_negative, cleaned[:-1].strip()
    grouping = "." if decimal_mark == "," else ","
    exponent = "".join(re.findall(r"(?<=[\d.,])[eE][+-]?\d{1,3}$", cleaned))
    mantissa = cleaned.removesuffix(exponent)
    whole, _, fraction = mantissa.partition(decimal_mark)
    groups = re.split(rf"[{re.escape(grouping)} ']", whole)
    is_grouped = len(groups) > 1
    is_whole = 1 <= len(groups[0]) <= 3 and not groups[0].startswith("0")
    if is_grouped and (not is_whole or any(len(group) != 3 for group in groups[1:])):
        return None
    digits = "".join(groups) + fraction
    if not digits or re.search(r"[^0-9]", digits) or (exponent and is_grouped):
        return None
    value = Decimal(f"{''.join(groups) or '0'}.{fraction or '0'}{exponent or ''}")
    value = -value if is_negative else value
    return value / 100 if is_percent else value


def read_own_number(text: str, language: Language) -> Decimal | None:
    """Number that a reader typed into one of our own fields, by the marks of the reader's language."""
    return read_number(text, "," if language == "tr" else ".")


def _card_value(value: float) -> float:
    """The value, rounded only where it would be worded as ``1000K`` instead of ``1M``."""
    rounded = float(f"{value:.3g}")
    return rounded if f"{abs(rounded):.0f}".strip("0") == "1" else value


def _card_digits(value: float) -> int:
    """Decimals that leave three significant digits in a compact number."""
    leading = abs(value)
    while leading >= 1000:
        leading /= 1000
    return 2 if leading < 9.995 else 1 if leading < 99.95 else 0


def _grouped(value: float | Decimal, digits: int) -> str:
    """The number in threes with its decimals, half to even from its shortest decimal writing: a page holds thousands of them."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return f"{exact:,.{digits}f}"


@lru_cache(maxsize=MOST_DAYS_KEPT)
def _day_words(day: date, language: Language) -> str:
    """The words of a day, kept: a list of customers holds the same days again and again."""
    return format_date(day, format="d MMMM y", locale=language)


@cache
def _marks(language: Language) -> dict[int, str]:
    """What stands for Python's marks in the language; the minus is the sign proper."""
    return str.maketrans({",": get_group_symbol(language), ".": get_decimal_symbol(language), "-": "−"})


@cache
def _currency_sign(currency: str, language: Language) -> str:
    """The sign before an amount; the lira has its own in every language."""
    return get_currency_symbol(currency, locale=language).replace("TRY", "₺")


def _true_minus(text: str) -> str:
    """The minus sign proper, which reads as one in every font."""
    return text.replace("-", "−")
