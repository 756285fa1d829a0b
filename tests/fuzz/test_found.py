"""What the fuzz found, as plain examples."""

from __future__ import annotations

import json

import anyio
import pytest
from fuzz_calls import Answer, outcome_of
from fuzz_recipes import RECIPES

import plankit
from plankit import Outcome


def called(service, operation_id, body, status=200, headers=()):
    """Call an operation and look at what comes out, as the fuzz does."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = Answer(status, content, list(headers), pieces=4096)
    return anyio.run(outcome_of, service, operation_id, RECIPES[service][operation_id], answer)


@pytest.mark.parametrize(
    ("service", "operation_id", "body"),
    [
        ("planview_admin", "listUsers", {"startIndex": 9, "itemsPerPage": 7, "Resources": [{"id": "7"}]}),
        ("planview_admin", "listUsers", {"startIndex": 1, "itemsPerPage": 7, "Resources": 7}),
        ("playbooks", "listRuns", {"items": [], "has_more": "maybe"}),
    ],
)
def test_a_page_that_lies_is_an_error_that_knows_its_request(service, operation_id, body):
    """It had no address, no attempts and no outcome, as if nothing had been sent."""
    error = called(service, operation_id, body)
    assert type(error) is plankit.ProtocolError
    assert (error.operation, error.method) == (f"{service}.{operation_id}", "GET")
    assert error.url.startswith("https://")
    assert [attempt.status for attempt in error.attempts] == [200]
    assert error.outcome is Outcome.UNKNOWN
    assert error.resume_token
    assert "repeating the call is safe" in str(error)
