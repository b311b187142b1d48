"""The transactions and campaigns sheets: each order with its money of the day, goods, way of sale and campaign.

Refuses to invent orders: every line is one order of the simulated world, with that world's spend and margin.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm_core.demo import names
from crm_core.demo.behaviour import World, margin_rate_of
from crm_core.demo.calendar import DAY, MONTH_MINUTES, NOTHING, in_opening_hours, moments, picked, price_level
from crm_core.demo.draws import Draws, Floats, Integers
from crm_core.demo.parameters import MONTH_STARTS, MONTHS, ORDER_COST, Parameters

CURRENCY = "TRY"
BY_CALENDAR_MONTH = {
    1: "Kış İndirimi",
    2: "Kış İndirimi",
    4: "Bahar Fırsatları",
    5: "Bahar Fırsatları",
    7: "Yaz İndirimi",
    9: "Okula Dönüş",
    11: "Efsane Kasım",
    12: "Yılbaşı Kampanyası",
}
OBJECTIVES = {"Okula Dönüş": "acquire", "Efsane Kasım": "acquire"}
THANKS, COME_BACK = "Sadakat Teşekkürü", "Geri Dön Daveti"
SPEND_PER_CUSTOMER = {"transactional": 14.0, THANKS: 4.0, COME_BACK: 2.5}
DISCOUNTS = {"transactional": 0.10, THANKS: 0.03, COME_BACK: 0.06}
DORMANT = 180 * DAY


@dataclass(frozen=True)
class Orders:
    """One entry per order, sorted by customer and minute; money in real terms."""

    customer: Integers
    month: Integers
    minute: Integers
    amount: Floats
    margin: Floats

    def first_minutes(self, customers: int) -> Integers:
        """Minute of every customer's first order (each has one in the month of arrival)."""
        first = np.full(customers, MONTH_MINUTES[-1])
        np.minimum.at(first, self.customer, self.minute)
        return first


def orders_of(levels: Parameters, draws: Draws, world: World, generator: np.random.Generator) -> Orders:
    """Every order of the world with a minute of its own."""
    month, customer = np.nonzero(world.orders)
    repeats = world.orders[month, customer]
    month, customer = np.repeat(month, repeats), np.repeat(customer, repeats)
    place = np.arange(len(month)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    amount = draws.mean_spend[customer] * draws.basket[place, month, customer]
    rates = np.stack([margin_rate_of(levels, draws, step) for step in range(MONTHS)])
    minute = in_opening_hours(generator, month)
    order = np.lexsort((minute, customer))
    margin = amount * rates[month, customer]
    return Orders(customer[order], month[order], minute[order], amount[order], margin[order])


def transactions_sheet(
    levels: Parameters,
    draws: Draws,
    world: World,
    orders: Orders,
    customers: pd.DataFrame,
    generator: np.random.Generator,
) -> pd.DataFrame:
    """The transactions sheet: one row per order, in the order of time, in the money of the day.

    Handling an order costs the workspace's unit cost; where it grows with tenure, the growth stands in the line's cost.
    """
    count = len(orders.customer)
    campaigns = _campaigns(world, orders, customers, generator)
    is_push = pd.Series(campaigns).isin(set(BY_CALENDAR_MONTH.values())).to_numpy()
    rate = np.select(
        [is_push, campaigns == THANKS, campaigns == COME_BACK],
        [DISCOUNTS["transactional"], DISCOUNTS[THANKS], DISCOUNTS[COME_BACK]],
        0.0,
    )
    tenure = np.maximum(orders.month - draws.acquired[orders.customer], 0)
    rate = rate + levels.discount_growth * tenure
    dearer = ORDER_COST * levels.cost_growth * tenure
    category, product = _goods(orders, draws.customers, generator)
    price = price_level()[orders.month]
    bought = customers.iloc[orders.customer]
    sheet = pd.DataFrame(
        {
            "customer_id": bought["customer_id"].to_numpy(),
            "ordered_at": moments(orders.minute),
            "amount": np.round(orders.amount * price, 2),
            "cost": np.round((orders.amount - orders.margin + dearer) * price, 2),
            "quantity": 1.0 + generator.poisson(3.0, count),
            "product": product,
            "category": category,
            "channel": picked(generator, names.SALES_CHANNELS, count),
            "campaign": campaigns,
            "discount": np.round(orders.amount * price * rate / (1.0 - rate), 2),
            "currency": CURRENCY,
            "branch": _branches(customers, generator)[orders.customer],
        }
    )
    sheet = sheet.sort_values("ordered_at", kind="stable", ignore_index=True)
    sheet.insert(0, "order_id", [f"S{number:07d}" for number in range(1, count + 1)])
    return sheet


def campaigns_sheet(levels: Parameters, world: World) -> pd.DataFrame:
    """The campaigns sheet: spend of each campaign and month; the programme's own cost is a line of its own."""
    alive, price = world.is_alive.sum(axis=1), price_level()
    members = world.member_months.sum(axis=1)
    rows: list[tuple[str, int, float, str, str]] = []
    for month, start in enumerate(MONTH_STARTS):
        push = BY_CALENDAR_MONTH.get(start.month)
        if push:
            spend = SPEND_PER_CUSTOMER["transactional"] * alive[month]
            rows.append((push, month, spend, "transactional", OBJECTIVES.get(push, "grow")))
        rows.append((THANKS, month, SPEND_PER_CUSTOMER[THANKS] * alive[month], "relational", "keep"))
        rows.append((COME_BACK, month, SPEND_PER_CUSTOMER[COME_BACK] * alive[month], "relational", "win back"))
        if levels.programme and members[month]:
            spend = levels.programme.monthly_cost * members[month]
            rows.append((names.PROGRAMME, month, spend, "relational", "keep"))
    names_, months, spends, orientations, objectives = zip(*rows, strict=True)
    month = np.array(months)
    return pd.DataFrame(
        {
            "campaign": names_,
            "period": moments(MONTH_MINUTES[month]),
            "spend": np.round(np.array(spends) * price[month], 2),
            "orientation": orientations,
            "objective": objectives,
        }
    )


def _campaigns(world: World, orders: Orders, customers: pd.DataFrame, generator: np.random.Generator) -> np.ndarray:
    """The campaign that each order answers, or nothing; members of the programme answer fewer discounts."""
    count = len(orders.customer)
    member = world.member_months[orders.month, orders.customer]
    push = np.array([BY_CALENDAR_MONTH.get(start.month) for start in MONTH_STARTS], dtype=object)[orders.month]
    is_same = np.r_[False, orders.customer[1:] == orders.customer[:-1]]
    gap = np.where(is_same, np.r_[0, np.diff(orders.minute)], 0)
    came_by_campaign = (customers["acquisition_channel"] == "Kampanya").to_numpy()[: world.is_alive.shape[1]]
    answers_push = (generator.random(count) < np.where(member, 0.15, 0.50)) | (
        ~is_same & came_by_campaign[orders.customer]
    )
    answers_thanks = is_same & (generator.random(count) < np.where(member, 0.25, 0.10))
    answers_call = (gap > DORMANT) & (generator.random(count) < 0.5)
    thanks = np.where(answers_thanks, THANKS, NOTHING)
    return np.where(answers_call, COME_BACK, np.where(answers_push & (push != np.array(None)), push, thanks))


def _goods(orders: Orders, customers: int, generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Category and product of each order; a customer keeps to a few categories."""
    categories = np.array(list(names.PRODUCTS), dtype=object)
    taste = generator.dirichlet(np.full(len(categories), 0.5), customers)
    edges = np.cumsum(taste, axis=1)[orders.customer]
    place = np.minimum((generator.random(len(orders.customer))[:, None] > edges).sum(axis=1), len(categories) - 1)
    products = np.array(list(names.PRODUCTS.values()), dtype=object)
    return categories[place], products[place, generator.integers(0, products.shape[1], len(place))]


def _branches(customers: pd.DataFrame, generator: np.random.Generator) -> np.ndarray:
    """The branch that serves each customer, by region; empty for staff."""
    chances = generator.random(len(customers))
    return np.array(
        [
            names.BRANCHES[region][int(chance * len(names.BRANCHES[region]))] if isinstance(region, str) else None
            for region, chance in zip(customers["region"], chances, strict=True)
        ],
        dtype=object,
    )
