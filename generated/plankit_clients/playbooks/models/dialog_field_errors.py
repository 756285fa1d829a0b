from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ..types import EMPTY, plain
from ..types import Model as _Model


class DialogFieldErrors(_Model["str"]):
    """Fields of the dialog and what is wrong with them."""

    __match_args__ = ()
    __slots__ = __match_args__

    def __init__(
        self,
    ) -> None:
        self._extra = None
        self._absent = EMPTY

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        return out

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object: never raises, keeps unknown fields and values of unexpected types."""
        self = object.__new__(cls)
        self._absent = EMPTY
        self._extra = dict(src_dict)
        return self
