"""Control totals that the reader types: rows and money that a load must come to, or it is not carried out."""

from decimal import Decimal

from crm_core.errors import LoadFault
from crm_core.intake.checking import CheckResult
from crm_core.intake.drafts import Draft
from crm_core.words import mark

CONTROLS = ("rows", "amount")
CONTROL_WORDS = {
    "rows": mark("The control total says {said} rows; {found} would be loaded."),
    "amount": mark("The control total says an amount of {said}; the rows to be loaded come to {found}."),
}


def controls_missed(draft: Draft, result: CheckResult) -> dict[str, tuple[Decimal, Decimal]]:
    """What was said and what the rows to be loaded come to, for every control total that is not met."""
    found = {"rows": Decimal(result.rows_accepted), "amount": result.amount_accepted or Decimal(0)}
    said = {name: Decimal(draft.choices[key]) for name in CONTROLS if (key := f"control.{name}") in draft.choices}
    return {name: (value, found[name]) for name, value in said.items() if value != found[name]}


def refuse_missed(draft: Draft, result: CheckResult) -> None:
    """A :class:`LoadFault` where a control total is not met."""
    for name, (said, found) in controls_missed(draft, result).items():
        if name == "rows":
            raise LoadFault(CONTROL_WORDS["rows"], said=int(said), found=int(found))
        raise LoadFault(CONTROL_WORDS["amount"], said=float(said), found=float(found))
