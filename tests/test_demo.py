"""The demo: its table, and an exit status that the audit decides."""

from __future__ import annotations

import dataclasses

import pytest

from plankit.demo import __main__ as demo
from plankit.sandbox import Sandbox

pytestmark = pytest.mark.socket
SMALL = ["--users", "700", "--logs", "120", "--runs", "300"]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_small_run_ends_well(backend, capsys):
    assert demo.main([*SMALL, "--backend", backend]) == 0
    told = capsys.readouterr().out
    for row in (
        "users exported",
        "runs walked",
        "runs finished",
        "products and projects",
        "tokens fetched",
        "429s met, logbook",
        "audit: lost",
        "audit: duplicated",
    ):
        assert row in told


def lost(audit):
    return dataclasses.replace(audit, writes=audit.writes[1:])


def doubled(audit):
    return dataclasses.replace(audit, writes=[*audit.writes, audit.created[0]])


@pytest.mark.parametrize("falsify", [lost, doubled])
def test_whatever_the_audit_finds_makes_the_exit_status_one(falsify, monkeypatch, capsys):
    truth = Sandbox.audit
    monkeypatch.setattr(Sandbox, "audit", lambda self: falsify(truth(self)))
    assert demo.main(SMALL) == 1
    assert "audit" in capsys.readouterr().out
