"""What must be said beside figures of lifetime value: which model, what is missing, what is assumed. Computes nothing."""

from crm_core.answers import Note
from crm_core.value.clv_margins import ALIKE, BY_CHANCE, LEAST_GAIN, NOT_BETTER, OWN, UNTRIED, Margins
from crm_core.value.clv_study import FEWEST_REPEAT_BUYERS, UNTESTED_ERROR, Study
from crm_core.words import mark

NOBODY = Note(mark("No customer of this choice has a purchase up to the end of the period."), level="warning")
ONE_MARGIN = Note(
    mark(
        "Tiers count each customer’s own costs, lifetime value one margin for all customers; so those below zero have a value "
        "ahead here, which holds only if serving them comes to cost no more than serving others."
    )
)
NOTHING_KEPT = Note(
    mark(
        "Without a lifetime value: up to the end of the period there is no day on which this customer bought more than it gave "
        "back."
    )
)
NO_CONTRACTS = Note(
    mark(
        "No contracts: a programmes sheet with first and last days of memberships would make their survival measurable."
    ),
    level="warning",
)
TOO_FEW_ENDED = Note(
    mark("Fewer than {fewest} contracts ended, so no projection is made; the survival so far is shown."),
    level="warning",
)
INTERVALS_LEFT_OUT = mark("Intervals of single customers are worked out for at most {most} rows; these have none.")

WHY_ONE_MARGIN = {
    ALIKE: mark(
        "As far as costs are known every customer leaves the same share of its sales, so one margin holds for all."
    ),
    BY_CHANCE: mark("Customers’ margins differ no more than chance would make them, so one margin holds for all."),
    UNTRIED: mark(
        "Whether customers’ own margins foresee better could not be tried, because there was no backtest; one margin holds for all."
    ),
    NOT_BETTER: mark(
        "In the backtest customers’ own margins foresaw the margin money of {n} customers no better than one margin for all (gain "
        "{gain} per cent; at least {least} is asked for), so one margin holds for all."
    ),
}
OWN_MARGINS = mark(
    "Each customer’s margin is its own of the last twelve months, drawn towards the {common} per cent of all: its own counts {weight} "
    "per cent on average. In the backtest this made the mean error of the margin money of {n} customers {gain} per cent smaller "
    "than by one margin for all. All together keep the margin of all."
)


def margin_notes(margins: Margins | None, common: float) -> tuple[Note, ...]:
    """Whether customers have margins of their own, and why not; nothing where the reader gave the margin."""
    if margins is None:
        return ()
    values: dict[str, int | float] = {}
    if margins.trial is not None:
        values = {"n": margins.trial.customers, "gain": round(100 * margins.trial.gain, 1)}
    if margins.why == OWN:
        more = {"common": round(100 * common, 1), "weight": round(100 * margins.weight)}
        return (Note(OWN_MARGINS, {**values, **more}),)
    if margins.why == NOT_BETTER:
        values["least"] = round(100 * LEAST_GAIN)
    return (Note(WHY_ONE_MARGIN[margins.why], values),)


def study_notes(study: Study) -> tuple[Note, ...]:
    """Notes of a study, the most important first."""
    found = (_stand_in(study), _dropout(study), _untested(study), *_spending(study))
    return tuple(note for note in found if note is not None)


def _stand_in(study: Study) -> Note | None:
    """Why the plain formula stands in."""
    if study.model is not None:
        return None
    buyers = study.base.rows.repeat_buyers
    if buyers < FEWEST_REPEAT_BUYERS:
        return Note(
            mark(
                "Only {buyers} customers bought more than once; a model needs at least {fewest}. The plain formula stands "
                "in, with a range."
            ),
            {"buyers": buyers, "fewest": FEWEST_REPEAT_BUYERS},
            "warning",
        )
    if study.is_asked_for:
        return Note(mark("The plain formula was asked for: yearly margin, retention, discount."))
    if study.choice.code:
        return Note(
            mark(
                "In the backtest the best model foresaw purchases no better than “the same rate as before”, so the plain "
                "formula stands in, with a range."
            ),
            level="warning",
        )
    return Note(
        mark("No model found a trustworthy summit in these data; the plain formula stands in, with a range."),
        level="warning",
    )


def _dropout(study: Study) -> Note | None:
    best = study.best
    if best is None or best.is_dropout_identified:
        return None
    return Note(
        mark(
            "These data cannot tell leaving from pausing: a model in which nobody leaves explains them as well. "
            "Probabilities of being still a customer rest on the model's form, not on the data."
        ),
        level="warning",
    )


def _untested(study: Study) -> Note | None:
    best = study.best
    if best is None or best.score is not None:
        return None
    return Note(
        mark("The history is too short for a backtest; totals are widened by an assumed error of {percent} per cent."),
        {"percent": round(100 * UNTESTED_ERROR)},
        "warning",
    )


def _spending(study: Study) -> tuple[Note | None, ...]:
    """What is to be said of the amounts."""
    spending = study.spending
    kind = None
    if spending.kind == "constant":
        kind = Note(mark("Every purchase costs the same, so the amount needs no model."))
    elif spending.kind == "shrunk mean":
        kind = Note(
            mark(
                "Too few paid repeat purchases, or amounts too much alike, for a model of amounts; each customer's mean is drawn to "
                "the mean of all."
            )
        )
    dependent = None
    if not spending.is_independent:
        dependent = Note(
            mark(
                "Customers who buy more often spend other amounts per purchase (correlation {correlation}); the model takes "
                "the two as independent, so values of the most active are less certain."
            ),
            {"correlation": round(spending.correlation, 1)},
            "warning",
        )
    zero = None
    if spending.zero_spenders:
        zero = Note(
            mark("{n} repeat buyers paid nothing for their repeat purchases and are left out of the model of amounts."),
            {"n": spending.zero_spenders},
        )
    real = (
        Note(mark("Amounts are at the prices of the last month, by the price index.")) if study.base.is_real else None
    )
    return kind, dependent, zero, real
