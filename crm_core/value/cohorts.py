"""Who came back: customers by the month of their first purchase, followed month by month."""

from datetime import date

import pandas as pd

from crm_core.answers import Answer, Query, metric
from crm_core.filters import Filters
from crm_core.periods import add_months, month_end, months_between
from crm_core.store import Workspace
from crm_core.store.kind_rows import added_up, kind_rows
from crm_core.value.missing_costs import NO_ROWS


@metric(rows_behind="value/order_lines", compares=False)
def cohort_retention(workspace: Workspace, filters: Filters) -> Answer:
    """Of the customers won in a month, how many ordered in each month since.

    Formula: Cohort = customers whose first order line above zero lies in the month; retained share = those of them with an
        order in the month so many months later / all of the cohort.
    Unit: Customers; share from 0 to 1.
    Grain: One row per cohort and months since; n is the customers of all cohorts. is_unfinished where the data end
        inside the month.
    Source: Peter S. Fader and Bruce G. S. Hardie, How to Project Customer Retention, 2007.
    """
    counted, query = _counted(workspace, filters)
    as_of = workspace.state().as_of or filters.period.end
    rows = cohort_rows(counted, min(as_of, filters.period.end))
    sizes = rows["customers"].to_numpy()[rows["months_since"].to_numpy() == 0]
    followed = rows.loc[(rows["months_since"] == 1) & ~rows["is_unfinished"].astype(bool)]
    won, back = int(followed["size"].to_numpy().sum()), int(followed["customers"].to_numpy().sum())
    return Answer(
        metric="cohort_retention",
        rows=rows,
        queries=(query,),
        as_of=as_of,
        n=int(sizes.sum()),
        notes=() if len(sizes) else (NO_ROWS,),
        totals={
            "cohorts": len(sizes),
            "customers": int(sizes.sum()),
            "followed_cohorts": len(followed),
            "followed_customers": won,
            "back_next_month_share": back / won if won else None,
        },
    )


def _counted(workspace: Workspace, filters: Filters) -> tuple[pd.DataFrame, Query]:
    """One row per month of first order in the period and month since, up to its end: customers who ordered then."""
    known, query = kind_rows(workspace, filters, "value/cohort_cells", grouping="month")
    begun = known["cohort"]
    is_shown = (begun >= pd.Timestamp(filters.period.first_month)) & (begun <= pd.Timestamp(filters.period.end))
    months = 12 * begun.dt.year + begun.dt.month + known["months_since"]
    is_shown &= months <= 12 * filters.period.end.year + filters.period.end.month
    shown = known.loc[is_shown, ["kind", "cohort", "months_since", "active"]]
    counted = added_up(shown, ["cohort", "months_since"]).rename(columns={"active": "customers"})
    values = {**query.parameters, "start": filters.period.start, "end": filters.period.end}
    return counted.loc[counted["customers"] > 0].reset_index(drop=True), Query(query.name, query.text, values)


def cohort_rows(counted: pd.DataFrame, last_day: date) -> pd.DataFrame:
    """The whole triangle up to the last day: cells nobody came back in are zero, cells of the future are not there."""
    columns = ["cohort", "months_since", "month", "size", "customers", "share", "is_unfinished"]
    if counted.empty:
        return pd.DataFrame(columns=columns).astype({"cohort": "datetime64[us]", "month": "datetime64[us]"})
    cells = [
        {"cohort": cohort, "months_since": age, "month": pd.Timestamp(add_months(cohort.date(), age))}
        for cohort in counted["cohort"].drop_duplicates()
        for age in range(months_between(cohort.date(), last_day) + 1)
    ]
    triangle = pd.DataFrame(cells).astype({"cohort": counted["cohort"].dtype, "month": counted["cohort"].dtype})
    rows = triangle.merge(counted, on=["cohort", "months_since"], how="left").fillna({"customers": 0})
    sizes = rows["customers"].where(rows["months_since"] == 0).groupby(rows["cohort"]).transform("max")
    rows = rows.assign(
        customers=rows["customers"].astype("int64"),
        size=sizes.astype("int64"),
        is_unfinished=[month_end(month.date()) > last_day for month in rows["month"]],
    )
    return rows.assign(share=rows["customers"] / rows["size"]).reindex(columns=columns)
