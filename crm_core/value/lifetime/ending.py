"""When a customer's life ended, by a lifetime model: the age at which the chance of being still a customer fell below a line."""

from dataclasses import replace

import numpy as np

from crm_core.value.lifetime.histories import Histories, levels
from crm_core.value.lifetime.timing import TimingModel

LINE = 0.5
HALVINGS = 10


def ages_at_the_end(model: TimingModel, parameters: np.ndarray, rows: Histories) -> np.ndarray:
    """Age of each customer when the chance fell below one half; today's age where it has not.

    Between two purchases the chance only falls, so the age is found by halving the silence; ten halvings leave less than
    two days of five years. NaN where the model says that nobody can have left yet (BG/NBD before a second purchase).
    """
    chance = model.alive(parameters, rows)
    ages = np.where((rows.purchases == 0) & (chance >= 1), np.nan, rows.age)
    gone = np.flatnonzero(chance < LINE)
    if len(gone):
        own = rows.taken(gone)
        low, high = own.last, own.age
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            is_gone = model.alive(parameters, replace(own, age_levels=levels(middle))) < LINE
            low, high = np.where(is_gone, low, middle), np.where(is_gone, middle, high)
        ages[gone] = high
    return ages
