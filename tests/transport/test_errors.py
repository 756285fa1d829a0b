"""Errors as users meet them: attributes, messages, copies for processes and other tasks."""

from __future__ import annotations

import copy
import inspect
import pickle

import pytest

from plankit import errors
from plankit.errors import APIError, Attempt, Outcome, PlankitError
from plankit.transport.call import outcome_of_status, overall

CLASSES = sorted(
    (kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, PlankitError)),
    key=lambda kind: kind.__name__,
)


def made(kind: type[PlankitError]) -> PlankitError:
    error = kind("what happened. How to mend it.")
    error.operation = "admin.getUser"
    error.method, error.url = "GET", "https://us.example/public/v1/user/1"
    error.outcome = Outcome.UNKNOWN
    error.attempts = (
        Attempt(Outcome.UNKNOWN, error="ReadError", waited=0.1, seconds=0.2, sent=True),
        Attempt(Outcome.REJECTED, status=404, sent=True),
    )
    error.resume_token = "token"
    if isinstance(error, APIError):
        error.status, error.code, error.detail = 404, "GONE", "not here"
        error.headers, error.request_id = {"x-request-id": "r"}, "r"
    if isinstance(error, errors.RateLimitedError):
        error.retry_after = 3.0
    if isinstance(error, errors.PartialFailureError):
        error.result, error.unknown, error.not_applied = {"done": [1]}, (2,), (3,)
    error.add_note("a note")
    return error


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize(
    "copied",
    [lambda error: pickle.loads(pickle.dumps(error)), copy.copy, copy.deepcopy, PlankitError.twin],  # noqa: S301
    ids=["pickle", "copy", "deepcopy", "twin"],
)
def test_a_copy_has_class_message_and_all_attributes(kind, copied):
    error = made(kind)
    other = copied(error)
    assert type(other) is kind
    assert other is not error
    assert str(other) == str(error)
    assert other.args == error.args
    assert vars(other) == vars(error)
    assert other.__traceback__ is None


def test_every_error_is_a_plankit_error_and_some_are_what_python_calls_them():
    assert issubclass(errors.DeadlineExceededError, TimeoutError)
    assert issubclass(errors.ConfigurationError, ValueError)
    assert issubclass(errors.InvalidArgumentError, ValueError)
    assert errors.PlankitError in CLASSES
    assert len(CLASSES) == 18


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "InvalidRequestError"),
        (401, "AuthenticationError"),
        (403, "PermissionDeniedError"),
        (404, "NotFoundError"),
        (409, "ConflictError"),
        (410, "NotFoundError"),
        (413, "InvalidRequestError"),
        (422, "InvalidRequestError"),
        (429, "RateLimitedError"),
        (301, "InvalidRequestError"),
        (500, "ServerError"),
        (503, "ServerError"),
        (520, "ServerError"),
    ],
)
def test_the_class_of_a_status(status, kind):
    assert errors.error_class(status).__name__ == kind


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        *((status, Outcome.APPLIED) for status in (200, 201, 202, 204, 299)),
        *((status, Outcome.NOT_APPLIED) for status in (401, 429)),
        *((status, Outcome.UNKNOWN) for status in (301, 302, 303, 308, 408, 500, 502, 503, 504, 520, 599)),
        *((status, Outcome.REJECTED) for status in (400, 403, 404, 409, 410, 413, 422, 501, 505)),
    ],
)
def test_what_a_status_says(status, outcome):
    assert outcome_of_status(status) is outcome


A, N, R, U = Outcome.APPLIED, Outcome.NOT_APPLIED, Outcome.REJECTED, Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("attempts", "outcome"),
    [
        ([], N),
        ([N], N),
        ([U], U),
        ([R], R),
        ([A], A),
        ([U, N], U),
        ([U, R], U),
        ([U, A], A),
        ([N, U, N], U),
        ([N, R], R),
    ],
)
def test_a_doubt_stays_until_it_is_known_to_be_applied(attempts, outcome):
    assert overall([Attempt(one) for one in attempts]) is outcome


def test_an_attempt_reads_well():
    assert str(Attempt(U, status=503, seconds=0.123)) == "503 after 0.12 s (unknown)"
    assert str(Attempt(N, error="ConnectError")) == "ConnectError after 0.00 s (not applied)"


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_is_explained(outcome):
    assert errors.effect(outcome, reads=False).endswith(".")
    assert "repeating the call is safe" in errors.effect(outcome, reads=True)
