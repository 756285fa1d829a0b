"""Planbox's alpha interface (facts B5, 6): JSON without an envelope, errors with a status."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NoReturn, cast

from plankit.sandbox.planbox.initiatives import NO_IMAGE, ORGANIZATION
from plankit.sandbox.planbox.service import ALIAS, same, user_name
from plankit.sandbox.service import Service
from plankit.sandbox.wire import JSON_TYPE, Answer, Operation, RefusedError, dump, load_object

if TYPE_CHECKING:
    from plankit.sandbox.planbox.service import Planbox
    from plankit.sandbox.record import Call
    from plankit.sandbox.service import Common
    from plankit.sandbox.wire import JsonObject

_SITE = "https://www.planbox.com"
_CHALLENGE = (b"www-authenticate", b'Basic realm="Planbox"')


class PlanboxAlpha(Service):
    """The alpha interface, api.planbox.com.

    Args:
        common: What the services share.
        planbox: Has the token and the products.
    """

    def __init__(self, common: Common, planbox: Planbox) -> None:
        path = "/organizations/{organization_id}/initiatives"
        super().__init__(
            "planbox_alpha", common, [Operation("createInitiative", "POST", path, self._create_initiative)]
        )
        self._planbox = planbox

    def authorize(self, call: Call) -> Answer | None:
        """Basic with the token as the user name: a guess (facts B2)."""
        token = user_name(call.header(b"authorization") or b"")
        if token is not None and same(token, self._planbox.token):
            return None
        return self.refused(RefusedError(401, "UNAUTHORIZED", "The access token is missing or wrong", (_CHALLENGE,)))

    def refused(self, error: RefusedError) -> Answer:
        """The status and `{message}`."""
        return Answer(error.status, dump({"message": error.message}), (JSON_TYPE, *error.headers))

    def _create_initiative(self, call: Call) -> Answer:
        """201 and the product in words of its own; the projects are not in it (facts B-D5, B-D6)."""
        common, workspace = self.common, self._planbox.workspace
        if call.arguments[0] != str(ORGANIZATION):
            raise RefusedError(404, "NOT_FOUND", "There is no such organization")
        if common.settings.planbox_permission != "admin":
            raise RefusedError(403, "FORBIDDEN", "Only owners and admins can create an initiative")
        body = load_object(call)
        name = _text(body, "name")
        template = body.get("template", False)
        if not isinstance(template, bool):
            _invalid("template must be true or false")
        projects = _projects(body.get("projects", []))
        moment = dt.datetime.fromtimestamp(common.wall(), dt.UTC)
        product = workspace.add_product(name, template=template, moment=moment)
        mark: list[object] = [name, template, [list(project) for project in projects]]
        common.recorder.wrote(call, "create", str(product["id"]), name, mark)
        for position, (title, alias) in enumerate(projects):
            project = workspace.add_project(product["id"], title, alias)
            common.recorder.wrote(call, "create", str(project["id"]), title, [*mark, position])
        return Answer(201, dump(self._show(product, f"{moment:%Y-%m-%dT%H:%M:%SZ}")))

    def _show(self, product: JsonObject, moment: str) -> JsonObject:
        links: dict[str, object] = {
            "organization": {"href": f"{_SITE}/organizations/{ORGANIZATION}"},
            "self": {"href": f"{_SITE}/initiatives/{product['id']}"},
        }
        as_list = self.common.settings.planbox_links == "array"
        return {
            "id": product["id"],
            "name": product["name"],
            "alias": "",
            "description": None,
            "image_url": NO_IMAGE,
            "created_at": moment,
            "updated_at": moment,
            "_links": [{name: link} for name, link in links.items()] if as_list else links,
        }


def _invalid(message: str) -> NoReturn:
    raise RefusedError(422, "INVALID", message)


def _text(body: JsonObject, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        _invalid(f"{name} is required and must be a text")
    return value


def _projects(value: object) -> list[tuple[str, str]]:
    if not isinstance(value, list):
        _invalid("projects must be an array")
    made: list[tuple[str, str]] = []
    for project in cast("list[object]", value):
        if not isinstance(project, dict):
            _invalid("a project must be an object")
        fields = cast("JsonObject", project)
        alias = _text(fields, "alias")
        if len(alias) > ALIAS:
            _invalid(f"alias must have {ALIAS} characters or less")
        made.append((_text(fields, "name"), alias))
    return made
