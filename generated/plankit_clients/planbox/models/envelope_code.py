from __future__ import annotations

from enum import StrEnum
from typing import Final


class EnvelopeCode(StrEnum):
    """The announced values; a server may send others, which stay plain strings."""

    ERROR = "error"
    OK = "ok"


BY_VALUE: Final[dict[str, EnvelopeCode]] = {member.value: member for member in EnvelopeCode}
