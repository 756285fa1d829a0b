"""What the modules of this package share; the four packages share it among themselves."""

from .. import UNSET, Operation, Safety, Unset
from .._runtime import (
    EMPTY,
    LATER,
    Fields,
    File,
    Model,
    Response,
    json_or_none,
    masked,
    nested,
    or_none,
    path_segment,
    plain,
    query_list,
    query_value,
)

__all__ = (
    "EMPTY",
    "LATER",
    "UNSET",
    "Fields",
    "File",
    "Model",
    "Operation",
    "Response",
    "Safety",
    "Unset",
    "json_or_none",
    "masked",
    "nested",
    "or_none",
    "path_segment",
    "plain",
    "query_list",
    "query_value",
)
