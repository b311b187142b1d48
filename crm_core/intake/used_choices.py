"""Two layers of choices in one mapping: those of the reader, and below them those used before (``used.<key>``)."""

from collections.abc import Mapping

USED = "used."


def own_choices(choices: Mapping[str, str]) -> dict[str, str]:
    """The choices that the reader made for this file."""
    return {key: value for key, value in choices.items() if not key.startswith(USED)}


def used_before(choices: Mapping[str, str]) -> dict[str, str]:
    """The choices that come from a saved mapping, under their plain keys."""
    return {key.removeprefix(USED): value for key, value in choices.items() if key.startswith(USED)}


def with_used(choices: Mapping[str, str]) -> dict[str, str]:
    """Choices as they hold: the reader's own go before those used before."""
    return used_before(choices) | own_choices(choices)
