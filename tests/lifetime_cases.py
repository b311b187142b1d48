"""Purchase logs that nobody here wrote, as the publications on lifetime value cut them: one row per customer and day."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from crm_core.value.lifetime.backtest import Held
from crm_core.value.lifetime.histories import Histories, histories

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
DAYS = 7.0


@dataclass(frozen=True)
class Case:
    """Histories up to one day, with each customer's mean repeat amount and the week it was won in."""

    rows: Histories
    own_mean: np.ndarray
    won: np.ndarray


def days_of(log: pd.DataFrame) -> pd.DataFrame:
    """One row per customer and day, numbered from the customer's first."""
    days = pd.DataFrame(log.groupby(["customer", "day"])[["amount"]].sum()).reset_index()
    return days.assign(number=days.groupby("customer").cumcount())


@cache
def cdnow_sample() -> pd.DataFrame:
    """The 1/10 sample of the CDNOW purchases, 2,357 customers."""
    names = ["master", "customer", "day", "units", "amount"]
    log = pd.read_csv(DATA / "CDNOW_sample.txt", sep=r"\s+", header=None, names=names)
    return days_of(log.assign(day=pd.to_datetime(log["day"].astype(str))))


@cache
def cdnow_master() -> pd.DataFrame:
    """All CDNOW purchases, 23,570 customers."""
    names = ["customer", "day", "units", "amount"]
    log = pd.read_csv(DATA / "CDNOW_master.txt", sep=r"\s+", header=None, names=names, skiprows=1)
    return days_of(log.assign(day=pd.to_datetime(log["day"].astype(str))))


@cache
def online_retail() -> pd.DataFrame:
    """UCI Online Retail: lines with a customer, quantity and price above zero."""
    lines = pd.read_csv(DATA / "online_retail.csv.zip")
    sold = lines.loc[lines["CustomerID"].notna() & (lines["Quantity"] > 0) & (lines["UnitPrice"] > 0)]
    log = pd.DataFrame(
        {
            "customer": sold["CustomerID"],
            "day": pd.to_datetime(sold["InvoiceDate"]).dt.normalize(),
            "amount": sold["Quantity"] * sold["UnitPrice"],
        }
    )
    return days_of(log)


@cache
def online_retail_days() -> pd.DataFrame:
    """UCI Online Retail: what each customer bought and kept on each day of a purchase or a return."""
    lines = pd.read_csv(DATA / "online_retail.csv.zip")
    lines = lines.loc[lines["CustomerID"].notna()]
    amount = np.round(lines["Quantity"].to_numpy(float) * lines["UnitPrice"].to_numpy(float), 4)
    log = pd.DataFrame(
        {
            "customer": lines["CustomerID"],
            "day": pd.to_datetime(lines["InvoiceDate"]).dt.normalize(),
            "bought": np.maximum(amount, 0.0),
            "kept": amount,
        }
    )
    return pd.DataFrame(log.groupby(["customer", "day"])[["bought", "kept"]].sum()).round(4).reset_index()


def case_until(days: pd.DataFrame, until: str) -> Case:
    """Histories of customers won up to the day."""
    end = pd.Timestamp(until)
    seen = days.loc[days["day"] <= end]
    by_customer = seen.groupby("customer")
    first, last = by_customer["day"].min(), by_customer["day"].max()
    repeats = seen.loc[seen["number"] > 0].groupby("customer")["amount"].mean().reindex(first.index).fillna(0.0)
    return Case(
        histories(
            by_customer.size().to_numpy() - 1,
            ((last - first).dt.days / DAYS).to_numpy(),
            ((end - first).dt.days / DAYS).to_numpy(),
        ),
        repeats.to_numpy(),
        ((first - days["day"].min()).dt.days / DAYS).to_numpy(),
    )


def held_from(days: pd.DataFrame, until: str, end: str) -> Held:
    """The customers up to one day and what they did from then to the end."""
    case = case_until(days, until)
    cut, last = pd.Timestamp(until), pd.Timestamp(end)
    before = days.loc[days["day"] <= cut].groupby("customer")["amount"].sum()
    after = days.loc[(days["day"] > cut) & (days["day"] <= last)].groupby("customer")["amount"]
    return Held(
        case.rows,
        case.own_mean,
        before.to_numpy(),
        after.size().reindex(before.index).fillna(0).to_numpy(float),
        after.sum().reindex(before.index).fillna(0).to_numpy(float),
        (last - cut).days / DAYS,
    )
