"""The seven rows and their practice indicators as values: definitions, frozen anchors, and the ratios themselves.

Practice only: what the firm does. Outcomes (what customers then do) never enter here, or the index would prove itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from crm_core.words import mark

CLASSES = ("relational", "mixed", "transactional")
UNCLASSIFIED = "unclassified"


@dataclass(frozen=True)
class Row:
    """One row of the comparison: what relational and what transactional marketing claim to do."""

    number: int
    relational: str
    transactional: str


ROWS = (
    Row(1, mark("Keeps the customer"), mark("Makes the single sale")),
    Row(2, mark("Continuous relation"), mark("Broken, event-driven contact")),
    Row(3, mark("Customer value"), mark("Product features")),
    Row(4, mark("Long horizon"), mark("Short horizon")),
    Row(5, mark("Much emphasis on service"), mark("Little emphasis on service")),
    Row(6, mark("High commitment to meeting expectations"), mark("Limited commitment")),
    Row(7, mark("Quality is everyone's concern"), mark("Quality is production's concern")),
)


@dataclass(frozen=True)
class Indicator:
    """One practice indicator. ``low`` and ``high`` are the frozen anchors of its score; without them it is shown only.

    ``needs`` names the inputs without which nobody can be measured, most basic first.
    """

    code: str
    row: int
    name: str
    unit: str
    needs: tuple[str, ...]
    low: float | None = None
    high: float | None = None

    @property
    def is_scored(self) -> bool:
        """True where the indicator is part of the index."""
        return self.high is not None


INDICATORS: tuple[Indicator, ...] = (
    Indicator("p1a", 1, mark("Orders followed up within 30 days"), "share", ("interactions", "orders"), 0.0, 0.8),
    Indicator("p2a", 2, mark("Months with a contact"), "share", ("interactions",), 0.0, 0.5),
    Indicator("p2c", 2, mark("Contacts that no order explains"), "share", ("interactions",), 0.0, 0.6),
    Indicator("p3", 3, mark("Revenue without product campaigns"), "share", ("orders", "campaigns"), 0.0, 1.0),
    Indicator("p4", 4, mark("Quiet months with a contact"), "share", ("interactions", "orders"), 0.0, 0.5),
    Indicator("p5", 5, mark("Contacts after the sale"), "share", ("interactions", "stages"), 0.1, 0.6),
    Indicator("p6", 6, mark("Promises kept a year"), "per_year", ("interactions", "promises", "due_dates"), 0.0, 2.0),
    Indicator("p6a", 6, mark("Promises made a year"), "per_year", ("interactions", "promises")),
    Indicator("p6b", 6, mark("Share of promises kept"), "share", ("interactions", "promises", "due_dates")),
    Indicator(
        "p7",
        7,
        mark("Chance that two cases reach different departments"),
        "share",
        ("interactions", "departments"),
        0.0,
        0.8,
    ),
)
LEADING = ("p1a", "p2a", "p3", "p4", "p5", "p6b", "p7")

MISSING: Mapping[str, str] = MappingProxyType(
    {
        "no_interactions": mark(
            "Not measured: no contacts are logged. Needed: the interactions sheet (“Customer number”, “Contact date”, “Kind of contact”)."
        ),
        "no_orders": mark(
            "Not measured: there are no orders. Needed: the transactions sheet (“Order number”, “Customer number”, “Order date”, “Amount”)."
        ),
        "no_campaigns": mark(
            "Not measured: no order names a campaign. Needed: the column campaign in the transactions sheet."
        ),
        "no_stages": mark(
            "Not measured: no contact says its stage. Needed: the column stage (pre-sale, sale, after-sale) "
            "in the interactions sheet."
        ),
        "no_promises": mark(
            "Not measured: no promises were logged. Needed: rows of the kind promise in the interactions sheet, "
            "with “Promised for” and “Resolved at”."
        ),
        "no_due_dates": mark(
            "Not measured: no promise says when it is due. Needed: the column “Promised for” in the interactions sheet."
        ),
        "no_departments": mark(
            "Not measured: no case names a department. Needed: the column department in the interactions sheet "
            "(complaints, service and promises)."
        ),
        "no_answers": mark(
            "Not measured: no CSAT answers in these days. Needed: rows of kind csat in the surveys sheet."
        ),
        "no_customers": mark("No customer of this class in the chosen window."),
        "no_values": mark("No customer of this class has the rows that this indicator needs."),
        "too_few": mark("Fewer than 10: the value is not shown."),
        "": "",
    }
)

COUNTS = (
    "due_orders",
    "followed_orders",
    "sold",
    "pushed",
    "interactions",
    "contacts",
    "contact_months",
    "staged_contacts",
    "after_sale_contacts",
    "promises",
    "due_promises",
    "kept_promises",
    "department_cases",
    "department_squares",
    "contacts_apart",
    "dormant_months",
    "dormant_contact_months",
)


def practice_indicators(customers: pd.DataFrame, inputs: Mapping[str, bool]) -> pd.DataFrame:
    """One row per customer: every practice indicator, NaN where it cannot be measured for that customer.

    ``customers`` holds COUNTS, ``eligible_months``, ``exposure_days`` and ``is_logged``. Silence of a customer whose
    place of service logs no contacts is unknown, not zero.
    """
    counts = {name: customers[name].to_numpy(dtype=float) for name in COUNTS}
    is_logged = customers["is_logged"].to_numpy(dtype=bool)
    years = customers["exposure_days"].to_numpy(dtype=float) / 365
    known_stages = counts["staged_contacts"] * 2 >= counts["contacts"]
    cases = counts["department_cases"]
    unlike_pairs = cases * cases - counts["department_squares"]
    measured = {
        "p1a": _where(is_logged, _ratio(counts["followed_orders"], counts["due_orders"])),
        "p2a": _where(is_logged, _ratio(counts["contact_months"], customers["eligible_months"].to_numpy(dtype=float))),
        "p2c": _ratio(counts["contacts_apart"], counts["contacts"]),
        "p3": _where(inputs["campaigns"], 1 - _ratio(counts["pushed"], counts["sold"])),
        "p4": _where(is_logged, _ratio(counts["dormant_contact_months"], counts["dormant_months"])),
        "p5": _where(known_stages, _ratio(counts["after_sale_contacts"], counts["staged_contacts"])),
        "p6": _where(inputs["due_dates"] & is_logged, _ratio(counts["kept_promises"], years)),
        "p6a": _where(inputs["promises"] & is_logged, _ratio(counts["promises"], years)),
        "p6b": _ratio(counts["kept_promises"], counts["due_promises"]),
        "p7": _ratio(unlike_pairs, cases * (cases - 1)),
    }
    return pd.DataFrame(measured, index=customers.index)


def missing_input(indicator: Indicator, inputs: Mapping[str, bool]) -> str:
    """Code of the first input that the indicator lacks in this workspace; empty where it has all."""
    return next((f"no_{name}" for name in indicator.needs if not inputs[name]), "")


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Part over whole; NaN where the whole is nothing or unknown."""
    is_known = whole > 0
    return np.where(is_known, part / np.where(is_known, whole, 1.0), np.nan)


def _where(is_known: np.ndarray | bool, values: np.ndarray) -> np.ndarray:
    return np.where(is_known, values, np.nan)
