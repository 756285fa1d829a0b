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
        "href": "href",
    }
)


@_define(init=False, slots=True, eq=True)
class Link(_Model[Any]):
    """The object `Link` of the document.

    Attributes:
        href:  Example: https://www.planbox.com/initiatives/1.
    """

    href: str | None
    additional_properties: dict[str, Any] = _field(repr=_masked)
    _absent: frozenset[str] = _field(eq=False, repr=False)

    def __init__(
        self,
        *,
        href: str | None | Unset = UNSET,
    ) -> None:
        self.href = None if href is UNSET else href
        self.additional_properties = {}
        self._absent = _SHAPES.unset(
            href=href,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self.additional_properties) if self.additional_properties else {}
        absent = self._absent
        value: Any
        value = self.href
        if value is None:
            if "href" not in absent:
                out["href"] = None
        elif value is not UNSET:
            out["href"] = value
        return out

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object: never raises, keeps unknown fields and values of unexpected types."""
        self = object.__new__(cls)
        get: Callable[[str], Any] = src_dict.get
        self.href = get("href")
        self._absent, extra = _SHAPES[tuple(src_dict)]
        self.additional_properties = {key: src_dict[key] for key in extra} if extra else {}
        return self
