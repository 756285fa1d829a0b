"""Rows about tokens and the endpoint that they come from."""

from __future__ import annotations

from faults.cells import ALWAYS, FOR_GOOD, JSON, failed, for_all, ok
from faults.outcome import Row
from plankit.sandbox.faults import Act, Cut, Drip, Respond, Spoil, Stall, page

TOKENS = (
    Row(
        group="Tokens",
        name="the credential is refused",
        faults=(Respond(401, b'{"error":"invalid_client"}', JSON), Respond(400, b'{"error":"invalid_client"}', JSON)),
        token=True,
        when=ALWAYS,
        cells=for_all(failed("AuthenticationError", "not applied", 0, tokens=1)),
    ),
    Row(
        group="Tokens",
        name="the token is revoked, or ends before it says",
        faults=(Act("revoke_tokens"),),
        cells=for_all(ok(2, tokens=2)),
    ),
    Row(
        group="Tokens",
        name="each token is revoked at once",
        faults=(Act("revoke_tokens"),),
        when=ALWAYS,
        cells=for_all(failed("AuthenticationError", "not applied", 2, tokens=2)),
    ),
    Row(
        group="Tokens",
        name="the token endpoint is slow",
        faults=(Stall("applied", 0.1), Drip(100, 0.02)),
        token=True,
        cells=for_all(ok(1, tokens=1)),
    ),
    Row(
        group="Tokens",
        name="the token endpoint stalls beyond the deadline",
        faults=(Stall("applied", FOR_GOOD),),
        token=True,
        settings={"deadline": 0.2},
        cells=for_all(failed("DeadlineExceededError", "not applied", 0, tokens=1)),
    ),
    Row(
        group="Tokens",
        name="the token endpoint fails once: 503, a reset, half an answer, an HTML page, nothing, other JSON",
        faults=(
            *(Respond(503), page(502), Cut("request"), Cut("applied"), Cut("body"), Spoil("shorter")),
            *(Spoil("html"), Spoil("empty"), Spoil("truncated"), Spoil("wrong_type")),
        ),
        token=True,
        cells=for_all(ok(1, tokens=2)),
    ),
    Row(
        group="Tokens",
        name="the token endpoint answers 503 each time",
        faults=(Respond(503),),
        token=True,
        when=ALWAYS,
        cells=for_all(failed("ServerError", "not applied", 0, tokens=4)),
    ),
    Row(
        group="Tokens",
        name="the token endpoint resets each connection",
        faults=(Cut("request"), Cut("applied", reset=False)),
        token=True,
        when=ALWAYS,
        cells=for_all(failed("TransportError", "not applied", 0, tokens=4)),
    ),
    Row(
        group="Tokens",
        name="the token endpoint answers an HTML page each time, or nothing, or other JSON",
        faults=(Spoil("html"), Spoil("empty"), Spoil("wrong_type", seed=1), Spoil("wrong_type", seed=2)),
        token=True,
        when=ALWAYS,
        cells=for_all(failed("ProtocolError", "not applied", 0, tokens=4)),
    ),
    Row(
        group="Tokens",
        name="the token endpoint answers without `id_token`",
        faults=(Spoil(without=("id_token",)),),
        token=True,
        cells=for_all(failed("ProtocolError", "not applied", 0, tokens=1)),
    ),
)
