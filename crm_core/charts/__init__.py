"""Figures: frame in, figure out. The only door of plotly; computes nothing, fetches nothing, knows no words of its own."""

from plotly.graph_objects import Figure

from crm_core.charts.bridge import equity_bridge
from crm_core.charts.bucket import bucket_lines
from crm_core.charts.classes import class_rows, index_histogram
from crm_core.charts.cohort_grid import cohort_grid
from crm_core.charts.cohorts import cohort_heatmap
from crm_core.charts.control import control_chart
from crm_core.charts.drivers import importance_map, penalty_reward_bars
from crm_core.charts.effects import balance_plot, effect_rows
from crm_core.charts.funnel import funnel_plot
from crm_core.charts.grids import migration_cells, rfm_cells
from crm_core.charts.groups import difference_dots, group_intervals
from crm_core.charts.ladder import ladder_cells, ladder_quarters
from crm_core.charts.lifetime import calibration_dots, survival_lines, tracking_lines
from crm_core.charts.look import CLASS_COLOURS, TIER_COLOURS, Kind, Look
from crm_core.charts.months import month_bars, trend_band
from crm_core.charts.pareto import pareto_bars
from crm_core.charts.quadrants import quadrant_map
from crm_core.charts.say_do import say_do_rows
from crm_core.charts.seasons import season_bars
from crm_core.charts.sources import source_cells
from crm_core.charts.spend import spend_mix_bars
from crm_core.charts.survival import open_stair
from crm_core.charts.tiers import tier_bars, whale_curve_chart
from crm_core.charts.value_map import value_map
from crm_core.charts.waiting import waiting_stairs

__all__ = [
    "CLASS_COLOURS",
    "TIER_COLOURS",
    "Figure",
    "Kind",
    "Look",
    "balance_plot",
    "bucket_lines",
    "calibration_dots",
    "class_rows",
    "cohort_grid",
    "cohort_heatmap",
    "control_chart",
    "difference_dots",
    "effect_rows",
    "equity_bridge",
    "funnel_plot",
    "group_intervals",
    "importance_map",
    "index_histogram",
    "ladder_cells",
    "ladder_quarters",
    "migration_cells",
    "month_bars",
    "open_stair",
    "pareto_bars",
    "penalty_reward_bars",
    "quadrant_map",
    "rfm_cells",
    "say_do_rows",
    "season_bars",
    "source_cells",
    "spend_mix_bars",
    "survival_lines",
    "tier_bars",
    "tracking_lines",
    "trend_band",
    "value_map",
    "waiting_stairs",
    "whale_curve_chart",
]
