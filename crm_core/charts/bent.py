"""A money axis that turns logarithmic on both sides of zero where a few values dwarf the rest; refuses to bend without need."""

import numpy as np

from crm_core.charts.canvas import Part, nice_ticks, tick_texts, value_axis, width_of
from crm_core.charts.look import Look, short

LEAST_TICK_DISTANCE = 0.14
PHONE_PLOT_WIDTH = 230


def bend_of(values: np.ndarray) -> float:
    """Value at which the axis turns from even to logarithmic; 0 for an even axis throughout."""
    sizes = np.abs(values[values != 0])
    middle = float(np.median(sizes)) if len(sizes) else 0.0
    return middle / 10 if middle and sizes.max() > 20 * middle else 0.0


def bent(values: np.ndarray, bend: float) -> np.ndarray:
    """Places on a bent axis."""
    return np.arcsinh(values / bend) if bend else values


def bent_axis(look: Look, values: np.ndarray, bend: float, is_across: bool = False) -> Part:
    """A money axis with round ticks, even or bent, and a strong line at zero; across, texts keep apart on a phone too."""
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    ticks = nice_ticks(low, high, 4)
    if bend:
        powers = [10.0**power for power in range(-2, 16)]
        rounds = [-factor * power for power in powers for factor in (1, 2, 5)]
        below = [tick for tick in rounds if tick >= low]
        ticks = [0.0, *sorted((power for power in powers if power <= high), reverse=True), *below[:-4:-1]]
    ends = bent(np.array([low, high if high > low else low + 1.0]), bend)
    room = float(ends[1] - ends[0])
    texts = [short(tick, "money", look) for tick in ticks] if bend else tick_texts(ticks, "money", look)
    half_widths = [width_of(text) / 2 / PHONE_PLOT_WIDTH if is_across else 0.0 for text in texts]
    apart: list[tuple[float, float]] = []
    kept: list[float] = []
    for tick, place, half in zip(ticks, bent(np.array(ticks), bend).tolist(), half_widths, strict=True):
        if all(abs(place - other) > max(LEAST_TICK_DISTANCE, half + wide + 0.03) * room for other, wide in apart):
            kept.append(tick)
            apart.append((place, half))
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
