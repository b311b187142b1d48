"""``python -m benchmarks`` measures everything; ``python -m benchmarks loading`` or ``clicks`` measures one."""

import sys

from benchmarks import clicks, effects, loading, satisfaction_coverage

BENCHMARKS = {
    "effects": effects.run,
    "loading": loading.run,
    "clicks": clicks.run,
    "satisfaction_coverage": satisfaction_coverage.run,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or BENCHMARKS:
        BENCHMARKS[name]()
