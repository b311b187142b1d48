"""Days that questions of this room are asked about."""

from datetime import date

from crm_core.periods import month_end


def year_before(day: date) -> date:
    """The same day one year earlier; the last of February where there is no 29th."""
    return date(day.year - 1, day.month, min(day.day, month_end(date(day.year - 1, day.month, 1)).day))
