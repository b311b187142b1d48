"""``python -m benchmarks`` measures everything; ``python -m benchmarks loading`` or ``clicks`` measures one."""

import sys

from benchmarks import (
    clicks,
    effects,
    equity_truth,
    lifetime,
    loading,
    relations,
    satisfaction,
    satisfaction_coverage,
    satisfaction_signals,
    server_clicks,
)

BENCHMARKS = {
    "effects": effects.run,
    "equity_truth": equity_truth.run,
    "loading": loading.run,
    "clicks": clicks.run,
    "server_clicks": server_clicks.run,
    "lifetime": lifetime.run,
    "relations": relations.run,
    "satisfaction": satisfaction.run,
    "satisfaction_coverage": satisfaction_coverage.run,
    "satisfaction_signals": satisfaction_signals.run,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or BENCHMARKS:
        BENCHMARKS[name]()
