"""The retry budget: a quota, so that an outage cannot multiply traffic. Pure.

Source: facts/bulk_and_limits.md 1.1 (the 2026 numbers of the AWS SDKs, and: count a retry when it is scheduled).
"""

from __future__ import annotations

CAPACITY = 500
RETRY_COST = 14
SUCCESS_REFUND = 1


class RetryQuota:
    """Tokens that retries cost and successes earn back.

    Args:
        capacity: The most tokens it can hold, and what it starts with.
    """

    __slots__ = ("capacity", "tokens")

    def __init__(self, capacity: int = CAPACITY, tokens: int = CAPACITY) -> None:
        self.capacity: int = capacity
        self.tokens: int = tokens

    def spend(self) -> bool:
        """Pay for a retry that is about to be scheduled; False if the quota is used up."""
        if self.tokens < RETRY_COST:
            return False
        self.tokens -= RETRY_COST
        return True

    def succeeded(self, *, retried: bool) -> None:
        """Earn back: the cost of its last retry for a call that was retried, else a little."""
        self.tokens = min(self.capacity, self.tokens + (RETRY_COST if retried else SUCCESS_REFUND))
