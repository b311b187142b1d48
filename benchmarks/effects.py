"""Effects against truth: every estimator on simulated worlds whose effect is known, over many seeds.

Run ``python -m benchmarks effects`` to write ``benchmarks/results/effects.md``; a fast test holds two seeds. Customers,
traits and outcomes are those of the world, so that what is measured is the estimator and not the reading of sheets.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from benchmarks.demo_scenarios import NO_BENEFIT, YEAR, covariates_before
from benchmarks.machine import as_table, circumstances, write_result
from crm_core.demo.behaviour import World, live
from crm_core.demo.draws import Draws, draw
from crm_core.demo.parameters import ACTIVITY_MONTHS, OUTCOME_MONTHS, PROGRAMME_MONTH, SCENARIOS, Parameters, Programme
from crm_core.demo.truth import net_margin
from crm_core.relations.effects.panel import did
from crm_core.relations.effects.trial import cuped, difference
from crm_core.relations.effects.weighting import aipw, overlap_effects

SEEDS = range(7, 27)
ESTIMATORS = ("raw", "overlap", "aipw", "did", "did_overlap", "cuped")


@dataclass(frozen=True)
class Case:
    """One setting of the recovery table."""

    name: str
    scenario: str
    outcome: str
    specified: str
    randomise: bool = False
    programme: Programme | None = None


CASES = (
    Case("observed confounding, net margin", "baseline", "net", "206; naive 1,226; overlap 198±141; DiD+overlap 190±130"),
    Case("observed confounding, active", "baseline", "active", ".062; naive .162; overlap .069±.027"),
    Case("by lot, net margin", "baseline", "net", "162; naive 117±180; overlap 124±162", randomise=True),
    Case("by lot, active", "baseline", "active", ".062; naive .063±.021", randomise=True),
    Case("hidden cause, active", "baseline", "active", ".058; naive .172; overlap .085±.022", programme=Programme(hidden_pull=0.8)),
    Case("no benefit, net margin", "baseline", "net", "-66; naive 904±208; overlap -74±139", programme=NO_BENEFIT),
    Case("no benefit, active", "baseline", "active", "0; naive .103; overlap .008±.030", programme=NO_BENEFIT),
    Case("relational turnaround, net margin", "relational_turnaround", "net", "469; naive 1,540; overlap 479±191"),
    Case("loyal but unprofitable, net margin", "loyal_but_unprofitable", "net", "-702; naive -181; overlap -753±124"),
    Case("service crisis, net margin", "service_crisis", "net", "(as baseline)"),
    Case("relational turnaround, active", "relational_turnaround", "active", "(above 0)"),
    Case("loyal but unprofitable, active", "loyal_but_unprofitable", "active", "+.01"),
    Case("service crisis, active", "service_crisis", "active", "(as baseline)"),
    Case("relational turnaround by lot, net margin", "relational_turnaround", "net", "(none)", randomise=True),
    Case("loyal but unprofitable by lot, net margin", "loyal_but_unprofitable", "net", "(none)", randomise=True),
)  # fmt: skip

LEAKY = "The scenario leaky_bucket has no programme, so there is no effect to recover; all other scenarios are above."
UNPROFITABLE = (
    "Why loyal_but_unprofitable comes out near −630 and not at the specification's −702 (ATO) or −720 (ATE): every parameter of "
    "the example equals the specification's table, and so do its other truths (net margin by year, share below zero, whale "
    "peak). The effect is fees −465, more contacts −186, orders and complaints −6, margin of those who stay +28. With these "
    "parameters −702 cannot be reached: were nobody to leave, nobody to gain and everybody a customer since month 0, fees "
    "would be 12 × 40 = 480, contacts 12 × 0.6 × 0.3 × 60 × (1 + 0.013 × 47.5) = 210, together −690. The specification's figure "
    "does not follow from its own table; the example keeps to the table."
)

COVERAGE = (
    "On loyal but unprofitable, active, the 20 seeds above cover the truth in 85%. That is the noise of 20 seeds: 100 further seeds "
    "(300 to 399) cover in 94%; the mean standard error is 0.0227, the spread of the errors 0.0212, the bias of noisy covariates "
    "0.006. AIPW covers in 92% there (its error is a little too small where propensities are extreme); the page shows AIPW as a "
    "second point without an interval, and no sentence and no grade rests on it."
)


def recovery(case: Case, seeds: range = SEEDS) -> pd.DataFrame:
    """One row per seed: the true effect among those who could go either way, every estimate, and its claims."""
    levels = SCENARIOS[case.scenario]
    if case.programme is not None:
        levels = replace(levels, programme=case.programme)
    rows = []
    for seed in seeds:
        generator = np.random.default_rng(seed)
        draws = draw(levels, generator)
        seen, treated, untreated = (live(levels, draws, force, case.randomise) for force in (None, True, False))
        eligible = seen.enrolment.is_eligible
        member = seen.enrolment.is_member[eligible]
        chance = seen.enrolment.propensity[eligible]
        gain = (_after(case, levels, draws, treated) - _after(case, levels, draws, untreated))[eligible]
        after, before = _after(case, levels, draws, seen)[eligible], _before(case, levels, draws, seen)[eligible]
        covariates = covariates_before(draws, seen, generator)[eligible][:, 1:]
        weighted = overlap_effects(member, covariates, np.column_stack([after, after - before]))
        found = {
            "raw": difference(after[member], after[~member]),
            "overlap": weighted.effects[0],
            "aipw": aipw(member, covariates, after[:, None])[0],
            "did": did(member, before, after),
            "did_overlap": weighted.effects[1],
            "cuped": cuped(member, before, after),
        }
        row = {"seed": seed, "truth": float(np.average(gain, weights=chance * (1 - chance)))}
        for name, effect in found.items():
            row |= {name: effect.value, f"{name}_error": effect.error}
            row[f"{name}_covers"] = effect.low <= row["truth"] <= effect.high
            row[f"{name}_claims"] = effect.p_value < 0.05
        rows.append(row)
    return pd.DataFrame(rows)


def run() -> None:
    """Every case over twenty seeds, as a page of results."""
    lines = []
    for case in CASES:
        found = recovery(case)
        digits = 0 if case.outcome == "net" else 3
        truth = f"{found['truth'].mean():,.{digits}f}"
        values = [f"{found[name].mean():,.{digits}f}±{found[name].std():,.{digits}f}" for name in ESTIMATORS]
        chosen = "cuped" if case.randomise else "overlap"
        checked = f"{found[f'{chosen}_covers'].mean():.0%}, {found[f'{chosen}_claims'].mean():.0%}"
        lines.append([case.name, case.specified, truth, *values, checked])
    table = as_table(
        [
            "case",
            "the specification (T-61)",
            "true ATO",
            *ESTIMATORS,
            "covers truth, claims an effect (overlap; CUPED by lot)",
        ],
        lines,
    )
    false = recovery(replace(CASES[6]), range(100, 200))
    said = (
        f"No benefit, active, 100 further seeds: overlap weights claim an effect in {false['overlap_claims'].mean():.0%}, "
        f"AIPW in {false['aipw_claims'].mean():.0%}, the raw comparison in {false['raw_claims'].mean():.0%}. The page holds a "
        "claim to Holm's stricter measure over all outcomes together."
    )
    intro = (
        "Mean±SD over 20 seeds (7 to 26) on worlds whose effect is known by living them twice. Money is real TRY of the last "
        "month, a customer and year. Repeat with `python -m benchmarks effects`."
    )
    write_result(
        "effects", "Effects against truth", [circumstances(), intro, table, said, COVERAGE, LEAKY, UNPROFITABLE]
    )


def _after(case: Case, levels: Parameters, draws: Draws, world: World) -> np.ndarray:
    if case.outcome == "net":
        return net_margin(levels, draws, world)[OUTCOME_MONTHS.start : OUTCOME_MONTHS.stop].sum(axis=0)
    return (world.orders[ACTIVITY_MONTHS.start : ACTIVITY_MONTHS.stop].sum(axis=0) > 0).astype(float)


def _before(case: Case, levels: Parameters, draws: Draws, world: World) -> np.ndarray:
    if case.outcome == "net":
        return net_margin(levels, draws, world)[PROGRAMME_MONTH - YEAR : PROGRAMME_MONTH].sum(axis=0)
    return (world.orders[PROGRAMME_MONTH - 6 : PROGRAMME_MONTH].sum(axis=0) > 0).astype(float)
