"""What "95 %" promises of CSAT and NPS: how often intervals hold the truth and how often a quiet comparison cries change.

Every outcome that a survey can have is counted with its probability where that is possible, so the result has no noise of
its own; comparisons of many answers are drawn. Writes ``benchmarks/results/satisfaction_coverage.md``.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
from scipy import stats

from crm_core.satisfaction import Estimate, what_changed
from crm_core.satisfaction.intervals import nps, share

RESULTS = Path(__file__).parent / "results" / "satisfaction_coverage.md"
SIZES = (10, 30, 100, 1000)
SHARES = tuple(np.linspace(0.05, 0.95, 37).tolist())
NPS_TRUTHS = ((0.5, 0.2), (0.6, 0.15), (0.3, 0.4), (0.85, 0.03))
DRAWS = 40_000
Outcome = tuple[Estimate, float]


@cache
def share_of(count: int, n: int) -> Estimate:
    """The share, computed once for each outcome."""
    return share(count, n)


@cache
def nps_of(promoters: int, detractors: int, n: int, added: int = 3) -> Estimate:
    """The NPS, computed once for each outcome."""
    return nps(promoters, detractors, n, added)


def share_outcomes(p: float, n: int) -> list[Outcome]:
    """Every share that ``n`` answers can give, with its probability; those below one in a billion are left out."""
    chances = stats.binom.pmf(np.arange(n + 1), n, p)
    return [(share_of(count, n), chance) for count, chance in enumerate(chances.tolist()) if chance > 1e-9]


def nps_outcomes(p: float, d: float, n: int, added: int = 3) -> list[Outcome]:
    """Every NPS that ``n`` answers can give, with its probability; those below one in a billion are left out."""
    promoters, detractors = (place.ravel() for place in np.indices((n + 1, n + 1)))
    is_possible = promoters + detractors <= n
    promoters, detractors = promoters[is_possible], detractors[is_possible]
    counts = np.stack([promoters, n - promoters - detractors, detractors], axis=1)
    chances = stats.multinomial.pmf(counts, n, [p, 1 - p - d, d])
    is_likely = chances > 1e-9
    found = zip(promoters[is_likely].tolist(), detractors[is_likely].tolist(), chances[is_likely].tolist(), strict=True)
    return [(nps_of(ups, downs, n, added), chance) for ups, downs, chance in found]


def coverage(outcomes: list[Outcome], truth: float) -> float:
    """Probability that the interval holds the truth."""
    return sum(
        chance
        for estimate, chance in outcomes
        if estimate.low is not None and estimate.high is not None
        if estimate.low - 1e-9 <= truth <= estimate.high + 1e-9
    )


def false_alarms(now: list[Outcome], before: list[Outcome]) -> float:
    """Probability that two surveys of one truth are called a change."""
    return sum(
        chance * other_chance
        for estimate, chance in now
        for other, other_chance in before
        if chance * other_chance > 1e-10
        if what_changed(estimate, other).is_change
    )


def drawn_alarms(pairs: Iterable[tuple[Estimate, Estimate]]) -> float:
    """Share of drawn comparisons of two surveys of one truth that are called a change."""
    calls = [what_changed(now, before).is_change is True for now, before in pairs]
    return sum(calls) / len(calls)


def share_pairs(p: float, n: int, m: int, draws: int = DRAWS) -> Iterator[tuple[Estimate, Estimate]]:
    """Drawn pairs of surveys that measure one share."""
    random = np.random.default_rng(13)
    for now, before in zip(random.binomial(n, p, draws).tolist(), random.binomial(m, p, draws).tolist(), strict=True):
        yield share_of(now, n), share_of(before, m)


def nps_pairs(p: float, d: float, n: int, m: int, draws: int = DRAWS) -> Iterator[tuple[Estimate, Estimate]]:
    """Drawn pairs of surveys that measure one NPS."""
    random = np.random.default_rng(13)
    now, before = (random.multinomial(size, [p, 1 - p - d, d], draws).tolist() for size in (n, m))
    for new, old in zip(now, before, strict=True):
        yield nps_of(new[0], new[2], n), nps_of(old[0], old[2], m)


def coverage_rows() -> list[str]:
    """One line per number of answers: CSAT over all truths, NPS at each truth, plain and adjusted."""
    lines = []
    for n in SIZES:
        csat = [coverage(share_outcomes(p, n), p) for p in SHARES]
        scores = [coverage(nps_outcomes(p, d, n), 100 * (p - d)) for p, d in NPS_TRUTHS]
        plain = [coverage(nps_outcomes(p, d, n, 0), 100 * (p - d)) for p, d in NPS_TRUTHS]
        worded = ", ".join(f"{score:.1%}" for score in scores)
        unadjusted = ", ".join(f"{score:.1%}" for score in plain)
        lines.append(f"| {n:,} | {np.mean(csat):.1%} ({min(csat):.1%} to {max(csat):.1%}) | {worded} | {unadjusted} |")
    return lines


def alarm_rows() -> list[str]:
    """One line per pair of sizes: the worst truth of CSAT and of NPS."""
    lines = []
    for n, m in ((10, 10), (10, 11), (10, 100), (30, 30), (100, 100), (45, 90), (1000, 1000)):
        is_counted = max(n, m) <= 30
        truths = SHARES[::6]
        shares = [
            false_alarms(share_outcomes(p, n), share_outcomes(p, m))
            if max(n, m) <= 100
            else drawn_alarms(share_pairs(p, n, m, 20_000))
            for p in truths
        ]
        scores = [
            false_alarms(nps_outcomes(p, d, n), nps_outcomes(p, d, m))
            if is_counted and n < 30
            else drawn_alarms(nps_pairs(p, d, n, m))
            for p, d in NPS_TRUTHS
        ]
        lines.append(f"| {n:,} and {m:,} | {max(shares):.1%} | {', '.join(f'{score:.1%}' for score in scores)} |")
    return lines


def run() -> None:
    """Measure and write the record."""
    truths = "; ".join(f"{p:.0%} promoters, {d:.0%} detractors" for p, d in NPS_TRUTHS)
    lines = [
        "# What 95 % promises: intervals and the change sentence of satisfaction",
        "",
        f"`python -m benchmarks satisfaction_coverage`. NPS truths: {truths}.",
        "Promised: 95 ± 1.5 % at 10, 30, 100 and 1,000 answers; false alarms of at most 5 %. Coverage counts every outcome with its probability; so do false",
        f"alarms of few answers, those of many are drawn {DRAWS:,} times.",
        "",
        "| answers | CSAT, mean of 37 truths (worst to best) | NPS as shown, at the four truths | NPS unadjusted |",
        "|---|---|---|---|",
        *coverage_rows(),
        "",
        "| answers now and before | false alarms, CSAT, worst of 7 truths | false alarms, NPS, at the four truths |",
        "|---|---|---|",
        *alarm_rows(),
        "",
    ]
    RESULTS.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    run()
