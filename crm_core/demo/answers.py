"""The surveys sheet: invitations and answers of customers and staff, our own brand beside two competitors.

Everything comes from one liking L = satisfaction + N(0, 10) with the cut points of the specification of the scenarios. An
invitation without answer is a row without score; a customer is asked at most once a month.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit

from crm_core.demo import names
from crm_core.demo.behaviour import World
from crm_core.demo.calendar import DAY, NEVER, NOTHING, in_opening_hours, moments
from crm_core.demo.draws import Draws, Flags, Floats, Integers
from crm_core.demo.parameters import MONTHS, Parameters

INVITED = 0.17
LAST_INVITATION_DAY = 18
ANSWERED_WITHIN = 9
LIKING_SPREAD = 10.0
CSAT_CUTS = (45.0, 55.0, 65.0, 80.0)
ASKED_EFFORT, ASKED_ATTRIBUTES, ASKED_COMPETITORS, COMMENTED = 0.5, 0.4, 0.35, 0.08
LOADINGS = (0.80, 0.75, 0.65, 0.55, 0.85, 0.60, 0.90, 0.70, 0.70, 0.60, 0.90, 0.50)
LEVELS = (0.1, -0.5, 0.4, -0.2, -0.7, 0.1, -0.3, 0.3, 0.2, 0.5, 0.0, -0.1)
"""How far the twelve expectations are rated above or below 4.8 of 7 at an average liking: speed and follow-up lag."""
CORE_LOADINGS, CORE_SHARED, CORE_LEVELS = (0.70, 0.60, 0.45), 0.5, (0.6, -0.2, 0.3)
ASKED_EXPECTED, ASKED_INDEX = 0.35, 0.25
EXPECTED_LEVEL, EXPECTED_SPREAD = 5.7, 0.9
INDEX_LEVELS = (7.4, 6.9, 6.5)
SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7), "attribute": (1, 7), "index": (1, 10)}


@dataclass(frozen=True)
class Wave:
    """One entry per invitation: place of the customer in the customers sheet, moments, liking, whether answered."""

    customer: Integers
    invited: Integers
    answered: Integers
    liking: Floats
    is_fast: Flags
    is_open: Flags

    @property
    def is_answered(self) -> Flags:
        """True where the invitation was answered."""
        return self.answered != NEVER


def surveys_sheet(
    levels: Parameters,
    draws: Draws,
    world: World,
    customers: pd.DataFrame,
    selection: float,
    generator: np.random.Generator,
) -> pd.DataFrame:
    """The surveys sheet; ``selection`` is the option m of part 6: how much liking decides whether people answer."""
    wave = _customers_asked(draws, world, selection, generator)
    staff = _staff_asked(levels, customers, generator)
    count = len(wave.customer)
    is_effort_asked = generator.random(count) < ASKED_EFFORT
    gives = {
        share: wave.is_answered & (generator.random(count) < share) for share in (ASKED_ATTRIBUTES, ASKED_COMPETITORS)
    }
    parts = [
        _rows(wave, "nps", nps_scores(wave.liking)),
        _rows(wave, "csat", csat_scores(wave.liking)),
        _rows(wave, "ces", ces_scores(wave.liking, wave.is_fast, wave.is_open)).loc[is_effort_asked],
        _rows(staff, "csat", csat_scores(staff.liking)),
        _rows(staff, "nps", nps_scores(staff.liking)),
        *_attributes(wave, gives[ASKED_ATTRIBUTES], generator),
        *_competitors(wave, gives[ASKED_COMPETITORS], generator),
    ]
    parts[0]["comment"] = _comments(wave, generator)
    apart = generator.spawn(1)[0]  # a stream of its own, so that the answers above stay what they were
    parts += [*_core(wave, gives[ASKED_ATTRIBUTES], apart), *_expected(wave, gives[ASKED_ATTRIBUTES], apart)]
    parts += _index_items(wave, apart)
    sheet = pd.concat(parts, ignore_index=True).sort_values(["invited_at", "customer"], kind="stable")
    sheet.insert(0, "customer_id", customers["customer_id"].to_numpy()[sheet["customer"]])
    return sheet.drop(columns="customer").reset_index(drop=True)


def nps_scores(liking: Floats) -> Floats:
    """Likelihood to recommend, 0 to 10."""
    return np.clip(np.floor(7.0 + (liking - 62.0) / 5.8), 0.0, 10.0)


def csat_scores(liking: Floats) -> Floats:
    """Satisfaction, 1 to 5, by the four cut points."""
    return 1.0 + np.searchsorted(CSAT_CUTS, liking, side="right")


def ces_scores(liking: Floats, is_fast: Flags, is_open: Flags) -> Floats:
    """Ease, 1 to 7 (higher is easier): better where a complaint was solved fast, worse where one is open."""
    return np.clip(np.round(1.0 + (liking + 5.0 * is_fast - 8.0 * is_open - 30.0) / 10.0), 1.0, 7.0)


def _customers_asked(draws: Draws, world: World, selection: float, generator: np.random.Generator) -> Wave:
    is_asked = world.is_alive & (generator.random(world.is_alive.shape) < INVITED)
    month, customer = np.nonzero(is_asked)
    liking = world.satisfaction[month, customer] + generator.normal(0.0, LIKING_SPREAD, len(month))
    value = draws.order_rate * draws.mean_spend
    is_valuable = (value > np.median(value))[customer]
    chance = expit(-0.62 + 0.6 * (is_valuable - 0.5) + selection * (liking - 72.0) / 13.0)
    fast = world.fast[month, customer]
    invited, answered = _moments(month, generator.random(len(month)) < chance, generator)
    return Wave(customer, invited, answered, liking, fast > 0, world.complaints[month, customer] > fast)


def _staff_asked(levels: Parameters, customers: pd.DataFrame, generator: np.random.Generator) -> Wave:
    places = np.flatnonzero((customers["customer_type"] == "internal").to_numpy())
    own = levels.satisfaction - 2.0 + generator.normal(0.0, 8.0, len(places))
    month, member = np.nonzero(generator.random((MONTHS, len(places))) < INVITED)
    shift = np.array([levels.phase(step).satisfaction_shift for step in range(MONTHS)])
    liking = own[member] + shift[month] + generator.normal(0.0, LIKING_SPREAD, len(month))
    invited, answered = _moments(month, generator.random(len(month)) < 0.5, generator)
    nothing = np.zeros(len(month), dtype=bool)
    return Wave(places[member], invited, answered, liking, nothing, nothing)


def _moments(month: Integers, is_answered: Flags, generator: np.random.Generator) -> tuple[Integers, Integers]:
    """Invitation early enough in the month for its answer to fall into the same month."""
    invited = in_opening_hours(generator, month, LAST_INVITATION_DAY)
    waited = np.ceil(generator.random(len(month)) * ANSWERED_WITHIN * DAY).astype(np.int64)
    return invited, np.where(is_answered, invited + waited, NEVER)


def _rows(
    wave: Wave,
    kind: str,
    scores: Floats,
    attribute: str | None = None,
    brand: str | None = None,
    scale: tuple[int, int] | None = None,
) -> pd.DataFrame:
    low, high = scale or SCALES[kind]
    return pd.DataFrame(
        {
            "customer": wave.customer,
            "answered_at": moments(wave.answered),
            "invited_at": moments(wave.invited),
            "kind": kind,
            "attribute": pd.Series([attribute] * len(scores), dtype="str"),
            "score": np.where(wave.is_answered, scores, np.nan),
            "scale_min": float(low),
            "scale_max": float(high),
            "higher_is_better": True,
            "brand": pd.Series([brand] * len(scores), dtype="str"),
            "comment": pd.Series([None] * len(scores), dtype="str"),
        }
    )


def _attributes(wave: Wave, gives: Flags, generator: np.random.Generator) -> list[pd.DataFrame]:
    """The twelve expectations (1 to 7): a level, a loading on liking and a part of their own."""
    liking = (wave.liking - 72.0) / 13.0
    rows: list[pd.DataFrame] = []
    for attribute, loading, level in zip(names.EXPECTATIONS, LOADINGS, LEVELS, strict=True):
        own = generator.normal(0.0, 1.0, len(liking))
        view = loading * liking + np.sqrt(1.0 - loading**2) * own
        scores = np.clip(np.round(4.8 + level + 1.3 * view), 1.0, 7.0)
        rows.append(_rows(wave, "attribute", scores, attribute=attribute).loc[gives])
    return rows


def _core(wave: Wave, gives: Flags, generator: np.random.Generator) -> list[pd.DataFrame]:
    """Product, delivery and invoice (1 to 7): a loading on liking, a part that the three share, and a part of their own."""
    liking = (wave.liking - 72.0) / 13.0
    shared = generator.normal(0.0, 1.0, len(liking))
    rows: list[pd.DataFrame] = []
    for attribute, loading, level in zip(names.CORE_JOB, CORE_LOADINGS, CORE_LEVELS, strict=True):
        rest = np.sqrt(1.0 - loading**2 - (1 - loading**2) * CORE_SHARED)
        view = loading * liking + np.sqrt((1 - loading**2) * CORE_SHARED) * shared
        scores = np.clip(
            np.round(4.8 + level + 1.3 * (view + rest * generator.normal(0.0, 1.0, len(liking)))), 1.0, 7.0
        )
        rows.append(_rows(wave, "attribute", scores, attribute=attribute).loc[gives])
    return rows


def _expected(wave: Wave, gives: Flags, generator: np.random.Generator) -> list[pd.DataFrame]:
    """What some of those who rate the twelve expectations had expected of each (1 to 7)."""
    is_asked = gives & (generator.random(len(gives)) < ASKED_EXPECTED)
    demanding = generator.normal(0.0, 0.5, len(gives))
    rows: list[pd.DataFrame] = []
    for attribute, loading in zip(names.EXPECTATIONS, LOADINGS, strict=True):
        wanted = EXPECTED_LEVEL + 0.8 * (loading - 0.7) + demanding + generator.normal(0.0, EXPECTED_SPREAD, len(gives))
        scores = np.clip(np.round(wanted), 1.0, 7.0)
        rows.append(_rows(wave, "attribute", scores, attribute=f"{attribute}{names.EXPECTED}").loc[is_asked])
    return rows


def _index_items(wave: Wave, generator: np.random.Generator) -> list[pd.DataFrame]:
    """Three questions on 1 to 10 with some answers: overall, against expectations, against the ideal."""
    is_asked = wave.is_answered & (generator.random(len(wave.customer)) < ASKED_INDEX)
    rows: list[pd.DataFrame] = []
    for item, level in zip(names.INDEX_ITEMS, INDEX_LEVELS, strict=True):
        own = generator.normal(0.0, 0.9, len(wave.liking))
        scores = np.clip(np.round(level + (wave.liking - 72.0) / 7.5 + own), 1.0, 10.0)
        rows.append(_rows(wave, "attribute", scores, attribute=item, scale=SCALES["index"]).loc[is_asked])
    return rows


def _competitors(wave: Wave, gives: Flags, generator: np.random.Generator) -> list[pd.DataFrame]:
    """The same question about two other brands, asked in the same answer: liking less N(2, 8)."""
    rows: list[pd.DataFrame] = []
    for brand in names.COMPETITORS:
        liking = wave.liking - generator.normal(2.0, 8.0, len(wave.liking))
        rows.append(_rows(wave, "nps", nps_scores(liking), brand=brand).loc[gives])
    return rows


def _comments(wave: Wave, generator: np.random.Generator) -> pd.Series:
    """A few words with some answers, in the mood of the answer."""
    mood = np.searchsorted((60.0, 75.0), wave.liking)
    texts = np.array([names.COMMENTS_UNHAPPY, names.COMMENTS_MIXED, names.COMMENTS_HAPPY], dtype=object)
    chosen = texts[mood, generator.integers(0, texts.shape[1], len(mood))]
    is_given = wave.is_answered & (generator.random(len(mood)) < COMMENTED)
    return pd.Series(np.where(is_given, chosen, NOTHING), dtype="str")
