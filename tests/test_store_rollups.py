"""Adds up: the rollups, built by SQL, equal the same sums made by pandas from the same facts."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from crm_core.store import Build, StoredLoad, Workspace, building, spans

BringIn = Callable[[Workspace, str, pd.DataFrame], StoredLoad]
SEGMENT = ["sector", "region", "capacity", "tier"]


def seeded_customers(random: np.random.Generator) -> pd.DataFrame:
    """Thirty described customers; C30 to C39 are known only from facts, C28 and C29 are staff."""
    return pd.DataFrame(
        {
            "customer_id": [f"C{number:02d}" for number in range(30)],
            "customer_type": ["external"] * 28 + ["internal"] * 2,
            "sector": random.choice(["Retail", "Food"], 30),
            "region": random.choice(["Marmara", "Ege"], 30),
            "capacity": random.choice(["small", "large"], 30),
        }
    )


def seeded_lines(random: np.random.Generator) -> pd.DataFrame:
    """Four hundred order lines with returns, lines of zero, missing costs and orders of several lines."""
    count = 400
    amounts = random.integers(-40, 200, count)
    days = pd.Timestamp("2023-11-01") + pd.to_timedelta(random.integers(0, 150, count), unit="D")
    costs = np.where(random.random(count) < 0.3, np.nan, random.integers(0, 90, count))
    return pd.DataFrame(
        {
            "customer_id": [f"C{number:02d}" for number in random.integers(0, 40, count)],
            "order_id": [f"O{number}" for number in random.integers(0, 150, count)],
            "ordered_at": days,
            "amount": amounts,
            "cost": costs,
            "discount": np.where(random.random(count) < 0.5, np.nan, random.integers(0, 9, count)),
        }
    )


def seeded_contacts(random: np.random.Generator) -> pd.DataFrame:
    """Two hundred interactions, some without channel or cost."""
    count = 200
    return pd.DataFrame(
        {
            "customer_id": [f"C{number:02d}" for number in random.integers(0, 40, count)],
            "occurred_at": pd.Timestamp("2023-11-01") + pd.to_timedelta(random.integers(0, 150 * 24, count), unit="h"),
            "kind": random.choice(["contact", "complaint", "service"], count),
            "channel": random.choice(np.array(["written", "spoken", None], dtype=object), count),
            "cost": np.where(random.random(count) < 0.3, np.nan, random.integers(0, 50, count)),
        }
    )


def tiers(build: Build) -> None:
    """A derivation that calls every third customer most valuable, and leaves every fifth without a tier."""
    keys = [key for (key,) in build.execute("select customer_key from customer order by customer_key") if key % 5]
    build.replace_rows(
        "customer_tier", pd.DataFrame({"customer_key": keys, "tier": ["mvc" if key % 3 == 0 else "bz" for key in keys]})
    )


@pytest.fixture
def loaded(tmp_path: Path, bring_in: BringIn) -> Workspace:
    """The three seeded sheets in one workspace; transactions come in two loads."""
    random = np.random.default_rng(2)
    workspace = Workspace.create(tmp_path / "seeded.duckdb", "Seeded", derivations=[tiers])
    bring_in(workspace, "customers", seeded_customers(random))
    lines = seeded_lines(random)
    bring_in(workspace, "transactions", lines.iloc[:250])
    bring_in(workspace, "transactions", lines.iloc[250:])
    bring_in(workspace, "interactions", seeded_contacts(random))
    return workspace


def table(workspace: Workspace, text: str) -> pd.DataFrame:
    """Rows of a table with the customer's number, with its key columns sorted."""
    return workspace.ask_text(text, 100_000)


def segments_by_pandas() -> pd.DataFrame:
    """Segment and tier of every customer, by the same seed and the same rule as the derivation."""
    described = seeded_customers(np.random.default_rng(2))
    everybody = pd.DataFrame({"customer_id": [f"C{number:02d}" for number in range(40)]})
    segments = everybody.merge(described, how="left", on="customer_id")
    return segments.assign(customer_type=segments["customer_type"].fillna("external"))


def with_tier(rows: pd.DataFrame, workspace: Workspace) -> pd.DataFrame:
    """Rows by customer number with segment and tier; staff left out."""
    keys = table(workspace, "select customer_id, customer_key from customer_keys")
    joined = rows.merge(segments_by_pandas(), on="customer_id").merge(keys, on="customer_id")
    tier = np.where(joined["customer_key"] % 5 == 0, "none", np.where(joined["customer_key"] % 3 == 0, "mvc", "bz"))
    return joined.assign(tier=tier).query("customer_type == 'external'")


def lines_by_pandas() -> pd.DataFrame:
    """The order lines as they were brought in, with their month."""
    random = np.random.default_rng(2)
    seeded_customers(random)
    lines = seeded_lines(random)
    return lines.assign(month=lines["ordered_at"].dt.to_period("M").dt.to_timestamp())


def customer_months_by_pandas() -> pd.DataFrame:
    """What customer_month should hold, one Python loop over customer and month."""
    rows: list[dict[str, object]] = []
    everything = lines_by_pandas()
    for customer, month in everything.filter(items=["customer_id", "month"]).drop_duplicates().itertuples(index=False):
        lines = everything.query("customer_id == @customer and month == @month")
        sold = lines.query("amount > 0")
        rows.append(
            {
                "customer_id": customer,
                "month": month,
                "orders": len(sold.drop_duplicates(["order_id", "ordered_at"])),
                "revenue": lines["amount"].sum(),
                "returned": lines["amount"].clip(upper=0).sum(),
                "known_cost": lines["cost"].sum(),
                "uncosted_revenue": lines.loc[lines["cost"].isna(), "amount"].sum(),
                "discount": lines["discount"].sum(),
                "first_order_on": sold["ordered_at"].min(),
                "last_order_on": sold["ordered_at"].max(),
            }
        )
    return pd.DataFrame(rows)


def assert_same(found: pd.DataFrame, expected: pd.DataFrame, keys: list[str]) -> None:
    """Equal cell by cell, whatever the order of rows and the width of types."""

    def plain(rows: pd.DataFrame) -> pd.DataFrame:
        worded = rows.assign(**{key: rows[key].astype("string").fillna("-") for key in keys})
        for name in worded.columns.difference(keys):
            is_day = pd.api.types.is_datetime64_any_dtype(worded[name])
            worded[name] = worded[name].astype("datetime64[us]" if is_day else "float64")
        return worded.sort_values(keys).reset_index(drop=True)

    pd.testing.assert_frame_equal(plain(found.filter(items=list(expected.columns))), plain(expected), check_dtype=False)


def test_customer_months_equal_a_loop_over_the_lines(loaded: Workspace) -> None:
    found = table(loaded, "select * from customer_month join customer_keys using (customer_key)")
    assert_same(found, customer_months_by_pandas(), ["customer_id", "month"])
    loaded.close()


def test_customer_months_are_the_same_built_at_once_or_month_by_month(
    loaded: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def months() -> pd.DataFrame:
        return table(loaded, "select * from customer_month order by customer_key, month")

    at_once = months()
    monkeypatch.setattr(spans, "LINES_AT_ONCE", 1)
    loaded.rebuild()
    pd.testing.assert_frame_equal(months(), at_once)
    monkeypatch.setattr(building, "MOST_LINES_AT_ONCE", 30)
    loaded.rebuild()
    pd.testing.assert_frame_equal(months(), at_once)


def test_customers_sum_their_months_and_nobody_is_missing(loaded: Workspace) -> None:
    months = customer_months_by_pandas()
    expected = months.groupby("customer_id", as_index=False).agg(
        orders=("orders", "sum"),
        revenue=("revenue", "sum"),
        first_order_on=("first_order_on", "min"),
        last_order_on=("last_order_on", "max"),
    )
    found = table(loaded, "select * from customer where orders > 0 or revenue <> 0")
    bought = expected.query("orders > 0 or revenue != 0")
    assert_same(found, bought, ["customer_id"])
    assert len(table(loaded, "select * from customer")) == 40
    loaded.close()


def test_the_month_cube_is_the_sum_of_external_customers_by_segment_and_tier(loaded: Workspace) -> None:
    months = with_tier(customer_months_by_pandas(), loaded)
    first = months.query("orders > 0").groupby("customer_id", as_index=False).agg(first_month=("month", "min"))
    months = months.merge(first, on="customer_id", how="left")
    months["active_customers"] = (months["orders"] > 0).astype(int)
    months["returning_customers"] = ((months["orders"] > 0) & (months["first_month"] < months["month"])).astype(int)
    measures = ["active_customers", "returning_customers", "orders", "revenue", "returned", "known_cost"]
    measures += ["uncosted_revenue", "discount"]
    expected = months.groupby(["month", *SEGMENT], dropna=False, as_index=False).agg(dict.fromkeys(measures, "sum"))
    assert_same(table(loaded, "select * from month_cube"), expected, ["month", *SEGMENT])
    loaded.close()


def test_contacts_are_counted_by_kind_and_channel(loaded: Workspace) -> None:
    random = np.random.default_rng(2)
    seeded_customers(random)
    seeded_lines(random)
    contacts = with_tier(seeded_contacts(random), loaded)
    contacts["month"] = contacts["occurred_at"].dt.to_period("M").dt.to_timestamp()
    contacts["channel"] = contacts["channel"].fillna("unknown")
    contacts["uncosted_interactions"] = contacts["cost"].isna().astype(int)
    keys = ["month", *SEGMENT, "kind", "channel"]
    expected = contacts.groupby(keys, dropna=False, as_index=False).agg(
        interactions=("kind", "size"),
        known_cost=("cost", "sum"),
        uncosted_interactions=("uncosted_interactions", "sum"),
    )
    assert_same(table(loaded, "select * from contact_cube"), expected, keys)
    loaded.close()


def test_the_segment_filter_chooses_the_same_customers_as_pandas(loaded: Workspace) -> None:
    everybody = with_tier(pd.DataFrame({"customer_id": [f"C{number:02d}" for number in range(40)]}), loaded)
    chosen = everybody[(everybody["sector"] == "Retail") & everybody["tier"].isin(["mvc", "none"])]
    found = table(
        loaded,
        "select customer_id from chosen_customers(['Retail'], cast([] as varchar[]), cast([] as varchar[]), ['mvc', 'none'], cast([] as varchar[]))",
    )
    assert sorted(found["customer_id"]) == sorted(chosen["customer_id"])
    assert len(chosen) > 0
    loaded.close()
