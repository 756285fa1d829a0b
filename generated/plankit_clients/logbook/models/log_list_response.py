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
        "rest_logs_data": "rest_logs_data",
    }
)


@_define(init=False, slots=True, eq=True)
class LogListResponse(_Model[Any]):
    """The object `LogListResponse` of the document.

    Attributes:
        rest_logs_data: The logs of the container. Not paged.
    """

    rest_logs_data: list[Log] | None | None
    additional_properties: dict[str, Any] = _field(repr=_masked)
    _absent: frozenset[str] = _field(eq=False, repr=False)

    def __init__(
        self,
        *,
        rest_logs_data: list[Log] | None | None | Unset = UNSET,
    ) -> None:
        self.rest_logs_data = None if rest_logs_data is UNSET else rest_logs_data
        self.additional_properties = {}
        self._absent = _SHAPES.unset(
            rest_logs_data=rest_logs_data,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self.additional_properties) if self.additional_properties else {}
        absent = self._absent
        value: Any
        value = self.rest_logs_data
        if value is None:
            if "rest_logs_data" not in absent:
                out["rest_logs_data"] = None
        elif value is not UNSET:
            out["rest_logs_data"] = plain(value)
        return out

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object: never raises, keeps unknown fields and values of unexpected types."""
        self = object.__new__(cls)
        get: Callable[[str], Any] = src_dict.get
        value: Any
        value = get("rest_logs_data")
        self.rest_logs_data = (
            [Log.from_dict(item) if isinstance(item, dict) else item for item in value]
            if isinstance(value, list)
            else value
        )
        self._absent, extra = _SHAPES[tuple(src_dict)]
        self.additional_properties = {key: src_dict[key] for key in extra} if extra else {}
        return self


from .log import Log  # noqa: E402
