"""The schema of a workspace, in the order in which it is loaded: tables, then the macros that read them and the rollups.

Comments on columns are "kind | unit | personal | meaning"; together they are the data dictionary. Kinds: behavioural,
demographic, attitudinal, bookkeeping.
"""

from crm_core.store.named_sql import named_sql

SCHEMA_VERSION = 6
TABLES = (
    "store/schema/settings",
    "store/schema/loads",
    "store/schema/customers",
    "store/schema/transactions",
    "store/schema/interactions",
    "store/schema/surveys",
    "store/schema/programmes",
    "store/schema/prices",
    "store/schema/entries",
    "store/schema/values",
)
FORMULAS = ("store/macros/contact_costs", "store/macros/months_of_life")
MACROS = (
    "store/macros/chosen_customers",
    "store/macros/chosen_to_class",
    "store/macros/chosen_months",
    "store/macros/chosen_journeys",
    "store/macros/money",
    "store/macros/order_sources",
    "store/macros/answers",
    "store/macros/days_between",
)


def table_statements() -> str:
    """What makes the tables of a new workspace, and the formulas that its rollups are made with."""
    return "\n".join(named_sql(name) for name in (*TABLES, *FORMULAS))


def macro_statements() -> str:
    """What makes the macros; those that read rollups are bound when they are made, so the rollups must stand."""
    return "\n".join(named_sql(name) for name in (*FORMULAS, *MACROS))
