"""The outcomes of the scorecard as values: which advantage each belongs to, its unit, and what it was before.

Outcomes only: what customers did in the days after the landmark. What the firm did belongs to the practice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from crm_core.words import mark

BLOCKS: Mapping[str, str] = MappingProxyType(
    {
        "closeness": mark("Close relation"),
        "satisfaction": mark("Satisfaction"),
        "money": mark("Financial benefit"),
    }
)


@dataclass(frozen=True)
class Outcome:
    """One outcome: its column, block, unit, the column of the same measure before, and the input that it needs."""

    code: str
    block: str
    name: str
    unit: str
    needs: str
    before: str = ""


OUTCOMES = (
    Outcome("ordered", "closeness", mark("Ordered in the days after"), "share", "orders", "ordered_before"),
    Outcome("retained", "closeness", mark("Still ordering in the second half of the days after"), "share", "orders"),
    Outcome("reached", "closeness", mark("Turned to us on their own"), "share", "directions", "reached_before"),
    Outcome("wallet", "closeness", mark("Share of wallet (rank among rated brands)"), "share", "wallet"),
    Outcome("referred", "closeness", mark("Recommended us to a new customer"), "share", "referrals"),
    Outcome("csat", "satisfaction", mark("Satisfied customers (two best answers)"), "share", "csat"),
    Outcome("nps", "satisfaction", mark("NPS"), "points", "nps"),
    Outcome("ces", "satisfaction", mark("Ease (CES, 1 to 7)"), "number", "ces"),
    Outcome(
        "complaints",
        "satisfaction",
        mark("Complaints per customer"),
        "number",
        "complaints",
        "complaints_before",
    ),
    Outcome("complaint_rate", "satisfaction", mark("Complaints per 100 orders"), "number", "cases_and_orders"),
    Outcome("revenue", "money", mark("Net revenue per customer"), "money", "orders", "revenue_before"),
    Outcome("serving", "money", mark("Cost to serve per customer"), "money", "serving_costs", "serving_before"),
    Outcome("discount", "money", mark("Discount as a share of list value"), "share", "discounts"),
    Outcome(
        "net_margin",
        "money",
        mark("Net margin per customer, after serving and programme"),
        "money",
        "costs",
        "net_margin_before",
    ),
    Outcome(
        "payback",
        "money",
        mark("Acquisition cost earned back"),
        "share",
        "payback",
    ),
)
OUTCOME_OF: Mapping[str, Outcome] = MappingProxyType({outcome.code: outcome for outcome in OUTCOMES})

LACKING: Mapping[str, str] = MappingProxyType(
    {
        "orders": mark("Not measured: there are no orders in these days. Needed: the transactions sheet."),
        "costs": mark("Not measured: order lines without cost. Needed: the column cost in the transactions sheet."),
        "payback": mark(
            "Not measured: no customer has an acquisition cost still to be earned, or lines lack their cost. Needed: the column "
            "“Acquisition cost” in the customers sheet and “Cost of goods” in the transactions sheet."
        ),
        "cases_and_orders": mark(
            "Not measured: complaints per 100 orders need both orders and logged complaints. Needed: the transactions sheet and "
            "rows of kind complaint in the interactions sheet."
        ),
        "complaints": mark(
            "Not measured: no complaint is logged. Needed: rows of kind complaint in the interactions sheet."
        ),
        "serving_costs": mark(
            "Not measured: neither an interaction nor the handling of an order has a cost. Needed: the column cost in the "
            "interactions sheet, or unit costs in the settings."
        ),
        "directions": mark(
            "Not measured: no interaction says who began. Needed: the column direction (in, out) in the interactions sheet."
        ),
        "wallet": mark(
            "Not measured: nobody rated other brands beside us. Needed: answers with the column brand in the surveys sheet."
        ),
        "referrals": mark(
            "Not measured: no new customer names who recommended us. Needed: the column “Referred by” in the customers sheet."
        ),
        "csat": mark("Not measured: no CSAT answers in these days. Needed: rows of kind csat in the surveys sheet."),
        "nps": mark(
            "Not measured: no NPS answers in these days. Needed: rows of kind nps (0 to 10) in the surveys sheet."
        ),
        "ces": mark(
            "Not measured: no CES answers in these days. Needed: rows of kind ces (1 to 7) in the surveys sheet."
        ),
        "discounts": mark(
            "Not measured: no discounts are recorded. Needed: the column discount in the transactions sheet."
        ),
    }
)
