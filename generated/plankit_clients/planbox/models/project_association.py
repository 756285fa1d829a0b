from __future__ import annotations

from enum import StrEnum
from typing import Final


class ProjectAssociation(StrEnum):
    """The announced values; a server may send others, which stay plain strings."""

    OBSERVER = "observer"
    WORKER = "worker"


BY_VALUE: Final[dict[str, ProjectAssociation]] = {member.value: member for member in ProjectAssociation}
