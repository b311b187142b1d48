"""What keeping is worth: published formulas of retention and of return on customers.

Pure: numbers in, a number out. They say what follows from their inputs, not that the inputs hold.
"""


def keeping_multiple(retention: float, rate: float) -> float:
    """Value of a customer over its yearly margin, first margin a year from now: r / (1 + i − r) (Gupta & Lehmann 2005)."""
    return retention / (1 + rate - retention)


def affordable_spend(margin: float, retention: float, better: float, rate: float) -> float:
    """Highest yearly spend on a customer that leaves its value where it was, if it lifts retention to ``better``."""
    return margin * (1 - keeping_multiple(retention, rate) / keeping_multiple(better, rate))


def return_on_customer(profit: float, equity_before: float, equity_after: float) -> float:
    """Profit and change of customer equity over the equity at the start (Peppers & Rogers 2005)."""
    return (profit + equity_after - equity_before) / equity_before
