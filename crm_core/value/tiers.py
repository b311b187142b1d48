"""Which tier a customer belongs to, and why: the rules of Peppers and Rogers as pure functions on arrays.

No source read defines the migrators; here they are all who are neither most valuable, nor most growable, nor below
zero. Equal customers get equal tiers: ties at a cut go together.
"""

import numpy as np
import pandas as pd

from crm_core.terms import TIERS
from crm_core.value.tier_settings import TierSettings

BADGES = ("super_growth", "recoverable", "first_loss", "early")
CENT = 4
ALIKE = 1e-9
MVC, MGC, MIGRATOR, BZ = range(len(TIERS))
UNKNOWN = -1


def actual_value(sums: pd.DataFrame, assumed_margin_rate: float | None, settings: TierSettings) -> np.ndarray:
    """Net margin of the period: revenue − cost of goods − ``cost_factor`` × (cost to serve + order handling).

    Where the cost of goods is unknown, the assumed margin rate stands in; without one the value is net revenue.
    """
    assumed_cost = 0.0 if assumed_margin_rate is None else 1.0 - assumed_margin_rate
    goods = sums["known_cost"].to_numpy(float) + assumed_cost * sums["uncosted_revenue"].to_numpy(float)
    return np.round(sums["revenue"].to_numpy(float) - goods - cost_to_serve(sums, settings), CENT)


def cost_to_serve(sums: pd.DataFrame, settings: TierSettings) -> np.ndarray:
    """Contacts and order handling of the period, times the cost factor."""
    served = sums["contact_cost"].to_numpy(float) + sums["handling_cost"].to_numpy(float)
    return np.round(settings.cost_factor * served, CENT)


def is_below_zero(
    actual: np.ndarray, potential: np.ndarray, settings: TierSettings, held: np.ndarray | float = 0.0
) -> np.ndarray:
    """True where a customer costs money and even the realisable share of the potential would not mend it.

    ``held`` makes the loss larger (above zero) or smaller (below zero) by a share of itself before it is judged.
    """
    within_reach, judged = settings.pi * potential, actual * (1 + held)
    return (actual < 0) & (judged + within_reach < -ALIKE * np.maximum(np.abs(judged), within_reach))


def is_most_valuable(actual: np.ndarray, settings: TierSettings) -> np.ndarray:
    """True for the smallest set of largest values that holds ``theta`` of all positive value.

    The customer who crosses the line is in the set, and so is everyone with the same value.
    """
    earners = np.sort(actual[actual > 0])[::-1]
    if not len(earners):
        return np.zeros(len(actual), dtype=bool)
    held = np.cumsum(earners)
    crossing = np.searchsorted(held, (settings.theta - ALIKE) * held[-1])
    return actual >= earners[crossing]


def is_most_valuable_with(actual: np.ndarray, judged: np.ndarray, settings: TierSettings) -> np.ndarray:
    """True where a customer would be among the most valuable if its own value alone were ``judged``.

    Nobody's own value counts for more than the largest, so all but a few are plainly within or without; those are weighed.
    """
    earners = np.sort(actual[actual > 0])
    if not len(earners):
        return judged > 0
    above = np.append(np.cumsum(earners[::-1])[::-1], 0.0)
    total, share = float(above[0]), settings.theta - ALIKE
    slack = ALIKE * total + float(earners[-1]) + max(float(judged.max()), 0.0)
    surely = np.searchsorted(-above, slack - share * total, side="right")
    never = np.searchsorted(-above, -share * total - slack, side="right")
    least = earners[surely - 1] if surely <= len(earners) else np.inf
    is_best = judged >= least
    near = np.flatnonzero((judged > 0) & (judged >= (earners[never - 1] if never else 0.0)) & ~is_best)
    own, there = np.maximum(actual[near], 0.0), judged[near]
    before_it = above[np.searchsorted(earners, there, side="right")] - np.where((own > there) & (own > 0), own, 0.0)
    is_best[near] = before_it < share * (total - own + there)
    return is_best


def high_potential_cut(potential: np.ndarray, settings: TierSettings) -> float:
    """Potential from which a customer counts as growable: the upper quantile over all customers."""
    return float(np.quantile(potential, settings.upper_quartile)) if len(potential) else 0.0


def has_high_potential(potential: np.ndarray, settings: TierSettings, cut: float | None = None) -> np.ndarray:
    """True where the potential reaches the cut and is more than nothing.

    ``cut`` is the upper quantile over all customers; needed where ``potential`` holds only some of them.
    """
    least = high_potential_cut(potential, settings) if cut is None else cut
    return (potential > 0) & _reaches(potential, np.full(len(potential), least))


def tier_of(
    actual: np.ndarray,
    potential: np.ndarray,
    settings: TierSettings,
    was_below_zero: np.ndarray | None = None,
    tier_before: np.ndarray | None = None,
) -> np.ndarray:
    """One tier code for every customer, from the codes of the period before; those are empty where it knows nothing."""
    before = None if tier_before is None else places_of(tier_before)
    return np.array(TIERS)[tier_places(actual, potential, settings, was_below_zero, before)]


def places_of(tier: np.ndarray) -> np.ndarray:
    """Places in ``TIERS`` of tier codes; ``UNKNOWN`` for what is none."""
    return np.select([tier == code for code in TIERS], range(len(TIERS)), default=UNKNOWN).astype(np.int8)


def tier_places(
    actual: np.ndarray,
    potential: np.ndarray,
    settings: TierSettings,
    was_below_zero: np.ndarray | None = None,
    before: np.ndarray | None = None,
) -> np.ndarray:
    """Every customer's place in ``TIERS``.

    ``was_below_zero`` says of every customer whether the period before allows "below zero" (it was so then too, or
    nothing is known of it); customers it does not allow stay migrators. None judges by this period alone.

    ``before`` is the place that the period before would give by itself, ``UNKNOWN`` where it knows nothing. A customer
    comes into a tier at once only if it would belong there with its measure worse by ``hysteresis``, and leaves at once
    only if it would no longer belong there with it better by as much; two periods past the threshold always count.
    """
    below = is_below_zero(actual, potential, settings, _held(BZ, before, settings))
    if before is None or settings.hysteresis == 0:
        is_best, reachable = is_most_valuable(actual, settings), potential
    else:
        is_best = is_most_valuable_with(actual, actual * (1 + _held(MVC, before, settings)), settings)
        reachable = potential * (1 + _held(MGC, before, settings))
    cut = high_potential_cut(potential, settings)
    is_growable = has_high_potential(reachable, settings, cut) & _reaches(reachable, np.abs(actual))
    places = np.full(len(actual), MIGRATOR, dtype=np.int8)
    places[is_growable & ~below] = MGC
    places[is_best] = MVC
    places[below if was_below_zero is None else below & was_below_zero] = BZ
    return places


def _held(place: int, before: np.ndarray | None, settings: TierSettings) -> np.ndarray | float:
    """What is added to a measure, as a share of itself: for those in the tier, taken off for those in another one."""
    if before is None:
        return 0.0
    shares = np.where(before == place, settings.hysteresis, -settings.hysteresis)
    shares[before == UNKNOWN] = 0.0
    return shares


def badges(
    actual: np.ndarray, potential: np.ndarray, tier: np.ndarray, settings: TierSettings, cut: float | None = None
) -> pd.DataFrame:
    """Marks beside the tier: growing stars, losses that can be recovered, losses seen for the first time."""
    is_loss = actual < 0
    return pd.DataFrame(
        {
            "is_super_growth": (tier == "mvc") & has_high_potential(potential, settings, cut),
            "is_recoverable": is_loss & ~is_below_zero(actual, potential, settings),
            "is_first_loss": is_below_zero(actual, potential, settings) & (tier != "bz"),
        }
    )


def badge_codes(marks: pd.DataFrame) -> np.ndarray:
    """The marks of each customer as one text of codes (``recoverable early``); empty without any."""
    bits = sum(marks[f"is_{badge}"].to_numpy(int) << place for place, badge in enumerate(BADGES))
    texts = [
        " ".join(badge for place, badge in enumerate(BADGES) if held >> place & 1) for held in range(1 << len(BADGES))
    ]
    return np.array(texts, dtype=object)[bits]


def reason_codes(
    actual: np.ndarray,
    potential: np.ndarray,
    tier: np.ndarray,
    marks: pd.DataFrame,
    settings: TierSettings,
    cut: float | None = None,
    is_held: np.ndarray | None = None,
) -> np.ndarray:
    """Why the customer has its tier, as a code that a sentence can be made of."""
    rules = [
        np.zeros(len(actual), dtype=bool) if is_held is None else is_held,
        tier == "bz",
        (tier == "mvc") & marks["is_super_growth"].to_numpy(),
        tier == "mvc",
        tier == "mgc",
        marks["is_first_loss"].to_numpy(),
        marks["is_recoverable"].to_numpy(),
        has_high_potential(potential, settings, cut),
    ]
    codes = [
        "held_in_tier",
        "loss_beyond_potential",
        "top_value_and_growth",
        "top_value",
        "room_to_grow",
        "first_loss",
        "loss_within_potential",
        "worth_more_than_gap",
    ]
    return np.select(rules, codes, default="little_room")


def _reaches(values: np.ndarray, cut: np.ndarray) -> np.ndarray:
    """``values >= cut`` for sums that may differ in their last digit by the order in which they were added."""
    return values >= cut - ALIKE * np.abs(cut)
