from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field

from ..types import EMPTY, UNSET, plain
from ..types import Model as _Model
from ..types import Shapes as _Shapes
from ..types import masked as _masked

_SHAPES = _Shapes(
    {
        "new_state": "new_state",
    }
)


@_define(init=False, slots=True, eq=True)
class ItemSetStateBody(_Model[Any]):
    """The object `ItemSetStateBody` of the document.

    Attributes:
        new_state: The new state of the item. Example: closed.
    """

    new_state: ItemSetStateBodyNewState | str
    additional_properties: dict[str, Any] = _field(repr=_masked)
    _absent: frozenset[str] = _field(eq=False, repr=False)

    def __init__(
        self,
        *,
        new_state: ItemSetStateBodyNewState | str,
    ) -> None:
        self.new_state = new_state
        self.additional_properties = {}
        self._absent = EMPTY

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self.additional_properties) if self.additional_properties else {}
        absent = self._absent
        value: Any
        value = self.new_state
        if value is None:
            if "new_state" not in absent:
                out["new_state"] = None
        elif value is not UNSET:
            out["new_state"] = value.value if isinstance(value, ItemSetStateBodyNewState) else value
        return out

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object: never raises, keeps unknown fields and values of unexpected types."""
        self = object.__new__(cls)
        get: Callable[[str], Any] = src_dict.get
        value: Any
        value = get("new_state")
        self.new_state = _ItemSetStateBodyNewState.get(value, value) if isinstance(value, str) else value
        self._absent, extra = _SHAPES[tuple(src_dict)]
        self.additional_properties = {key: src_dict[key] for key in extra} if extra else {}
        return self


from .item_set_state_body_new_state import BY_VALUE as _ItemSetStateBodyNewState  # noqa: E402
from .item_set_state_body_new_state import ItemSetStateBodyNewState  # noqa: E402
