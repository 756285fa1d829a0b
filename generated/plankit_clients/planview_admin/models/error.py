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
        "message": "message",
        "error": "error",
        "error_description": "error_description",
        "detail": "detail",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class Error(_Model[Any]):
    """What an error says. Nothing public describes it: {code, message}, the OAuth form {error,
    error_description} and the SCIM forms {status, detail, scimType} and {Errors} are all to be
    expected, and so is a body that is no JSON.

        Attributes:
            code:  Example: USER_NOT_FOUND.
            message:  Example: There is no such user.
            error:  Example: invalid_client.
            error_description:  Example: The client is not known.
            detail:  Example: There is no such user.
    """

    code: str | None
    message: str | None
    error: str | None
    error_description: str | None
    detail: str | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        code: str | None | Unset = UNSET,
        message: str | None | Unset = UNSET,
        error: str | None | Unset = UNSET,
        error_description: str | None | Unset = UNSET,
        detail: str | None | Unset = UNSET,
    ) -> None:
        self.code = None if code is UNSET else code
        self.message = None if message is UNSET else message
        self.error = None if error is UNSET else error
        self.error_description = None if error_description is UNSET else error_description
        self.detail = None if detail is UNSET else detail
        self._extra = None
        self._absent = _FIELDS.unset(
            code=code,
            message=message,
            error=error,
            error_description=error_description,
            detail=detail,
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
        value = self.error_description
        if value is None:
            if "error_description" not in absent:
                out["error_description"] = None
        elif value is not UNSET:
            out["error_description"] = plain(value)
        value = self.detail
        if value is None:
            if "detail" not in absent:
                out["detail"] = None
        elif value is not UNSET:
            out["detail"] = plain(value)
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
            self.message,
            self.error,
            self.error_description,
            self.detail,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
