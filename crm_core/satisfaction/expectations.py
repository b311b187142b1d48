"""The twelve expectations of customers, their dimension of service quality, and how attribute names are recognised.

Refuses to guess: a name that is none of them belongs to the core job, or stands beside the dimensions as it is.
"""

from dataclasses import dataclass

from crm_core.words import fold

EXPECTED, WEIGHT = ("beklenti", "expectation"), ("agirlik", "weight")
BAR = "|"


@dataclass(frozen=True)
class Expectation:
    """One expectation: its code, its names in attribute columns, and its dimension (RATER)."""

    code: str
    names: tuple[str, ...]
    dimension: str


EVERY_EXPECTATION = (
    Expectation("reciprocity", ("Karşılık görebilme", "Reciprocity"), "responsiveness"),
    Expectation("follow_up", ("Takip", "Takip etme", "Follow-up"), "reliability"),
    Expectation("knowledgeable_staff", ("Bilgili çalışanlar", "Knowledgeable staff"), "assurance"),
    Expectation("no_surprises", ("Sürpriz yokluğu", "No surprises"), "reliability"),
    Expectation("promptness", ("Çabukluk", "Promptness"), "responsiveness"),
    Expectation("consistency", ("Tutarlılık", "Consistency"), "reliability"),
    Expectation("promises_kept", ("Sözlerin tutulması", "Promises kept"), "reliability"),
    Expectation("communication", ("İletişim", "Communication"), "empathy"),
    Expectation("understanding", ("Anlayış", "Understanding"), "empathy"),
    Expectation("accessibility", ("Ulaşılabilirlik", "Accessibility"), "empathy"),
    Expectation("trust", ("Güven", "Trust"), "assurance"),
    Expectation("one_to_one", ("Birebir etkileşim", "Bire bir etkileşim", "One-to-one interaction"), "empathy"),
)
TANGIBLES = ("Fiziksel görünüm", "Dijital görünüm", "Fiziksel/dijital görünüm", "Tangibles", "Appearance")
DIMENSIONS = ("reliability", "assurance", "tangibles", "empathy", "responsiveness", "other")
ACSI_ITEMS = {
    "overall": ("Memnuniyet|genel", "Satisfaction|overall"),
    "expected": ("Memnuniyet|beklentiye göre", "Satisfaction|against expectations"),
    "ideal": ("Memnuniyet|ideale göre", "Satisfaction|against the ideal"),
}
_BY_NAME = {fold(name): expectation for expectation in EVERY_EXPECTATION for name in expectation.names}
_TANGIBLES = {fold(name) for name in TANGIBLES}
_ACSI = {fold(name): item for item, names in ACSI_ITEMS.items() for name in names}


def expectation_of(attribute: str) -> Expectation | None:
    """The expectation that an attribute's name means; None for the core job and for anything else."""
    return _BY_NAME.get(fold(attribute))


def dimension_of(attribute: str) -> str:
    """Dimension of service quality that an attribute belongs to; ``other`` where it is none of the known."""
    known = expectation_of(attribute)
    if known is not None:
        return known.dimension
    return "tangibles" if fold(attribute) in _TANGIBLES else "other"


def acsi_item_of(attribute: str) -> str | None:
    """Which of the three questions of an ACSI-type index an attribute is."""
    return _ACSI.get(fold(attribute))


def part_of(attribute: str) -> tuple[str, str]:
    """Name of an attribute, and what is said of it: ``rated``, ``expected`` or ``weight``; empty for other bars."""
    name, bar, said = attribute.partition(BAR)
    if not bar:
        return attribute, "rated"
    plain = fold(said)
    return name.strip(), "expected" if plain in EXPECTED else "weight" if plain in WEIGHT else ""
