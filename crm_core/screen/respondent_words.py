"""Who answers, in words: how alike the groups answer, what weighting changes, what the silent leave open and what they did."""

from crm_core import numbers
from crm_core.answers import Answer
from crm_core.charts import Kind
from crm_core.screen.headlines import Measure
from crm_core.screen.state import language, t
from crm_core.words import mark

MEASURE_WORDS = {"csat": mark("Satisfied (CSAT)"), "nps": mark("NPS"), "ces": mark("Ease (CES)")}
MEASURE_KINDS: dict[str, Kind] = {"csat": "share", "nps": "points", "ces": "number1"}
WEIGHTED_WORDS = {"raw": mark("As answered"), "weighted": mark("Weighted to the customers")}
WAIT_WORDS = {"early": mark("Answered early"), "late": mark("Answered late")}
SILENT_WORDS = {"answered": mark("Answered"), "silent": mark("Silent")}
BEHAVIOUR_WORDS = {
    "bought": mark("Ordered in the 180 days after"),
    "stayed": mark("Went on buying (of those who had)"),
    "complained": mark("Complained in the 180 days after"),
}
TRAIT_WORDS = {"tier": mark("Value tier"), "region": mark("Region"), "channel": mark("Acquisition channel")}


def measure_words() -> dict[str, str]:
    """The three measures to choose from."""
    return {code: t(text) for code, text in MEASURE_WORDS.items()}


def kind_of_measure(code: str) -> Kind:
    """Kind of number of a measure."""
    return MEASURE_KINDS[code]


def scale_of(answer: Answer) -> tuple[float, float] | None:
    """Ends of the axis where the scale that was asked decides them."""
    is_points_of_scale = answer.totals.get("kind") == "ces" and "scale_min" in answer.totals
    return (answer.totals["scale_min"], answer.totals["scale_max"]) if is_points_of_scale else None


def weighted_words() -> dict[str, str]:
    """As answered, and weighted."""
    return {code: t(text) for code, text in WEIGHTED_WORDS.items()}


def wait_words() -> dict[str, str]:
    """Early and late."""
    return {code: t(text) for code, text in WAIT_WORDS.items()}


def silent_words() -> dict[str, str]:
    """Those who answered, and the silent."""
    return {code: t(text) for code, text in SILENT_WORDS.items()}


def behaviour_words() -> dict[str, str]:
    """What customers did after the invitation."""
    return {code: t(text) for code, text in BEHAVIOUR_WORDS.items()}


def trait_words() -> dict[str, str]:
    """The traits that are weighted."""
    return {code: t(text) for code, text in TRAIT_WORDS.items()}


def response_sentence(answer: Answer) -> str:
    """How many answered, and whether the groups answer alike."""
    totals, tongue = answer.totals, language()
    if not answer.n:
        return ""
    said = t(
        "{answered} of {n} invitations were answered.",
        answered=numbers.share_text(totals["value"], tongue, 1),
        n=numbers.number_text(answer.n, tongue),
    )
    if totals["p_value"] is None:
        return said
    words = {
        "chi2": numbers.number_text(totals["chi2"], tongue, 1),
        "freedom": numbers.number_text(totals["freedom"], tongue),
        "p": _p_words(totals["p_value"]),
    }
    if totals["p_value"] < 0.05:
        return (
            f"{said} {t('The groups do not answer alike (χ² = {chi2}, {freedom} degrees of freedom, p {p}).', **words)}"
        )
    return f"{said} {t('That the groups answer alike cannot be ruled out (χ² = {chi2}, {freedom} degrees of freedom, p {p}).', **words)}"


def weighting_sentence(answer: Answer) -> str:
    """What weighting changes, and what it costs."""
    if answer.is_empty:
        return ""
    totals, tongue = answer.totals, language()
    measure = Measure(MEASURE_KINDS[totals["kind"]])
    return t(
        "Weighted by tier, region and channel the value moves by {difference}. Uneven weights widen the margin as if {effective} of "
        "{n} customers had answered (design effect {effect}).",
        difference=measure.difference(totals["weighted"] - totals["raw"]),
        effective=numbers.number_text(totals["effective"], tongue),
        n=numbers.number_text(answer.n, tongue),
        effect=numbers.number_text(totals["effect"], tongue, 2),
    )


def bounds_sentence(answer: Answer) -> str:
    """What the silent leave open at the very worst and best."""
    totals, tongue = answer.totals, language()
    if answer.is_empty or totals.get("response_rate") is None:
        return t("Bounds are not known: it is not recorded who was asked.")
    measure = Measure(MEASURE_KINDS[totals["kind"]])
    return t(
        "Of {asked} customers asked {rate} answered. If all the others had given the worst answer, the value would be {low}; if all "
        "had given the best, {high}. Nothing outside these bounds is possible, and nothing inside is excluded without an assumption.",
        asked=numbers.number_text(totals["asked"], tongue),
        rate=numbers.share_text(totals["response_rate"], tongue, 1),
        low=measure.value(totals["bound_low"]),
        high=measure.value(totals["bound_high"]),
    )


def enough_sentence(answer: Answer) -> str:
    """How many answers hold the measure to a few points, beside how many there are."""
    totals, tongue = answer.totals, language()
    if answer.is_empty or not totals.get("enough"):
        return t("For a mean no number of answers is said here; CSAT and NPS have one.")
    (points, enough), *others = totals["enough"].items()
    said = [
        t(
            "{n} customers have answered. To know {measure} to ±{points} points, {enough} answers are enough",
            n=numbers.number_text(answer.n, tongue), measure=totals["kind"].upper(), points=str(points),
            enough=numbers.number_text(enough, tongue),
        )
    ]  # fmt: skip
    said += [t("to ±{points}, {enough}", points=str(at), enough=numbers.number_text(of, tongue)) for at, of in others]
    return "; ".join(said) + ". " + t("As good as any random sample can be; who stays silent is another matter.")


def wait_sentence(answer: Answer) -> str:
    """Whether late answers differ from early ones, which hints at the silent."""
    totals, tongue = answer.totals, language()
    if totals["difference"] is None:
        return ""
    measure = Measure(MEASURE_KINDS[totals["kind"]])
    words = {
        "days": numbers.number_text(totals["middle_days"], tongue, 1),
        "difference": measure.difference(totals["difference"]),
        "low": measure.difference(totals["difference_low"]),
        "high": measure.difference(totals["difference_high"]),
    }
    if totals["is_change"]:
        return t(
            "Late means more than {days} days after the invitation. Late less early: {difference} (95 %: {low} to {high}), more than "
            "noise; the silent may differ in the same direction.",
            **words,
        )
    return t(
        "Late means more than {days} days after the invitation. Late less early: {difference} (95 %: {low} to {high}), within the "
        "noise: no hint here that the silent differ.",
        **words,
    )


def silent_sentence(answer: Answer) -> str:
    """In what the silent behaved otherwise than those who answered."""
    contrasts = answer.totals["contrasts"].to_dict("records")
    measure, words = Measure("share"), behaviour_words()
    apart = [f"{words[row['row']]}: {measure.difference(row['value'])}" for row in contrasts if row["is_change"]]
    if not answer.n:
        return ""
    if not apart:
        return t("The silent did not behave otherwise beyond the noise.")
    return t("The silent less those who answered, beyond the noise: {parts}.", parts="; ".join(apart))


def _p_words(p_value: float) -> str:
    """A p-value, never as zero."""
    if p_value < 0.001:
        return f"< {numbers.number_text(0.001, language(), 3)}"
    return f"= {numbers.number_text(p_value, language(), 3)}"
