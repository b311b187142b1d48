"""A figure that is sent as its parts are; plotly checks them when somebody looks inside, which takes longer than sending."""

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

PACKED_TYPE = "f8"


class Sheet(go.Figure):
    """A figure of parts that are not to be changed; every figure of every page is checked by a test."""

    def __init__(self, data: Sequence[dict[str, Any]], layout: dict[str, Any]) -> None:
        vars(self).update(_parts=(data, layout), _is_checked=False)

    def __getattr__(self, name: str) -> Any:
        """What plotly would have made in the first place: asked for the first time, all of it is made and checked."""
        if self._is_checked:
            raise AttributeError(name)
        data, layout = self._parts
        vars(self)["_is_checked"] = True
        super().__init__(data=list(data), layout=layout)
        return getattr(self, name)

    def __reduce__(self) -> tuple[Any, ...]:
        return Sheet, self._parts

    def to_dict(self) -> dict[str, Any]:
        """The parts as the browser gets them: numbers of an array packed."""
        data, layout = self._parts
        return {"data": [_packed(trace) for trace in data], "layout": layout}


def _packed(part: Any) -> Any:
    """The part with arrays of numbers in bytes, which are half as long as their digits, as plotly packs them."""
    if isinstance(part, dict):
        return {name: _packed(value) for name, value in part.items()}
    if not isinstance(part, np.ndarray) or part.dtype != np.float64 or not part.size:
        return part
    packed = {"dtype": PACKED_TYPE, "bdata": base64.b64encode(part.tobytes()).decode("ascii")}
    return packed | ({"shape": ", ".join(map(str, part.shape))} if part.ndim > 1 else {})
