"""Drivers in words: what goes with satisfaction, where to concentrate, what punishes and what delights."""

from crm_core import numbers
from crm_core.answers import Answer
from crm_core.screen.as_written import unobeyed
from crm_core.screen.quality_words import attribute_words
from crm_core.screen.state import language, t
from crm_core.words import mark

QUADRANT_WORDS = {
    "focus": mark("Concentrate here"),
    "keep": mark("Keep it up"),
    "low": mark("Low priority"),
    "over": mark("Possible overkill"),
    "edge": mark("On the edge"),
}
FACTOR_WORDS = {"basic": mark("Must be"), "even": mark("The more the better"), "delight": mark("Delights")}
PART_WORDS = {"core": mark("The core job done right"), "relationship": mark("The relationship")}


def quadrant_words() -> dict[str, str]:
    """The four fields of the map, and its border."""
    return {code: t(text) for code, text in QUADRANT_WORDS.items()}


def factor_words() -> dict[str, str]:
    """Kinds of driver by what low and high ratings go with."""
    return {code: t(text) for code, text in FACTOR_WORDS.items()}


def part_words() -> dict[str, str]:
    """The two parts of the equation: main job done right + relationship."""
    return {code: t(text) for code, text in PART_WORDS.items()}


def numbered_attributes(answer: Answer) -> dict[str, str]:
    """Attributes behind the numbers that they carry on the map: their place by importance."""
    named = zip(answer.rows["group"].tolist(), _names(answer), strict=True)
    return {
        str(code): f"{numbers.number_text(place, language())} · {name}" for place, (code, name) in enumerate(named, 1)
    }


def importance_sentence(answer: Answer) -> str:
    """How much is explained, by what most, and how much of it may be halo."""
    if answer.is_empty:
        return ""
    totals, tongue = answer.totals, language()
    return t(
        "All attributes together go with {explained} of the variation of satisfaction (95 %: {low} to {high}); most goes with "
        "{first}. One common mood takes {halo} of all ratings (α = {alpha}), which lifts every attribute.",
        explained=numbers.share_text(totals["explained"], tongue),
        low=numbers.share_text(totals["explained_low"], tongue),
        high=numbers.share_text(totals["explained_high"], tongue),
        first=", ".join(_names(answer)[:3]),
        halo=numbers.share_text(totals["halo"], tongue),
        alpha=numbers.number_text(totals["alpha"], tongue, 2),
    )


def map_sentence(answer: Answer) -> str:
    """Which attributes surely are important and not met; that there are none, where there are none."""
    if answer.is_empty:
        return ""
    focus = _named(answer, "quadrant", "focus")
    key = t(
        "The numbers are those of the list beside; a hollow dot lies on the edge, since its interval crosses a mean."
    )
    if not focus:
        said = t("No attribute is surely both important and poorly met: intervals cross the means.")
    else:
        said = t("Surely important and rated below the mean: {names}.", names=", ".join(focus))
    return f"{said} {key}"


def asymmetry_sentence(answer: Answer) -> str:
    """Which attributes punish more than they pay, and which delight."""
    if answer.is_empty:
        return ""
    parts = [(t(FACTOR_WORDS[factor]), _named(answer, "factor", factor)) for factor in ("basic", "delight")]
    said = [f"{word} – {unobeyed(', '.join(names))}." for word, names in parts if names]
    return " ".join(said) or t("Low ratings cost about as much as the best ones bring, for every attribute.")


def _names(answer: Answer) -> list[str]:
    """Attributes in the reader's language, in the order of the rows."""
    words = attribute_words(answer.rows["group"])
    return [words[str(name)] for name in answer.rows["group"].tolist()]


def _named(answer: Answer, column: str, code: str) -> list[str]:
    """Attributes whose column holds the code."""
    return [name for name, found in zip(_names(answer), answer.rows[column].tolist(), strict=True) if found == code]
