"""A study of lifetime value told in rows and single numbers, for the metrics. Asks nothing."""

from typing import Any

import numpy as np
import pandas as pd

from crm_core.store import Kept
from crm_core.value.clv_study import DAYS, MODELS, PLAIN, Study
from crm_core.value.lifetime import tracking
from crm_core.value.lifetime.fitting import Fit

LONGEST_TRACK = 520
MOST_WEEKS_KEPT = 20_000
_kept_weeks: Kept[pd.DataFrame] = Kept(MOST_WEEKS_KEPT)


def study_totals(study: Study) -> dict[str, Any]:
    """What goes with every figure of lifetime value: which model, why, how good, for how many customers."""
    best = study.best
    return {
        "used": study.model.code if study.model else PLAIN,
        "best": study.choice.code,
        "reason": study.choice.reason,
        "grade": study.grade,
        "is_asked_for": study.is_asked_for,
        "is_dropout_identified": best.is_dropout_identified if best else None,
        "customers_studied": study.base.rows.customers,
        "repeat_buyers": study.base.rows.repeat_buyers,
        "until": study.base.until,
        "cut": study.base.cut,
        "holdout_weeks": study.base.holdout_weeks,
        "backtest_error": study.backtest_error,
        "spending": study.spending.kind,
        "mean_amount": study.spending.centre,
        "correlation": study.spending.correlation,
        "is_real": study.base.is_real,
        "inflation": study.base.inflation,
    }


def model_rows(study: Study) -> list[dict[str, Any]]:
    """One row per model: fit and forecast."""
    rows = []
    for code, trial in study.trials.items():
        score = trial.score
        rows.append(
            {
                "model": code,
                "is_used": study.model is not None and study.model.code == code,
                "log_likelihood": trial.fit.log_likelihood,
                "bic": trial.fit.bic,
                "is_accepted": trial.fit.is_accepted,
                "is_dropout_identified": trial.is_dropout_identified,
                "forecast": score.forecast if score else np.nan,
                "actual": score.actual if score else np.nan,
                "ratio": score.ratio if score else np.nan,
                "mean_error": score.mean_error if score else np.nan,
                "top_share": score.top_share if score else np.nan,
            }
        )
    return rows + _plain_rows(study)


def _plain_rows(study: Study) -> list[dict[str, Any]]:
    """The plain rule beside the models: the same rate as before, customers in the order of their past spending."""
    score = study.same_rate
    row = {"model": PLAIN, "is_used": study.model is None, "is_accepted": True}
    if score is not None:
        row |= {
            "forecast": score.forecast,
            "actual": score.actual,
            "ratio": score.ratio,
            "mean_error": score.mean_error,
            "top_share": score.top_share,
        }
    return [row]


def parameter_rows(study: Study) -> list[dict[str, Any]]:
    """One row per parameter of the best model of buying and of the model of amounts."""
    fit = study.fit if study.fit is not None else (study.best.fit if study.best else None)
    rows = [] if fit is None else _parameters(study.choice.code, fit)
    return rows + ([] if study.spending.fit is None else _parameters("gamma_gamma", study.spending.fit))


def backtest_totals(study: Study) -> dict[str, Any]:
    """Scores of the best model and of the plain rule on the holdout."""
    best, plain, held = study.best, study.same_rate, study.base.held
    if best is None or best.score is None or plain is None:
        return {}
    return {
        "holdout_customers": len(held.bought_after),
        "holdout_forecast": best.score.forecast,
        "holdout_actual": best.score.actual,
        "mean_error": best.score.mean_error,
        "plain_mean_error": plain.mean_error,
        "gain": 1 - best.score.mean_error / plain.mean_error if plain.mean_error else np.nan,
        "top_share": best.score.top_share,
        "past_top_share": plain.top_share,
        "perfect_top_share": study.perfect_top_share,
    }


def week_rows(study: Study, by_day: pd.DataFrame) -> pd.DataFrame:
    """Repeat purchases by week since the first purchase, actual and expected; whole weeks only.

    They are those of all customers, whatever segment is looked at, and so kept with the study.
    """
    return _kept_weeks.of(study, lambda: _weeks(study, by_day))


def _weeks(study: Study, by_day: pd.DataFrame) -> pd.DataFrame:
    rows, best = study.base.rows, study.best
    days = int(rows.age.max() * DAYS + 0.5)
    won = np.bincount(np.round(days - rows.age * DAYS).astype(int), minlength=days + 1)
    bought = np.zeros(days + 1)
    start = pd.Timestamp(study.base.until) - pd.Timedelta(days=days)
    bought[(by_day["ordered_on"] - start).dt.days.to_numpy()] = by_day["purchases"]
    count = min((days + 1) // int(DAYS), LONGEST_TRACK)
    ends = np.arange(1, count + 1) * int(DAYS)
    actual = np.cumsum(bought - won)[ends - 1]
    expected = np.full(count, np.nan)
    if best is not None:
        fit: Fit = study.fit if study.fit is not None else best.fit
        present = np.flatnonzero(won)
        expected = tracking.expected_by_week(
            MODELS[study.choice.code], fit.parameters, present / DAYS, won[present].astype(float), ends / DAYS
        )
    return pd.DataFrame(
        {
            "week": np.arange(1, count + 1),
            "begins_on": start + pd.to_timedelta(ends - int(DAYS), unit="D"),
            "actual": np.diff(actual, prepend=0.0),
            "expected": np.diff(expected, prepend=0.0),
            "actual_total": actual,
            "expected_total": expected,
            "is_holdout": start + pd.to_timedelta(ends - 1, unit="D") > pd.Timestamp(study.base.cut),
        }
    )


def _parameters(code: str, fit: Fit) -> list[dict[str, Any]]:
    return [
        {
            "model": code,
            "parameter": name,
            "value": value,
            "error": error,
            "robust_error": robust,
            "is_identified": name not in fit.unidentified,
        }
        for name, value, error, robust in zip(fit.names, fit.parameters, fit.errors, fit.robust_errors, strict=True)
    ]
