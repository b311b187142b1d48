"""Values and tiers that every build works out once and stores beside the rollups, and their way back from there."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from crm_core.answers import Query
from crm_core.periods import Period, last_months, month_start
from crm_core.store import Build, Session, named_sql, read_once
from crm_core.value.customer_values import CustomerValues
from crm_core.value.tier_settings import MARGIN_SETTING, SETTING, TierSettings, tier_settings_from
from crm_core.value.values_placed import values_of_period
from crm_core.value.values_read import asked

MONTHS_OF_VALUE = 12
MADE_OF = "customer_value_made_of"
STORED = ("actual", "potential", "tier_place", "probability", "is_stated", "is_held", "is_confirmed")


def derive_customer_tiers(build: Build) -> None:
    """Write every active customer's value and tier over the last twelve finished months, by the workspace's settings.

    Where not even one month is finished, the days that there are stand in. Customers without an order line or an
    interaction in these months have no row ("none").
    """
    days = build.first("store/as_of") or {}
    tiers = pd.DataFrame({"customer_key": np.array([], dtype=np.int32), "tier": np.array([], dtype=str)})
    made_of = None
    if days.get("as_of") is not None:
        period = tier_period(days["as_of"], days["first_day"])
        settings, assumed = tier_settings_from(_setting_in(build, SETTING)), _setting_in(build, MARGIN_SETTING)
        values = values_of_period(build, period, settings, assumed)
        tiers = pd.DataFrame({"customer_key": values.customers["customer_key"], "tier": values.tier})
        _store_values(build, values)
        made_of = made_of_words(period, settings, assumed)
    build.replace_rows("customer_tier", tiers)
    build.run("store/set_setting", key=MADE_OF, value=json.dumps(made_of))


def derive_value_terms(build: Build) -> None:
    """Write what the cohorts' margins of this build are counted with."""
    days = build.first("store/as_of") or {}
    settings, assumed = tier_settings_from(_setting_in(build, SETTING)), _setting_in(build, MARGIN_SETTING)
    terms = {
        "as_of": pd.Series([days.get("as_of")], dtype="datetime64[s]"),
        "cost_factor": [settings.cost_factor],
        "assumed_cost_share": [0.0 if assumed is None else 1.0 - assumed],
    }
    build.replace_rows("value_terms", pd.DataFrame(terms))


def are_stored(session: Session, period: Period, settings: TierSettings, assumed_margin_rate: float | None) -> bool:
    """Whether the values that the last build wrote are those of this period and these settings."""
    return _setting_in(session, MADE_OF) == made_of_words(period, settings, assumed_margin_rate)


def stored_values(
    session: Session, period: Period, settings: TierSettings, assumed_margin_rate: float | None
) -> CustomerValues | None:
    """The values that the last build wrote, where they are those of this period and these settings."""
    if not are_stored(session, period, settings, assumed_margin_rate):
        return None
    stored, read = asked(session, "value/customer_value", {})
    segments, segments_ran = asked(session, "value/segments", {})
    built = {"start": period.start, "end": period.end}
    is_judged = bool(stored["is_judged"].any())
    return CustomerValues(
        customers=stored.drop(columns=[*STORED, "is_judged"]),
        segments=segments,
        actual=stored["actual"].to_numpy(float),
        potential=stored["potential"].to_numpy(float),
        tier_places=stored["tier_place"].to_numpy(np.int8),
        probability=stored["probability"].to_numpy(float),
        is_stated=stored["is_stated"].to_numpy(bool),
        is_held=stored["is_held"].to_numpy(bool),
        is_confirmed=stored["is_confirmed"].to_numpy(bool) if is_judged else None,
        settings=settings,
        assumed_margin_rate=assumed_margin_rate,
        queries=(
            Query("value/customer_sums", named_sql("value/customer_sums"), built),
            Query("value/category_spending", named_sql("value/category_spending"), built),
            Query("value/stated_wallets", named_sql("value/stated_wallets"), {"end": period.end}),
            segments_ran,
            read,
        ),
    )


def _store_values(build: Build, values: CustomerValues) -> None:
    """Put the values beside the rollups, so that a click need not work them out again."""
    confirmed = values.is_confirmed
    rows = values.customers.assign(
        actual=values.actual,
        potential=values.potential,
        tier_place=values.tier_places,
        probability=values.probability,
        is_stated=values.is_stated,
        is_held=values.is_held,
        is_confirmed=np.ones(len(values.actual), dtype=bool) if confirmed is None else confirmed,
        is_judged=confirmed is not None,
    )
    build.bring("valued_rows", read_once(pa.Table.from_pandas(rows, preserve_index=False)))
    build.execute("create or replace table customer_value as select * from valued_rows")
    build.drop("valued_rows")


def made_of_words(period: Period, settings: TierSettings, assumed_margin_rate: float | None) -> dict[str, Any]:
    """What stored values rest on, as it is kept in a setting."""
    return {
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "settings": asdict(settings),
        "margin": assumed_margin_rate,
    }


def tier_period(as_of: date, first_day: date) -> Period:
    """The months over which the workspace's own tiers are taken."""
    period = last_months(as_of, MONTHS_OF_VALUE)
    return period if period.end >= first_day else Period(month_start(as_of), as_of)


def _setting_in(session: Session, key: str) -> Any:
    """A workspace setting as seen inside a running build."""
    row = session.first("store/setting", key=key)
    return None if row is None else json.loads(row["value"])
