"""``python -m benchmarks`` measures everything; ``python -m benchmarks loading`` or ``clicks`` measures one."""

import sys

from benchmarks import clicks, effects, lifetime, loading, relations, satisfaction, satisfaction_coverage, server_clicks

BENCHMARKS = {
    "effects": effects.run,
    "loading": loading.run,
    "clicks": clicks.run,
    "server_clicks": server_clicks.run,
    "lifetime": lifetime.run,
    "relations": relations.run,
    "satisfaction": satisfaction.run,
    "satisfaction_coverage": satisfaction_coverage.run,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or BENCHMARKS:
        BENCHMARKS[name]()
