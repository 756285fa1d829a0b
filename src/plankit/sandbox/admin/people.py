"""The users, products and audit entries a sandbox starts with (facts A8)."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plankit.sandbox.wire import JsonObject

_FIRST = (
    "Ada",
    "Björn",
    "Chloé",
    "Dmitri",
    "Esi",
    "Fatma",
    "Grace",
    "Hiro",
    "Inés",
    "Jamal",
    "Katalin",
    "Łucja",
)
_LAST = (
    "Abel",
    "Brandt",
    "Castro",
    "Dähler",
    "Eriksen",
    "Fofana",
    "Garcia",
    "Haddad",
    "Ito",
    "Jónsson",
    "Kim",
)
_ADMINISTRATOR_EVERY = 50
_PENDING_EVERY = 20
_INACTIVE_EVERY = 33


def identifier(source: random.Random) -> str:
    """A random UUID, version 4; about three times as fast as `uuid.UUID`."""
    digits = f"{source.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def users(count: int, seed: int) -> list[JsonObject]:
    """Users with unique e-mail addresses; equal seeds give equal users.

    `passwordRequired` is in no document: readers must keep it. Who never signed in has no `lastLogin`.
    """
    source = random.Random(seed)
    made: list[JsonObject] = []
    for number in range(1, count + 1):
        first, last = _FIRST[number % len(_FIRST)], _LAST[source.randrange(len(_LAST))]
        email = f"user{number:06d}@example.com"
        inactive, pending = number % _INACTIVE_EVERY == 0, number % _PENDING_EVERY == 0
        user: JsonObject = {
            "id": identifier(source),
            "email": email,
            "firstName": first,
            "lastName": last,
            "userName": email,
            "role": "Administrator" if number % _ADMINISTRATOR_EVERY == 1 else "User",
            "status": "Inactive" if inactive else "Pending" if pending else "Active",
            "active": not inactive,
            "passwordRequired": number % 2 == 0,
        }
        if not pending:
            user["lastLogin"] = f"2025-0{1 + number % 9}-{1 + number % 28:02d}T08:{number % 60:02d}:00Z"
        made.append(user)
    return made


def products(seed: int) -> list[JsonObject]:
    """Product environments: a customer has several, of which one sandbox is the primary one (facts A8, 9)."""
    source = random.Random(f"{seed} products")
    names = (
        ("Portfolios", "production", None),
        ("Portfolios Sandbox", "sandbox", True),
        ("Logbook", "production", None),
        ("AgilePlace", "production", None),
    )
    return [
        {
            "id": identifier(source),
            "name": name,
            "environment": environment,
            "isPrimarySandbox": primary,
            "url": f"https://{name.lower().replace(' ', '-')}.example.com",
            "description": f"The {environment} environment of {name}",
        }
        for name, environment, primary in names
    ]
