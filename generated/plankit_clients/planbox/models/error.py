from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field

from ..types import UNSET, Unset, plain
from ..types import Fields as _Fields
from ..types import Model as _Model
from ..types import masked as _masked
from ..types import or_none as _or_none

_FIELDS = _Fields(
    {
        "code": "code",
        "content": "content",
        "message": "message",
        "error": "error",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class Error(_Model[Any]):
    """What an error says. An envelope is likely, and anything else possible.

    Attributes:
        code:  Example: error.
        content: A message, as a rule. Example: Email or password is incorrect.
        message:  Example: Not found.
        error:  Example: Not found.
    """

    code: str | None
    content: Any
    message: str | None
    error: str | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        code: str | None | Unset = UNSET,
        content: Any | Unset = UNSET,
        message: str | None | Unset = UNSET,
        error: str | None | Unset = UNSET,
    ) -> None:
        self.code = None if code is UNSET else code
        self.content = None if content is UNSET else content
        self.message = None if message is UNSET else message
        self.error = None if error is UNSET else error
        self._extra = None
        self._absent = _FIELDS.unset(
            code=code,
            content=content,
            message=message,
            error=error,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.code
        if value is None:
            if "code" not in absent:
                out["code"] = None
        elif value is not UNSET:
            out["code"] = plain(value)
        value = self.content
        if value is None:
            if "content" not in absent:
                out["content"] = None
        elif value is not UNSET:
            out["content"] = plain(value)
        value = self.message
        if value is None:
            if "message" not in absent:
                out["message"] = None
        elif value is not UNSET:
            out["message"] = plain(value)
        value = self.error
        if value is None:
            if "error" not in absent:
                out["error"] = None
        elif value is not UNSET:
            out["error"] = plain(value)
        return out

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object: never raises, keeps unknown fields and values of unexpected types."""
        self = object.__new__(cls)
        try:
            self._absent, extra, get = _SHAPES[tuple(src_dict)]
        except KeyError:
            self._absent, extra, get = _FIELDS.learn(src_dict)
        (
            self.code,
            self.content,
            self.message,
            self.error,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
