"""Planview Admin and its token endpoint (facts A). All but the token and the list of users is inferred."""

from __future__ import annotations

import datetime as dt
import random
import re
from typing import TYPE_CHECKING

from plankit.sandbox.admin import people
from plankit.sandbox.limits import PointsWindow
from plankit.sandbox.service import Service
from plankit.sandbox.wire import (
    Answer,
    Operation,
    RefusedError,
    bad_request,
    dump,
    load_object,
    need_text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plankit.sandbox.record import Call
    from plankit.sandbox.service import Common
    from plankit.sandbox.wire import Headers, JsonObject

_NUMBER = re.compile(r"[0-9]{1,15}")
_TEXTS = ("email", "firstName", "lastName", "userName", "role", "status")
_READ_ONLY = ("id", "lastLogin")
_AUDITED = 250


class Table:
    """Objects in a fixed order, each turned into JSON once.

    Args:
        rows: The objects; they belong to the table from then on.
    """

    def __init__(self, rows: list[JsonObject]) -> None:
        self.rows = rows
        self._json: list[bytes | None] = [None] * len(rows)
        self._index = {row["id"]: number for number, row in enumerate(rows)}

    def get(self, identity: str) -> JsonObject:
        """The object with this id.

        Raises:
            RefusedError: 404, there is none.
        """
        number = self._index.get(identity)
        if number is None:
            raise RefusedError(404, "NOT_FOUND", "There is no such object")
        return self.rows[number]

    def add(self, row: JsonObject) -> None:
        """Append an object."""
        self._index[row["id"]] = len(self.rows)
        self.rows.append(row)
        self._json.append(None)

    def insert(self, at: int, rows: Sequence[JsonObject]) -> None:
        """Put objects before the one at a position."""
        self.rows[at:at] = rows
        self._json[at:at] = [None] * len(rows)
        self._index = {row["id"]: number for number, row in enumerate(self.rows)}

    def remove(self, at: int, count: int) -> list[JsonObject]:
        """Take objects out from a position on; give them."""
        gone = self.rows[at : at + count]
        del self.rows[at : at + count], self._json[at : at + count]
        self._index = {row["id"]: number for number, row in enumerate(self.rows)}
        return gone

    def touch(self, identity: str) -> None:
        """Say that an object has changed."""
        self._json[self._index[identity]] = None

    def dump(self, numbers: Sequence[int]) -> bytes:
        """The objects at these positions, as the inside of a JSON array."""
        parts: list[bytes] = []
        for number in numbers:
            data = self._json[number]
            if data is None:
                data = self._json[number] = dump(self.rows[number])
            parts.append(data)
        return b",".join(parts)


class Admin(Service):
    """Users, audit histories and products of one customer.

    Args:
        common: What the services share.
    """

    def __init__(self, common: Common) -> None:
        public = "/public/v1"
        super().__init__(
            "admin",
            common,
            [
                Operation("createToken", "POST", "/io/v1/oauth2/token", self._create_token, free=True),
                Operation("listUsers", "GET", f"{public}/user", self._list_users),
                Operation("createUser", "POST", f"{public}/user", self._create_user),
                Operation("getUser", "GET", f"{public}/user/{{userId}}", self._get_user),
                Operation("updateUser", "PATCH", f"{public}/user/{{userId}}", self._update_user),
                Operation("listUserAuditEntries", "GET", f"{public}/user/{{userId}}/audit", self._user_audit),
                Operation("listCustomerAuditEntries", "GET", f"{public}/customer/audit", self._customer_audit),
                Operation("listProducts", "GET", f"{public}/product", self._list_products),
                Operation("listProductUsers", "GET", f"{public}/product/{{productId}}/user", self._product_users),
            ],
        )
        settings = common.settings
        self.points: PointsWindow = PointsWindow()
        self.users: Table = Table(people.users(settings.users, settings.seed))
        self._emails = {user["email"].casefold() for user in self.users.rows}
        self._products = Table(people.products(settings.seed))
        self._members = {
            product["id"]: Table(_members(self.users.rows[skip :: skip + 1], product["id"]))
            for skip, product in enumerate(self._products.rows)
        }
        self._source = random.Random(f"{settings.seed} admin")
        self._entries = Table([])
        self._entries_of: dict[str, list[int]] = {}
        for number, user in enumerate(self.users.rows[:_AUDITED]):
            self._log(user["id"], "User created", {}, f"2024-01-12T09:{number // 60:02d}:{number % 60:02d}Z")

    def charge(self, call: Call) -> Answer | None:
        """Take the points of the call from the window of the customer (facts A5)."""
        settings = self.common.settings
        points = settings.admin_points
        if points is None or self.points.spend(call.at, points, settings.admin_window, settings.admin_cost):
            return None
        wait = self.points.retry_after(call.at, settings.admin_window)
        headers = ((b"retry-after", str(wait).encode()),)
        return RefusedError(429, "TOO_MANY_REQUESTS", "The API rate limit is exceeded", headers).answer()

    def receipt(self) -> Headers:
        """The points left, on successes only (facts A-D5)."""
        points = self.common.settings.admin_points
        if points is None:
            return ()
        return ((b"x-rate-limit-remaining", str(self.points.remaining(points)).encode()),)

    def _create_token(self, call: Call) -> Answer:
        common = self.common
        settings = common.settings
        answer = common.tokens.issue(call, call.at, common.wall(), settings.token_lifetime, settings.token_expires_in)
        common.recorder.tokens_issued += answer.status == 200  # noqa: PLR2004 - the status is the name
        return answer

    def insert_users(self, count: int, at: int) -> None:
        """Add users before the one at a position, as another administrator would."""
        made = people.users(count, self._source.getrandbits(32))
        for user in made:
            # A name of its own: those of the seed, and of an earlier call, are taken.
            user["email"] = user["userName"] = f"elsewhere-{user['id'][:8]}@example.com"
            self._emails.add(user["email"])
        self.users.insert(at, made)
        for user in made:
            self._elsewhere("create", user)

    def remove_users(self, count: int, at: int) -> None:
        """Remove users from a position on."""
        for user in self.users.remove(at, count):
            self._emails.discard(user["email"].casefold())
            self._elsewhere("delete", user)

    def _elsewhere(self, kind: str, user: JsonObject) -> None:
        email: str = user["email"]
        self.common.recorder.elsewhere("admin", self.common.clock(), kind, user["id"], email, email.casefold())

    def _page(self, call: Call, table: Table, numbers: Sequence[int] | None = None) -> Answer:
        """One page (facts A6): `itemsPerPage` is what the page could hold, `count` cut to the maximum."""
        settings = self.common.settings
        start = _positive(call, "startIndex", 1)
        count = min(_positive(call, "count", settings.default_count), settings.max_count)
        among = range(len(table.rows)) if numbers is None else numbers
        items = table.dump(among[start - 1 : start - 1 + count])
        return Answer(200, b'{"startIndex":%d,"itemsPerPage":%d,"Resources":[%b]}' % (start, count, items))

    def _list_users(self, call: Call) -> Answer:
        return self._page(call, self.users)

    def _get_user(self, call: Call) -> Answer:
        return Answer(200, dump(self.users.get(call.arguments[0])))

    def _create_user(self, call: Call) -> Answer:
        """201 and the user; 409 when the e-mail is taken (facts A8, 4)."""
        body = _user_fields(load_object(call))
        if "email" not in body:
            message = "email is required"
            raise bad_request(message)
        email: str = body["email"]
        self._claim(email, None)
        active: bool = body.get("active", True)
        user: JsonObject = {
            "id": people.identifier(self._source),
            "userName": email,
            "role": "User",
            "status": "Pending" if active else "Inactive",
            "active": active,
            "passwordRequired": True,
            **body,
        }
        self.users.add(user)
        self._log(user["id"], "User created", body)
        self.common.recorder.wrote(call, "create", user["id"], email, email.casefold())
        return Answer(201, dump(user))

    def _update_user(self, call: Call) -> Answer:
        """200 and the user; what is absent stays as it is (facts A8, 5 and 6)."""
        user = self.users.get(call.arguments[0])
        body = _user_fields(load_object(call))
        if "email" in body:
            self._claim(body["email"], user["email"])
        if "active" in body and "status" not in body and body["active"] != user["active"]:
            body["status"] = "Active" if body["active"] else "Inactive"
        user.update(body)
        self.users.touch(user["id"])
        self._log(user["id"], "User updated", body)
        self.common.recorder.wrote(call, "update", user["id"], user["email"], user["email"].casefold())
        return Answer(200, dump(user))

    def _claim(self, email: str, instead_of: str | None) -> None:
        old = None if instead_of is None else instead_of.casefold()
        new = email.casefold()
        if new == old:
            return
        if new in self._emails:
            raise RefusedError(409, "CONFLICT", "A user with this email exists")
        if old is not None:
            self._emails.discard(old)
        self._emails.add(new)

    def _user_audit(self, call: Call) -> Answer:
        user = self.users.get(call.arguments[0])
        return self._page(call, self._entries, self._entries_of.get(user["id"], []))

    def _customer_audit(self, call: Call) -> Answer:
        return self._page(call, self._entries)

    def _list_products(self, call: Call) -> Answer:
        return self._page(call, self._products)

    def _product_users(self, call: Call) -> Answer:
        product = self._products.get(call.arguments[0])
        return self._page(call, self._members[product["id"]])

    def _log(self, user_id: str, action: str, details: JsonObject, timestamp: str | None = None) -> None:
        if timestamp is None:
            moment = dt.datetime.fromtimestamp(self.common.wall(), dt.UTC)
            timestamp = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self._entries_of.setdefault(user_id, []).append(len(self._entries.rows))
        self._entries.add(
            {
                "id": people.identifier(self._source),
                "timestamp": timestamp,
                "actor": "sandbox-client",
                "action": action,
                "userId": user_id,
                "details": dict(details),
            }
        )


def _members(users: list[JsonObject], product_id: str) -> list[JsonObject]:
    """Users as a product knows them: its own ids, mapped by e-mail, some not mapped (facts A8, 10)."""
    source = random.Random(product_id)
    unmapped_every = 10
    return [
        {
            "id": people.identifier(source),
            "email": user["email"],
            "firstName": user["firstName"],
            "lastName": user["lastName"],
            **({} if number % unmapped_every == 0 else {"planviewUserId": user["id"]}),
        }
        for number, user in enumerate(users, 1)
    ]


def _positive(call: Call, name: str, default: int) -> int:
    text = call.parameter(name)
    if text is None:
        return default
    if not _NUMBER.fullmatch(text) or int(text) < 1:
        message = f"{name} must be a whole number from 1"
        raise bad_request(message)
    return int(text)


def _user_fields(body: JsonObject) -> JsonObject:
    """The fields to write: known ones have their type, unknown ones are kept, read-only ones are dropped."""
    fields = {name: value for name, value in body.items() if name not in _READ_ONLY}
    for name in _TEXTS:
        if name in fields:
            need_text(fields[name], name)
    if "active" in fields and not isinstance(fields["active"], bool):
        message = "active must be true or false"
        raise bad_request(message)
    if "email" in fields:
        name, _, domain = fields["email"].strip().rpartition("@")
        if not (name and domain):
            message = "email must be an e-mail address"
            raise bad_request(message)
    return fields
