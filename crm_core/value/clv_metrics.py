"""Metrics of lifetime value without contract: the model and why, its backtest, and what customers and groups are worth."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, Query, metric
from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.store import Workspace, kinds_of
from crm_core.value.clv_rows import backtest_totals, model_rows, parameter_rows, study_totals, week_rows
from crm_core.value.clv_study import AUTO, MODELS, PLAIN, Study, study_until
from crm_core.value.clv_terms import Assumptions, PlainRule, assumptions, plain_rule
from crm_core.value.clv_totals import chosen_places, totals_of_segment
from crm_core.value.clv_values import ahead, customer_intervals, days_ahead
from crm_core.value.clv_words import INTERVALS_LEFT_OUT, NOBODY, NOTHING_KEPT, ONE_MARGIN, margin_notes, study_notes
from crm_core.value.kept_rows import kept_rows
from crm_core.value.people import customer_key, people_of
from crm_core.words import mark

TIERS = ("mvc", "mgc", "migrator", "bz", "none")
GROUPINGS = ("tier", "sector", "region", "capacity", "channel")
MOST_WITH_INTERVAL = 20_000
WITH_NOTES = ("clv_model", "clv_by_group", "customer_clv")
FULL, GREY = 30, 10


@metric(rows_behind="value/order_lines_until", compares=False)
def clv_model(workspace: Workspace, filters: Filters, model: str = AUTO) -> Answer:
    """Which model of buying and leaving is used, and how each model fits and forecasts.

    Formula: Maximum likelihood of x, t_x and T in weeks for MBG/NBD, BG/NBD and Pareto/NBD; BIC = k·ln(customers) − 2·LL.
        A purchase is a day on which the customer bought more than it gave back. The smallest BIC is chosen (MBG/NBD within 2 of it), unless another model's mean error on the holdout is at least
        2 % smaller; the plain formula where none beats "the same rate as before" or fewer than 50 customers came back.
    Unit: Log-likelihood; purchases; shares.
    Grain: One row per model; n is the chosen customers with a purchase. Fitted to all external customers.
    Source: Peter S. Fader, Bruce G. S. Hardie and Ka Lok Lee, Counting Your Customers the Easy Way, 2005; Batislam, Denizel
        and Filiztekin, 2007; Schmittlein, Morrison and Colombo, 1987.
    """
    study, places, queries = _looked_at(workspace, filters, model, "tier")[:3]
    rows = model_rows(study) if study and len(places) else []
    columns = ["model", "is_used", "log_likelihood", "bic", "is_accepted", "is_dropout_identified"]
    columns += ["forecast", "actual", "ratio", "mean_error", "top_share"]
    totals = study_totals(study) if study else {}
    return _answer(
        workspace, filters, "clv_model", pd.DataFrame(rows, columns=columns), queries, study, len(places), totals
    )


@metric(rows_behind="value/order_lines_until", compares=False)
def clv_parameters(workspace: Workspace, filters: Filters, model: str = AUTO) -> Answer:
    """The parameters of the models in use, with their standard errors.

    Formula: Maximum likelihood; error = root of the diagonal of the inverse Hessian (Laplace); robust error = of H⁻¹·B·H⁻¹
        with B the sum of squared scores (sandwich), which holds where the model is only nearly right.
    Unit: r, p, q and a, b, s without unit; alpha, beta in weeks; gamma in money of the workspace.
    Grain: One row per parameter of the model of buying and the model of amounts; n is the chosen customers with a purchase.
    Source: Peter S. Fader and Bruce G. S. Hardie, The Gamma-Gamma Model of Monetary Value, 2013; Halbert White, Maximum
        Likelihood Estimation of Misspecified Models, 1982.
    """
    study, places, queries = _looked_at(workspace, filters, model, "tier")[:3]
    rows = parameter_rows(study) if study and len(places) else []
    frame = pd.DataFrame(rows, columns=["model", "parameter", "value", "error", "robust_error", "is_identified"])
    totals = study_totals(study) if study else {}
    return _answer(workspace, filters, "clv_parameters", frame, queries, study, len(places), totals)


@metric(rows_behind="value/order_lines_until", compares=False)
def clv_backtest(workspace: Workspace, filters: Filters, model: str = AUTO) -> Answer:
    """How the model, fitted to the first two thirds of the history, foresaw the rest: by tenth of the customers.

    Formula: The last third of the days (at most 52 weeks) is held out; customers won before are put in ten equal groups by
        forecast. Mean error = Σ|forecast − actual| / customers; plain rate = x / T × weeks. Top share = share of the later
        revenue that the first tenth by forecast value brought. Grade A: a tenth better than the plain rate and the total
        within 10 %; B: better, within 20 %; C: better; D: not better.
    Unit: Purchases per customer; shares.
    Grain: One row per tenth, from the lowest forecast up; n is the chosen customers with a purchase.
    Source: Peter S. Fader, Bruce G. S. Hardie and Ka Lok Lee, Counting Your Customers the Easy Way, 2005.
    """
    study, places, queries = _looked_at(workspace, filters, model, "tier")[:3]
    best = study.best if study else None
    frame = pd.DataFrame(columns=["decile", "forecast", "actual", "n"])
    totals = study_totals(study) if study else {}
    if study and best is not None and best.score is not None and len(places):
        frame = study.deciles
        totals |= backtest_totals(study)
    return _answer(workspace, filters, "clv_backtest", frame, queries, study, len(places), totals)


@metric(rows_behind="value/order_lines_until", compares=False)
def clv_tracking(workspace: Workspace, filters: Filters, model: str = AUTO) -> Answer:
    """Repeat purchases week by week: as they came, and as the model expects them of customers won when they were.

    Formula: Expected = Σ over customers of E[X(week − week won)]; actual = days of purchase beyond each customer's first.
    Unit: Repeat purchases of all external customers in the week, and cumulated.
    Grain: One row per week since the first purchase; is_holdout marks weeks after the backtest's cut. n is the chosen
        customers with a purchase.
    Source: Peter S. Fader, Bruce G. S. Hardie and Ka Lok Lee, Counting Your Customers the Easy Way, 2005.
    """
    study, places, queries = _looked_at(workspace, filters, model, "tier")[:3]
    frame = pd.DataFrame(
        columns=["week", "begins_on", "actual", "expected", "actual_total", "expected_total", "is_holdout"]
    )
    if study and len(places):
        by_day, ran = kept_rows(workspace, "value/clv_purchases_by_day", {"until": study.base.until})
        frame, queries = week_rows(study, by_day), (*queries, ran)
    totals = study_totals(study) if study else {}
    return _answer(workspace, filters, "clv_tracking", frame, queries, study, len(places), totals)


@metric(rows_behind="value/order_lines_until", compares=False)
def clv_by_group(
    workspace: Workspace,
    filters: Filters,
    by: str = "tier",
    model: str = AUTO,
    years: float | None = None,
    discount: float | None = None,
    margin: float | None = None,
) -> Answer:
    """What the customers of each group will bring within the horizon, with a 90 % interval of the total.

    Formula: Value = Σ discounted expected purchases × expected amount × margin, the margin as in customer_clv. Variance =
        chance of the customers and of their margins + error of the parameters (delta method, sandwich) + (value × error)²,
        error² = (ln(actual / forecast)² of the backtest + 0.16²) / 2, 0.16 being usual on published histories. By the plain
        formula: yearly spending × margin × Σ (r/(1+i))^t.
    Unit: Money of the workspace, discounted to the end of the period.
    Grain: One row per group; n is the customers with a purchase. Groups below 10 customers are hidden.
    Source: Peter S. Fader, Bruce G. S. Hardie and Ka Lok Lee, RFM and CLV: Using Iso-Value Curves, 2005; Sunil Gupta and
        Donald R. Lehmann, Customers as Assets, 2003.
    """
    if by not in GROUPINGS:
        raise QuestionFault(
            mark("There is no grouping by {by}. Choose one of: {choices}."), by=by, choices=", ".join(GROUPINGS)
        )
    study, places, queries = _looked_at(workspace, filters, model, by)[:3]
    columns = ["group", "value", "n", "low", "high", "expected_purchases", "active", "reading"]
    if study is None or not len(places):
        return _answer(workspace, filters, "clv_by_group", pd.DataFrame(columns=columns), queries, study, 0, {})
    taken, plain, ran = _terms(workspace, study, years, discount, margin)
    names, names_ran = kept_rows(workspace, "value/clv_groups", {**filters.of_everybody().parameters(), "by": by})
    totalled = totals_of_segment(workspace, filters, study, taken.horizon, plain, by, len(names))
    whole = totalled.whole.iloc[0]
    rows = _in_order(totalled.groups.assign(group=names["member_of"]).query("n > 0"), by)
    reading = np.select([rows["n"] >= FULL, rows["n"] >= GREY], ["full", "grey"], default="hidden")
    hidden = reading == "hidden"
    shown = {name: rows[name].mask(hidden) for name in ("value", "low", "high", "expected_purchases", "active")}
    frame = rows.assign(reading=reading, **shown).reindex(columns=columns)
    totals = study_totals(study) | _terms_totals(taken, plain) | {name: float(whole[name]) for name in shown}
    queries = (*queries, names_ran, *ran)
    is_loss_shown = by == "tier" and "bz" in frame.loc[frame["value"] > 0, "group"].tolist()
    notes = (*margin_notes(taken.margins, taken.horizon.margin), *taken.notes)
    if is_loss_shown and taken.horizon.own is None and not taken.is_margin_given:
        notes = (*notes, ONE_MARGIN)
    return _answer(workspace, filters, "clv_by_group", frame, queries, study, len(places), totals, notes)


@metric(rows_behind="value/order_lines_until", compares=False)
def customer_clv(
    workspace: Workspace,
    filters: Filters,
    model: str = AUTO,
    years: float | None = None,
    discount: float | None = None,
    margin: float | None = None,
    at_most: int | None = None,
    customer: str = "",
) -> Answer:
    """What each customer is expected to bring: probability to be still one, purchases, value with a 90 % interval.

    Formula: Value = P(active) × discounted purchases of an active customer × expected amount × margin. The interval is
        exact for the fitted parameters: a mixture over the number of purchases, amounts beta-distributed of the second
        kind. A purchase is a day on which the customer bought more than it gave back, its amount what was left of it. margin =
        share of these amounts left after returns of later days and known costs in the last twelve months: the customer's own
        with the weight sales · a / (sales · a + s²), else that of all; a is the variance between customers, s² that within
        them, from two halves of the year. Where the backtest is not better by it, or the reader gives one, one margin holds for
        all. The chance of the margin widens the interval, as squares. By the plain formula purchases a year are
        gamma(purchases, years), year t is reached with probability rᵗ, and both ends are moved apart by the backtest's error.
        next_purchase_on: median day of the next purchase, if still a customer.
    Unit: Money of the workspace, discounted to the end of the period; purchases are days.
    Grain: One row per customer with a purchase, the most valuable first; n is the customers. With at_most, the first of them;
        with customer, that one alone, in whatever segment it is.
    Source: Peter S. Fader and Bruce G. S. Hardie, The Gamma-Gamma Model of Monetary Value, 2013; Schmittlein, Morrison and
        Colombo, Counting Your Customers, 1987; Hans Bühlmann and Erwin Straub, Glaubwürdigkeit für Schadensätze, 1970.
    """
    filters = filters.of_everybody() if customer else filters
    study, places, queries = _looked_at(workspace, filters, model, "tier")[:3]
    if study is not None and customer:
        key, asked_ran = customer_key(workspace, customer)
        places, queries = places[study.base.keys[places] == key], (*queries, asked_ran)
    columns = ["customer_id", "tier", "last_order_on", "purchases", "probability_active", "expected_purchases"]
    columns += ["expected_amount", "margin", "value", "low", "high", "next_purchase_on"]
    if study is None or not len(places):
        nothing = (NOTHING_KEPT,) if customer else ()
        return _answer(
            workspace, filters, "customer_clv", pd.DataFrame(columns=columns), queries, study, 0, {}, nothing
        )
    taken, plain, ran = _terms(workspace, study, years, discount, margin)
    every = ahead(study, taken.horizon, plain)
    kept = every.best_of(places, at_most)
    rows = every.futures.iloc[kept].reset_index(drop=True)
    notes = (*margin_notes(taken.margins, taken.horizon.margin), *taken.notes)
    if len(kept) <= MOST_WITH_INTERVAL:
        rows["low"], rows["high"] = customer_intervals(study, taken.horizon, plain, kept)
    else:
        notes = (*notes, Note(INTERVALS_LEFT_OUT, {"most": MOST_WITH_INTERVAL}))
    keys = study.base.keys[kept]
    people = people_of(workspace)
    rows = rows.assign(
        customer_id=people.numbers_of(keys),
        tier=kinds_of(workspace).tiers_of(keys),
        last_order_on=people.last_orders_of(keys),
        purchases=study.base.rows.purchases[kept].astype(int) + 1,
        margin=every.margins[0][kept] if every.margins else taken.horizon.margin,
        next_purchase_on=days_ahead(study.base.until, rows["weeks_to_next"]),
    ).reindex(columns=columns)
    totals = study_totals(study) | _terms_totals(taken, plain) | {"customers": len(places), "shown": len(rows)}
    queries = (*queries, *ran, people.query)
    return _answer(workspace, filters, "customer_clv", rows, queries, study, len(places), totals, notes)


def _in_order(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Tiers in their own order, other groups from the most valuable on."""
    places = rows["group"].map(TIERS.index) if by == "tier" else -rows["value"]
    return rows.iloc[np.argsort(places.to_numpy(), kind="stable")].reset_index(drop=True)


def _looked_at(
    workspace: Workspace, filters: Filters, model: str, by: str
) -> tuple[Study | None, np.ndarray, tuple[Query, ...], np.ndarray]:
    """The study up to the end of the period, and the reader's customers in it with the numbers of their groups."""
    if model not in (AUTO, PLAIN, *MODELS):
        raise QuestionFault(
            mark("There is no model {model}. Choose one of: {choices}."),
            model=model,
            choices=", ".join((AUTO, *MODELS, PLAIN)),
        )
    study = study_until(workspace, filters.period.end, model)
    if study is None:
        members, ran = workspace.ask("value/clv_members", {**filters.parameters(), "by": by})
        return None, members["customer_key"].to_numpy()[:0], (ran,), np.array([], dtype=int)
    places, groups, ran = chosen_places(workspace, filters, study, by)
    return study, places, (*study.base.queries, *ran), groups


def _terms(
    workspace: Workspace, study: Study, years: float | None, discount: float | None, margin: float | None
) -> tuple[Assumptions, PlainRule | None, tuple[Query, ...]]:
    """How value is counted, and the plain formula where it is used."""
    taken = assumptions(workspace, study, years, discount, margin)
    if study.model is not None:
        return taken, None, taken.queries
    plain, ran = plain_rule(workspace, study, taken.horizon, taken.years)
    return taken, plain, (*taken.queries, ran)


def _terms_totals(taken: Assumptions, plain: PlainRule | None) -> dict[str, Any]:
    """Horizon, discount and margin as they were used; retention of the plain formula."""
    totals: dict[str, Any] = {
        "years": taken.years,
        "discount": taken.horizon.discount,
        "margin": taken.horizon.margin,
        "is_margin_given": taken.is_margin_given,
        "is_margin_own": taken.horizon.own is not None,
    }
    if plain is not None:
        totals |= {"kept": plain.kept[0], "kept_low": plain.kept[1], "kept_high": plain.kept[2]}
    return totals


def _answer(
    workspace: Workspace,
    filters: Filters,
    name: str,
    rows: pd.DataFrame,
    queries: tuple[Query, ...],
    study: Study | None,
    n: int,
    totals: Mapping[str, Any],
    notes: tuple[Note, ...] = (),
) -> Answer:
    told = study_notes(study) if study is not None and name in WITH_NOTES else ()
    said = (*told, *notes) if n else notes or (NOBODY,)
    return Answer(
        metric=name,
        rows=rows,
        queries=queries,
        as_of=workspace.state().as_of or filters.period.end,
        n=n,
        notes=said,
        totals=totals,
    )
