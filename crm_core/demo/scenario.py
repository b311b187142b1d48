"""One example as sheets and truth: generated from a name and a seed, written as CSV files with the truth beside.

Refuses to differ between two runs of the same name, seed and choices.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from crm_core.demo.answers import surveys_sheet
from crm_core.demo.behaviour import live
from crm_core.demo.calendar import prices_sheet
from crm_core.demo.contacts import interactions_sheet, programmes_sheet
from crm_core.demo.dirty import as_text, with_dirt
from crm_core.demo.draws import draw
from crm_core.demo.orders import campaigns_sheet, orders_of, transactions_sheet
from crm_core.demo.parameters import parameters_of
from crm_core.demo.people import customers_sheet
from crm_core.demo.truth import truth_of

DEFAULT_SEED = 7


@dataclass(frozen=True)
class Scenario:
    """One example: its seven sheets (typed; as text where dirty rows were asked for) and what is true in it."""

    name: str
    sheets: Mapping[str, pd.DataFrame]
    truth: Mapping[str, Any]


def generate(
    name: str,
    seed: int = DEFAULT_SEED,
    with_dirty_rows: bool = False,
    randomise: bool = False,
    selection: float = 0.0,
) -> Scenario:
    """The example ``name``; ``randomise`` draws the programme by lot, ``selection`` (0 or .5) lets the happy answer.

    Each part draws from a stream of its own, so that a choice about answers leaves the orders as they are.
    """
    levels = parameters_of(name)
    life, people, buying, contact, answering, dirt = (
        np.random.default_rng(stream) for stream in np.random.SeedSequence(seed).spawn(6)
    )
    draws = draw(levels, life)
    world = live(levels, draws, randomise=randomise)
    orders = orders_of(levels, draws, world, buying)
    customers = customers_sheet(draws, orders.first_minutes(draws.customers), people)
    sheets = {
        "customers": customers,
        "transactions": transactions_sheet(levels, draws, world, orders, customers, buying),
        "interactions": interactions_sheet(levels, draws, world, orders, customers, contact),
        "surveys": surveys_sheet(levels, draws, world, customers, selection, answering),
        "programmes": programmes_sheet(world, customers, randomise),
        "campaigns": campaigns_sheet(levels, world),
        "prices": prices_sheet(),
    }
    truth = dict(truth_of(levels, draws, world, randomise, seed))
    if with_dirty_rows:
        sheets, truth["dirty_rows"] = with_dirt(sheets, dirt)
    truth["rows"] = {sheet: len(rows) for sheet, rows in sheets.items()}
    return Scenario(name, MappingProxyType(sheets), MappingProxyType(truth))


def write_scenario(folder: Path, scenario: Scenario) -> None:
    """Write every sheet as ``<sheet>.csv`` (UTF-8 with a mark, comma) and the truth as ``truth.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    for sheet, rows in scenario.sheets.items():
        as_text(rows).to_csv(folder / f"{sheet}.csv", index=False, encoding="utf-8-sig", lineterminator="\n")
    (folder / "truth.json").write_text(truth_text(scenario), encoding="utf-8")


def truth_text(scenario: Scenario) -> str:
    """The truth as JSON."""
    return json.dumps(dict(scenario.truth), ensure_ascii=False, indent=1)
