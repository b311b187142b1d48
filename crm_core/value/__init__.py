"""Customer value: tiers, whale curve, revenue, margin and cohorts; draws nothing and words nothing for the screen."""

from crm_core.answers import Metric
from crm_core.store import Derivation
from crm_core.value.change import Change, change_of_months
from crm_core.value.clv_metrics import (
    clv_backtest,
    clv_by_group,
    clv_model,
    clv_parameters,
    clv_tracking,
    customer_clv,
)
from crm_core.value.cohort_metrics import cohort_cells, cohort_customers, cohort_payback
from crm_core.value.cohorts import cohort_retention
from crm_core.value.contract_metrics import contract_survival, sbg_projection
from crm_core.value.equity_metrics import customer_equity_bridge, equity_customers
from crm_core.value.migration_metrics import cost_sensitivity, tier_migration
from crm_core.value.month_metrics import (
    active_customers_by_month,
    net_margin_by_month,
    repeat_share_by_month,
    revenue_by_month,
)
from crm_core.value.one_customer import customer_category_gaps, customer_history
from crm_core.value.peers import PeerGroups, Spending, peer_groups, unrealised_potential
from crm_core.value.rfm_metrics import rfm, rfm_grid, rfm_segments
from crm_core.value.skew import gini, value_skew, whale_points
from crm_core.value.tier_metrics import customer_tiers, tier_summary, whale_curve
from crm_core.value.tier_settings import TierSettings, save_tier_settings, saved_tier_settings
from crm_core.value.tiers import actual_value, tier_of
from crm_core.value.timing_metrics import customer_waiting, purchase_gap_by_group, purchase_gap_curve
from crm_core.value.values_built import derive_customer_tiers, derive_value_terms
from crm_core.value.yearly_metrics import yearly_buying

METRICS: tuple[Metric, ...] = (
    tier_summary,
    customer_tiers,
    whale_curve,
    revenue_by_month,
    net_margin_by_month,
    active_customers_by_month,
    repeat_share_by_month,
    cohort_retention,
    cohort_cells,
    cohort_payback,
    cohort_customers,
    customer_waiting,
    purchase_gap_by_group,
    purchase_gap_curve,
    customer_history,
    customer_category_gaps,
    customer_equity_bridge,
    equity_customers,
    tier_migration,
    cost_sensitivity,
    rfm,
    rfm_grid,
    rfm_segments,
    clv_model,
    clv_parameters,
    clv_backtest,
    clv_tracking,
    clv_by_group,
    customer_clv,
    contract_survival,
    sbg_projection,
    yearly_buying,
)
DERIVATIONS: tuple[Derivation, ...] = (derive_value_terms, derive_customer_tiers)

__all__ = [
    "DERIVATIONS",
    "METRICS",
    "Change",
    "PeerGroups",
    "Spending",
    "TierSettings",
    "active_customers_by_month",
    "actual_value",
    "change_of_months",
    "clv_backtest",
    "clv_by_group",
    "clv_model",
    "clv_parameters",
    "clv_tracking",
    "cohort_cells",
    "cohort_customers",
    "cohort_payback",
    "cohort_retention",
    "contract_survival",
    "cost_sensitivity",
    "customer_category_gaps",
    "customer_clv",
    "customer_equity_bridge",
    "customer_history",
    "customer_tiers",
    "customer_waiting",
    "derive_customer_tiers",
    "derive_value_terms",
    "equity_customers",
    "gini",
    "net_margin_by_month",
    "peer_groups",
    "purchase_gap_by_group",
    "purchase_gap_curve",
    "repeat_share_by_month",
    "revenue_by_month",
    "rfm",
    "rfm_grid",
    "rfm_segments",
    "save_tier_settings",
    "saved_tier_settings",
    "sbg_projection",
    "tier_migration",
    "tier_of",
    "tier_summary",
    "unrealised_potential",
    "value_skew",
    "whale_curve",
    "whale_points",
    "yearly_buying",
]
