"""What taking loads back would do to the headline figures: found by doing it, in a transaction that is not kept."""

from dataclasses import dataclass

from crm_core.intake.effects import Effect, Headline, TierMove, headline, remember_tiers, tier_moves
from crm_core.store import Workspace, undo_from, undo_load


@dataclass(frozen=True)
class UndoEffect:
    """The loads that would go, and the figures before and after."""

    load_ids: tuple[int, ...]
    effect: Effect


def undo_effect(workspace: Workspace, load_id: int, with_later: bool = False) -> UndoEffect:
    """The effect of :func:`crm_core.intake.undo`, or of ``restore`` with every later load; nothing is changed.

    Where later loads stand on this one, the same fault is raised that the undo itself would raise.
    """
    ends: list[tuple[Headline, tuple[TierMove, ...]]] = []
    with workspace.change(
        is_kept=False, at_end=lambda build: ends.append((headline(build), tier_moves(build)))
    ) as build:
        before = headline(build)
        remember_tiers(build)
        if with_later:
            load_ids = tuple(undo_from(build, load_id))
        else:
            undo_load(build, load_id)
            load_ids = (load_id,)
    ((after, moves),) = ends
    return UndoEffect(load_ids, Effect(before, after, moves))
