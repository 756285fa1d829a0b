from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field

from ..types import LATER as _LATER
from ..types import UNSET, Unset, plain
from ..types import Fields as _Fields
from ..types import Model as _Model
from ..types import masked as _masked
from ..types import nested as _nested
from ..types import or_none as _or_none

_FIELDS = _Fields(
    {
        "code": "code",
        "content": "content",
        "redirect": "redirect",
        "time": "time",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class ProductEnvelope(_Model[Any]):
    """The object `ProductEnvelope` of the document.

    Attributes:
        code: Whether the call succeeded. Example: ok.
        content: The product, or the message of an error. Example: {'id': 1234, 'name': 'Web shop'}.
        redirect: Not to be followed.
        time: Unix seconds. Example: 1377119152.
    """

    code: EnvelopeCode | str
    content: Product | str | None
    redirect: str | None
    time: int | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        code: EnvelopeCode | str,
        content: Product | str | None | Unset = UNSET,
        redirect: str | None | Unset = UNSET,
        time: int | None | Unset = UNSET,
    ) -> None:
        self.code = code
        self.content = None if content is UNSET else content
        self.redirect = None if redirect is UNSET else redirect
        self.time = None if time is UNSET else time
        self._extra = None
        self._absent = _FIELDS.unset(
            content=content,
            redirect=redirect,
            time=time,
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
            out["code"] = value.value if isinstance(value, EnvelopeCode) else value
        value = self.content
        if value is None:
            if "content" not in absent:
                out["content"] = None
        elif value is not UNSET:
            out["content"] = plain(value)
        value = self.redirect
        if value is None:
            if "redirect" not in absent:
                out["redirect"] = None
        elif value is not UNSET:
            out["redirect"] = plain(value)
        value = self.time
        if value is None:
            if "time" not in absent:
                out["time"] = None
        elif value is not UNSET:
            out["time"] = plain(value)
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
            _code,
            _content,
            self.redirect,
            self.time,
        ) = get(src_dict)
        self.code = _EnvelopeCode.get(_code, _code) if isinstance(_code, str) else _code
        self.content = _LATER((_content,)) if isinstance(_content, dict) else _content
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .envelope_code import BY_VALUE as _EnvelopeCode  # noqa: E402
from .envelope_code import EnvelopeCode  # noqa: E402
from .product import Product  # noqa: E402

_nested(
    ProductEnvelope,
    content=lambda value: Product.from_dict(value) if isinstance(value, dict) else value,
)
