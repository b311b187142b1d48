"""The customers sheet: invented people and firms, and the staff as internal customers. Nobody in it exists."""

import numpy as np
import pandas as pd

from crm_core.demo import names
from crm_core.demo.calendar import NEVER, NOTHING, days, month_of, picked, price_level
from crm_core.demo.draws import Draws, Integers
from crm_core.demo.parameters import INTERNAL_SHARE
from crm_core.words import fold

FIRM_SHARE = 0.6
COST_SPREAD = 0.4
CONSENT = 0.7


def customers_sheet(draws: Draws, first_minutes: Integers, generator: np.random.Generator) -> pd.DataFrame:
    """External customers in the order of arrival, then the staff (3 % of all rows)."""
    external = _external(draws, first_minutes, generator)
    staff = _staff(round(len(external) * INTERNAL_SHARE / (1.0 - INTERNAL_SHARE)), generator)
    sheet = pd.concat([external, staff], ignore_index=True)
    sheet["phone"] = pd.Series([None] * len(sheet), dtype="str")
    for column in ("consent_email", "consent_sms", "consent_call"):
        agreed = pd.Series(generator.random(len(sheet)) < CONSENT, dtype="boolean")
        sheet[column] = agreed.mask(sheet["customer_type"] == "internal")
    return sheet


def _external(draws: Draws, first_minutes: Integers, generator: np.random.Generator) -> pd.DataFrame:
    count = draws.customers
    numbers = np.array([f"M{number:05d}" for number in range(1, count + 1)], dtype=object)
    sector = picked(generator, dict(zip(names.SECTORS, names.SECTOR_SHARES, strict=True)), count)
    channel = picked(generator, {way: share for way, (share, _) in names.ACQUISITION.items()}, count)
    median = np.array([names.ACQUISITION[way][1] for way in channel])
    cost = median * np.exp(generator.normal(0.0, COST_SPREAD, count)) * price_level()[month_of(first_minutes)]
    person, is_woman = _person_names(count, generator)
    is_firm = draws.is_large | (generator.random(count) < FIRM_SHARE)
    firm = _firm_names(sector, generator)
    known_before = np.searchsorted(draws.acquired, draws.acquired)
    adviser = numbers[(generator.random(count) * known_before).astype(np.int64)]
    is_referred = (channel == names.REFERRAL) & (known_before > 0)
    name = np.where(is_firm, firm, person)
    return pd.DataFrame(
        {
            "customer_id": numbers,
            "name": name,
            "customer_type": "external",
            "sector": sector,
            "region": picked(generator, names.REGIONS, count),
            "capacity": np.where(draws.is_large, names.LARGE, names.SMALL),
            "acquired_at": days(first_minutes),
            "acquisition_channel": channel,
            "acquisition_cost": np.round(cost, 2),
            "referred_by": np.where(is_referred, adviser, NOTHING),
            "birth_year": pd.Series(generator.integers(1955, 2003, count), dtype="Int64").mask(pd.Series(is_firm)),
            "gender": np.where(is_firm, NOTHING, np.where(is_woman, "female", "male")),
            "email": _addresses(name, numbers),
        }
    )


def _staff(count: int, generator: np.random.Generator) -> pd.DataFrame:
    numbers = np.array([f"P{number:04d}" for number in range(1, count + 1)], dtype=object)
    person, _ = _person_names(count, generator)
    return pd.DataFrame(
        {
            "customer_id": numbers,
            "name": person,
            "customer_type": "internal",
            "sector": None,
            "region": None,
            "capacity": None,
            "acquired_at": days(np.full(count, NEVER)),
            "acquisition_channel": None,
            "acquisition_cost": np.nan,
            "referred_by": None,
            "birth_year": pd.Series([pd.NA] * count, dtype="Int64"),
            "gender": None,
            "email": _addresses(person, numbers),
        }
    )


def _person_names(count: int, generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    women, men = np.array(names.FIRST_NAMES_WOMEN, dtype=object), np.array(names.FIRST_NAMES_MEN, dtype=object)
    is_woman = generator.random(count) < 0.5
    first = np.where(
        is_woman, women[generator.integers(0, len(women), count)], men[generator.integers(0, len(men), count)]
    )
    surnames = np.array(names.SURNAMES, dtype=object)
    return first + " " + surnames[generator.integers(0, len(surnames), count)], is_woman


def _firm_names(sector: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    surnames = np.array(names.SURNAMES, dtype=object)[generator.integers(0, len(names.SURNAMES), len(sector))]
    trade = np.array([names.SECTORS[word] for word in sector], dtype=object)
    form = np.where(generator.random(len(sector)) < 0.7, "Ltd. Şti.", "A.Ş.").astype(object)
    return surnames + " " + trade + " " + form


def _addresses(people: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """An address at example.com (reserved for examples) from the name and the number."""
    folded = {person: fold(person).replace(" ", ".") for person in set(people)}
    return np.array(
        [f"{folded[person]}.{number.lower()}@example.com" for person, number in zip(people, numbers, strict=True)],
        dtype=object,
    )
