"""How every figure looks: one palette, one notation, one number format; refuses colours of its own to any single chart."""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from crm_core.numbers import (
    compact_money_text,
    compact_text,
    money_text,
    month_text,
    number_text,
    points_text,
    share_text,
)
from crm_core.words import Language

Kind = Literal["money", "number", "number1", "share", "points", "difference"]

# Every mark below keeps 3:1 against both backgrounds, and tiers stay apart under the three kinds of colour blindness.
TIER_COLOURS = {
    "mvc": "#0072B2",
    "mgc": "#0F9960",
    "migrator": "#B98A00",
    "bz": "#C8333A",
    "none": "#7B8794",
}
TIER_SYMBOLS = {"mvc": "circle", "mgc": "diamond", "migrator": "square", "bz": "x", "none": "circle-open"}
CLASS_COLOURS = {
    "relational": "#7A4FD0",
    "mixed": "#1F97A8",
    "transactional": "#B97A00",
    "unclassified": "#74777D",
}
CLASS_SYMBOLS = {"relational": "circle", "mixed": "diamond", "transactional": "square", "unclassified": "circle-open"}


@dataclass(frozen=True)
class Paper:
    """Colours of one background: ``ink`` and ``quiet`` are text, ``actual``, ``previous`` and ``target`` are marks."""

    background: str
    panel: str
    ink: str
    quiet: str
    grid: str
    actual: str
    previous: str
    target: str
    band: str
    low_share: str
    high_share: str


LIGHT = Paper(
    background="#FFFFFF",
    panel="#F2F5F8",
    ink="#17212B",
    quiet="#586573",
    grid="#E3E8ED",
    actual="#27506F",
    previous="#8391A0",
    target="#9A4B00",
    band="rgba(39,80,111,0.18)",
    low_share="#EDF3F8",
    high_share="#14507E",
)
DARK = Paper(
    background="#10161D",
    panel="#1A232D",
    ink="#E9EEF3",
    quiet="#A3AFBC",
    grid="#2A3541",
    actual="#9CC3E3",
    previous="#6B7885",
    target="#F0A45D",
    band="rgba(156,195,227,0.22)",
    low_share="#1A2733",
    high_share="#8CC4F0",
)


@dataclass(frozen=True)
class Look:
    """What a figure must know of its reader: language, light or dark, and the workspace's currency."""

    language: Language
    is_dark: bool
    currency: str

    @property
    def paper(self) -> Paper:
        """The colours of the reader's background."""
        return DARK if self.is_dark else LIGHT

    @property
    def separators(self) -> str:
        """Decimal mark and thousands mark, as Plotly wants them."""
        return ",." if self.language == "tr" else ".,"

    @property
    def currency_sign(self) -> str:
        """The sign before an amount of money."""
        return money_text(0, self.currency, self.language).removesuffix("0")


def worded(value: float | None, kind: Kind, look: Look) -> str:
    """A value in full, for the hover text and the tables' twin labels."""
    if kind == "money":
        return money_text(value, look.currency, look.language)
    if kind == "share":
        return share_text(value, look.language, 1)
    if kind == "points":
        return points_text(value, look.language, 1)
    if kind == "difference":
        return points_text(value if value is None else value * 100, look.language, 1)
    return number_text(value, look.language, 1 if kind == "number1" else 0)


def short(value: float | None, kind: Kind, look: Look) -> str:
    """A value in two or three significant digits, for a label beside its mark."""
    if kind == "money":
        return compact_money_text(value, look.currency, look.language)
    if kind == "share":
        return share_text(value, look.language)
    if kind == "points":
        return points_text(value, look.language)
    if kind == "difference":
        return points_text(value if value is None else value * 100, look.language, 1)
    if kind == "number1":
        return number_text(value, look.language, 1)
    return compact_text(value, look.language)


def month_words(month: object, look: Look) -> tuple[str, str]:
    """Short name of the month and its year, in the reader's language: ``("Ara", "2011")``."""
    name, year = month_text(pd.Timestamp(str(month)).date(), look.language).split(" ")
    return name, year
