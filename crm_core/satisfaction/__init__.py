"""Satisfaction: scores, their margins, and what changed beyond the noise; refuses to compare what was not asked alike."""

from crm_core.satisfaction.answers_asked import GROUPINGS, SCORE_GROUPINGS, UNKNOWN
from crm_core.satisfaction.behaviour import later_behaviour
from crm_core.satisfaction.changes import Change, reading, what_changed
from crm_core.satisfaction.comparison import satisfaction_changes, satisfaction_contrast
from crm_core.satisfaction.competitors import competitor_comparison, enter_rating
from crm_core.satisfaction.complaints import complaint_recovery, complaint_resolution, complaint_summary
from crm_core.satisfaction.contacts import complaints_per_100_orders_by_month, response_rate_by_month
from crm_core.satisfaction.drivers import satisfaction_drivers
from crm_core.satisfaction.fixed import fixed_causes, said_to_be_fixed, say_fixed, take_back_fix
from crm_core.satisfaction.intervals import Estimate
from crm_core.satisfaction.path import complaint_causes, complaint_sources, unhappy_customers
from crm_core.satisfaction.recovery import orders_after_complaints
from crm_core.satisfaction.respondents import (
    early_and_late_answers,
    response_by_group,
    silent_customers,
    weighted_satisfaction,
)
from crm_core.satisfaction.say_do import say_do_gap
from crm_core.satisfaction.scores import (
    ces_by_group,
    ces_by_month,
    csat_by_group,
    csat_by_month,
    nps_by_group,
    nps_by_month,
)
from crm_core.satisfaction.seasons import satisfaction_month_effects
from crm_core.satisfaction.service_quality import acsi_type_index, service_gaps
from crm_core.satisfaction.signals import complaint_control, satisfaction_control
from crm_core.satisfaction.sources import satisfaction_sources
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
    response_by_group,
    weighted_satisfaction,
    early_and_late_answers,
    silent_customers,
    competitor_comparison,
    service_gaps,
    acsi_type_index,
    say_do_gap,
    orders_after_complaints,
    satisfaction_sources,
    fixed_causes,
    later_behaviour,
)

__all__ = [
    "GROUPINGS",
    "METRICS",
    "SCORE_GROUPINGS",
    "UNIT_KINDS",
    "UNKNOWN",
    "Change",
    "Estimate",
    "acsi_type_index",
    "ces_by_group",
    "ces_by_month",
    "competitor_comparison",
    "complaint_causes",
    "complaint_control",
    "complaint_recovery",
    "complaint_resolution",
    "complaint_sources",
    "complaint_summary",
    "complaints_per_100_orders_by_month",
    "csat_by_group",
    "csat_by_month",
    "early_and_late_answers",
    "enter_rating",
    "fixed_causes",
    "funnel_of",
    "later_behaviour",
    "nps_by_group",
    "nps_by_month",
    "orders_after_complaints",
    "reading",
    "response_by_group",
    "response_rate_by_month",
    "said_to_be_fixed",
    "satisfaction_changes",
    "satisfaction_contrast",
    "satisfaction_control",
    "satisfaction_drivers",
    "satisfaction_month_effects",
    "satisfaction_scorecard",
    "satisfaction_sources",
    "say_do_gap",
    "say_fixed",
    "service_gaps",
    "silent_customers",
    "staff_satisfaction",
    "take_back_fix",
    "unhappy_customers",
    "weighted_satisfaction",
    "what_changed",
]
