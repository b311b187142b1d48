"""The margin that each customer leaves of its sales: its own, drawn towards that of all as far as it can be believed.

Own margins are used only where they foresaw the margin money held out better than one margin for all; elsewhere nobody has
one of its own, and it is said why.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from crm_core.answers import Query
from crm_core.periods import add_months, month_start
from crm_core.store import Kept, Workspace
from crm_core.value.clv_study import DAYS, Study
from crm_core.value.lifetime.credibility import Credibility, credibility
from crm_core.value.lifetime.gamma_gamma import spend_fit
from crm_core.value.lifetime.worth import OwnMargins

OWN, GIVEN = "own", "given"
ALIKE, BY_CHANCE, UNTRIED, NOT_BETTER = "alike", "by chance", "untried", "not better"
MONTHS, HALF = 12, 6
LEAST_GAIN = 0.01
ALL_ALIKE = 1e-9
MOST_KEPT, MOST_SPANS_KEPT = 3_000_000, 2_500_000


@dataclass(frozen=True, eq=False)
class Span:
    """Sales and margin money of customers (rows, by ascending key) in both halves of some months."""

    keys: np.ndarray
    sales: np.ndarray
    margin: np.ndarray
    query: Query

    def __len__(self) -> int:
        return 1 + len(self.keys)

    @property
    def share(self) -> float:
        """Margin of all sales; 1 where nothing was sold."""
        sales = float(self.sales.sum())
        return float(self.margin.sum()) / sales if sales > 0 else 1.0


@dataclass(frozen=True)
class Trial:
    """Mean absolute error of the margin money of the customers held out, by own margins and by one for all."""

    own_error: float
    common_error: float
    customers: int

    @property
    def gain(self) -> float:
        """How much smaller the error is by own margins, as a share."""
        return 1 - self.own_error / self.common_error if self.common_error > 0 else 0.0


@dataclass(frozen=True, eq=False)
class Margins:
    """What is known of own margins at one day. ``own`` is None where one margin holds for all; ``why`` says in a code why."""

    own: OwnMargins | None
    why: str
    weight: float
    customers: int
    trial: Trial | None
    queries: tuple[Query, ...]

    def __len__(self) -> int:
        return 1 + (0 if self.own is None else len(self.own))


_kept: Kept[Margins] = Kept(MOST_KEPT)
_kept_spans: Kept[Span] = Kept(MOST_SPANS_KEPT)


def own_margins(workspace: Workspace, study: Study, assumed_margin_rate: float | None) -> Margins:
    """The customers' margins of the last twelve months up to the day of the study; kept."""
    return _kept.of((study, assumed_margin_rate), lambda: _margins(workspace, study, assumed_margin_rate))


def _margins(workspace: Workspace, study: Study, assumed: float | None) -> Margins:
    end = add_months(month_start(study.base.until), 1)
    year = _span(workspace, end, assumed)
    found = credibility(year.sales, year.margin)
    known = int((found.exposure > 0).sum())

    def answer(why: str, trial: Trial | None = None, own: OwnMargins | None = None) -> Margins:
        return Margins(own, why, found.mean_weight, known, trial, (year.query,))

    if not known or np.ptp(found.own[found.exposure > 0]) <= ALL_ALIKE:
        return answer(ALIKE)
    if found.between <= 0:
        return answer(BY_CHANCE)
    trial = _trial(workspace, study, end, assumed)
    if trial is None:
        return answer(UNTRIED)
    if trial.gain < LEAST_GAIN:
        return answer(NOT_BETTER, trial)
    return answer(OWN, trial, _drawn(year.keys, found))


def _drawn(keys: np.ndarray, found: Credibility) -> OwnMargins:
    return OwnMargins(keys, found.drawn_to(found.common), found.common, found.left_unknown, found.between, found.within)


def _trial(workspace: Workspace, study: Study, end: date, assumed: float | None) -> Trial | None:
    """Own margins up to the backtest's cut against the margin money that came after; None where there was no backtest.

    Both go with the purchases foreseen at the cut, brought to the sales that came, so that only the margins differ.
    """
    best, base = study.best, study.base
    if best is None or best.score is None:
        return None
    cut = month_start(base.cut + timedelta(days=1))
    before, after = _span(workspace, cut, assumed), _span(workspace, cut, assumed, end)
    keys = base.keys[np.rint(base.rows.age * DAYS) >= (base.until - base.cut).days]
    held = base.held
    foreseen = best.forecast * spend_fit(held.rows.purchases, held.own_mean).expected(
        held.rows.purchases, held.own_mean
    )
    came, sold = (_of(keys, after.keys, part.sum(axis=1)) for part in (after.margin, after.sales))
    if foreseen.sum() <= 0 or sold.sum() <= 0:
        return None
    foreseen = foreseen * (sold.sum() / foreseen.sum())
    found = credibility(before.sales, before.margin)
    shares = _drawn(before.keys, found).of(keys, foreseen, before.share)
    return Trial(
        own_error=float(np.abs(foreseen * shares - came).mean()),
        common_error=float(np.abs(foreseen * before.share - came).mean()),
        customers=len(keys),
    )


def _span(workspace: Workspace, middle_or_end: date, assumed: float | None, until: date | None = None) -> Span:
    """The twelve months before a month in two halves; with ``until``, all months from it on in one."""
    begin, middle, end = (
        (add_months(middle_or_end, -MONTHS), add_months(middle_or_end, -HALF), middle_or_end)
        if until is None
        else (middle_or_end, until, until)
    )
    places = {"begin": begin, "middle": middle, "end": end, "assumed_cost": 0.0 if assumed is None else 1.0 - assumed}

    def read() -> Span:
        rows, ran = workspace.ask("value/clv_customer_margins", places)
        sales, margin = (rows[[f"{name}_0", f"{name}_1"]].to_numpy(float) for name in ("sales", "margin"))
        return Span(rows["customer_key"].to_numpy(), sales, margin, ran)

    return _kept_spans.of((str(workspace.path), workspace.state().build_id, *places.values()), read)


def _of(keys: np.ndarray, known: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The values of the keys; nothing for a key that is not known."""
    if not len(known):
        return np.zeros(len(keys))
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[at] == keys, values[at], 0.0)
