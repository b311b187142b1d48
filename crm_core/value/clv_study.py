"""One study of buying histories up to a day: models fitted, compared, tried on a holdout, one chosen or none.

All external customers are studied whatever segment is looked at, and a study is kept for its build, since every figure
of lifetime value rests on it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd

from crm_core.answers import Query
from crm_core.periods import add_months, month_start
from crm_core.store import Kept, Workspace
from crm_core.value.lifetime import backtest, nbd
from crm_core.value.lifetime.backtest import Grade, Held, Score
from crm_core.value.lifetime.bg_nbd import BG_NBD
from crm_core.value.lifetime.choice import Candidate, Choice, chosen
from crm_core.value.lifetime.fitting import Fit
from crm_core.value.lifetime.gamma_gamma import SpendFit, spend_fit
from crm_core.value.lifetime.histories import Histories, histories
from crm_core.value.lifetime.mbg_nbd import MBG_NBD
from crm_core.value.lifetime.pareto_nbd import PARETO_NBD
from crm_core.value.lifetime.purchase_days import purchase_histories
from crm_core.value.lifetime.timing import TimingModel
from crm_core.value.lifetime.worth import nearby

MODELS: dict[str, TimingModel] = {model.code: model for model in (MBG_NBD, BG_NBD, PARETO_NBD)}
PLAIN = "plain"
AUTO = "auto"
FEWEST_REPEAT_BUYERS = 50
LONGEST_HOLDOUT = 52.0
SHORTEST_HOLDOUT = 4.0
HOLDOUT_SHARE = 1 / 3
MOST_COMPARED = 50_000
MOST_LINES_AT_ONCE = 12_000_000
UNTESTED_ERROR = 0.25
USUAL_ERROR = (
    0.16  # root mean square of ln(actual / forecast) of CDNOW, Online Retail and its second year, grocery, apparel
)
DAYS = 7.0
MOST_STUDIES_KEPT, MOST_BASES_KEPT = 10, 6


@dataclass(frozen=True)
class Base:
    """Every external customer with a purchase: its history up to ``until`` and up to ``cut``."""

    until: date
    cut: date
    keys: np.ndarray
    rows: Histories
    own_mean: np.ndarray
    spent: np.ndarray
    held: Held
    is_real: bool
    inflation: float
    queries: tuple[Query, ...]

    @property
    def holdout_weeks(self) -> float:
        """Weeks between cut and the day of the study."""
        return (self.until - self.cut).days / DAYS

    @cached_property
    def spending(self) -> SpendFit:
        """The model of amounts: the same whichever model of buying is asked for."""
        return spend_fit(self.rows.purchases, self.own_mean)


@dataclass(frozen=True)
class Trial:
    """One model on the same customers as the others: fitted to the whole history and tried on the holdout."""

    fit: Fit
    is_dropout_identified: bool
    score: Score | None
    forecast: np.ndarray


@dataclass(frozen=True, eq=False)
class Study:
    """What came out. ``model`` is None where the plain formula stands in; ``best`` is the best model all the same."""

    base: Base
    trials: dict[str, Trial]
    same_rate: Score | None
    choice: Choice
    model: TimingModel | None
    fit: Fit | None
    spending: SpendFit
    grade: Grade | None
    is_asked_for: bool

    @property
    def best(self) -> Trial | None:
        """The trial of the chosen model, also where it lost against the plain rate."""
        return self.trials.get(self.choice.code)

    def living(self) -> list[np.ndarray]:
        """Probability of every customer to be still one, by the parameters and by those near them; empty without a model."""
        if self.model is None or self.fit is None:
            return []
        return [self.model.alive(parameters, self.base.rows) for parameters in nearby(self.fit)]

    @cached_property
    def deciles(self) -> pd.DataFrame:
        """The best model's forecast by tenth of the customers; no rows where there was no backtest."""
        best = self.best
        if best is None or best.score is None:
            return pd.DataFrame(columns=["decile", "forecast", "actual", "n"])
        return backtest.by_decile(best.forecast, self.base.held)

    @cached_property
    def perfect_top_share(self) -> float:
        """Share of the later revenue that the first tenth brought, had one known it."""
        return backtest.top_share(self.base.held.spent_after, self.base.held.spent_after)

    @cached_property
    def alive(self) -> np.ndarray:
        """Probability of every customer to be still one; NaN without a model."""
        if self.model is None or self.fit is None:
            return np.full(len(self.base.keys), np.nan)
        return self.model.alive(self.fit.parameters, self.base.rows)

    @property
    def backtest_error(self) -> float:
        """Relative error of totals by which intervals are widened; an assumed one where there was no backtest.

        One backtest is one draw and may hit by luck, so what it missed by and what such models usually miss by on published
        histories count alike, as squares.
        """
        best = self.best
        if best is None or best.score is None:
            return UNTESTED_ERROR
        return float(np.sqrt((backtest.relative_error(best.score) ** 2 + USUAL_ERROR**2) / 2))


_kept_studies: "Kept[tuple[Study, ...]]" = Kept(MOST_STUDIES_KEPT)
_kept_fits: "Kept[tuple[Fit, ...]]" = Kept(MOST_BASES_KEPT * len(MODELS))
_kept_trials: "Kept[dict[str, Trial]]" = Kept(MOST_BASES_KEPT * len(MODELS))
_kept_bases: "Kept[tuple[Base, ...]]" = Kept(MOST_BASES_KEPT)


def study_until(workspace: Workspace, end: date, asked_model: str = AUTO) -> Study | None:
    """The study of the workspace up to ``end`` (or to its last day, if that is earlier); None without any purchase."""
    state = workspace.state()
    if state.as_of is None:
        return None
    until = min(end, state.as_of)
    key = (str(workspace.path), state.build_id, until, asked_model)
    return next(iter(_kept_studies.of(key, lambda: _study(workspace, until, asked_model))), None)


def _study(workspace: Workspace, until: date, asked_model: str) -> tuple[Study, ...]:
    """The study up to the day; none without any purchase."""
    base = _base(workspace, until)
    if base is None:
        return ()
    trials = _trials(workspace, base)
    plain = (
        backtest.score(backtest.same_rate(base.held), base.held.spent_before, base.held) if _is_tried(trials) else None
    )
    choice = chosen(
        {
            code: Candidate(
                trial.fit.bic, trial.fit.is_accepted, trial.score.mean_error if trial.score is not None else np.nan
            )
            for code, trial in trials.items()
        }
    )
    if asked_model in trials:
        choice = Choice(asked_model, "alone")
    best = trials.get(choice.code)
    grade = backtest.grade(best.score, plain) if best is not None and best.score is not None and plain else None
    is_used = best is not None and asked_model != PLAIN and (asked_model == choice.code or grade != "D")
    model = MODELS[choice.code] if is_used else None
    return (
        Study(
            base=base,
            trials=trials,
            same_rate=plain,
            choice=choice,
            model=model,
            fit=_whole_fit(workspace, model, base, trials) if model else None,
            spending=base.spending,
            grade=grade,
            is_asked_for=asked_model != AUTO,
        ),
    )


def _whole_fit(workspace: Workspace, model: TimingModel, base: Base, trials: dict[str, Trial]) -> Fit:
    """The chosen model on every customer; the fit of the comparison where that held all of them already."""
    trial = trials[model.code]
    return trial.fit if trial.fit.customers == base.rows.customers else _kept_fit(workspace, model, base)


def _kept_fit(workspace: Workspace, model: TimingModel, base: Base) -> Fit:
    """The model on every customer: fitted once, whether it was asked for or chosen."""
    key = (str(workspace.path), workspace.state().build_id, base.until, model.code)
    return _kept_fits.of(key, lambda: (model.fit(base.rows.alike()),))[0]


def _trials(workspace: Workspace, base: Base) -> dict[str, Trial]:
    """The trials of the day's histories: made once, whichever model is asked for."""
    return _kept_trials.of((str(workspace.path), workspace.state().build_id, base.until), lambda: _tried(base))


def _tried(base: Base) -> dict[str, Trial]:
    """Every model on an even sample of the customers; none below the fewest repeat buyers."""
    if base.rows.repeat_buyers < FEWEST_REPEAT_BUYERS:
        return {}
    rows = base.rows.sample(MOST_COMPARED).alike()
    before = base.held.rows.sample(MOST_COMPARED).alike()
    is_tried = base.holdout_weeks >= SHORTEST_HOLDOUT and before.repeat_buyers >= FEWEST_REPEAT_BUYERS
    without_leaving = nbd.fit(rows)
    spending = spend_fit(base.held.rows.purchases, base.held.own_mean) if is_tried else None
    trials = {}
    for code, model in MODELS.items():
        fit = model.fit(rows)
        score, forecast = None, np.array([])
        if spending is not None:
            earlier = model.fit(before)
            forecast = model.expected(earlier.parameters, base.held.rows, base.held.weeks)
            value = forecast * spending.expected(base.held.rows.purchases, base.held.own_mean)
            score = backtest.score(forecast, value, base.held)
        trials[code] = Trial(fit, nbd.is_dropout_identified(fit, without_leaving), score, forecast)
    return trials


def _is_tried(trials: dict[str, Trial]) -> bool:
    return any(trial.score is not None for trial in trials.values())


def _base(workspace: Workspace, until: date) -> Base | None:
    """The customers' histories up to the day: read once, whichever model is asked for."""
    key = (str(workspace.path), workspace.state().build_id, until)
    return next(iter(_kept_bases.of(key, lambda: _read_base(workspace, until))), None)


def _read_base(workspace: Workspace, until: date) -> tuple[Base, ...]:
    """The customers' histories, at constant prices where the price index covers every month; none without purchases."""
    first = workspace.state().first_day or until
    price_factors, inflation, prices_ran = price_level(workspace, first, until)
    weeks = min(LONGEST_HOLDOUT, (until - first).days / DAYS * HOLDOUT_SHARE)
    cut = until - timedelta(days=round(weeks * DAYS))
    found, ran = histories_until(workspace, until, cut, price_factors)
    if found.empty:
        return ()
    repeats = found["repeats"].to_numpy(float)
    age = found["age"].to_numpy(float)
    return (
        Base(
            until=until,
            cut=cut,
            keys=found["customer_key"].to_numpy(),
            rows=histories(repeats, found["last_day"].to_numpy(float) / DAYS, age / DAYS),
            own_mean=_mean(found["repeat_spent"].to_numpy(), repeats),
            spent=found["spent"].to_numpy(),
            held=_held(found, (until - cut).days),
            is_real=price_factors is not None,
            inflation=inflation,
            queries=(ran, prices_ran),
        ),
    )


def histories_until(
    workspace: Workspace, until: date, cut: date, price_factors: pd.Series | None = None
) -> tuple[pd.DataFrame, Query]:
    """Every external customer's purchases up to a day and up to an earlier one, some customers after the others."""
    counted, _ = workspace.ask("store/order_line_count", {})
    parts = 1 + int(counted["lines"].iloc[0]) // MOST_LINES_AT_ONCE
    places = {"until": until, "parts": parts}
    lines, ran = workspace.ask("value/clv_order_lines", {**places, "part": 0})
    found = [purchase_histories(lines, until, cut, price_factors)]
    for part in range(1, parts):
        lines, _ = workspace.ask("value/clv_order_lines", {**places, "part": part})
        found.append(purchase_histories(lines, until, cut, price_factors))
    return pd.concat(found).sort_values("customer_key", ignore_index=True) if parts > 1 else found[0], ran


def _held(found: pd.DataFrame, days: int) -> Held:
    """Customers won before the cut, as they stood then, and what they did after."""
    old = found.loc[found["last_day_before_cut"] >= 0]
    before = old["repeats_before_cut"].to_numpy(float)
    spent = old["spent_before_cut"].to_numpy()
    first = (old["spent"] - old["repeat_spent"]).to_numpy()
    return Held(
        rows=histories(
            before, old["last_day_before_cut"].to_numpy(float) / DAYS, (old["age"].to_numpy(float) - days) / DAYS
        ),
        own_mean=_mean(spent - first, before),
        spent_before=spent,
        bought_after=old["repeats"].to_numpy(float) - before,
        spent_after=old["spent"].to_numpy() - spent,
        weeks=days / DAYS,
    )


def _mean(total: np.ndarray, count: np.ndarray) -> np.ndarray:
    return np.divide(total, count, out=np.zeros(len(total)), where=count > 0)


def price_level(workspace: Workspace, first: date, until: date) -> tuple[pd.Series | None, float, Query]:
    """What raises amounts of each month to the prices of the last, and the inflation of the last twelve months.

    None and zero where the price index does not cover every month.
    """
    prices, ran = workspace.ask("value/clv_prices", {"until": until})
    levels = {month.date(): level for month, level in zip(prices["month"], prices["price_index"], strict=True)}
    month, last = month_start(first), month_start(until)
    while month in levels:
        month = add_months(month, 1)
    if month <= last or last not in levels:
        return None, 0.0, ran
    factors = (levels[last] / prices["price_index"]).set_axis(
        prices["month"].to_numpy().astype("datetime64[M]").astype(int)
    )
    earlier = levels.get(add_months(last, -12))
    return factors, levels[last] / earlier - 1 if earlier else 0.0, ran
