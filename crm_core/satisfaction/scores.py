"""The score metrics: CSAT, NPS and CES by month and by group of customers."""

from crm_core.answers import Answer, metric
from crm_core.filters import Filters
from crm_core.satisfaction.answers_asked import group_answer, month_answer
from crm_core.satisfaction.measures import CES, CSAT, NPS
from crm_core.store import Workspace


@metric(rows_behind="satisfaction/score_rows")
def csat_by_month(workspace: Workspace, filters: Filters) -> Answer:
    """Share of satisfied customers (CSAT), month by month.

    Formula: answers in the two best boxes / answers; of a customer the latest answer of the month (in the totals: of
        the period); interval after Wilson; below ten answers no value.
    Unit: share of answers, 0–1; n counts customers who answered, in a row those of the month.
    Grain: one row per month with answers about our own brand by customers proper (no staff).
    Source: Edwin B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, 1927; Robert G.
        Newcombe, Interval Estimation for the Difference between Independent Proportions, 1998.
    """
    return month_answer("csat_by_month", CSAT, workspace, filters)


@metric(rows_behind="satisfaction/score_rows")
def nps_by_month(workspace: Workspace, filters: Filters) -> Answer:
    """Net promoter score (NPS), month by month.

    Formula: 100 × (share of 9–10 − share of 0–6) on a scale of 0–10 only; variance (p + d − (p − d)²) / n; adjusted Wald
        interval; of a customer the latest answer of the month (in the totals: of the period).
    Unit: points from −100 to 100; n counts customers who answered, in a row those of the month.
    Grain: one row per month with answers about our own brand by customers proper (no staff).
    Source: Frederick F. Reichheld, The One Number You Need to Grow, 2003; Brendan Rocks, Interval Estimation for the
        Net Promoter Score, 2016.
    """
    return month_answer("nps_by_month", NPS, workspace, filters)


@metric(rows_behind="satisfaction/score_rows")
def ces_by_month(workspace: Workspace, filters: Filters) -> Answer:
    """Ease of getting things done (customer effort score, CES), month by month.

    Formula: mean of the answers, turned so that higher is easier; Student's interval; of a customer the latest answer
        of the month (in the totals: of the period); beside it the share that found it easy (5–7 of 7).
    Unit: points of the scale, usually 1–7; n counts customers who answered, in a row those of the month.
    Grain: one row per month with answers about our own brand by customers proper (no staff).
    Source: Matthew Dixon, Nick Toman and Rick DeLisi, The Effortless Experience, 2013.
    """
    return month_answer("ces_by_month", CES, workspace, filters)


@metric(rows_behind="satisfaction/score_rows")
def csat_by_group(workspace: Workspace, filters: Filters, by: str = "tier") -> Answer:
    """Share of satisfied customers (CSAT) by group of customers.

    Formula: as CSAT by month, over the whole period; of a customer the latest answer of the period; a group of fewer
        than ten answers is hidden; each group of 30 or more is held against all others, p-values after Holm.
    Unit: share of answers, 0–1; n counts customers who answered.
    Grain: one row per tier, sector, region, capacity, channel of acquisition, or department or contact_channel of the last
        interaction in the 90 days before the answer (option by).
    Source: Edwin B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, 1927; Sture Holm, A
        Simple Sequentially Rejective Multiple Test Procedure, 1979.
    """
    return group_answer("csat_by_group", CSAT, workspace, filters, by)


@metric(rows_behind="satisfaction/score_rows")
def nps_by_group(workspace: Workspace, filters: Filters, by: str = "tier") -> Answer:
    """Net promoter score (NPS) by group of customers.

    Formula: as NPS by month, over the whole period; of a customer the latest answer of the period; a group of fewer
        than ten answers is hidden; each group of 30 or more is held against all others, p-values after Holm.
    Unit: points from −100 to 100; n counts customers who answered.
    Grain: one row per tier, sector, region, capacity, channel of acquisition, or department or contact_channel of the last
        interaction in the 90 days before the answer (option by).
    Source: Brendan Rocks, Interval Estimation for the Net Promoter Score, 2016; Sture Holm, A Simple Sequentially
        Rejective Multiple Test Procedure, 1979.
    """
    return group_answer("nps_by_group", NPS, workspace, filters, by)


@metric(rows_behind="satisfaction/score_rows")
def ces_by_group(workspace: Workspace, filters: Filters, by: str = "tier") -> Answer:
    """Ease of getting things done (CES) by group of customers.

    Formula: as CES by month, over the whole period; of a customer the latest answer of the period; a group of fewer
        than ten answers is hidden; each group of 30 or more is held against all others, p-values after Holm.
    Unit: points of the scale, usually 1–7; n counts customers who answered.
    Grain: one row per tier, sector, region, capacity, channel of acquisition, or department or contact_channel of the last
        interaction in the 90 days before the answer (option by).
    Source: Matthew Dixon, Nick Toman and Rick DeLisi, The Effortless Experience, 2013; Sture Holm, A Simple
        Sequentially Rejective Multiple Test Procedure, 1979.
    """
    return group_answer("ces_by_group", CES, workspace, filters, by)
