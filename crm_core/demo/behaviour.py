"""Month by month: who stays, orders, complains, is contacted and how satisfied they are; refuses to know of sheets.

The rules are those of the specification of the scenarios. Within a month: order, complain, be contacted, perhaps leave; a
complaint moves satisfaction from the next month on. The month of arrival brings one order besides the chance ones.
"""

from dataclasses import dataclass, fields

import numpy as np
from scipy.special import expit, ndtr

from crm_core.demo.draws import MOST_ORDERS_A_MONTH, Draws, Flags, Floats, Integers, binomial_counts, poisson_counts
from crm_core.demo.parameters import FIRST_MONTH, MONTHS, PROGRAMME_MONTH, SEASON, Parameters, Phase

RESOLUTION_SPREAD = 0.8
FAST_DAYS = 3.0
KEPT_OF_A_COMPLAINT = 0.7
COMPLAINT_HURTS, FAST_HEALS, SLOW_HEALS = -15.0, 12.0, 3.0
SENSITIVITY = -0.05
NEUTRAL = 72.0


@dataclass(frozen=True)
class Month:
    """What happened to every customer in one month; zeros where a customer is not there."""

    is_alive: Flags
    orders: Integers
    margin: Floats
    complaints: Integers
    fast: Integers
    contacts: Integers
    satisfaction: Floats
    leaves: Flags


@dataclass(frozen=True)
class Enrolment:
    """Who could enter the programme, with what chance, and who did; all empty before its month."""

    is_eligible: Flags
    propensity: Floats
    is_member: Flags


@dataclass(frozen=True)
class World(Month):
    """One life of all customers: what a month holds, with months in rows; zeros before arrival and after leaving."""

    enrolment: Enrolment

    @property
    def member_months(self) -> Flags:
        """Months in which a customer is alive and in the programme."""
        months = self.is_alive & self.enrolment.is_member
        return np.where(np.arange(MONTHS)[:, None] >= PROGRAMME_MONTH, months, False)


def live(levels: Parameters, draws: Draws, force: bool | None = None, randomise: bool = False) -> World:
    """All months of one scenario; ``force`` puts every eligible customer in the programme, or none."""
    nobody = np.zeros(draws.customers, dtype=bool)
    enrolment = Enrolment(nobody, np.zeros(draws.customers), nobody)
    carried, gone = np.zeros(draws.customers), nobody
    months: list[Month] = []
    for month in range(MONTHS):
        is_alive = (draws.acquired <= month) & ~gone
        if month == PROGRAMME_MONTH and levels.programme is not None:
            recent_margin = np.sum([past.margin for past in months[-12:]], axis=0)
            enrolment = _enrol(levels, draws, is_alive, recent_margin, draws.satisfaction + carried, force, randomise)
        lived = _month(levels, draws, month, is_alive, carried, enrolment.is_member)
        months.append(lived)
        slow = lived.complaints - lived.fast
        hurt = COMPLAINT_HURTS * lived.complaints + FAST_HEALS * lived.fast + SLOW_HEALS * slow
        carried = KEPT_OF_A_COMPLAINT * carried + hurt
        gone = gone | lived.leaves
    columns = {column.name: np.stack([getattr(month, column.name) for month in months]) for column in fields(Month)}
    return World(**columns, enrolment=enrolment)


def fast_share(phase: Phase) -> float:
    """Chance that a complaint is solved within three days: lognormal with the phase's median."""
    return float(ndtr(np.log(FAST_DAYS / phase.median_days) / RESOLUTION_SPREAD))


def spend_of(draws: Draws, month: int, orders: Integers) -> Floats:
    """Money of a month's orders, in real terms."""
    baskets = np.cumsum(draws.basket[:, month, :], axis=0)
    last = np.maximum(orders - 1, 0)
    return draws.mean_spend * np.where(orders > 0, baskets[last, np.arange(draws.customers)], 0.0)


def margin_rate_of(levels: Parameters, draws: Draws, month: int) -> Floats:
    """Margin over spend in one month; the discount creeps in with tenure where the scenario says so."""
    tenure = np.maximum(month - draws.acquired, 0)
    return draws.margin_rate - levels.discount_growth * tenure


def _month(levels: Parameters, draws: Draws, month: int, is_alive: Flags, carried: Floats, is_member: Flags) -> Month:
    phase, programme = levels.phase(month), levels.programme
    satisfaction = draws.satisfaction + carried + phase.satisfaction_shift
    order_rate, contact_rate, logit = draws.order_rate * season(month), draws.contact_rate, draws.dropout_logit
    if programme is not None:
        satisfaction = satisfaction + programme.satisfaction * is_member
        order_rate = order_rate * np.exp(programme.orders * is_member)
        contact_rate = contact_rate * np.where(is_member, programme.contact_factor, 1.0)
        logit = logit + programme.dropout * is_member
    by_chance = poisson_counts(draws.orders[month], order_rate)
    orders = np.minimum(by_chance + (draws.acquired == month), MOST_ORDERS_A_MONTH) * is_alive
    complaints = binomial_counts(draws.complaints[month], orders, phase.complaint_rate)
    hazard = expit(logit + SENSITIVITY * (satisfaction - NEUTRAL))
    return Month(
        is_alive=is_alive,
        orders=orders,
        margin=spend_of(draws, month, orders) * margin_rate_of(levels, draws, month),
        complaints=complaints,
        fast=binomial_counts(draws.fast[month], complaints, fast_share(phase)),
        contacts=poisson_counts(draws.contacts[month], contact_rate) * is_alive,
        satisfaction=satisfaction,
        leaves=is_alive & (draws.dropout[month] < hazard),
    )


def season(month: int) -> float:
    """Season of the month's orders; 1 over the year."""
    return SEASON[(FIRST_MONTH.month - 1 + month) % 12] * len(SEASON) / sum(SEASON)


def _enrol(
    levels: Parameters,
    draws: Draws,
    is_alive: Flags,
    recent_margin: Floats,
    satisfaction: Floats,
    force: bool | None,
    randomise: bool,
) -> Enrolment:
    is_eligible = is_alive & (draws.acquired <= PROGRAMME_MONTH - 6)
    propensity = _propensity(levels, draws, is_eligible, recent_margin, satisfaction, randomise)
    chosen = draws.assignment < propensity if force is None else np.full(draws.customers, force)
    return Enrolment(is_eligible, propensity, is_eligible & chosen)


def _propensity(
    levels: Parameters, draws: Draws, is_eligible: Flags, recent_margin: Floats, satisfaction: Floats, randomise: bool
) -> Floats:
    """Chance to enter the programme; good customers are asked first, and the intercept is solved for the share."""
    programme = levels.programme
    if programme is None or randomise:
        return np.where(is_eligible, programme.share if programme else 0.0, 0.0)
    pull = (
        0.8 * _standardised(np.log1p(np.maximum(recent_margin, 0.0)), is_eligible)
        + 0.5 * _standardised(satisfaction, is_eligible)
        + 0.3 * draws.is_large
        + programme.hidden_pull * draws.hidden
    )
    low, high = -10.0, 10.0
    for _ in range(50):
        intercept = (low + high) / 2.0
        is_too_low = float(np.mean(expit(intercept + pull[is_eligible]))) < programme.share
        low, high = (intercept, high) if is_too_low else (low, intercept)
    return np.where(is_eligible, expit(low + pull), 0.0)


def _standardised(values: Floats, among: Flags) -> Floats:
    """Values less their mean, over their standard deviation, both taken among the marked."""
    return (values - values[among].mean()) / values[among].std()
