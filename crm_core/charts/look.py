"""How every figure looks: one palette, one notation, one number format; refuses colours of its own to any single chart."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

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

FULL_NUMBER_BELOW = 100_000
FULL_MONEY_BELOW = 10_000

# Every mark below keeps 3:1 against both backgrounds and stays apart from its like under the three kinds of colour blindness;
# tiers, classes and the four groups of loyalty and profit share no hue, so that no mark is read as one of another kind.
TIER_COLOURS = {
    "mvc": "#0072B2",
    "mgc": "#0F9960",
    "migrator": "#B98A00",
    "bz": "#C8333A",
    "none": "#7B8794",
}
TIER_SYMBOLS = {"mvc": "circle", "mgc": "diamond", "migrator": "square", "bz": "x", "none": "circle-open"}
TIER_SIGNS = {"mvc": "●", "mgc": "◆", "migrator": "■", "bz": "✖", "none": "○"}
CLASS_COLOURS = {
    "relational": "#7A4FD0",
    "mixed": "#1F97A8",
    "transactional": "#B97A00",
    "unclassified": "#74777D",
}
CLASS_SYMBOLS = {"relational": "circle", "mixed": "diamond", "transactional": "square", "unclassified": "circle-open"}
GROUP_COLOURS = {"friend": "#AC3973", "butterfly": "#6DA022", "barnacle": "#B47C64", "stranger": "#8D79C8"}
GROUP_SYMBOLS = {"friend": "circle", "butterfly": "diamond", "barnacle": "square", "stranger": "x"}
GROUP_SIGNS = {"friend": "●", "butterfly": "◆", "barnacle": "■", "stranger": "✖"}


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


def kind_of(text: str) -> Kind:
    """The kind of number that a row of a frame names; a plain number where the word is not known."""
    return next((kind for kind in get_args(Kind) if kind == text), "number")


def contrast(one: str, other: str) -> float:
    """Contrast of two colours as WCAG 2 has it, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance of ``#RRGGBB``."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mixed_colour(low: str, high: str, share: float) -> str:
    """The colour that lies this share of the way from ``low`` to ``high``."""
    ends = [[int(colour[place : place + 2], 16) for place in (1, 3, 5)] for colour in (low, high)]
    return "#" + "".join(f"{round(a + (b - a) * min(1.0, max(0.0, share))):02X}" for a, b in zip(*ends, strict=True))


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
    """A value in few digits, for a label beside its mark; numbers stay whole below a hundred thousand, and money down to ten."""
    if kind == "money":
        if value is None or abs(value) >= FULL_MONEY_BELOW:
            return compact_money_text(value, look.currency, look.language)
        has_cents = abs(value) < 10 and value != round(value)
        return money_text(value, look.currency, look.language, 2 if has_cents else 0)
    if kind == "share":
        return share_text(value, look.language)
    if kind == "points":
        return points_text(value, look.language)
    if kind == "difference":
        return points_text(value if value is None else value * 100, look.language, 1)
    if kind == "number1" or value is None:
        return number_text(value, look.language, 1)
    return compact_text(value, look.language) if abs(value) >= FULL_NUMBER_BELOW else number_text(value, look.language)


def month_name(month: date, look: Look) -> tuple[str, str]:
    """Short name of the month and its year, in the reader's language: ``("Ara", "2011")``."""
    name, year = month_text(month, look.language).split(" ")
    return name, year
