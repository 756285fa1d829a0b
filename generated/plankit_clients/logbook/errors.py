"""What the functions of this package raise themselves."""

from .._runtime import UnexpectedStatus

__all__ = ("UnexpectedStatus",)
