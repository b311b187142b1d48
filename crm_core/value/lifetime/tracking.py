"""Cumulative repeat purchases week by week, as they came and as a model expects them of customers won when they were."""

import numpy as np

from crm_core.value.lifetime.timing import TimingModel


def expected_by_week(
    model: TimingModel, parameters: np.ndarray, won_at: np.ndarray, counts: np.ndarray, weeks: np.ndarray
) -> np.ndarray:
    """Expected cumulative repeat purchases at each week; ``won_at`` are weeks from the same origin."""
    spans = np.maximum(weeks[:, None] - won_at[None, :], 0.0)
    expected = model.expected_of_new(parameters, spans.ravel()).reshape(spans.shape)
    return expected @ counts
