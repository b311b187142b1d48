"""The interactions and programmes sheets: contacts, services, complaints and promises of the simulated world.

Each contact and complaint of the world becomes one row at the cost of the specification of the scenarios, in the money of its
day; a promise is made within a contact and costs nothing of its own. Stages, off-sale contacts, promises and
departments follow the shares of that part, one set for members of the programme and one for all others.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from crm_core.demo import names
from crm_core.demo.behaviour import RESOLUTION_SPREAD, World, fast_share
from crm_core.demo.calendar import (
    DAY,
    END,
    MONTH_MINUTES,
    NEVER,
    NOTHING,
    in_opening_hours,
    moments,
    month_of,
    picked,
    price_level,
)
from crm_core.demo.draws import Draws, Flags, Integers
from crm_core.demo.orders import Orders
from crm_core.demo.parameters import COMPLAINT_COST, CONTACT_COST, MONTHS, PROGRAMME_MONTH, Parameters

CHANNELS = {"written": 0.40, "spoken": 0.36, "visual": 0.06, "face-to-face": 0.18}
STAGES = {"pre-sale": 0.2, "sale": 0.3, "after-sale": 0.5}
MEMBER_STAGES = {"pre-sale": 0.15, "sale": 0.2, "after-sale": 0.65}
OFF_SALE, MEMBER_OFF_SALE = 0.25, 0.60
PROMISES_A_YEAR, MEMBER_PROMISES_A_YEAR = 0.3, 1.5
KEPT, MEMBER_KEPT = 0.70, 0.90
BY_PRODUCTION = 0.85
REACH = 120 * DAY
OFF_SALE_TRIES = 8
NEAR_SALE = 13 * DAY


@dataclass(frozen=True)
class Cases:
    """Rows of one kind: whose, when, and whether the customer was then in the programme."""

    customer: Integers
    minute: Integers
    is_member: Flags


def interactions_sheet(
    levels: Parameters,
    draws: Draws,
    world: World,
    orders: Orders,
    customers: pd.DataFrame,
    generator: np.random.Generator,
) -> pd.DataFrame:
    """The interactions sheet: one row per contact, service, complaint or promise, in the order of time."""
    parts = [
        _contacts(levels, draws, world, orders, generator),
        _complaints(levels, draws, world, orders, generator),
        _promises(world, generator),
    ]
    parts = [part.astype({"kind": object}) for part in parts]
    sheet = pd.concat(parts, ignore_index=True).sort_values(["minute", "customer"], kind="stable", ignore_index=True)
    sheet["employee"] = _employees(sheet, customers, generator)
    sheet["customer_id"] = customers["customer_id"].to_numpy()[sheet["customer"]]
    sheet["case_id"] = [f"V{number:06d}" for number in range(1, len(sheet) + 1)]
    for name in ("occurred_at", "opened_at", "first_response_at", "promised_at", "resolved_at"):
        minutes = sheet["minute" if name == "occurred_at" else name].to_numpy()
        is_to_come = (minutes >= END) & (name in ("first_response_at", "resolved_at"))
        sheet[name] = moments(np.where(is_to_come, NEVER, minutes))
    fields = "case_id customer_id occurred_at stage channel kind direction category department employee opened_at"
    return sheet.loc[:, [*fields.split(), "first_response_at", "promised_at", "resolved_at", "cost"]]


def programmes_sheet(world: World, customers: pd.DataFrame, randomise: bool) -> pd.DataFrame:
    """The programmes sheet: everyone who could join, from the programme's month to their leaving, with the arm.

    Those held back are listed too: without them nobody can tell a customer who stayed outside from one who had gone.
    """
    enrolment = world.enrolment
    listed = np.flatnonzero(enrolment.is_eligible)
    last = np.where(world.leaves.any(axis=0), world.leaves.argmax(axis=0), MONTHS)[listed]
    is_member = enrolment.is_member[listed]
    ended = np.where(last < MONTHS, MONTH_MINUTES[np.minimum(last, MONTHS - 1) + 1] - DAY, NEVER)
    return pd.DataFrame(
        {
            "customer_id": customers["customer_id"].to_numpy()[listed],
            "programme": names.PROGRAMME,
            "started_at": moments(np.full(len(listed), MONTH_MINUTES[PROGRAMME_MONTH])),
            "ended_at": moments(ended),
            "assignment": "random" if randomise else "rule",
            "arm": np.where(is_member, "programme", "control"),
            "orientation": np.where(is_member, "relational", NOTHING),
        }
    ).astype(dict.fromkeys(("customer_id", "programme", "assignment", "arm", "orientation"), "str"))


def _contacts(
    levels: Parameters, draws: Draws, world: World, orders: Orders, generator: np.random.Generator
) -> pd.DataFrame:
    cases = _cases(world, world.contacts, generator)
    count = len(cases.customer)
    stage = np.where(cases.is_member, picked(generator, MEMBER_STAGES, count), picked(generator, STAGES, count)).astype(
        object
    )
    is_off_sale = generator.random(count) < np.where(cases.is_member, MEMBER_OFF_SALE, OFF_SALE)
    real_cost = CONTACT_COST * _growth(levels, draws, cases)
    minute = _placed(cases, stage, is_off_sale, orders, generator)
    is_service = (stage == "after-sale") & (generator.random(count) < 0.4)
    is_out = ~is_service & (generator.random(count) < np.where(cases.is_member, 0.85, 0.65))
    subject = np.where(is_service, picked(generator, names.SERVICES, count), picked(generator, names.SUBJECTS, count))
    spread = np.array(names.DEPARTMENTS, dtype=object)[generator.integers(0, len(names.DEPARTMENTS), count)]
    usual = np.where(is_service, names.PRODUCTION, "Satış").astype(object)
    usual = np.where(generator.random(count) < 0.85, usual, spread)
    answer = minute + np.ceil(generator.exponential(150.0, count)).astype(np.int64)
    return pd.DataFrame(
        {
            "customer": cases.customer,
            "minute": minute,
            "is_member": cases.is_member,
            "stage": stage,
            "channel": picked(generator, CHANNELS, count),
            "kind": np.where(is_service, "service", "contact"),
            "direction": np.where(is_out, "out", "in"),
            "category": subject,
            "department": np.where(cases.is_member, spread, usual),
            "opened_at": np.where(is_service, minute, NEVER),
            "first_response_at": np.where(is_out, NEVER, answer),
            "promised_at": NEVER,
            "resolved_at": np.where(is_service, answer + generator.integers(30, 2 * DAY, count), NEVER),
            "cost": np.round(real_cost * price_level()[month_of(minute)], 2),
        }
    )


def _complaints(
    levels: Parameters, draws: Draws, world: World, orders: Orders, generator: np.random.Generator
) -> pd.DataFrame:
    """One row per complaint, after an order of its month; fast and slow solutions are those of the world."""
    month, customer = np.nonzero(world.complaints)
    number = world.complaints[month, customer]
    place = np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number)
    is_fast = place < np.repeat(world.fast[month, customer], number)
    month, customer = np.repeat(month, number), np.repeat(customer, number)
    count = len(month)
    order = np.searchsorted(orders.customer * END + orders.minute, customer * END + MONTH_MINUTES[month]) + place
    room = np.minimum(14 * DAY, MONTH_MINUTES[month + 1] - 1 - orders.minute[order])
    minute = orders.minute[order] + (generator.random(count) * room).astype(np.int64)
    cases = Cases(customer, minute, world.member_months[month, customer])
    phases = [levels.phase(step) for step in range(MONTHS)]
    share = np.array([fast_share(phase) for phase in phases])[month]
    chance = generator.random(count)
    rank = np.clip(np.where(is_fast, chance * share, share + chance * (1.0 - share)), 1e-6, 1.0 - 1e-6)
    median = np.array([phase.median_days for phase in phases])[month]
    duration = np.maximum(DAY * median * np.exp(RESOLUTION_SPREAD * ndtri(rank)), 31).astype(np.int64)
    is_crisis = np.isin(month, np.array(levels.crisis_months))
    crisis_causes = dict(zip(names.ROOT_CAUSES, names.ROOT_CAUSES_IN_CRISIS, strict=True))
    spread = np.array(names.DEPARTMENTS, dtype=object)[generator.integers(0, len(names.DEPARTMENTS), count)]
    usual = np.where(generator.random(count) < BY_PRODUCTION, names.PRODUCTION, spread)
    cost = COMPLAINT_COST * _growth(levels, draws, cases) * price_level()[month]
    return pd.DataFrame(
        {
            "customer": customer,
            "minute": minute,
            "is_member": cases.is_member,
            "stage": "after-sale",
            "channel": picked(generator, CHANNELS, count),
            "kind": "complaint",
            "direction": "in",
            "category": np.where(
                is_crisis, picked(generator, crisis_causes, count), picked(generator, names.ROOT_CAUSES, count)
            ),
            "department": np.where(cases.is_member, spread, usual),
            "opened_at": minute,
            "first_response_at": minute + (duration * generator.uniform(0.05, 0.5, count)).astype(np.int64),
            "promised_at": NEVER,
            "resolved_at": minute + duration,
            "cost": np.round(cost, 2),
        }
    )


def _promises(world: World, generator: np.random.Generator) -> pd.DataFrame:
    yearly = np.where(world.member_months, MEMBER_PROMISES_A_YEAR, PROMISES_A_YEAR)
    cases = _cases(world, generator.poisson(yearly / 12.0) * world.is_alive, generator)
    count = len(cases.customer)
    due = cases.minute + generator.integers(2 * DAY, 14 * DAY, count)
    is_kept = generator.random(count) < np.where(cases.is_member, MEMBER_KEPT, KEPT)
    is_done_late = generator.random(count) < 0.7
    early = cases.minute + ((due - cases.minute) * generator.uniform(0.3, 1.0, count)).astype(np.int64)
    late = due + DAY + np.ceil(generator.exponential(5.0 * DAY, count)).astype(np.int64)
    spread = np.array(names.DEPARTMENTS, dtype=object)[generator.integers(0, len(names.DEPARTMENTS), count)]
    return pd.DataFrame(
        {
            "customer": cases.customer,
            "minute": cases.minute,
            "is_member": cases.is_member,
            "stage": picked(generator, {"pre-sale": 0.4, "sale": 0.4, "after-sale": 0.2}, count),
            "channel": picked(generator, CHANNELS, count),
            "kind": "promise",
            "direction": "out",
            "category": picked(generator, names.PROMISES, count),
            "department": np.where(cases.is_member | (generator.random(count) < 0.15), spread, "Satış"),
            "opened_at": cases.minute,
            "first_response_at": NEVER,
            "promised_at": due,
            "resolved_at": np.where(is_kept, early, np.where(is_done_late, late, NEVER)),
            "cost": 0.0,
        }
    )


def _cases(world: World, numbers: Integers, generator: np.random.Generator) -> Cases:
    """One entry per event, at a random minute of its month."""
    month, customer = np.nonzero(numbers)
    repeats = numbers[month, customer]
    month, customer = np.repeat(month, repeats), np.repeat(customer, repeats)
    return Cases(customer, in_opening_hours(generator, month), world.member_months[month, customer])


def _growth(levels: Parameters, draws: Draws, cases: Cases) -> np.ndarray:
    """How much dearer each case is than that of a new customer, where cost to serve grows with tenure."""
    return 1.0 + levels.cost_growth * np.maximum(month_of(cases.minute) - draws.acquired[cases.customer], 0)


def _placed(
    cases: Cases, stage: np.ndarray, is_off_sale: Flags, orders: Orders, generator: np.random.Generator
) -> Integers:
    """Minutes of contacts: those about a sale stand beside the nearest order within reach, the others far from any."""
    count = len(cases.customer)
    near, _ = _nearest(orders, cases.customer, cases.minute)
    step = np.ceil(generator.random(count) * NEAR_SALE).astype(np.int64)
    moved = near + np.select([stage == "pre-sale", stage == "sale"], [-step, step % 60], step)
    is_beside = ~is_off_sale & (near != NEVER) & (moved >= 0) & (moved < END)
    month = month_of(cases.minute)
    far, farthest = cases.minute, np.full(count, -1)
    for _ in range(OFF_SALE_TRIES):
        tried = in_opening_hours(generator, month)
        _, distance = _nearest(orders, cases.customer, tried)
        far, farthest = np.where(distance > farthest, tried, far), np.maximum(distance, farthest)
    return np.where(is_beside, moved, np.where(is_off_sale, far, cases.minute))


def _nearest(orders: Orders, customer: Integers, minute: Integers) -> tuple[Integers, Integers]:
    """Minute of the same customer's nearest order and the distance to it; NEVER and the reach where none is near."""
    keys = orders.customer * END + orders.minute
    after = np.searchsorted(keys, customer * END + minute)
    near, gap = np.full(len(minute), NEVER), np.full(len(minute), REACH)
    for place in (after - 1, after):
        inside = np.clip(place, 0, len(keys) - 1)
        distance = np.abs(orders.minute[inside] - minute)
        is_nearer = (place == inside) & (orders.customer[inside] == customer) & (distance < gap)
        near, gap = np.where(is_nearer, orders.minute[inside], near), np.where(is_nearer, distance, gap)
    return near, gap


def _employees(sheet: pd.DataFrame, customers: pd.DataFrame, generator: np.random.Generator) -> np.ndarray:
    """Who acted: staff of the department; members mostly meet the same person again."""
    staff = customers.loc[customers["customer_type"] == "internal", "name"].to_numpy()[: 6 * len(names.DEPARTMENTS)]
    team = pd.Categorical(sheet["department"], categories=names.DEPARTMENTS).codes.astype(np.int64)
    size = len(staff) // len(names.DEPARTMENTS)
    own = sheet["customer"].to_numpy() % size
    keeps = sheet["is_member"].to_numpy() & (generator.random(len(sheet)) < 0.8)
    return staff[team * size + np.where(keeps, own, generator.integers(0, size, len(sheet)))]
