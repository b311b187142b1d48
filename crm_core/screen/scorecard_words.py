"""The scorecard in words: groups, outcomes, and the one sentence whose verb the grade of evidence dictates."""

from math import isnan
from typing import Any

import pandas as pd
import streamlit as st

from crm_core import numbers
from crm_core.answers import Answer
from crm_core.relations import (
    BLOCKS,
    LACKING,
    OUTCOME_OF,
    REASONS,
    TRAITS,
    Terms,
    programme_list,
    save_terms,
    saved_terms,
)
from crm_core.screen.fields import Column, number_field, pick
from crm_core.screen.state import language, reader, t
from crm_core.terms import CLASS_WORDS
from crm_core.words import mark

CLASSES_CODE = "-"
SMALL_MONEY = 10
GROUP_WORDS = CLASS_WORDS | {"control": mark("Held back"), "member": mark("Members")}
SENTENCES = {
    ("A", "higher"): mark("{measure}: the effect of the programme on {group} is {difference} ({low} to {high})."),
    ("B", "higher"): mark(
        "{measure}: assuming parallel trends, the estimated effect on {group} is {difference} ({low} to {high})."
    ),
    ("C", "higher"): mark(
        "{measure}: among similar customers, belonging to {group} is associated with {difference} ({low} to {high})."
    ),
    ("D", "higher"): mark(
        "{measure}: higher for {group} by {difference} ({low} to {high}; raw difference). Cause and effect cannot be said."
    ),
    ("D", "lower"): mark(
        "{measure}: lower for {group} by {difference} ({low} to {high}; raw difference). Cause and effect cannot be said."
    ),
}
NO_EFFECT = mark("{measure}: no difference is shown for {group}; one below {detectable} would probably not be found.")
RAW_NOISE = mark("{measure}: the raw difference for {group} is inside the noise.")
AFFORDABLE = mark(
    "For keeping alone it may cost up to {value} a customer and year ({low} to {high}): the share that orders again within "
    "a year goes from {kept} to {better}, on a net margin of {margin} a year."
)
AFFORDABLE_UNSURE = mark(
    "For keeping alone it may cost up to {value} a customer and year ({low} to {high}), if the share that orders again "
    "within a year really goes from {kept} to {better}, on a net margin of {margin} a year; that is not shown beyond the noise."
)
UNKNOWN = mark("{measure}: {group} cannot be compared; each group needs at least 30 customers.")


def comparison_pick() -> str:
    """The comparison that the reader chose: a programme's name, or nothing for the classes."""
    programmes, _ = programme_list(reader().workspace)
    names = {str(name): t("Programme: {name}", name=name) for name in programmes["programme"]}
    options = {**names, CLASSES_CODE: t("Classes of the year before")}
    chosen = pick(t("What is compared"), options, key="comparison", default=next(iter(options)))
    return "" if chosen == CLASSES_CODE else chosen


def terms_form(programme: str) -> None:
    """The programme's cost and planned share, kept with the workspace."""
    if not programme:
        return
    workspace = reader().workspace
    saved = saved_terms(workspace, programme)
    with st.expander(t("The programme's cost and planned share"), icon=":material/tune:"):
        left, right = st.columns(2)
        with left:
            cost = number_field(
                t("Cost per member and month"), saved.monthly_cost, f"terms-cost-{programme}", low=0, high=1_000_000_000
            )
        with right:
            share = number_field(
                t("Planned share of members (0 to 1)"), saved.planned_share, f"terms-share-{programme}", low=0, high=1,
                help=t("Only for programmes drawn by lot: 0 takes arms of equal size as planned."),
            )  # fmt: skip
        entered = Terms(float(cost), float(share))
        if st.button(t("Save for the workspace"), disabled=entered == saved, key="terms-save"):
            save_terms(workspace, programme, entered)
            st.rerun()


def group_words(answer: Answer) -> dict[str, str]:
    """Name of each group; arms are texts of the data."""
    groups = dict.fromkeys(answer.rows["group"])
    return {group: t(GROUP_WORDS[group]) if group in GROUP_WORDS else group for group in groups}


def compared_groups(answer: Answer) -> list[str]:
    """The groups that are held against the first one."""
    return list(answer.totals["checks"])


def claims(answer: Answer, group: str) -> list[str]:
    """One sentence for each outcome: what is shown before what is not, the strongest grade first."""
    rows = [row for row in answer.rows.to_dict("records") if row["group"] == group and row["grade"]]
    return [_claim(row, group_words(answer)) for row in sorted(rows, key=_importance)]


def _importance(row: dict[str, Any]) -> tuple[bool, str]:
    """What is shown before what is not, the strongest grade first."""
    return row["direction"] in ("unclear", "unknown"), row["grade"]


def claim_of(answer: Answer, group: str, outcome: str) -> str:
    """The sentence of one outcome; empty where it has none."""
    rows = answer.rows.loc[((answer.rows["group"] == group) & (answer.rows["outcome"] == outcome)).to_numpy()]
    told = [row for row in rows.to_dict("records") if row["grade"]]
    return _claim(told[0], group_words(answer)) if told else ""


def affordable_sentence(answer: Answer, group: str) -> str:
    """What the programme may cost for the keeping alone, beside what it costs; empty where that is not known."""
    cost = answer.totals["affordable"].get(group)
    if cost is None:
        return ""
    if cost.value <= 0:
        return t("For keeping alone it may cost nothing: it is not seen to keep more customers.")
    words = {
        "value": _money(cost.value),
        "low": _money(cost.low),
        "high": _money(cost.high),
        "kept": numbers.share_text(cost.kept, language(), 1),
        "better": numbers.share_text(cost.kept_better, language(), 1),
        "margin": _money(cost.margin),
    }
    said = [t(AFFORDABLE if cost.low > 0 else AFFORDABLE_UNSURE, **words)]
    yearly = answer.totals["yearly_cost"]
    if yearly and yearly > cost.high:
        said.append(t("It costs {cost}: more than keeping alone repays.", cost=_money(yearly)))
    elif yearly and yearly <= cost.low:
        said.append(t("It costs {cost}: less than keeping alone repays.", cost=_money(yearly)))
    elif yearly:
        said.append(t("It costs {cost}: inside the interval, so undecided.", cost=_money(yearly)))
    return " ".join(said)


def checks_sentence(answer: Answer, group: str) -> str:
    """How alike the groups are after weighting, and what the tests of the years before say."""
    checks = answer.totals["checks"][group]
    if checks.is_random:
        return t("Drawn by lot; p of the arms' sizes against the plan: {p}.", p=_number(checks.sample_ratio_p, 3))
    if not answer.totals["balance"][group]:
        return t("The two groups cannot be compared for this choice: too few customers.")
    said = [
        t(
            "After weighting, the largest standardised difference is {imbalance}; the evidence left is worth {treated} and "
            "{control} customers.",
            imbalance=_number(checks.worst_imbalance, 3),
            treated=_number(checks.effective[0]),
            control=_number(checks.effective[1]),
        )
    ]
    if checks.placebo is not None:
        said.append(
            t(
                "Placebo, net margin of the year before last: {value} ({low} to {high}). Trend of the four quarters before: "
                "p = {p}.",
                value=_signed(checks.placebo.value, "money"),
                low=_signed(checks.placebo.low, "money"),
                high=_signed(checks.placebo.high, "money"),
                p=_number(checks.trend_p, 3),
            )
        )
    return " ".join(said)


def effect_chart_rows(answer: Answer, group: str) -> pd.DataFrame:
    """The compared outcomes as the figure of effects wants them."""
    own = answer.rows.loc[(answer.rows["group"] == group).to_numpy() & answer.rows["adjusted"].notna().to_numpy()]
    columns = {"outcome": "row", "unit": "kind", "adjusted_low": "low", "adjusted_high": "high"}
    return own[["outcome", "unit", "raw", "adjusted", "adjusted_low", "adjusted_high"]].rename(columns=columns)


def outcome_names() -> dict[str, str]:
    """Name of each outcome in the reader's language."""
    return {code: t(outcome.name) for code, outcome in OUTCOME_OF.items()}


def balance_rows(answer: Answer, group: str) -> pd.DataFrame:
    """The traits as the balance plot wants them; a segment's level behind the segment's name."""
    rows = pd.DataFrame(answer.totals["balance"][group], columns=["trait", "before", "after"])
    return rows.assign(trait=[_worded_trait(trait) for trait in rows["trait"]])


def _worded_trait(trait: str) -> str:
    """A segment's level with the segment in the reader's language; other traits keep their code."""
    segment, sign, level = trait.partition(": ")
    names = {"sector": t("Sector"), "region": t("Region"), "capacity": t("Capacity")}
    return f"{names[segment]}: {level}" if sign and segment in names else trait


def trait_words() -> dict[str, str]:
    """Name of each trait in the reader's language; levels of a segment are texts of the data."""
    return {code: t(text) for code, text in TRAITS.items()}


def scorecard_table(answer: Answer) -> pd.DataFrame:
    """One row per outcome and group, worded in its unit."""
    words = group_words(answer)
    return pd.DataFrame(
        [
            {
                "block": t(BLOCKS[row["block"]]),
                "measure": t(OUTCOME_OF[row["outcome"]].name),
                "group": words[row["group"]],
                "value": _with_interval(row),
                "n": row["n"],
                "raw": _difference(row, "raw"),
                "adjusted": _difference(row, "adjusted"),
                "robust": "" if isnan(row["robust"]) else _signed(row["robust"], row["unit"]),
                "grade": row["grade"],
                "detectable": "" if isnan(row["detectable"]) else _signed(row["detectable"], row["unit"]).lstrip("+"),
                "e_value": "" if isnan(row["e_value"]) else f"{_number(row['e_value'], 2)} / {_number(row['e_limit'], 2)}",
                "why": " ".join(t(text) for text in (LACKING.get(row["lacking"], ""), REASONS.get(row["reason"], "")) if text),
            }
            for row in answer.rows.to_dict("records")
        ]
    )  # fmt: skip


def scorecard_columns() -> list[Column]:
    """Columns of :func:`scorecard_table`."""
    return [
        Column("block", t("Advantage")),
        Column("measure", t("Measured as")),
        Column("group", t("Group")),
        Column("value", t("Value with interval")),
        Column("n", t("n"), "number"),
        Column("raw", t("Raw difference")),
        Column("adjusted", t("Adjusted difference")),
        Column("grade", t("Evidence")),
        Column("robust", t("Doubly robust (AIPW)")),
        Column("detectable", t("Smallest detectable")),
        Column("e_value", t("E-value / of the limit")),
        Column("why", t("Why no better, or what is missing")),
    ]


def _claim(row: dict[str, Any], words: dict[str, str]) -> str:
    measure, group = t(OUTCOME_OF[row["outcome"]].name), words[row["group"]]
    if row["direction"] == "unknown":
        return t(UNKNOWN, measure=measure, group=group)
    if row["direction"] == "unclear":
        if row["grade"] == "D":
            return t(RAW_NOISE, measure=measure, group=group)
        found = _signed(row["detectable"], row["unit"]).lstrip("+")
        return f"**{row['grade']}** · {t(NO_EFFECT, measure=measure, group=group, detectable=found)}"
    kind = "raw" if row["grade"] == "D" else "adjusted"
    sentence = SENTENCES[(row["grade"], row["direction"] if row["grade"] == "D" else "higher")]
    values = [_signed(row[name], row["unit"]) for name in (kind, f"{kind}_low", f"{kind}_high")]
    said = t(sentence, measure=measure, group=group, difference=values[0], low=values[1], high=values[2])
    return f"**{row['grade']}** · {said}"


def _with_interval(row: dict[str, Any]) -> str:
    if isnan(row["value"]):
        return ""
    value = _value(row["value"], row["unit"])
    if isnan(row["low"]):
        return value
    return t(
        "{value} ({low} to {high})",
        value=value,
        low=_value(row["low"], row["unit"]),
        high=_value(row["high"], row["unit"]),
    )


def _difference(row: dict[str, Any], name: str) -> str:
    if isnan(row[name]):
        return ""
    low, high = (_signed(row[f"{name}_{end}"], row["unit"]) for end in ("low", "high"))
    return t("{difference} ({low} to {high})", difference=_signed(row[name], row["unit"]), low=low, high=high)


def _value(value: float, unit: str) -> str:
    if unit == "share":
        return numbers.share_text(value, language(), 1)
    if unit == "money":
        return _money(value)
    return numbers.number_text(value, language(), 1 if unit == "points" else 2)


def _signed(value: float, unit: str) -> str:
    """A difference with its sign; shares and NPS in points."""
    if unit == "share":
        return t("{points} points", points=numbers.points_text(value * 100, language(), 1))
    if unit == "points":
        return t("{points} points", points=numbers.points_text(value, language(), 1))
    if unit == "money":
        said = _money(value)
        return f"+{said}" if value > 0 else said
    return numbers.points_text(value, language(), 2)


def _money(value: float) -> str:
    """Money in full; small amounts with two digits, or an effect of less than one would read as nothing."""
    digits = 2 if 0 < abs(value) < SMALL_MONEY else 0
    return numbers.money_text(value, reader().currency, language(), digits)


def _number(value: float, digits: int = 0) -> str:
    return numbers.number_text(value, language(), digits)
