"""Satisfaction: scores, their margins, and what changed beyond the noise; refuses to compare what was not asked alike."""

from crm_core.satisfaction.answers_asked import GROUPINGS, SCORE_GROUPINGS, UNKNOWN
from crm_core.satisfaction.changes import Change, reading, what_changed
from crm_core.satisfaction.comparison import satisfaction_changes, satisfaction_contrast
from crm_core.satisfaction.complaints import complaint_recovery, complaint_resolution, complaint_summary
from crm_core.satisfaction.contacts import complaints_per_100_orders_by_month, response_rate_by_month
from crm_core.satisfaction.drivers import satisfaction_drivers
from crm_core.satisfaction.intervals import Estimate
from crm_core.satisfaction.path import complaint_causes, complaint_sources, unhappy_customers
from crm_core.satisfaction.scores import (
    ces_by_group,
    ces_by_month,
    csat_by_group,
    csat_by_month,
    nps_by_group,
    nps_by_month,
)
from crm_core.satisfaction.seasons import satisfaction_month_effects
from crm_core.satisfaction.signals import complaint_control, satisfaction_control
from crm_core.satisfaction.staff import staff_satisfaction
from crm_core.satisfaction.units import UNIT_KINDS, funnel_of, satisfaction_scorecard

METRICS = (
    csat_by_month,
    nps_by_month,
    ces_by_month,
    csat_by_group,
    nps_by_group,
    ces_by_group,
    complaints_per_100_orders_by_month,
    response_rate_by_month,
    satisfaction_control,
    complaint_control,
    satisfaction_month_effects,
    satisfaction_changes,
    satisfaction_contrast,
    staff_satisfaction,
    satisfaction_scorecard,
    complaint_summary,
    complaint_resolution,
    complaint_recovery,
    satisfaction_drivers,
    unhappy_customers,
    complaint_sources,
    complaint_causes,
)

__all__ = [
    "GROUPINGS",
    "METRICS",
    "SCORE_GROUPINGS",
    "UNIT_KINDS",
    "UNKNOWN",
    "Change",
    "Estimate",
    "ces_by_group",
    "ces_by_month",
    "complaint_causes",
    "complaint_control",
    "complaint_recovery",
    "complaint_resolution",
    "complaint_sources",
    "complaint_summary",
    "complaints_per_100_orders_by_month",
    "csat_by_group",
    "csat_by_month",
    "funnel_of",
    "nps_by_group",
    "nps_by_month",
    "reading",
    "response_rate_by_month",
    "satisfaction_changes",
    "satisfaction_contrast",
    "satisfaction_control",
    "satisfaction_drivers",
    "satisfaction_month_effects",
    "satisfaction_scorecard",
    "staff_satisfaction",
    "unhappy_customers",
    "what_changed",
]
