"""The values documents are made of."""

from __future__ import annotations

from typing import Any

# A document as a whole is read by known keys; its parts are walked through, whatever they are.
Document = dict[str, Any]
Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None
