"""The retry budget: what an outage costs, what successes earn back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plankit.transport.quota import CAPACITY, RETRY_COST, RetryQuota


def test_an_outage_ends_retries_after_a_fixed_number():
    quota = RetryQuota()
    assert sum(quota.spend() for _ in range(1000)) == CAPACITY // RETRY_COST == 35


def test_a_retried_success_earns_its_retry_back_and_a_first_one_a_little():
    quota = RetryQuota(tokens=0)
    assert not quota.spend()
    quota.succeeded(retried=False)
    assert quota.tokens == 1
    quota.succeeded(retried=True)
    assert quota.tokens == 1 + RETRY_COST
    assert quota.spend()


@given(st.lists(st.sampled_from(["spend", "first", "retried"]), max_size=300))
def test_it_stays_within_its_bounds(steps):
    quota = RetryQuota(capacity=60, tokens=60)
    for step in steps:
        if step == "spend":
            before = quota.tokens
            assert quota.spend() == (before >= RETRY_COST)
        else:
            quota.succeeded(retried=step == "retried")
        assert 0 <= quota.tokens <= 60
