"""Planbox (facts B): POSTs of forms, envelopes of status 200 for everything, errors too."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
import secrets
from typing import TYPE_CHECKING, NoReturn

from plankit.sandbox.planbox import php
from plankit.sandbox.planbox.initiatives import Workspace
from plankit.sandbox.service import Service
from plankit.sandbox.wire import Answer, Operation, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plankit.sandbox.planbox.php import Field
    from plankit.sandbox.record import Call
    from plankit.sandbox.service import Common
    from plankit.sandbox.settings import PlanboxPermission
    from plankit.sandbox.wire import Headers, JsonObject

ALIAS = 10

_HTML = (b"content-type", b"text/html; charset=UTF-8")
_CHALLENGE = (b"www-authenticate", b'Basic realm="Planbox"')
_ID = re.compile(r"[0-9]{1,15}")
_UNAUTHORIZED = 401


class Planbox(Service):
    """The calls of work.planbox.com.

    Args:
        common: What the services share.
        email: The accepted e-mail address.
        password: The accepted password.
        token: The access token a login answers, until it is rotated.
    """

    def __init__(self, common: Common, *, email: str, password: str, token: str) -> None:
        super().__init__(
            "planbox",
            common,
            [
                Operation("authenticate", "POST", "/api/auth", self._authenticate, free=True),
                Operation("getProduct", "POST", "/api/get_product", self._get_product),
                Operation("getProducts", "POST", "/api/get_products", self._get_products),
                Operation("getProject", "POST", "/api/get_project", self._get_project),
                Operation("getProjects", "POST", "/api/get_projects", self._get_projects),
                Operation("addProject", "POST", "/api/add_project", self._add_project),
            ],
        )
        self.workspace: Workspace = Workspace(common.settings.products, common.settings.seed)
        self.token: str = token
        self._email = email
        self._password = password

    def authorize(self, call: Call) -> Answer | None:
        """Basic with the token as the user name, else the token as a field of the form (facts B2)."""
        header = call.header(b"authorization")
        token = php.form(call).get("access_token") if header is None else user_name(header)
        if isinstance(token, str) and same(token, self.token):
            return None
        status = self.common.settings.planbox_auth_status
        headers = (_CHALLENGE,) if status == _UNAUTHORIZED else ()
        return self.refused(RefusedError(status, "error", "You must be logged in to do this", headers))

    def refused(self, error: RefusedError) -> Answer:
        """An envelope with the message; only what is no call at all has a status of its own."""
        return self._envelope("error", error.message, error.status, error.headers)

    def stamp(self, call: Call) -> Headers:
        """The cookie of a session, for whoever brings none. It lets nobody in."""
        if call.header(b"cookie") is not None:
            return ()
        return ((b"set-cookie", b"PHPSESSID=%s; path=/; HttpOnly" % secrets.token_hex(13).encode()),)

    def all_products(self) -> list[JsonObject]:
        """All products as an administrator sees them."""
        return [self.workspace.show_product(number, "admin") for number in self.workspace.products]

    def all_projects(self) -> list[JsonObject]:
        """All projects as an administrator sees them."""
        return list(self.workspace.projects.values())

    def _envelope(self, code: str, content: object, status: int = 200, headers: Headers = ()) -> Answer:
        envelope = {"code": code, "content": content, "redirect": "", "time": int(self.common.wall())}
        return Answer(status, php.dump(envelope), (_HTML, *headers))

    def _ok(self, content: object) -> Answer:
        return self._envelope("ok", php.strings(content) if self.common.settings.planbox_strings else content)

    def _permission(self, product_id: int) -> PlanboxPermission:
        return self.workspace.permission(product_id, self.common.settings.planbox_permission)

    def _authenticate(self, call: Call) -> Answer:
        fields = php.form(call)
        email, password = fields.get("email"), fields.get("password")
        known = isinstance(email, str) and email.strip().casefold() == self._email.casefold()
        if not (isinstance(password, str) and same(password, self._password) and known):
            _refuse("Email or password is incorrect, please try again.")
        self.common.recorder.tokens_issued += 1
        return self._envelope("ok", {"access_token": self.token})

    def _get_product(self, call: Call) -> Answer:
        product_id = self._product_id(php.form(call).get("product_id"))
        return self._ok(self.workspace.show_product(product_id, self._permission(product_id)))

    def _get_products(self, _call: Call) -> Answer:
        workspace = self.workspace
        return self._ok([workspace.show_product(number, self._permission(number)) for number in workspace.products])

    def _get_project(self, call: Call) -> Answer:
        fields = php.form(call)
        product_id = self._product_id(fields.get("product_id"))
        return self._ok(self._project(fields.get("project_id"), [product_id]))

    def _get_projects(self, call: Call) -> Answer:
        asked = php.form(call).get("product_id")
        values = list(asked.values()) if isinstance(asked, dict) else [asked]
        product_ids = dict.fromkeys([self._product_id(value) for value in values])
        return self._ok(self._visible(product_ids))

    def _add_project(self, call: Call) -> Answer:
        """A project for administrators of the product (facts B5, 5)."""
        fields, workspace = php.form(call), self.workspace
        product_id = self._product_id(fields.get("product_id"))
        if self._permission(product_id) != "admin":
            _refuse("You do not have the permission to add a project to this product")
        name, alias = _text(fields.get("name"), "name") or "New project", _text(fields.get("alias"), "alias")
        if len(alias) > ALIAS:
            _refuse(f"The alias must have {ALIAS} characters or less")
        copied = None
        if "from_project_id" in fields:
            copied = self._project(fields["from_project_id"], workspace.products)
        project = workspace.add_project(product_id, name, alias, copied)
        mark = {
            "product_id": product_id,
            "name": name,
            "alias": alias,
            "from_project_id": None if copied is None else copied["id"],
        }
        self.common.recorder.wrote(call, "create", str(project["id"]), name, mark)
        return self._ok({"resource": [workspace.caller(self._email)], "project": [project]})

    def _product_id(self, value: Field | None) -> int:
        number = _identity(value, "product_id")
        if number not in self.workspace.products:
            _refuse("You are not on this product")
        return number

    def _project(self, value: Field | None, product_ids: Iterable[int]) -> JsonObject:
        number = _identity(value, "project_id")
        project = next((project for project in self._visible(product_ids) if project["id"] == number), None)
        if project is None:
            _refuse("You are not on this project")
        return project

    def _visible(self, product_ids: Iterable[int]) -> list[JsonObject]:
        return [
            project
            for product_id in product_ids
            for project in self.workspace.visible(product_id, self._permission(product_id))
        ]


def user_name(header: bytes) -> str | None:
    """The user name of a Basic header, None when it is something else."""
    scheme, _, encoded = header.partition(b" ")
    try:
        credential = base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
    name, colon, _ = credential.partition(b":")
    return name.decode(errors="replace") if scheme.lower() == b"basic" and colon else None


def same(given: str, accepted: str) -> bool:
    """Whether a secret is the accepted one."""
    return hmac.compare_digest(given.encode(), accepted.encode())


def _refuse(message: str) -> NoReturn:
    raise RefusedError(200, "error", message)


def _identity(value: Field | None, name: str) -> int:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        _refuse(f"{name} is missing or no id")
    return int(value)


def _text(value: Field | None, name: str) -> str:
    if isinstance(value, dict):
        _refuse(f"{name} must be a text")
    return value or ""
