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
        "playbookID": "playbook_id",
        "playbookRunName": "playbook_run_name",
        "playbookRunDescription": "playbook_run_description",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class PlaybookRunDialogSubmission(_Model[Any]):
    """Map of the dialog fields to their values

    Attributes:
        playbook_id: ID of the playbook to create the playbook run from. Example:
            ahz0s61gh275i7z2ag4g1ntvjm.
        playbook_run_name: The name of the playbook run to be created. Example: Server down in EU
            cluster.
        playbook_run_description: An optional description of the playbook run. Example: There is one
            server in the EU cluster that is not responding since April 12.
    """

    playbook_id: str
    playbook_run_name: str
    playbook_run_description: str | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        playbook_id: str,
        playbook_run_name: str,
        playbook_run_description: str | None | Unset = UNSET,
    ) -> None:
        self.playbook_id = playbook_id
        self.playbook_run_name = playbook_run_name
        self.playbook_run_description = (
            None if playbook_run_description is UNSET else playbook_run_description
        )
        self._extra = None
        self._absent = _FIELDS.unset(
            playbook_run_description=playbook_run_description,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.playbook_id
        if value is None:
            if "playbook_id" not in absent:
                out["playbookID"] = None
        elif value is not UNSET:
            out["playbookID"] = value
        value = self.playbook_run_name
        if value is None:
            if "playbook_run_name" not in absent:
                out["playbookRunName"] = None
        elif value is not UNSET:
            out["playbookRunName"] = value
        value = self.playbook_run_description
        if value is None:
            if "playbook_run_description" not in absent:
                out["playbookRunDescription"] = None
        elif value is not UNSET:
            out["playbookRunDescription"] = value
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
            self.playbook_id,
            self.playbook_run_name,
            self.playbook_run_description,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
