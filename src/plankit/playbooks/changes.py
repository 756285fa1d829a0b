"""Operations that change something and answer nothing worth returning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plankit.operation import Operation
from plankit.playbooks import answers, hints

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from plankit.operation import Hint
    from plankit.transport.call import OperationInfo


def change(
    info: OperationInfo, build: Callable[..., dict[str, Any]], told: Mapping[int, Hint] = hints.CHANGES
) -> Operation[None]:
    """Make the operation: an empty body is as good as `{}` or `{"status": "OK"}`."""
    return Operation(info, build, answers.done, empty=True, hints=told)
