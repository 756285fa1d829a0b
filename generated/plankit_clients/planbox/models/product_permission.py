from __future__ import annotations

from enum import StrEnum
from typing import Final


class ProductPermission(StrEnum):
    """The announced values; a server may send others, which stay plain strings."""

    ADMIN = "admin"
    READ = "read"
    WRITE = "write"


BY_VALUE: Final[dict[str, ProductPermission]] = {member.value: member for member in ProductPermission}
