"""A money axis that turns logarithmic on both sides of zero where a few values dwarf the rest; refuses to bend without need."""

import numpy as np

from crm_core.charts.canvas import Part, nice_ticks, tick_texts, value_axis
from crm_core.charts.look import Look, short

LEAST_TICK_DISTANCE = 0.14


def bend_of(values: np.ndarray) -> float:
    """Value at which the axis turns from even to logarithmic; 0 for an even axis throughout."""
    sizes = np.abs(values[values != 0])
    middle = float(np.median(sizes)) if len(sizes) else 0.0
    return middle / 10 if middle and sizes.max() > 20 * middle else 0.0


def bent(values: np.ndarray, bend: float) -> np.ndarray:
    """Places on a bent axis."""
    return np.arcsinh(values / bend) if bend else values


def bent_axis(look: Look, values: np.ndarray, bend: float) -> Part:
    """A money axis with round ticks, even or bent, and a strong line at zero."""
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    ticks = nice_ticks(low, high, 4)
    if bend:
        powers = [10.0**power for power in range(-2, 16)]
        rounds = [-factor * power for power in powers for factor in (1, 2, 5)]
        below = [tick for tick in rounds if tick >= low]
        ticks = [0.0, *sorted((power for power in powers if power <= high), reverse=True), *below[:-4:-1]]
    ends = bent(np.array([low, high if high > low else low + 1.0]), bend)
    room = float(ends[1] - ends[0])
    kept: list[float] = []
    for tick, place in zip(ticks, bent(np.array(ticks), bend).tolist(), strict=True):
        if all(abs(place - other) > LEAST_TICK_DISTANCE * room for other in bent(np.array(kept), bend)):
            kept.append(tick)
    kept.sort()
    return value_axis(
        look,
        kept,
        "money",
        tickvals=bent(np.array(kept), bend).tolist(),
        ticktext=[short(tick, "money", look) for tick in kept] if bend else tick_texts(kept, "money", look),
        range=[float(ends[0]) - 0.05 * room, float(ends[1]) + 0.05 * room],
        zeroline=True,
    )
