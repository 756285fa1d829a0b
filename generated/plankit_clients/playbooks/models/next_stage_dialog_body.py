from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field

from ..types import UNSET, Unset, plain
from ..types import Model as _Model
from ..types import Shapes as _Shapes
from ..types import masked as _masked

_SHAPES = _Shapes(
    {
        "state": "state",
    }
)


@_define(init=False, slots=True, eq=True)
class NextStageDialogBody(_Model[Any]):
    """The object `NextStageDialogBody` of the document.

    Attributes:
        state: String representation of the zero-based index of the stage to go to. Example: 3.
    """

    state: str | None
    additional_properties: dict[str, Any] = _field(repr=_masked)
    _absent: frozenset[str] = _field(eq=False, repr=False)

    def __init__(
        self,
        *,
        state: str | None | Unset = UNSET,
    ) -> None:
        self.state = None if state is UNSET else state
        self.additional_properties = {}
        self._absent = _SHAPES.unset(
            state=state,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self.additional_properties) if self.additional_properties else {}
        absent = self._absent
        value: Any
        value = self.state
        if value is None:
            if "state" not in absent:
                out["state"] = None
        elif value is not UNSET:
            out["state"] = value
        return out

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object: never raises, keeps unknown fields and values of unexpected types."""
        self = object.__new__(cls)
        get: Callable[[str], Any] = src_dict.get
        self.state = get("state")
        self._absent, extra = _SHAPES[tuple(src_dict)]
        self.additional_properties = {key: src_dict[key] for key in extra} if extra else {}
        return self
