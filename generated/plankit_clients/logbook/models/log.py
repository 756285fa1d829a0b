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
        "id": "id",
        "name": "name",
        "created_at": "created_at",
        "transferred_to": "transferred_to",
        "log_type": "log_type",
        "custom_attribute_values": "custom_attribute_values",
        "system_attribute_values": "system_attribute_values",
        "transferred_from": "transferred_from",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class Log(_Model[Any]):
    """A log.

    Attributes:
        id: The id of the log; compare it as text. Example: 123.
        name:  Example: Delivery is late.
        created_at: When the log was created, ISO 8601, without an offset in all samples. Example:
            2024-01-12T09:25:37.853187.
        transferred_to:
        log_type:
        custom_attribute_values: {"values": {"<ca_config_id>": {ca_config_id, section_ca_id, value}}},
            or an array of such entries. Example: {'values': {'574': {'ca_config_id': 574, 'section_ca_id':
            1969, 'value': {'id': 'UUID', 'label': 'New 02', 'value': 'New 02'}}}}.
        system_attribute_values: {"values": {"<sa_id>": {id, sa_id, value}}}, or an array of such
            entries. Example: {'values': {'1': {'id': 3165, 'sa_id': 1, 'value': {'id': 1, 'is_visible':
            True, 'label': 'New', 'value': 'New'}}}}.
        transferred_from:
    """

    id: int | str
    name: str | None
    created_at: str | None
    transferred_to: list[TransferredLog] | None
    log_type: LogType | None
    custom_attribute_values: Any
    system_attribute_values: Any
    transferred_from: TransferredLog | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        id: int | str,
        name: str | None | Unset = UNSET,
        created_at: str | None | Unset = UNSET,
        transferred_to: list[TransferredLog] | None | Unset = UNSET,
        log_type: LogType | None | Unset = UNSET,
        custom_attribute_values: Any | Unset = UNSET,
        system_attribute_values: Any | Unset = UNSET,
        transferred_from: TransferredLog | None | Unset = UNSET,
    ) -> None:
        self.id = id
        self.name = None if name is UNSET else name
        self.created_at = None if created_at is UNSET else created_at
        self.transferred_to = None if transferred_to is UNSET else transferred_to
        self.log_type = None if log_type is UNSET else log_type
        self.custom_attribute_values = None if custom_attribute_values is UNSET else custom_attribute_values
        self.system_attribute_values = None if system_attribute_values is UNSET else system_attribute_values
        self.transferred_from = None if transferred_from is UNSET else transferred_from
        self._extra = None
        self._absent = _FIELDS.unset(
            name=name,
            created_at=created_at,
            transferred_to=transferred_to,
            log_type=log_type,
            custom_attribute_values=custom_attribute_values,
            system_attribute_values=system_attribute_values,
            transferred_from=transferred_from,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.id
        if value is None:
            if "id" not in absent:
                out["id"] = None
        elif value is not UNSET:
            out["id"] = plain(value)
        value = self.name
        if value is None:
            if "name" not in absent:
                out["name"] = None
        elif value is not UNSET:
            out["name"] = plain(value)
        value = self.created_at
        if value is None:
            if "created_at" not in absent:
                out["created_at"] = None
        elif value is not UNSET:
            out["created_at"] = plain(value)
        value = self.transferred_to
        if value is None:
            if "transferred_to" not in absent:
                out["transferred_to"] = None
        elif value is not UNSET:
            out["transferred_to"] = plain(value)
        value = self.log_type
        if value is None:
            if "log_type" not in absent:
                out["log_type"] = None
        elif value is not UNSET:
            out["log_type"] = plain(value)
        value = self.custom_attribute_values
        if value is None:
            if "custom_attribute_values" not in absent:
                out["custom_attribute_values"] = None
        elif value is not UNSET:
            out["custom_attribute_values"] = plain(value)
        value = self.system_attribute_values
        if value is None:
            if "system_attribute_values" not in absent:
                out["system_attribute_values"] = None
        elif value is not UNSET:
            out["system_attribute_values"] = plain(value)
        value = self.transferred_from
        if value is None:
            if "transferred_from" not in absent:
                out["transferred_from"] = None
        elif value is not UNSET:
            out["transferred_from"] = plain(value)
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
            self.id,
            self.name,
            self.created_at,
            _transferred_to,
            _log_type,
            self.custom_attribute_values,
            self.system_attribute_values,
            _transferred_from,
        ) = get(src_dict)
        self.transferred_to = (
            (_LATER((_transferred_to,)) if _transferred_to else [])
            if isinstance(_transferred_to, list)
            else _transferred_to
        )
        self.log_type = _LATER((_log_type,)) if isinstance(_log_type, dict) else _log_type
        self.transferred_from = (
            _LATER((_transferred_from,)) if isinstance(_transferred_from, dict) else _transferred_from
        )
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .log_type import LogType  # noqa: E402
from .transferred_log import TransferredLog  # noqa: E402

_nested(
    Log,
    transferred_to=lambda value: (
        [TransferredLog.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
    log_type=lambda value: LogType.from_dict(value) if isinstance(value, dict) else value,
    transferred_from=lambda value: TransferredLog.from_dict(value) if isinstance(value, dict) else value,
)
