"""What each scenario is made of: the table of the specification of the scenarios, once, as values; refuses an unknown name.

Money is real TRY of the last month; the export turns it into the money of its day with the price path.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from crm_core.errors import QuestionFault
from crm_core.periods import add_months
from crm_core.words import mark

FIRST_MONTH = date(2021, 7, 1)
MONTHS = 60
MONTH_STARTS: tuple[date, ...] = tuple(add_months(FIRST_MONTH, step) for step in range(MONTHS))
PROGRAMME_MONTH = 42
OUTCOME_MONTHS = range(PROGRAMME_MONTH, PROGRAMME_MONTH + 12)
ACTIVITY_MONTHS = range(PROGRAMME_MONTH + 6, PROGRAMME_MONTH + 12)

SEASON = (0.90, 0.88, 0.98, 1.02, 1.04, 0.98, 0.92, 0.95, 1.05, 1.06, 1.14, 1.08)
ORDERS_A_MONTH = 0.6
MEAN_SPEND = 1500.0
CONTACT_COST = 60.0
COMPLAINT_COST = 200.0
ORDER_COST = 25.0
INTERNAL_SHARE = 0.03


@dataclass(frozen=True)
class Programme:
    """A relationship programme: whom it takes in and what it does (logit, log and score points a month)."""

    share: float = 0.35
    dropout: float = -0.35
    orders: float = 0.10
    satisfaction: float = 4.0
    monthly_cost: float = 12.0
    contact_factor: float = 1.3
    hidden_pull: float = 0.0


@dataclass(frozen=True)
class Phase:
    """Levels that hold in some months: complaints an order, median days to solve, change of satisfaction."""

    complaint_rate: float
    median_days: float
    satisfaction_shift: float


@dataclass(frozen=True)
class Parameters:
    """Levels of one scenario (the specification of the scenarios, "Component" and "Overrides")."""

    name: str
    title: str
    base_customers: int = 600
    acquired_a_month: int = 55
    dropout: float = 0.025
    dropout_spread: float = 0.6
    satisfaction: float = 72.0
    complaint_rate: float = 0.06
    median_days: float = 3.0
    contacts_a_month: float = 0.35
    contacts_shape: float = 1.0
    cost_growth: float = 0.0
    discount_growth: float = 0.0
    margin_beta: tuple[float, float] = (14.0, 36.0)
    programme: Programme | None = Programme()
    crisis: Phase | None = None
    crisis_months: range = range(0)
    turnaround: Phase | None = None

    @property
    def customers(self) -> int:
        """External customers that the scenario will ever have."""
        return self.base_customers + self.acquired_a_month * (MONTHS - 1)

    def phase(self, month: int) -> Phase:
        """Levels of complaint and service in one month."""
        if self.crisis and month in self.crisis_months:
            return self.crisis
        if self.turnaround and month >= PROGRAMME_MONTH:
            return self.turnaround
        return Phase(self.complaint_rate, self.median_days, 0.0)


_BASELINE = Parameters("baseline", mark("Example: a healthy business"))

SCENARIOS: Mapping[str, Parameters] = MappingProxyType(
    {
        "baseline": _BASELINE,
        "leaky_bucket": replace(
            _BASELINE,
            name="leaky_bucket",
            title=mark("Example: the leaky bucket"),
            dropout=0.07,
            acquired_a_month=110,
            complaint_rate=0.09,
            median_days=6.0,
            satisfaction=66.0,
            programme=None,
        ),
        "relational_turnaround": replace(
            _BASELINE,
            name="relational_turnaround",
            title=mark("Example: the relational turnaround"),
            dropout=0.045,
            satisfaction=66.0,
            complaint_rate=0.08,
            median_days=6.0,
            turnaround=Phase(0.05, 2.0, 5.0),
            programme=Programme(share=0.45, dropout=-0.6, orders=0.15, satisfaction=7.0, monthly_cost=10.0),
        ),
        "loyal_but_unprofitable": replace(
            _BASELINE,
            name="loyal_but_unprofitable",
            title=mark("Example: loyal but unprofitable"),
            dropout=0.01,
            base_customers=1200,
            acquired_a_month=20,
            contacts_a_month=0.60,
            contacts_shape=0.35,
            cost_growth=0.013,
            discount_growth=0.0018,
            margin_beta=(11.0, 39.0),
            programme=Programme(dropout=-0.25, orders=0.0, monthly_cost=40.0),
        ),
        "service_crisis": replace(
            _BASELINE,
            name="service_crisis",
            title=mark("Example: the service crisis"),
            crisis=Phase(0.20, 12.0, -9.0),
            crisis_months=range(46, 50),
        ),
    }
)


def scenario_names() -> tuple[str, ...]:
    """Names of the five scenarios, in the order of the specification."""
    return tuple(SCENARIOS)


def parameters_of(name: str) -> Parameters:
    """Levels of the scenario; an unknown name is a :class:`QuestionFault`."""
    if name not in SCENARIOS:
        raise QuestionFault(
            mark("There is no example named {name}. Choose one of: {names}."), name=name, names=", ".join(SCENARIOS)
        )
    return SCENARIOS[name]
