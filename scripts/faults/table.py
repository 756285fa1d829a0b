"""The table: fault by fault, what becomes of a call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faults.answers import ANSWERS, ERRORS, LIMITS
from faults.tokens import TOKENS
from faults.wire import WIRE

if TYPE_CHECKING:
    from faults.outcome import Row

ROWS: tuple[Row, ...] = (*LIMITS, *ERRORS, *ANSWERS, *WIRE, *TOKENS)
